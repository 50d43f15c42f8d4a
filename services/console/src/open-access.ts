import { readFileSync } from 'node:fs';
import type { Logger } from 'pino';
import type { ConsoleConfig } from './config.ts';
import { ConsoleError } from './errors.ts';
import { openIdentityProvider, type IdentityProvider } from './sign-in/provider.ts';
import { openSessions } from './sign-in/sessions.ts';
import { openSignIn } from './sign-in/sign-in.ts';
import { openVisitors } from './sign-in/visitor.ts';
import type { Upstream } from './upstream/ask.ts';
import { isLoopback } from './upstream/origin.ts';

const secretIn = (file: string | undefined): string | undefined => {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const message = `LIFTWATCH_CONSOLE_OIDC_CLIENT_SECRET_FILE: ${(error as Error).message}`;
    throw new ConsoleError('LIFT_CONSOLE_CONFIG_INVALID', message, error);
  }
};

const providerOf = (
  config: ConsoleConfig,
  { logger, publicUrl }: { readonly logger: Logger; readonly publicUrl: () => string },
): IdentityProvider | undefined =>
  config.LIFTWATCH_CONSOLE_OIDC_ISSUER === undefined
    ? undefined
    : openIdentityProvider({
        issuer: config.LIFTWATCH_CONSOLE_OIDC_ISSUER,
        clientId: config.LIFTWATCH_CONSOLE_OIDC_CLIENT_ID,
        clientSecret: secretIn(config.LIFTWATCH_CONSOLE_OIDC_CLIENT_SECRET_FILE),
        scopes: config.LIFTWATCH_CONSOLE_OIDC_SCOPES,
        publicUrl,
        logger,
      });

/** Who comes in, and how. @throws {ConsoleError} LIFT_CONSOLE_CONFIG_INVALID when the client's secret cannot be read */
export const openAccess = (
  config: ConsoleConfig,
  around: {
    readonly dispatch: Upstream;
    readonly logger: Logger;
    readonly publicUrl: () => string;
    readonly nowMs: () => number;
  },
) => {
  const { dispatch, nowMs } = around;
  const publicAddress = config.LIFTWATCH_CONSOLE_PUBLIC_URL;
  const onLoopback = isLoopback(config.LIFTWATCH_CONSOLE_HTTP_HOST);
  const isSecure = publicAddress?.startsWith('https:') === true;
  const provider = providerOf(config, around);
  const sessions = openSessions(dispatch, { isSecure, nowMs });
  return {
    door: { onLoopback, publicHost: publicAddress === undefined ? undefined : new URL(publicAddress).host },
    sessions,
    signIn: openSignIn({ dispatch, provider, sessions, isSecure, nowMs }),
    // Where people have accounts, what is done bears a name, also on this machine.
    visitorOf: openVisitors(sessions, { isEnough: onLoopback && provider === undefined, dispatch }),
  };
};

import { ConsoleError } from '../errors.ts';
import type { Upstream } from '../upstream/ask.ts';
import { openAttempts } from './attempts.ts';
import { identityCredential, tokenCredential } from './credentials.ts';
import { openFlowCookie } from './flow-cookie.ts';
import { wordOf, type IdentityProvider } from './provider.ts';
import { returnPath } from './return-path.ts';
import type { Sessions } from './sessions.ts';
import { askWho } from './who.ts';

/** Where the browser is sent, and the cookies that it is given. */
export interface GoTo {
  readonly location: string;
  readonly cookies: readonly string[];
}

/** The ways in: a token of dispatch, and the identity provider where one is configured. */
export interface SignIn {
  /** Host of the identity provider; null: none is configured. */
  readonly providerHost: string | null;
  /** Returns the cookie to set. @throws {ConsoleError} LIFT_CONSOLE_SIGN_IN_REFUSED, LIFT_CONSOLE_SIGN_IN_LIMITED */
  withToken(token: string, cookieHeader: string | undefined): Promise<string>;
  /** To the provider; a provider that cannot be used leads to our own page, which says so. */
  begin(to: unknown): Promise<GoTo>;
  /** Back from it: on to where the person wanted, or to our own page, which says what went wrong. */
  finish(query: string, cookieHeader: string | undefined): Promise<GoTo>;
}

/** Well below what dispatch takes from one address. */
const WRONG_TOKENS_A_MINUTE = 20;

const notConfigured = (): ConsoleError =>
  new ConsoleError(
    'LIFT_CONSOLE_ROUTE_UNKNOWN',
    'no identity provider is configured here: set LIFTWATCH_CONSOLE_OIDC_ISSUER',
  );

/** The page that says what went wrong; it has the words for each code in both languages. */
const sayWhy = (error: unknown, to: string): string => {
  if (!(error instanceof ConsoleError)) throw error;
  const word = wordOf(error.cause);
  const said = { problem: error.code, ...(word !== undefined && { word }), ...(to !== '/' && { to }) };
  return `/sign-in?${new URLSearchParams(said).toString()}`;
};

const refusal = {
  unknown: () =>
    new ConsoleError(
      'LIFT_CONSOLE_PROVIDER_UNTRUSTED',
      'dispatch does not take what the identity provider says: LIFTWATCH_DISPATCH_OIDC_ISSUER and _CLIENT_ID must be as LIFTWATCH_CONSOLE_OIDC_ISSUER and _CLIENT_ID',
    ),
  'no-role': () =>
    new ConsoleError(
      'LIFT_CONSOLE_NO_ROLE',
      'the identity provider knows this account, and names no role for it here: ask whoever keeps the accounts',
    ),
} as const;

export const openSignIn = (parts: {
  readonly dispatch: Upstream;
  readonly provider: IdentityProvider | undefined;
  readonly sessions: Sessions;
  readonly isSecure: boolean;
  readonly nowMs: () => number;
}): SignIn => {
  const { dispatch, provider, sessions, isSecure, nowMs } = parts;
  const flows = openFlowCookie(isSecure, nowMs);
  const attempts = openAttempts(WRONG_TOKENS_A_MINUTE, nowMs);
  const configured = (): IdentityProvider => {
    if (provider) return provider;
    throw notConfigured();
  };
  return {
    providerHost: provider?.host ?? null,
    async withToken(token, cookieHeader) {
      attempts.assertMay();
      const who = await askWho(dispatch, token);
      if (who.is === 'known') return sessions.begin(tokenCredential(dispatch, token), who.person, cookieHeader);
      attempts.failed();
      throw new ConsoleError(
        'LIFT_CONSOLE_SIGN_IN_REFUSED',
        'dispatch does not know this token: make one with `liftwatch tokens add`',
      );
    },
    async begin(to) {
      const returnTo = returnPath(to);
      const at = configured();
      try {
        const { location, flow } = await at.begin();
        return { location, cookies: [await flows.seal({ ...flow, returnTo })] };
      } catch (error) {
        return { location: sayWhy(error, returnTo), cookies: [] };
      }
    },
    async finish(query, cookieHeader) {
      const at = configured();
      const flow = await flows.take(cookieHeader, new URLSearchParams(query).get('state'));
      if (flow === undefined) {
        const error = new ConsoleError('LIFT_CONSOLE_SIGN_IN_FAILED', 'this browser has begun no such sign-in');
        return { location: sayWhy(error, '/'), cookies: [] };
      }
      try {
        const identity = await at.finish(query, flow);
        const who = await askWho(dispatch, identity.idToken);
        if (who.is !== 'known') throw refusal[who.is]();
        const session = sessions.begin(identityCredential(dispatch, at, identity), who.person, cookieHeader);
        return { location: returnPath(flow.returnTo), cookies: [session, flows.clear()] };
      } catch (error) {
        return { location: sayWhy(error, flow.returnTo), cookies: [flows.clear()] };
      }
    },
  };
};

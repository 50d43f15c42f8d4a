import * as client from 'openid-client';
import type { Logger } from 'pino';
import { ConsoleError } from '../errors.ts';

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly scopes: string;
  /** Our own address as browsers know it, without a slash at its end. */
  readonly publicUrl: () => string;
  readonly logger: Logger;
}

/** What ties the browser's way back to its way out. */
export interface Flow {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** What the provider has said of somebody: a token that dispatch takes, and how to get the next. */
export interface Identity {
  readonly subject: string;
  readonly idToken: string;
  readonly expiresAtMs: number;
  /** Absent: with the token the session ends. */
  readonly refreshToken?: string | undefined;
  /** For the person's own eyes. */
  readonly name?: string | undefined;
}

/** The city's identity provider (OpenID Connect): authorization code with PKCE. */
export interface IdentityProvider {
  /** Where it is, for people. */
  readonly host: string;
  /** @throws {ConsoleError} LIFT_CONSOLE_PROVIDER_UNAVAILABLE */
  begin(): Promise<{ readonly location: string; readonly flow: Flow }>;
  /** @throws {ConsoleError} LIFT_CONSOLE_SIGN_IN_FAILED, LIFT_CONSOLE_PROVIDER_UNAVAILABLE */
  finish(query: string, flow: Flow): Promise<Identity>;
  /** What it says now. `ended`: it does not vouch for this person any more. @throws {ConsoleError} LIFT_CONSOLE_PROVIDER_UNAVAILABLE */
  renew(identity: Identity): Promise<Identity | 'ended'>;
  /**
   * Lets go of what it gave us; where the browser goes to sign out there too, undefined: it has no such place. `hint`: the ID
   * token goes with it, which some providers insist on.
   */
  leave(identity: Identity, options: { readonly hint: boolean }): Promise<string | undefined>;
}

const TIMEOUT_S = 10;
const CALLBACK = '/auth/callback';
const MS = 1_000;

const isLoopback = (issuer: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname);

const unavailable = (issuer: string, cause: unknown): ConsoleError =>
  new ConsoleError(
    'LIFT_CONSOLE_PROVIDER_UNAVAILABLE',
    `the identity provider cannot be used: LIFTWATCH_CONSOLE_OIDC_ISSUER is ${issuer}, and /.well-known/openid-configuration below it must answer and name itself so`,
    cause,
  );

/** What the provider calls it, such as `access_denied`; undefined: it has no word for it. */
export const wordOf = (cause: unknown): string | undefined => {
  const { error } = (cause ?? {}) as { readonly error?: unknown };
  return typeof error === 'string' && /^[\w.-]{1,64}$/.test(error) ? error : undefined;
};

/** No answer, or none that says anything about the person. */
const isAway = (error: unknown): boolean => {
  if (error instanceof client.ResponseBodyError) return error.status >= 500 || error.status === 429;
  const code = error instanceof client.ClientError ? error.code : undefined;
  return error instanceof TypeError || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
};

const textIn = (claims: client.IDToken | undefined, name: string): string | undefined => {
  const value = claims?.[name];
  return typeof value === 'string' && value !== '' ? value.slice(0, 100) : undefined;
};

type Answer = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

const identityIn = (answer: Answer, before?: Identity): Identity | undefined => {
  const claims = answer.claims();
  if (answer.id_token === undefined || claims === undefined) return undefined;
  return {
    subject: claims.sub,
    idToken: answer.id_token,
    expiresAtMs: claims.exp * MS,
    refreshToken: answer.refresh_token ?? before?.refreshToken,
    name: textIn(claims, 'name') ?? textIn(claims, 'preferred_username') ?? before?.name,
  };
};

export const openIdentityProvider = ({ issuer, logger, ...options }: ProviderOptions): IdentityProvider => {
  let discovered: Promise<client.Configuration> | undefined;
  /** Discovered when first needed: the console starts also when the provider is away. */
  const provider = (): Promise<client.Configuration> => {
    discovered ??= client
      .discovery(new URL(issuer), options.clientId, options.clientSecret, undefined, {
        timeout: TIMEOUT_S,
        ...(isLoopback(issuer) ? { execute: [client.allowInsecureRequests] } : {}),
      })
      .catch((err: unknown) => {
        discovered = undefined;
        logger.warn({ err, issuer }, 'the identity provider cannot be used');
        throw unavailable(issuer, err);
      });
    return discovered;
  };
  const redirectUri = (): string => `${options.publicUrl()}${CALLBACK}`;
  const failed = (cause?: unknown): ConsoleError => {
    logger.warn({ err: cause }, 'a sign-in did not come to its end');
    return isAway(cause)
      ? unavailable(issuer, cause)
      : new ConsoleError('LIFT_CONSOLE_SIGN_IN_FAILED', 'the sign-in did not come to its end: begin again', cause);
  };
  return {
    host: new URL(issuer).host,
    async begin() {
      const flow = {
        verifier: client.randomPKCECodeVerifier(),
        state: client.randomState(),
        nonce: client.randomNonce(),
      };
      const url = client.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri(),
        scope: options.scopes,
        code_challenge: await client.calculatePKCECodeChallenge(flow.verifier),
        code_challenge_method: 'S256',
        state: flow.state,
        nonce: flow.nonce,
      });
      return { location: url.href, flow };
    },
    async finish(query, flow) {
      const configuration = await provider();
      const answer = await client
        .authorizationCodeGrant(configuration, new URL(`${redirectUri()}${query}`), {
          pkceCodeVerifier: flow.verifier,
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          idTokenExpected: true,
        })
        .catch((error: unknown) => {
          throw failed(error);
        });
      const identity = identityIn(answer);
      if (identity === undefined) throw failed();
      return identity;
    },
    async renew(identity) {
      if (identity.refreshToken === undefined) return identity;
      const configuration = await provider();
      try {
        const answer = await client.refreshTokenGrant(configuration, identity.refreshToken);
        const renewed = identityIn(answer, identity);
        // A provider may leave the ID token out of a renewal: then the one that it gave holds until it expires.
        if (renewed === undefined) return { ...identity, refreshToken: answer.refresh_token ?? identity.refreshToken };
        return renewed.subject === identity.subject ? renewed : 'ended';
      } catch (error) {
        if (!isAway(error)) return 'ended';
        logger.warn({ err: error, issuer }, 'a session could not be renewed at the identity provider: tried again');
        throw unavailable(issuer, error);
      }
    },
    async leave(identity, { hint }) {
      const configuration = await provider();
      const { end_session_endpoint, revocation_endpoint } = configuration.serverMetadata();
      if (revocation_endpoint !== undefined && identity.refreshToken !== undefined)
        await client.tokenRevocation(configuration, identity.refreshToken).catch((err: unknown) => {
          logger.warn({ err }, 'a refresh token could not be taken back');
        });
      if (end_session_endpoint === undefined) return undefined;
      return client.buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: `${options.publicUrl()}/`,
        ...(hint && { id_token_hint: identity.idToken }),
      }).href;
    },
  };
};

import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import * as client from 'openid-client';
import { DispatchError } from '../errors.ts';
import { askProvider, type Said } from './ask-provider.ts';
import { principalOfClaims } from './claims.ts';
import type { Principal } from './principal.ts';

export interface ProviderOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** The claim that holds role and scope. */
  readonly claimName: string;
  readonly scopes: string;
  readonly publicUrl: () => string;
  /** What went wrong, for whoever keeps the settings: the person is told little. */
  readonly onTrouble: (error: DispatchError) => void;
}

/** What ties the browser's way back to its way out. */
export interface Flow {
  readonly verifier: string;
  readonly state: string;
  readonly nonce: string;
}

/** What the provider has said of somebody, and how it is asked again. */
export interface Vouched {
  /** `oidc/{subject}`, the claim's role and rows. */
  readonly principal: Principal;
  readonly idToken: string;
  readonly idTokenEndsAtMs: number;
  /** Absent: it cannot be asked again. */
  readonly refreshToken?: string | undefined;
}

/** What it says when it is asked again. `isSaidAnew`: role and rows of now, and not those of before once more. */
export interface Renewal {
  readonly vouched: Vouched;
  readonly isSaidAnew: boolean;
}

/** The city's identity provider (OpenID Connect): authorization code with PKCE, its tokens, and its word for it later. */
export interface IdentityProvider {
  begin(): Promise<{ readonly location: string; readonly flow: Flow }>;
  /** @throws {DispatchError} LIFT_DISPATCH_SIGN_IN, LIFT_DISPATCH_FORBIDDEN */
  finish(query: string, flow: Flow): Promise<Vouched>;
  /** What it says now. `ended`: it vouches no longer, or names no role. @throws {DispatchError} LIFT_DISPATCH_PROVIDER_AWAY */
  renew(vouched: Vouched): Promise<Renewal | 'ended'>;
  /** What a token of its says; undefined: it is not one that counts here. @throws {DispatchError} LIFT_DISPATCH_PROVIDER_AWAY */
  verify(jwt: string): Promise<JWTPayload | undefined>;
  /** What it says now of a token that {@link verify} has taken. @throws {DispatchError} LIFT_DISPATCH_PROVIDER_AWAY */
  ask(jwt: string, payload: JWTPayload): Promise<Said>;
  /** Lets go of what it gave us. Where the browser signs out there too, undefined: it has no such place. */
  leave(vouched: Vouched): Promise<string | undefined>;
}

const CALLBACK = '/auth/callback';
const TIMEOUT_S = 10;
const MS = 1_000;

/** What the provider calls it, such as `access_denied` or `invalid_client`; empty: it has no word for it. */
const wordOf = (cause: unknown): string => {
  const { error } = (cause ?? {}) as { readonly error?: unknown };
  return typeof error === 'string' && /^[\w.-]{1,64}$/.test(error) ? ` (${error})` : '';
};

const signIn = (detail: string, cause?: unknown): DispatchError =>
  new DispatchError('LIFT_DISPATCH_SIGN_IN', detail, { recoverable: true, cause });

/** A sign-in that did not come to its end. */
export const notFinished = (cause?: unknown): DispatchError =>
  signIn(`the sign-in did not come to its end${wordOf(cause)}: begin again at /auth/login`, cause);

const notThere = (issuer: string, cause: unknown): DispatchError =>
  signIn(
    `the identity provider cannot be used: LIFTWATCH_DISPATCH_OIDC_ISSUER is ${issuer}, and /.well-known/openid-configuration below it must answer and name itself so`,
    cause,
  );

const awayFrom = (issuer: string, what: string, cause: unknown): DispatchError =>
  new DispatchError(
    'LIFT_DISPATCH_PROVIDER_AWAY',
    `${what}: LIFTWATCH_DISPATCH_OIDC_ISSUER is ${issuer}, and it does not answer as it should`,
    { recoverable: true, cause },
  );

/** Known, and may do nothing here. */
export const noRole = (claimName: string): DispatchError =>
  new DispatchError(
    'LIFT_DISPATCH_FORBIDDEN',
    `signed in, but the ID token has no claim "${claimName}" that names a role here: ask whoever keeps the accounts`,
    { recoverable: false },
  );

/** The keys could not be had: this says nothing about the token. */
const isAboutKeys = (error: unknown): boolean =>
  !(error instanceof errors.JOSEError) ||
  error instanceof errors.JWKSTimeout ||
  error instanceof errors.JWKSInvalid ||
  error.code === 'ERR_JOSE_GENERIC';

/** No answer, or none that says anything about the person. */
const isAway = (error: unknown): boolean => {
  if (error instanceof DispatchError) return true;
  if (error instanceof client.ResponseBodyError) return error.status >= 500 || error.status === 429;
  const code = error instanceof client.ClientError ? error.code : undefined;
  return error instanceof TypeError || code === 'OAUTH_TIMEOUT' || code === 'OAUTH_RESPONSE_IS_NOT_CONFORM';
};

const isLoopback = (issuer: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname);

const isAllowedAlgorithm = ['RS256', 'PS256', 'ES256', 'EdDSA'];

/** Discovered when first needed: dispatch starts also when the provider is away. */
const openDiscovery = ({ issuer, clientId, clientSecret }: ProviderOptions) => {
  let discovered: Promise<client.Configuration> | undefined;
  return (): Promise<client.Configuration> => {
    discovered ??= client
      .discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: TIMEOUT_S,
        ...(isLoopback(issuer) ? { execute: [client.allowInsecureRequests] } : {}),
      })
      .catch((error: unknown) => {
        discovered = undefined;
        throw notThere(issuer, error);
      });
    return discovered;
  };
};

const openVerify = (options: ProviderOptions, provider: () => Promise<client.Configuration>) => {
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  const away = (cause: unknown): DispatchError => {
    const error = awayFrom(options.issuer, 'a token of the identity provider cannot be checked', cause);
    options.onTrouble(error);
    return error;
  };
  return async (jwt: string): Promise<JWTPayload | undefined> => {
    const configuration = await provider().catch((error: unknown) => {
      throw away(error);
    });
    const metadata = configuration.serverMetadata();
    if (metadata.jwks_uri === undefined) return undefined;
    keys ??= createRemoteJWKSet(new URL(metadata.jwks_uri));
    try {
      const { payload } = await jwtVerify(jwt, keys, {
        issuer: metadata.issuer,
        audience: options.clientId,
        algorithms: isAllowedAlgorithm,
        requiredClaims: ['exp', 'sub'],
      });
      return payload;
    } catch (error) {
      if (isAboutKeys(error)) throw away(error);
      return undefined;
    }
  };
};

type Answer = client.TokenEndpointResponse & client.TokenEndpointResponseHelpers;

/** undefined: the answer names no role. */
const vouchedIn = (answer: Answer, claimName: string, before?: Vouched): Vouched | undefined => {
  const claims = answer.claims();
  if (answer.id_token === undefined || claims === undefined) return undefined;
  const principal = principalOfClaims({ ...claims }, claimName);
  if (principal === undefined) return undefined;
  const refreshToken = answer.refresh_token ?? before?.refreshToken;
  return { principal, idToken: answer.id_token, idTokenEndsAtMs: claims.exp * MS, refreshToken };
};

const openRenew =
  (options: ProviderOptions, provider: () => Promise<client.Configuration>) =>
  async (vouched: Vouched): Promise<Renewal | 'ended'> => {
    if (vouched.refreshToken === undefined) return { vouched, isSaidAnew: false };
    try {
      const answer = await client.refreshTokenGrant(await provider(), vouched.refreshToken);
      // A provider may leave the ID token out of a renewal: then the one that it gave holds until it expires.
      if (answer.id_token === undefined)
        return {
          vouched: { ...vouched, refreshToken: answer.refresh_token ?? vouched.refreshToken },
          isSaidAnew: false,
        };
      const renewed = vouchedIn(answer, options.claimName, vouched);
      return renewed?.principal.id === vouched.principal.id ? { vouched: renewed, isSaidAnew: true } : 'ended';
    } catch (error) {
      if (!isAway(error)) return 'ended';
      const away = awayFrom(options.issuer, 'a role cannot be looked at again at the identity provider', error);
      options.onTrouble(away);
      throw away;
    }
  };

export const openIdentityProvider = (options: ProviderOptions): IdentityProvider => {
  const provider = openDiscovery(options);
  const told = (error: DispatchError): DispatchError => (options.onTrouble(error), error);
  const forSignIn = (): Promise<client.Configuration> =>
    provider().catch((error: unknown) => {
      throw error instanceof DispatchError ? told(error) : error;
    });
  const redirectUri = (): string => `${options.publicUrl()}${CALLBACK}`;
  return {
    async begin() {
      const flow = {
        verifier: client.randomPKCECodeVerifier(),
        state: client.randomState(),
        nonce: client.randomNonce(),
      };
      const url = client.buildAuthorizationUrl(await forSignIn(), {
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
      const answer = await client
        .authorizationCodeGrant(await forSignIn(), new URL(`${redirectUri()}${query}`), {
          pkceCodeVerifier: flow.verifier,
          expectedState: flow.state,
          expectedNonce: flow.nonce,
          idTokenExpected: true,
        })
        .catch((error: unknown) => {
          throw told(notFinished(error));
        });
      const vouched = vouchedIn(answer, options.claimName);
      if (vouched === undefined) throw noRole(options.claimName);
      return vouched;
    },
    renew: openRenew(options, provider),
    verify: openVerify(options, provider),
    ask: async (jwt, payload) => {
      try {
        return await askProvider(await provider(), { jwt, payload, hasSecret: options.clientSecret !== undefined });
      } catch (error) {
        throw told(awayFrom(options.issuer, 'the provider cannot be asked about a token', error));
      }
    },
    async leave({ refreshToken, idToken }) {
      const configuration = await provider();
      const { end_session_endpoint, revocation_endpoint } = configuration.serverMetadata();
      if (revocation_endpoint !== undefined && refreshToken !== undefined)
        await client.tokenRevocation(configuration, refreshToken).catch((cause: unknown) => {
          told(awayFrom(options.issuer, 'a refresh token could not be taken back', cause));
        });
      if (end_session_endpoint === undefined) return undefined;
      // Some providers sign nobody out without it. In an address it is seen: here it has ended before.
      return client.buildEndSessionUrl(configuration, { id_token_hint: idToken }).href;
    },
  };
};

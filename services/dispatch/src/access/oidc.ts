import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import * as client from 'openid-client';
import { DispatchError } from '../errors.ts';
import type { Credentials, Recognise } from './authenticate.ts';
import { principalOfClaims } from './claims.ts';
import type { Principal } from './principal.ts';
import { cookieOf, openSessionBox, principalIn } from './session.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** The claim that holds role and scope. */
  readonly claimName: string;
  readonly scopes: string;
  /** Secret of sessions; a new one ends them all. */
  readonly sessionSecret: string;
  readonly publicUrl: () => string;
  /** A sign-in that failed, for whoever keeps the settings: the person is told little. */
  readonly onTrouble: (error: DispatchError) => void;
}

export interface SignIn {
  readonly location: string;
  readonly cookies: readonly string[];
}

/** Sign-in of people at an identity provider, and its tokens as credentials of programs. */
export interface Oidc {
  /** Where the browser goes to sign in (authorization code with PKCE). */
  begin(returnTo: string): Promise<SignIn>;
  /** The browser is back. @throws {DispatchError} LIFT_DISPATCH_SIGN_IN, LIFT_DISPATCH_FORBIDDEN */
  finish(query: string, cookie: string | undefined): Promise<SignIn>;
  signOut(): readonly string[];
  readonly recognise: Recognise;
}

const SESSION_COOKIE = 'liftwatch_session';
const FLOW_COOKIE = 'liftwatch_sign_in';
const SESSION_S = 8 * 3_600;
const FLOW_S = 600;
const CALLBACK = '/auth/callback';

/** Only a path of ours: what comes back must not lead elsewhere. */
export const safeReturn = (to: string): string => (/^\/(?![/\\])[\w\-./?=&%#~]*$/.test(to) ? to : '/');

/** What the provider calls it, such as `access_denied` or `invalid_client`; empty: it has no word for it. */
const wordOf = (cause: unknown): string => {
  const { error } = (cause ?? {}) as { readonly error?: unknown };
  return typeof error === 'string' && /^[\w.-]{1,64}$/.test(error) ? ` (${error})` : '';
};

const signIn = (detail: string, cause?: unknown): DispatchError =>
  new DispatchError('LIFT_DISPATCH_SIGN_IN', detail, { recoverable: true, cause });

const failed = (cause?: unknown): DispatchError =>
  signIn(`the sign-in did not come to its end${wordOf(cause)}: begin again at /auth/login`, cause);

const notThere = (issuer: string, cause: unknown): DispatchError =>
  signIn(
    `the identity provider cannot be used: LIFTWATCH_DISPATCH_OIDC_ISSUER is ${issuer}, and /.well-known/openid-configuration below it must answer and name itself so`,
    cause,
  );

const awayFrom = (issuer: string, cause: unknown): DispatchError =>
  new DispatchError(
    'LIFT_DISPATCH_PROVIDER_AWAY',
    `a token of the identity provider cannot be checked: LIFTWATCH_DISPATCH_OIDC_ISSUER is ${issuer}, and its keys cannot be read`,
    { recoverable: true, cause },
  );

const noRole = (claimName: string): DispatchError =>
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

const isLoopback = (issuer: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(issuer).hostname);

const isAllowedAlgorithm = ['RS256', 'PS256', 'ES256', 'EdDSA'];

export const openOidc = (options: OidcOptions): Oidc => {
  const sessions = openSessionBox(options.sessionSecret, 'session');
  const flows = openSessionBox(options.sessionSecret, 'sign-in');
  const told = (error: DispatchError): DispatchError => (options.onTrouble(error), error);
  let discovered: Promise<client.Configuration> | undefined;
  /** Discovered when first needed: dispatch starts also when the provider is away. */
  const provider = (): Promise<client.Configuration> => {
    discovered ??= client
      .discovery(new URL(options.issuer), options.clientId, options.clientSecret, undefined, {
        timeout: 10,
        ...(isLoopback(options.issuer) ? { execute: [client.allowInsecureRequests] } : {}),
      })
      .catch((error: unknown) => {
        discovered = undefined;
        throw told(notThere(options.issuer, error));
      });
    return discovered;
  };
  let keys: ReturnType<typeof createRemoteJWKSet> | undefined;
  const redirectUri = (): string => `${options.publicUrl()}${CALLBACK}`;
  const cookie = (name: string, value: string, seconds: number): string =>
    `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${options.publicUrl().startsWith('https:') ? '; Secure' : ''}`;

  const bySession = async ({ cookie: header }: Credentials): Promise<Principal | undefined> => {
    const value = cookieOf(header, SESSION_COOKIE);
    return value === undefined ? undefined : principalIn(await sessions.open(value));
  };

  /** What a token of the provider says; undefined: it is not one that counts here. */
  const verified = async (jwt: string): Promise<JWTPayload | undefined> => {
    const away = (cause: unknown): DispatchError => told(awayFrom(options.issuer, cause));
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

  /** A token of the provider that names us as its audience. */
  const byToken = async ({ authorization }: Credentials): Promise<Principal | undefined> => {
    const jwt = /^Bearer\s+([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];
    if (jwt === undefined) return undefined;
    const payload = await verified(jwt);
    if (payload === undefined) return undefined;
    const principal = principalOfClaims(payload, options.claimName);
    if (principal === undefined) throw noRole(options.claimName);
    return principal;
  };

  return {
    async begin(returnTo) {
      const verifier = client.randomPKCECodeVerifier();
      const state = client.randomState();
      const nonce = client.randomNonce();
      const url = client.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri(),
        scope: options.scopes,
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      const flow = await flows.seal({ verifier, state, nonce, returnTo: safeReturn(returnTo) }, FLOW_S);
      return { location: url.href, cookies: [cookie(FLOW_COOKIE, flow, FLOW_S)] };
    },
    async finish(query, header) {
      const flow = await flows.open(cookieOf(header, FLOW_COOKIE) ?? '');
      if (!flow) throw failed();
      const url = new URL(`${redirectUri()}${query}`);
      const tokens = await client
        .authorizationCodeGrant(await provider(), url, {
          pkceCodeVerifier: String(flow['verifier']),
          expectedState: String(flow['state']),
          expectedNonce: String(flow['nonce']),
          idTokenExpected: true,
        })
        .catch((error: unknown) => {
          throw told(failed(error));
        });
      const principal = principalOfClaims({ ...tokens.claims() }, options.claimName);
      if (!principal) throw noRole(options.claimName);
      const session = await sessions.seal({ principal: { ...principal } }, SESSION_S);
      return {
        location: safeReturn(String(flow['returnTo'])),
        cookies: [cookie(SESSION_COOKIE, session, SESSION_S), cookie(FLOW_COOKIE, '', 0)],
      };
    },
    signOut: () => [cookie(SESSION_COOKIE, '', 0)],
    recognise: async (given) => (await bySession(given)) ?? byToken(given),
  };
};

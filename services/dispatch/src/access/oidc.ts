import { createHash } from 'node:crypto';
import type { DispatchError } from '../errors.ts';
import type { Credentials, Recognise } from './authenticate.ts';
import { openBearers } from './bearers.ts';
import { notFinished, openIdentityProvider, type Flow } from './identity-provider.ts';
import type { Principal } from './principal.ts';
import { cookieOf, openSessionBox } from './session.ts';
import { openSessions, SESSION_S } from './sessions.ts';

export interface OidcOptions {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  /** The claim that holds role and scope. */
  readonly claimName: string;
  readonly scopes: string;
  /** So long what a token says of itself counts, from its issue. */
  readonly tokenMaxAgeS: number;
  /** Secret of sign-ins under way. */
  readonly sessionSecret: string;
  readonly publicUrl: () => string;
  readonly nowMs: () => number;
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
  /**
   * Ends the session of the cookie, and the use of the token in the header; what the provider gave is taken back.
   * `goTo`: where the browser signs out at the provider too; null: it has no such place, or cannot be asked.
   */
  signOut(given: Credentials): Promise<{ readonly goTo: string | null; readonly cookies: readonly string[] }>;
  readonly recognise: Recognise;
}

const SESSION_COOKIE = 'liftwatch_session';
const FLOW_COOKIE = 'liftwatch_sign_in';
const FLOW_S = 600;

/** Only a path of ours: what comes back must not lead elsewhere. */
export const safeReturn = (to: string): string => (/^\/(?![/\\])[\w\-./?=&%#~]*$/.test(to) ? to : '/');

/** Tokens that were signed out here, until they expire: one that stood in an address is of no use to who reads it. */
const openSignedOut = (nowMs: () => number) => {
  const endsAtMs = new Map<string, number>();
  const keyOf = (jwt: string): string => createHash('sha256').update(jwt).digest('base64url');
  return {
    add(jwt: string, untilMs: number): void {
      for (const [key, atMs] of endsAtMs) if (atMs <= nowMs()) endsAtMs.delete(key);
      endsAtMs.set(keyOf(jwt), untilMs);
    },
    has: (jwt: string): boolean => endsAtMs.has(keyOf(jwt)),
  };
};

const jwtOf = ({ authorization }: Credentials): string | undefined =>
  /^Bearer\s+([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization ?? '')?.[1];

export const openOidc = (options: OidcOptions): Oidc => {
  const provider = openIdentityProvider(options);
  const sessions = openSessions(provider, options.nowMs);
  const { claimName, nowMs, tokenMaxAgeS: maxAgeS } = options;
  const bearers = openBearers({ provider, claimName, maxAgeS, nowMs });
  const flows = openSessionBox(options.sessionSecret, 'sign-in');
  const signedOut = openSignedOut(options.nowMs);
  const cookie = (name: string, value: string, seconds: number): string =>
    `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${seconds}${options.publicUrl().startsWith('https:') ? '; Secure' : ''}`;

  const bySession = async ({ cookie: header }: Credentials): Promise<Principal | undefined> => {
    const id = cookieOf(header, SESSION_COOKIE);
    return id === undefined ? undefined : sessions.of(id);
  };

  /** A token of the provider that names us as its audience. */
  const byToken = async (given: Credentials): Promise<Principal | undefined> => {
    const jwt = jwtOf(given);
    if (jwt === undefined || signedOut.has(jwt)) return undefined;
    const payload = await provider.verify(jwt);
    return payload && bearers.of(jwt, payload);
  };

  return {
    async begin(returnTo) {
      const { location, flow } = await provider.begin();
      const sealed = await flows.seal({ ...flow, returnTo: safeReturn(returnTo) }, FLOW_S);
      return { location, cookies: [cookie(FLOW_COOKIE, sealed, FLOW_S)] };
    },
    async finish(query, header) {
      const flow = await flows.open(cookieOf(header, FLOW_COOKIE) ?? '');
      if (!flow) throw notFinished();
      const vouched = await provider.finish(query, flow as unknown as Flow);
      // What the browser brought is let go of: an id that somebody planted is not the one that is signed in.
      sessions.end(cookieOf(header, SESSION_COOKIE) ?? '');
      return {
        location: safeReturn(String(flow['returnTo'])),
        cookies: [cookie(SESSION_COOKIE, sessions.begin(vouched), SESSION_S), cookie(FLOW_COOKIE, '', 0)],
      };
    },
    async signOut(given) {
      const vouched = sessions.end(cookieOf(given.cookie, SESSION_COOKIE) ?? '');
      if (vouched) signedOut.add(vouched.idToken, vouched.idTokenEndsAtMs);
      const jwt = jwtOf(given);
      const payload = jwt === undefined ? undefined : await provider.verify(jwt);
      if (jwt !== undefined && payload?.exp !== undefined) signedOut.add(jwt, payload.exp * 1_000);
      const goTo = vouched && (await provider.leave(vouched).catch(() => undefined));
      return { goTo: goTo ?? null, cookies: [cookie(SESSION_COOKIE, '', 0)] };
    },
    recognise: async (given) => (await bySession(given)) ?? byToken(given),
  };
};

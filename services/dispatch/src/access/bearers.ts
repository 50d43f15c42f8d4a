import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { DispatchError } from '../errors.ts';
import { principalOfClaims } from './claims.ts';
import { noRole, type IdentityProvider } from './identity-provider.ts';
import type { Principal } from './principal.ts';
import { CHECK_AGAIN_MS, CHECK_MS, unasked, WORD_LASTS_MS } from './word.ts';

const KEPT_AT_MOST = 1_000;
const MS = 1_000;

/** Tokens of the provider that programs show, and what it says of them now. */
export interface Bearers {
  /**
   * Who that is now. undefined: nobody any more.
   * @throws {DispatchError} LIFT_DISPATCH_FORBIDDEN, LIFT_DISPATCH_PROVIDER_AWAY, LIFT_DISPATCH_TOKEN_OLD
   */
  of(jwt: string, payload: JWTPayload): Promise<Principal | undefined>;
}

interface Kept {
  /** `none`: it is not asked about such a token. */
  said: 'none' | 'ended' | { readonly claims: Readonly<Record<string, unknown>> };
  saidAtMs: number;
  checkAtMs: number;
  asking: Promise<void> | undefined;
  /** It has named a role when asked: an answer without one takes it away. */
  namesRoles: boolean;
}

const tooOld = (ageS: number, maxAgeS: number): DispatchError =>
  new DispatchError(
    'LIFT_DISPATCH_TOKEN_OLD',
    `the token says who you are as of ${ageS} s ago, and the provider cannot be asked whether that still holds: one counts for ${maxAgeS} s (LIFTWATCH_DISPATCH_OIDC_TOKEN_MAX_AGE_S); fetch a new one`,
    { recoverable: true },
  );

/**
 * What a token says of itself was so when it was issued, and counts for `maxAgeS` from then. What the provider says of it when it is asked
 * counts as that of a session does: for 2 minutes, and for 10 while it cannot be asked.
 */
export const openBearers = (options: {
  readonly provider: Pick<IdentityProvider, 'ask'>;
  readonly claimName: string;
  readonly maxAgeS: number;
  readonly nowMs: () => number;
}): Bearers => {
  const { provider, claimName, maxAgeS, nowMs } = options;
  const kept = new Map<string, Kept>();

  const ask = async (one: Kept, jwt: string, payload: JWTPayload): Promise<void> => {
    try {
      one.said = await provider.ask(jwt, payload);
      one.saidAtMs = nowMs();
      one.checkAtMs = nowMs() + CHECK_MS;
      if (typeof one.said === 'object' && Object.hasOwn(one.said.claims, claimName)) one.namesRoles = true;
    } catch (error) {
      // Nothing was ever said of it.
      if (one.saidAtMs === 0) throw error;
      one.checkAtMs = nowMs() + CHECK_AGAIN_MS;
    }
  };
  const keptOf = (jwt: string): Kept => {
    const key = createHash('sha256').update(jwt).digest('base64url');
    const one = kept.get(key) ?? { said: 'none', saidAtMs: 0, checkAtMs: 0, asking: undefined, namesRoles: false };
    // The one that was used last is the last to go.
    kept.delete(key);
    for (const oldest of kept.keys()) if (kept.size >= KEPT_AT_MOST) kept.delete(oldest);
    kept.set(key, one);
    return one;
  };
  const ofItself = (payload: JWTPayload): Principal => {
    const ageS = Math.floor(nowMs() / MS) - (payload.iat ?? 0);
    if (ageS > maxAgeS) throw tooOld(ageS, maxAgeS);
    const principal = principalOfClaims(payload, claimName);
    if (principal === undefined) throw noRole(claimName);
    return principal;
  };

  return {
    async of(jwt, payload) {
      const one = keptOf(jwt);
      if (nowMs() >= one.checkAtMs) {
        one.asking ??= ask(one, jwt, payload).finally(() => (one.asking = undefined));
        await one.asking;
      }
      if (one.said === 'ended') return undefined;
      if (one.said === 'none') return ofItself(payload);
      const sinceMs = nowMs() - one.saidAtMs;
      if (sinceMs >= WORD_LASTS_MS) throw unasked(sinceMs);
      if (!one.namesRoles) return ofItself(payload);
      const principal = principalOfClaims({ ...one.said.claims, sub: payload.sub }, claimName);
      if (principal === undefined) throw noRole(claimName);
      return principal;
    },
  };
};

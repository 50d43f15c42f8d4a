import { createHash, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import type { Principal } from './principal.ts';
import { principalOfToken } from './tokens.ts';

export interface Credentials {
  readonly authorization: string | undefined;
  readonly cookie: string | undefined;
}

/** Who stands behind a request's credentials. undefined: they are wrong, or there are none and some are needed. */
export interface Authenticator {
  authenticate(given: Credentials): Promise<Principal | undefined>;
}

/** One more way to know somebody: a signed-in session, a token of an identity provider. undefined: not one of its own. */
export type Recognise = (given: Credentials) => Promise<Principal | undefined>;

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const ANONYMOUS: Principal = { id: 'anonymous', role: 'anonymous' };
const OPERATOR: Principal = { id: 'operator', role: 'operator' };

export const openAuthenticator = (options: {
  readonly database: Kysely<DispatchTables>;
  /** The token of the file: an operator's. */
  readonly operatorToken: string | undefined;
  readonly isAnonymousReading: boolean;
  readonly nowMs: () => number;
  readonly others?: readonly Recognise[];
}): Authenticator => ({
  async authenticate(given) {
    const bearer = /^Bearer\s+(\S+)$/i.exec(given.authorization ?? '')?.[1];
    if (bearer !== undefined && options.operatorToken && same(bearer, options.operatorToken)) return OPERATOR;
    if (bearer !== undefined) {
      const known = await principalOfToken(options.database, bearer, options.nowMs());
      if (known) return known;
    }
    for (const recognise of options.others ?? []) {
      const known = await recognise(given);
      if (known) return known;
    }
    return given.authorization === undefined && options.isAnonymousReading ? ANONYMOUS : undefined;
  },
});

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { scopeOf, type Principal, type Scope } from './principal.ts';
import type { Role } from './roles.ts';

type Db = Kysely<DispatchTables>;

/** A token as it may be shown: never its secret. */
export interface TokenRow {
  readonly tokenId: string;
  /** What it is for; an id or a purpose, never a person's name. */
  readonly label: string;
  readonly role: Role;
  readonly scope: Scope | null;
  readonly createdAtMs: number;
  readonly createdBy: string;
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}

export interface NewToken {
  readonly label: string;
  readonly role: Role;
  readonly scope: Partial<Scope>;
  readonly expiresAtMs?: number | undefined;
}

const ID_BYTES = 6;
const SECRET_BYTES = 32;
/** 256 random bits need no slow hash: there is nothing to guess. */
const hashed = (secret: string): string => createHash('sha256').update(secret).digest('hex');
const same = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(hashed(a)), Buffer.from(hashed(b)));

const rowOf = (row: DispatchTables['access_token']): TokenRow => ({
  tokenId: row.token_id,
  label: row.label,
  role: row.role as Role,
  scope: row.scope === null ? null : (JSON.parse(row.scope) as Scope),
  createdAtMs: Number(row.created_at_ms),
  createdBy: row.created_by,
  expiresAtMs: row.expires_at_ms === null ? null : Number(row.expires_at_ms),
  revokedAtMs: row.revoked_at_ms === null ? null : Number(row.revoked_at_ms),
});

/** Makes a token; its text is told once and only its hash is kept. */
export const addToken = async (
  db: Db,
  token: NewToken,
  by: { readonly id: string; readonly nowMs: number },
): Promise<{ readonly token: string; readonly row: TokenRow }> => {
  const tokenId = randomBytes(ID_BYTES).toString('hex');
  const secret = randomBytes(SECRET_BYTES).toString('base64url');
  const scope = scopeOf(token.role, token.scope);
  const row = {
    token_id: tokenId,
    label: token.label,
    role: token.role,
    scope: scope === undefined ? null : JSON.stringify(scope),
    secret_hash: hashed(secret),
    created_at_ms: by.nowMs,
    created_by: by.id,
    expires_at_ms: token.expiresAtMs ?? null,
    revoked_at_ms: null,
  };
  await db.insertInto('access_token').values(row).execute();
  return { token: `lw_${tokenId}_${secret}`, row: rowOf(row) };
};

export const listTokens = async (db: Db): Promise<readonly TokenRow[]> =>
  (await db.selectFrom('access_token').selectAll().orderBy('created_at_ms').orderBy('token_id').execute()).map(rowOf);

/** False: there is none of that id. One that is revoked stays so. */
export const revokeToken = async (db: Db, tokenId: string, nowMs: number): Promise<boolean> => {
  const known = await db
    .selectFrom('access_token')
    .select('token_id')
    .where('token_id', '=', tokenId)
    .executeTakeFirst();
  await db
    .updateTable('access_token')
    .set({ revoked_at_ms: nowMs })
    .where('token_id', '=', tokenId)
    .where('revoked_at_ms', 'is', null)
    .execute();
  return known !== undefined;
};

/** Who a token stands for; undefined: unknown, revoked or expired. */
export const principalOfToken = async (db: Db, text: string, nowMs: number): Promise<Principal | undefined> => {
  const parts = /^lw_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/.exec(text);
  if (!parts) return undefined;
  const [, tokenId = '', secret = ''] = parts;
  const row = await db.selectFrom('access_token').selectAll().where('token_id', '=', tokenId).executeTakeFirst();
  if (!row || !same(row.secret_hash, hashed(secret)) || row.revoked_at_ms !== null) return undefined;
  if (row.expires_at_ms !== null && Number(row.expires_at_ms) <= nowMs) return undefined;
  const { scope, role } = rowOf(row);
  return { id: `token/${tokenId}`, role, ...(scope === null ? {} : { scope }) };
};

import type { RuleSet } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';

type Db = Kysely<DispatchTables> | Transaction<DispatchTables>;

export type Role = 'active' | 'candidate';
export type ChangeWord = 'published' | 'activated' | 'rolled-back' | 'shadow-started' | 'shadow-stopped';

/** One line of the audit: what was done with which version, by whom and why. */
export interface RuleSetChange {
  readonly seq: number;
  readonly what: ChangeWord;
  readonly version: string;
  readonly by: string;
  readonly reason: string;
  readonly atMs: number;
}

export interface Reason {
  readonly by: string;
  readonly reason: string;
}

export const note = async (db: Db, what: ChangeWord, change: Reason & { version: string; atMs: number }) => {
  const { version, by, reason, atMs } = change;
  await db.insertInto('rule_set_change').values({ what, version, changed_by: by, reason, at_ms: atMs }).execute();
};

/** @throws {DispatchError} LIFT_DISPATCH_NOT_FOUND */
export const loadRuleSet = async (db: Db, version: string): Promise<RuleSet> => {
  const row = await db.selectFrom('rule_set').select('document').where('version', '=', version).executeTakeFirst();
  if (row) return JSON.parse(row.document) as RuleSet;
  throw new DispatchError(
    'LIFT_DISPATCH_NOT_FOUND',
    `no rule set "${version.slice(0, 64)}": list them with GET /api/v1/rule-sets`,
    { recoverable: false },
  );
};

/**
 * Keeps a version for good. The same content again changes nothing.
 * @throws {DispatchError} LIFT_DISPATCH_RULES_VERSION_TAKEN when the version says something else already
 */
export const saveRuleSet = async (trx: Db, set: RuleSet, atMs: number): Promise<'new' | 'known'> => {
  const { version, author, reason } = set;
  const document = JSON.stringify(set);
  const known = await trx.selectFrom('rule_set').select('document').where('version', '=', version).executeTakeFirst();
  if (known?.document === document) return 'known';
  if (known)
    throw new DispatchError(
      'LIFT_DISPATCH_RULES_VERSION_TAKEN',
      `version "${version}" is published and says something else: a version never changes, choose another name`,
      { recoverable: false },
    );
  await trx.insertInto('rule_set').values({ version, author, reason, document, created_at_ms: atMs }).execute();
  await note(trx, 'published', { version, by: author, reason, atMs });
  return 'new';
};

export const versionIn = async (db: Db, role: Role): Promise<{ version: string; sinceMs: number } | undefined> => {
  const row = await db.selectFrom('rule_set_role').selectAll().where('role', '=', role).executeTakeFirst();
  return row && { version: row.version, sinceMs: Number(row.since_ms) };
};

/** Puts a version into a role, or takes the role away. */
export const putIn = async (
  db: Db,
  role: Role,
  { version, atMs }: { readonly version: string | undefined; readonly atMs: number },
): Promise<void> => {
  if (version === undefined) {
    await db.deleteFrom('rule_set_role').where('role', '=', role).execute();
    return;
  }
  const row = { version, since_ms: atMs };
  await db
    .insertInto('rule_set_role')
    .values({ role, ...row })
    .onConflict((c) => c.column('role').doUpdateSet(row))
    .execute();
};

/** Oldest first. */
export const changesOf = async (db: Db): Promise<RuleSetChange[]> => {
  const rows = await db.selectFrom('rule_set_change').selectAll().orderBy('seq').execute();
  return rows.map((row) => ({
    seq: Number(row.seq),
    what: row.what as ChangeWord,
    version: row.version,
    by: row.changed_by,
    reason: row.reason,
    atMs: Number(row.at_ms),
  }));
};

/** The version that held before the one that holds, rolled-back ones left out; undefined: the rules as they come. */
export const versionBefore = (changes: readonly RuleSetChange[]): string | undefined => {
  const held: string[] = [];
  for (const { what, version } of changes) {
    if (what === 'activated') held.push(version);
    if (what === 'rolled-back') held.pop();
  }
  return held.at(-2);
};

import type { RuleSet } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import { amended, type Amendment } from './amend.ts';
import { BUILT_IN } from './check.ts';
import { readRuleSet } from './read.ts';
import { resolver, type Standing } from './resolve.ts';
import {
  changesOf,
  loadRuleSet,
  note,
  putIn,
  saveRuleSet,
  versionBefore,
  versionIn,
  type ChangeWord,
  type Reason,
  type Role,
  type RuleSetChange,
} from './rule-set-store.ts';
import { tellLifts } from './tell-lifts.ts';

/** What came of a change: the version that now holds in the role, and how many lifts were told. */
export interface Changed {
  readonly version: string;
  readonly role: Role;
  readonly liftsToldCount: number;
}

export interface VersionListed {
  readonly version: string;
  readonly author: string;
  readonly reason: string;
  readonly createdAtMs: number;
  readonly role: Role | null;
  readonly overridesCount: number;
  readonly rulesCount: number;
}

/** Versions of what users change about rules: published once, made active, rolled back, tried in the shadow. */
export interface RuleSets {
  list(): Promise<{ readonly active: string; readonly candidate: string | null; readonly versions: VersionListed[] }>;
  get(version: string): Promise<RuleSet>;
  audit(): Promise<RuleSetChange[]>;
  /** Checks and keeps a version; nothing changes for any lift. */
  publish(content: string | object): Promise<{ readonly version: string; readonly known: boolean }>;
  check(content: string | object): RuleSet;
  activate(version: string, why: Reason): Promise<Changed>;
  rollBack(why: Reason): Promise<Changed>;
  amend(change: Amendment & Reason): Promise<Changed>;
  startShadow(version: string, why: Reason): Promise<Changed>;
  stopShadow(why: Reason): Promise<Changed>;
  rulesOf(liftId: string): Promise<object>;
  /** Tells lifts what they were not told yet: after the registry changed, and at the start. */
  refresh(): Promise<number>;
}

const nothingToStop = (): DispatchError =>
  new DispatchError('LIFT_DISPATCH_RULES_NO_SHADOW', 'no version runs in the shadow: start one first', {
    recoverable: false,
  });

class RuleSetService implements RuleSets {
  readonly #db: Kysely<DispatchTables>;
  readonly #nowMs: () => number;
  readonly #onTold: () => void;
  /** One change at a time: each starts from what the one before made durable. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(options: { database: Kysely<DispatchTables>; nowMs: () => number; onTold: () => void }) {
    this.#db = options.database;
    this.#nowMs = options.nowMs;
    this.#onTold = options.onTold;
  }

  async list(): ReturnType<RuleSets['list']> {
    const active = (await versionIn(this.#db, 'active'))?.version;
    const candidate = (await versionIn(this.#db, 'candidate'))?.version;
    const rows = await this.#db.selectFrom('rule_set').selectAll().orderBy('seq', 'desc').execute();
    const versions = rows.map((row): VersionListed => {
      const set = JSON.parse(row.document) as RuleSet;
      return {
        version: row.version,
        author: row.author,
        reason: row.reason,
        createdAtMs: Number(row.created_at_ms),
        role: row.version === active ? 'active' : row.version === candidate ? 'candidate' : null,
        overridesCount: set.overrides.length,
        rulesCount: set.rules.length,
      };
    });
    return { active: active ?? BUILT_IN, candidate: candidate ?? null, versions };
  }

  get = (version: string): Promise<RuleSet> => loadRuleSet(this.#db, version);
  audit = (): Promise<RuleSetChange[]> => changesOf(this.#db);
  check = (content: string | object): RuleSet => readRuleSet(content);

  publish(content: string | object): ReturnType<RuleSets['publish']> {
    const set = readRuleSet(content);
    return this.#inTurn(async () => {
      const saved = await this.#db.transaction().execute((trx) => saveRuleSet(trx, set, this.#nowMs()));
      return { version: set.version, known: saved === 'known' };
    });
  }

  activate(version: string, why: Reason): Promise<Changed> {
    return this.#inTurn(async () => {
      await loadRuleSet(this.#db, version);
      if ((await versionIn(this.#db, 'active'))?.version === version) return this.#tell('active', version);
      return this.#move('active', version, { what: 'activated', noted: version, ...why });
    });
  }

  rollBack(why: Reason): Promise<Changed> {
    return this.#inTurn(async () => {
      const holds = await versionIn(this.#db, 'active');
      if (!holds)
        throw new DispatchError(
          'LIFT_DISPATCH_RULES_NONE_ACTIVE',
          'no rule set is active: there is nothing to roll back',
          {
            recoverable: false,
          },
        );
      const before = versionBefore(await changesOf(this.#db));
      return this.#move('active', before, { what: 'rolled-back', noted: before ?? BUILT_IN, ...why });
    });
  }

  amend({ by, reason, ...change }: Amendment & Reason): Promise<Changed> {
    return this.#inTurn(async () => {
      const active = await versionIn(this.#db, 'active');
      const set = active && (await loadRuleSet(this.#db, active.version));
      const rows = await this.#db.selectFrom('rule_set').select('version').execute();
      const next = readRuleSet(amended(set, { ...change, by, reason }, new Set(rows.map((row) => row.version))));
      await this.#db.transaction().execute((trx) => saveRuleSet(trx, next, this.#nowMs()));
      return this.#move('active', next.version, { what: 'activated', noted: next.version, by, reason });
    });
  }

  startShadow(version: string, why: Reason): Promise<Changed> {
    return this.#inTurn(async () => {
      await loadRuleSet(this.#db, version);
      return this.#move('candidate', version, { what: 'shadow-started', noted: version, ...why });
    });
  }

  stopShadow(why: Reason): Promise<Changed> {
    return this.#inTurn(async () => {
      const runs = await versionIn(this.#db, 'candidate');
      if (!runs) throw nothingToStop();
      return this.#move('candidate', undefined, { what: 'shadow-stopped', noted: runs.version, ...why });
    });
  }

  async rulesOf(liftId: string): Promise<object> {
    const row = await this.#db.selectFrom('lift').select('document').where('lift_id', '=', liftId).executeTakeFirst();
    const standing: Standing = row ? (JSON.parse(row.document) as Standing) : { liftId };
    const of = async (role: Role) => {
      const holds = await versionIn(this.#db, role);
      return holds ? resolver(await loadRuleSet(this.#db, holds.version))(standing) : null;
    };
    const { modelId = null, siteId = null, firmId = null } = standing;
    return {
      liftId,
      registered: row !== undefined,
      modelId,
      siteId,
      firmId,
      active: await of('active'),
      candidate: await of('candidate'),
    };
  }

  refresh = (): Promise<number> =>
    this.#inTurn(async () => {
      const told = await tellLifts(this.#db, this.#nowMs());
      if (told > 0) this.#onTold();
      return told;
    });

  /** The pointer and its line of the audit together; then the lifts, which is taken up again where it was broken off. */
  async #move(
    role: Role,
    version: string | undefined,
    change: Reason & { what: ChangeWord; noted: string },
  ): Promise<Changed> {
    const atMs = this.#nowMs();
    await this.#db.transaction().execute(async (trx) => {
      await putIn(trx, role, { version, atMs });
      await note(trx, change.what, { version: change.noted, by: change.by, reason: change.reason, atMs });
    });
    return this.#tell(role, version ?? change.noted);
  }

  async #tell(role: Role, version: string): Promise<Changed> {
    const liftsToldCount = await tellLifts(this.#db, this.#nowMs());
    if (liftsToldCount > 0) this.#onTold();
    return { version, role, liftsToldCount };
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const mine = this.#tail.then(step, step);
    this.#tail = mine.catch(() => undefined);
    return mine;
  }
}

export const openRuleSets = (options: {
  readonly database: Kysely<DispatchTables>;
  readonly nowMs: () => number;
  /** Context was queued for the log. */
  readonly onTold: () => void;
}): RuleSets => new RuleSetService(options);

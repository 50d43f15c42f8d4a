import type { Delivery, Finding, Incident, UnixMs } from '@liftwatch/schemas';
import { migrateDatabase } from '@liftwatch/stores';
import type { Kysely } from 'kysely';
import type { Topology } from './correlation/board.ts';
import { loadDesk, loadSeen, saveDecision, saveSetAside, type LoadedDesk } from './database/desk-store.ts';
import { hashOf } from './database/hash.ts';
import { dispatchMigrations } from './database/migrations.ts';
import type { DispatchTables } from './database/tables.ts';
import { DispatchError } from './errors.ts';
import { decideClose, decideFinding, decideTime, type Means } from './pipeline/decide.ts';
import { deskAfter } from './pipeline/desk.ts';
import type { Decision } from './pipeline/draft.ts';
import { defaultDispatchPolicy, type DispatchPolicy } from './pipeline/policy.ts';
import { directoryOfFindings, type Directory } from './routing/directory.ts';

/** What a step changed: incidents as they now stand, deliveries that it created. */
export interface Changes {
  readonly incidents: readonly Incident[];
  readonly deliveries: readonly Delivery[];
}

export interface CloseOrder {
  readonly incidentId: string;
  readonly by: string;
  readonly reason: string;
  readonly force: boolean;
  readonly nowMs: UnixMs;
}

export interface DispatchPipeline {
  /**
   * Takes one line of the finding log: its position, incidents and deliveries are durable together. Lines in order of
   * position; a position already taken changes nothing, nor does a (findingId, revision) seen before.
   */
  apply(line: { readonly position: number; readonly finding: Finding }): Promise<Changes>;
  /** Keeps a line that `apply` cannot take, with the reason, and goes past it: it must not hold up another lift's alarm. */
  setAside(line: { readonly position: number; readonly finding: unknown }, error: string): Promise<void>;
  /** Log time (or the wall, live) has come to `nowMs`: group waits that are over end. Never goes back. */
  advanceTo(nowMs: UnixMs): Promise<Changes>;
  /** @throws {DispatchError} LIFT_DISPATCH_NOT_OPEN, LIFT_DISPATCH_STILL_LASTS */
  close(order: CloseOrder): Promise<Changes>;
  /** Position of the last line taken. */
  readonly position: number;
  /** When the next group wait ends; undefined when nothing waits. */
  nextDueMs(): UnixMs | undefined;
}

const changesOf = (decision: Decision): Changes => ({ incidents: decision.incidents, deliveries: decision.deliveries });
const merged = (a: Changes, b: Changes): Changes => ({
  incidents: [...a.incidents, ...b.incidents],
  deliveries: [...a.deliveries, ...b.deliveries],
});
const notClosed = (id: string, reason: string): DispatchError =>
  reason === 'not-open'
    ? new DispatchError(
        'LIFT_DISPATCH_NOT_OPEN',
        `incident ${id} is not open: list the open ones with GET /api/v1/incidents?open=true`,
        { recoverable: false },
      )
    : new DispatchError(
        'LIFT_DISPATCH_STILL_LASTS',
        `incident ${id} is ${reason}: decide "released" or "rejected" first, or close with force`,
        { recoverable: false },
      );

class Pipeline implements DispatchPipeline {
  readonly #database: Kysely<DispatchTables>;
  readonly #means: Means;
  #at: LoadedDesk;
  /** One step at a time: each decides upon what the one before made durable. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(database: Kysely<DispatchTables>, means: Means, at: LoadedDesk) {
    this.#database = database;
    this.#means = means;
    this.#at = at;
  }

  get position(): number {
    return this.#at.position;
  }

  apply(line: { readonly position: number; readonly finding: Finding }): Promise<Changes> {
    return this.#inTurn(async () => {
      if (line.position <= this.#at.position) return { incidents: [], deliveries: [] };
      const nowMs = Math.max(this.#at.nowMs, line.finding.receivedAtMs);
      const waited = await this.#advance(nowMs);
      const seen = await loadSeen(this.#database, line.finding.findingId);
      const decision = decideFinding(this.#at.desk, { finding: line.finding, seen, nowMs }, this.#means);
      return merged(waited, await this.#commit(decision, line.position, nowMs));
    });
  }

  setAside(line: { readonly position: number; readonly finding: unknown }, error: string): Promise<void> {
    return this.#inTurn(async () => {
      const { position } = line;
      await saveSetAside(this.#database, { position, document: JSON.stringify(line.finding), error }, this.#at.nowMs);
      this.#at = { ...this.#at, position };
    });
  }

  advanceTo(nowMs: UnixMs): Promise<Changes> {
    return this.#inTurn(() => this.#advance(Math.max(nowMs, this.#at.nowMs)));
  }

  close(order: CloseOrder): Promise<Changes> {
    return this.#inTurn(async () => {
      const nowMs = Math.max(order.nowMs, this.#at.nowMs);
      const result = decideClose(this.#at.desk, { ...order, nowMs }, this.#means);
      if (!result.closed) throw notClosed(order.incidentId, result.reason);
      return this.#commit(result.decision, this.#at.position, nowMs);
    });
  }

  nextDueMs(): UnixMs | undefined {
    const due = [...this.#at.desk.held.values()].map((h) => h.heldUntilMs);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /** One step per moment that is due, so that what is decided does not depend on how finely time is told. */
  async #advance(nowMs: UnixMs): Promise<Changes> {
    let changes: Changes = { incidents: [], deliveries: [] };
    for (let dueMs = this.nextDueMs(); dueMs !== undefined && dueMs <= nowMs; dueMs = this.nextDueMs()) {
      const atMs = Math.max(dueMs, this.#at.nowMs);
      changes = merged(
        changes,
        await this.#commit(decideTime(this.#at.desk, dueMs, this.#means), this.#at.position, atMs),
      );
    }
    return changes;
  }

  /** Memory follows the database: a commit that fails leaves both as they were. */
  async #commit(decision: Decision, position: number, nowMs: UnixMs): Promise<Changes> {
    await saveDecision(this.#database, decision, { position, nowMs });
    this.#at = { desk: deskAfter(this.#at.desk, decision), position, nowMs };
    return changesOf(decision);
  }

  #inTurn<T>(step: () => Promise<T>): Promise<T> {
    const mine = this.#tail.then(step, step);
    this.#tail = mine.catch(() => undefined);
    return mine;
  }
}

/**
 * Findings -> correlation -> incidents -> who is told, over one database (`openSqliteDatabase(path)`, also ':memory:').
 * The same code serves the live service and replay; it reads no clock: time comes with the lines and `advanceTo`.
 * Ids are hashes, so the same lines give the same incidents and deliveries. One pipeline per database.
 */
export const openDispatchPipeline = async (options: {
  readonly database: Kysely<DispatchTables>;
  readonly policy?: DispatchPolicy;
  readonly directory?: Directory;
  readonly topology?: Topology;
}): Promise<DispatchPipeline> => {
  await migrateDatabase(options.database, dispatchMigrations);
  const means: Means = {
    policy: options.policy ?? defaultDispatchPolicy,
    directory: options.directory ?? directoryOfFindings,
    topology: options.topology ?? { liftsOfSite: () => undefined },
    hash: hashOf,
  };
  return new Pipeline(options.database, means, await loadDesk(options.database));
};

import type { Delivery, Finding, Incident, UnixMs } from '@liftwatch/schemas';
import { migrateDatabase } from '@liftwatch/stores';
import type { Kysely } from 'kysely';
import type { Topology } from './correlation/board.ts';
import {
  loadDesk,
  loadIncident,
  loadPrevious,
  loadSeen,
  saveDecision,
  saveSetAside,
  type LoadedDesk,
} from './database/desk-store.ts';
import { hashOf } from './database/hash.ts';
import { dispatchMigrations } from './database/migrations.ts';
import type { DispatchTables } from './database/tables.ts';
import { notDone } from './not-done.ts';
import type { Trouble } from './incidents/trouble.ts';
import { isDoneAlready } from './incidents/actions/perform.ts';
import { decideAct, type ActOrder } from './pipeline/decide-act.ts';
import { decideEscalation, nextClockAt } from './pipeline/decide-escalation.ts';
import { decideHeldBack, nextHeldAt } from './pipeline/decide-held-back.ts';
import { loadAttended, loadSilences, saveAttendance, saveSilence } from './database/holding-store.ts';
import type { Silence } from './holding/silence.ts';
import { decideTrouble } from './pipeline/decide-trouble.ts';
import { decideFinding } from './pipeline/decide-finding.ts';
import { decideHandedOver } from './pipeline/decide-handed-over.ts';
import { decideUnreached } from './pipeline/decide-unreached.ts';
import { decideTime } from './pipeline/decide-time.ts';
import type { Means } from './pipeline/means.ts';
import { deskAfter } from './pipeline/desk.ts';
import { NOTHING, type Decision } from './pipeline/draft.ts';
import { defaultDispatchPolicy, type DispatchPolicy } from './pipeline/policy.ts';
import { directoryOfFindings, type Directory } from './routing/directory.ts';

/** What a step changed: incidents as they now stand, deliveries that it created. */
export interface Changes {
  readonly incidents: readonly Incident[];
  readonly deliveries: readonly Delivery[];
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
  /**
   * A person acts on an incident. Idempotent: the same again changes nothing. Deadlines that have passed by `nowMs` are
   * taken first, so that an acknowledgement at 3:01 finds the next level called.
   * @throws {DispatchError} LIFT_DISPATCH_NOT_FOUND, LIFT_DISPATCH_NOT_OPEN, LIFT_DISPATCH_STILL_LASTS, LIFT_DISPATCH_OWNED
   */
  act(order: ActOrder & { readonly nowMs: UnixMs }): Promise<Changes>;
  /** A carrier has accepted a message: an alarm that it tells of is dispatched. Idempotent. */
  handedOver(delivery: Delivery, nowMs: UnixMs): Promise<Changes>;
  /** A message reached nobody: the next person's turn, at once. Idempotent as a step is taken once. */
  unreached(delivery: Delivery, nowMs: UnixMs): Promise<Changes>;
  /** Messages about a place wait for a time; the same id again replaces it. Durable. */
  silence(silence: Silence, nowMs: UnixMs): Promise<void>;
  /** A technician signs in to a job at a lift, or out: faults of that lift are his meanwhile. Durable, idempotent. */
  attend(
    job: { readonly liftId: string; readonly jobId: string; readonly isThere: boolean },
    nowMs: UnixMs,
  ): Promise<void>;
  /** liftwatch itself is in trouble: an incident of the operator's, one at a time for each subject. Idempotent. */
  trouble(trouble: Trouble, nowMs: UnixMs): Promise<Changes>;
  /** That trouble is over. */
  troubleOver(trouble: Trouble, nowMs: UnixMs): Promise<Changes>;
  /** Called after each commit that changed something; returns how to stop it. */
  onCommitted(listener: () => void): () => void;
  /** Position of the last line taken. */
  readonly position: number;
  /** The last moment that was told; time begins no earlier after a restart. */
  readonly nowMs: UnixMs;
  /** When the next group wait ends or the next clock passes; undefined when nothing waits. */
  nextDueMs(): UnixMs | undefined;
}

const changesOf = (decision: Decision): Changes => ({ incidents: decision.incidents, deliveries: decision.deliveries });
const noChanges: Changes = { incidents: [], deliveries: [] };
const merged = (a: Changes, b: Changes): Changes => ({
  incidents: [...a.incidents, ...b.incidents],
  deliveries: [...a.deliveries, ...b.deliveries],
});
class Pipeline implements DispatchPipeline {
  readonly #database: Kysely<DispatchTables>;
  readonly #means: Means;
  #at: LoadedDesk;
  readonly #listeners = new Set<() => void>();
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
      const previous = seen ? new Map<string, string>() : await loadPrevious(this.#database, line.finding);
      const decision = decideFinding(this.#at.desk, { finding: line.finding, seen, previous, nowMs }, this.#means);
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
    return this.#inTurn(async () => {
      const atMs = Math.max(nowMs, this.#at.nowMs);
      return merged(await this.#advance(atMs), await this.#escalate(atMs));
    });
  }

  act(order: ActOrder & { readonly nowMs: UnixMs }): Promise<Changes> {
    return this.#inTurn(async () => {
      const nowMs = Math.max(order.nowMs, this.#at.nowMs);
      const waited = merged(await this.#advance(nowMs), await this.#escalate(nowMs));
      const result = decideAct(this.#at.desk, { order, nowMs }, this.#means);
      const changes = merged(waited, await this.#commit(result.decision, this.#at.position, nowMs));
      if (result.done) return changes;
      const before = await loadIncident(this.#database, order.incidentId);
      if (before && isDoneAlready(before, order.action)) return changes;
      throw notDone(order, result.reason, before);
    });
  }

  handedOver(delivery: Delivery, nowMs: UnixMs): Promise<Changes> {
    return this.#inTurn(async () => {
      const atMs = Math.max(nowMs, this.#at.nowMs);
      const decision = decideHandedOver(this.#at.desk, { delivery, nowMs: atMs }, this.#means);
      return this.#commit(decision, this.#at.position, atMs);
    });
  }

  trouble(trouble: Trouble, nowMs: UnixMs): Promise<Changes> {
    return this.#trouble(trouble, false, nowMs);
  }

  troubleOver(trouble: Trouble, nowMs: UnixMs): Promise<Changes> {
    return this.#trouble(trouble, true, nowMs);
  }

  #trouble(trouble: Trouble, isOver: boolean, nowMs: UnixMs): Promise<Changes> {
    return this.#inTurn(async () => {
      const atMs = Math.max(nowMs, this.#at.nowMs);
      const decision = decideTrouble(this.#at.desk, { trouble, isOver, nowMs: atMs }, this.#means);
      return this.#commit(decision, this.#at.position, atMs);
    });
  }

  unreached(delivery: Delivery, nowMs: UnixMs): Promise<Changes> {
    return this.#inTurn(async () => {
      const atMs = Math.max(nowMs, this.#at.nowMs);
      const decision = decideUnreached(this.#at.desk, { delivery, nowMs: atMs }, this.#means);
      return this.#commit(decision, this.#at.position, atMs);
    });
  }

  silence(silence: Silence, nowMs: UnixMs): Promise<void> {
    return this.#inTurn(async () => {
      await saveSilence(this.#database, silence);
      const silences = await loadSilences(this.#database, Math.max(nowMs, this.#at.nowMs));
      this.#at = { ...this.#at, desk: { ...this.#at.desk, silences } };
    });
  }

  attend(
    job: { readonly liftId: string; readonly jobId: string; readonly isThere: boolean },
    nowMs: UnixMs,
  ): Promise<void> {
    return this.#inTurn(async () => {
      await saveAttendance(this.#database, job, nowMs);
      this.#at = { ...this.#at, desk: { ...this.#at.desk, attended: await loadAttended(this.#database) } };
    });
  }

  get nowMs(): UnixMs {
    return this.#at.nowMs;
  }

  onCommitted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  nextDueMs(): UnixMs | undefined {
    const due = [
      this.#nextWaitMs(),
      nextClockAt(this.#at.desk, this.#means),
      nextHeldAt(this.#at.desk, this.#means),
    ].filter((ms) => ms !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  #nextWaitMs(): UnixMs | undefined {
    const due = [...this.#at.desk.held.values()].map((h) => h.heldUntilMs);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  /**
   * Clocks are looked at only when time is told, not with a line of the log: after downtime the lines that end an
   * incident are read first, and what is still overdue then takes one step.
   */
  async #escalate(nowMs: UnixMs): Promise<Changes> {
    const step = decideEscalation(this.#at.desk, nowMs, this.#means);
    const stepped = await this.#commit(step, this.#at.position, nowMs);
    const held = decideHeldBack(this.#at.desk, nowMs, this.#means);
    return merged(stepped, await this.#commit(held, this.#at.position, nowMs));
  }

  /** One step per moment that is due, so that what is decided does not depend on how finely time is told. */
  async #advance(nowMs: UnixMs): Promise<Changes> {
    let changes: Changes = { incidents: [], deliveries: [] };
    for (let dueMs = this.#nextWaitMs(); dueMs !== undefined && dueMs <= nowMs; dueMs = this.#nextWaitMs()) {
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
    if (decision === NOTHING && position === this.#at.position) return noChanges;
    await saveDecision(this.#database, decision, { position, nowMs });
    this.#at = { desk: deskAfter(this.#at.desk, decision), position, nowMs };
    if (decision.incidents.length > 0) for (const listener of this.#listeners) listener();
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

import type { Delivery, Finding, Incident, UnixMs } from '@liftwatch/schemas';
import { migrateDatabase } from '@liftwatch/stores';
import type { Kysely } from 'kysely';
import type { Topology } from './correlation/board.ts';
import { loadDesk, loadIncident, loadPrevious, loadSeen, saveSetAside, type SendAlong } from './database/desk-store.ts';
import { hashOf } from './database/hash.ts';
import { loadAttended, loadSilences, saveAttendance, saveSilence } from './database/holding-store.ts';
import { dispatchMigrations } from './database/migrations.ts';
import type { DispatchTables } from './database/tables.ts';
import { DeskKeeper, noChanges } from './desk-keeper.ts';
import type { Changes, DispatchPipeline, Line } from './dispatch-pipeline.ts';
import type { Silence } from './holding/silence.ts';
import { isDoneAlready } from './incidents/actions/perform.ts';
import { drillFinding, type Drill } from './incidents/drill.ts';
import type { Trouble } from './incidents/trouble.ts';
import { notDone } from './not-done.ts';
import { eraseContact, type Erased } from './personal/erase.ts';
import type { CallNote } from './outbox/record.ts';
import { decideAct, type ActOrder } from './pipeline/decide-act.ts';
import { decideCallNoted } from './pipeline/decide-call-noted.ts';
import { decideEscalation, nextClockAt } from './pipeline/decide-escalation.ts';
import { decideFinding } from './pipeline/decide-finding.ts';
import { decideHandedOver } from './pipeline/decide-handed-over.ts';
import { decideHeldBack, nextHeldAt } from './pipeline/decide-held-back.ts';
import { decideTime } from './pipeline/decide-time.ts';
import { decideTrouble } from './pipeline/decide-trouble.ts';
import { decideUnreached, type NotReached } from './pipeline/decide-unreached.ts';
import type { Decision } from './pipeline/draft.ts';
import type { WorkingDesk } from './pipeline/desk.ts';
import type { Means } from './pipeline/means.ts';
import { defaultDispatchPolicy, type DispatchPolicy } from './pipeline/policy.ts';
import { directoryOfFindings, type Directory, type Takes } from './routing/directory.ts';

const merged = (a: Changes, b: Changes): Changes => ({
  incidents: [...a.incidents, ...b.incidents],
  deliveries: [...a.deliveries, ...b.deliveries],
});

const nextWaitOf = (desk: WorkingDesk): UnixMs | undefined => {
  let next: UnixMs | undefined;
  for (const { heldUntilMs } of desk.held.values()) if (next === undefined || heldUntilMs < next) next = heldUntilMs;
  return next;
};

class Pipeline implements DispatchPipeline {
  readonly #database: Kysely<DispatchTables>;
  #means: Means;
  readonly #keeper: DeskKeeper;
  /** One step at a time: each decides upon what the one before made durable. */
  #tail: Promise<unknown> = Promise.resolve();

  constructor(database: Kysely<DispatchTables>, means: Means, keeper: DeskKeeper) {
    this.#database = database;
    this.#means = means;
    this.#keeper = keeper;
  }

  get position(): number {
    return this.#keeper.kept.position;
  }

  open(): Iterable<Incident> {
    return this.#keeper.kept.desk.open.values();
  }

  waitingCount(): number {
    return this.#keeper.kept.desk.heldBack.size;
  }

  get nowMs(): UnixMs {
    return this.#keeper.kept.nowMs;
  }

  apply(line: Line): Promise<Changes> {
    return this.applyAll([line]);
  }

  applyAll(lines: readonly Line[]): Promise<Changes> {
    return this.#together(lines, (line) => this.#applyOne(line));
  }

  applyAhead(lines: readonly Line[]): Promise<Changes> {
    return this.#together(lines, async ({ finding }) => {
      const { position, nowMs } = this.#keeper.now;
      const decision = await this.#decideOne(finding, Math.max(nowMs, finding.receivedAtMs));
      // Time stays as well: the waits of what has its turn first may yet be cut short by it.
      return this.#keeper.commit(decision, position, nowMs);
    });
  }

  #together(lines: readonly Line[], step: (line: Line) => Promise<Changes>): Promise<Changes> {
    return this.#inTurn(() =>
      this.#keeper.together(async () => {
        const changes: Changes[] = [];
        for (const line of lines) changes.push(await step(line));
        return {
          incidents: changes.flatMap((c) => c.incidents),
          deliveries: changes.flatMap((c) => c.deliveries),
        };
      }),
    );
  }

  /** waits that end first -> the finding's decision. */
  async #applyOne({ position, finding }: Line): Promise<Changes> {
    if (position <= this.#keeper.now.position) return noChanges;
    const nowMs = Math.max(this.#keeper.now.nowMs, finding.receivedAtMs);
    const waited = await this.#endWaits(nowMs);
    return merged(waited, await this.#keeper.commit(await this.#decideOne(finding, nowMs), position, nowMs));
  }

  /** seen before? -> correlation -> incident -> who is told, and what waits. */
  async #decideOne(finding: Finding, nowMs: UnixMs): Promise<Decision> {
    const seen = this.#keeper.seenInBatch(finding.findingId) ?? (await loadSeen(this.#database, finding.findingId));
    const previous = seen ? new Map<string, string>() : await loadPrevious(this.#database, finding);
    return decideFinding(this.#keeper.now.desk, { finding, seen, previous, nowMs }, this.#means);
  }

  setAside(line: { readonly position: number; readonly finding: unknown }, error: string): Promise<void> {
    return this.#inTurn(async () => {
      const { position } = line;
      const document = JSON.stringify(line.finding);
      await saveSetAside(this.#database, { position, document, error }, this.#keeper.now.nowMs);
      this.#keeper.goPast(position);
    });
  }

  advanceTo(nowMs: UnixMs): Promise<Changes> {
    return this.#inTurn(async () => {
      const atMs = Math.max(nowMs, this.#keeper.now.nowMs);
      return merged(await this.#endWaits(atMs), await this.#passClocks(atMs));
    });
  }

  act(order: ActOrder & { readonly nowMs: UnixMs }): Promise<Changes> {
    return this.#inTurn(async () => {
      const nowMs = Math.max(order.nowMs, this.#keeper.now.nowMs);
      const waited = merged(await this.#endWaits(nowMs), await this.#passClocks(nowMs));
      const result = decideAct(this.#keeper.now.desk, { order, nowMs }, this.#means);
      const changes = merged(waited, await this.#commit(result.decision, nowMs));
      if (result.done) return changes;
      const before = await loadIncident(this.#database, order.incidentId);
      if (before && isDoneAlready(before, order.action)) return changes;
      throw notDone(order, result.reason, before);
    });
  }

  handedOver(delivery: Delivery, nowMs: UnixMs): Promise<Changes> {
    return this.#decide(nowMs, (desk, atMs) => decideHandedOver(desk, { delivery, nowMs: atMs }, this.#means));
  }

  unreached(delivery: Delivery, why: NotReached['why'], nowMs: UnixMs): Promise<Changes> {
    return this.#decide(nowMs, (desk, atMs) => decideUnreached(desk, { delivery, why, nowMs: atMs }, this.#means));
  }

  callNoted(call: Delivery, what: CallNote, nowMs: UnixMs): Promise<Changes> {
    return this.#decide(nowMs, (desk, atMs) => decideCallNoted(desk, { call, what, nowMs: atMs }));
  }

  trouble(trouble: Trouble, nowMs: UnixMs): Promise<Changes> {
    return this.#decide(nowMs, (desk, atMs) =>
      decideTrouble(desk, { trouble, isOver: false, nowMs: atMs }, this.#means),
    );
  }

  troubleOver(trouble: Trouble, nowMs: UnixMs): Promise<Changes> {
    return this.#decide(nowMs, (desk, atMs) =>
      decideTrouble(desk, { trouble, isOver: true, nowMs: atMs }, this.#means),
    );
  }

  stage(drill: Drill, nowMs: UnixMs): Promise<Changes> {
    return this.#inTurn(async () => {
      const atMs = Math.max(nowMs, this.#keeper.now.nowMs);
      const finding = drillFinding(drill, atMs);
      const seen = await loadSeen(this.#database, finding.findingId);
      const previous = await loadPrevious(this.#database, finding);
      const line = { finding, seen, previous, nowMs: atMs };
      return this.#commit(decideFinding(this.#keeper.now.desk, line, this.#means), atMs);
    });
  }

  erase(id: string, by: { readonly id: string; readonly nowMs: UnixMs }): Promise<Erased | undefined> {
    return this.#inTurn(async () => {
      const erased = await eraseContact(this.#database, id, by);
      if (erased) this.#keeper.kept.desk.forget(new Set(erased.contactIds));
      return erased;
    });
  }

  silence(silence: Silence, nowMs: UnixMs): Promise<void> {
    return this.#inTurn(async () => {
      await saveSilence(this.#database, silence);
      this.#keeper.kept.desk.silences = await loadSilences(this.#database, Math.max(nowMs, this.nowMs));
    });
  }

  attend(
    job: { readonly liftId: string; readonly jobId: string; readonly isThere: boolean },
    nowMs: UnixMs,
  ): Promise<void> {
    return this.#inTurn(async () => {
      await saveAttendance(this.#database, job, nowMs);
      this.#keeper.kept.desk.attended = await loadAttended(this.#database);
    });
  }

  get policy(): DispatchPolicy {
    return this.#means.policy;
  }

  usePolicy(policy: DispatchPolicy): Promise<void> {
    return this.#inTurn(async () => {
      this.#means = { ...this.#means, policy };
    });
  }

  onCommitted(listener: () => void): () => void {
    return this.#keeper.onCommitted(listener);
  }

  nextDueMs(): UnixMs | undefined {
    const { desk } = this.#keeper.now;
    const due = [nextWaitOf(desk), nextClockAt(desk, this.#means), nextHeldAt(desk, this.#means)];
    const known = due.filter((ms) => ms !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** One step per moment that is due, so that what is decided does not depend on how finely time is told. */
  async #endWaits(nowMs: UnixMs): Promise<Changes> {
    let changes = noChanges;
    for (;;) {
      const { desk, nowMs: before } = this.#keeper.now;
      const dueMs = nextWaitOf(desk);
      if (dueMs === undefined || dueMs > nowMs) return changes;
      const decision = decideTime(desk, dueMs, this.#means);
      changes = merged(changes, await this.#commit(decision, Math.max(dueMs, before)));
    }
  }

  /**
   * Clocks are looked at only when time is told, not with a line of the log: after downtime the lines that end an
   * incident are read first, and what is still overdue then takes one step.
   */
  async #passClocks(nowMs: UnixMs): Promise<Changes> {
    const stepped = await this.#commit(decideEscalation(this.#keeper.now.desk, nowMs, this.#means), nowMs);
    const held = await this.#commit(decideHeldBack(this.#keeper.now.desk, nowMs, this.#means), nowMs);
    return merged(stepped, held);
  }

  #decide(nowMs: UnixMs, decide: (desk: WorkingDesk, atMs: UnixMs) => Decision): Promise<Changes> {
    return this.#inTurn(() => {
      const atMs = Math.max(nowMs, this.#keeper.now.nowMs);
      return this.#commit(decide(this.#keeper.now.desk, atMs), atMs);
    });
  }

  #commit(decision: Decision, nowMs: UnixMs): Promise<Changes> {
    return this.#keeper.commit(decision, this.#keeper.now.position, nowMs);
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
  /** Absent: every channel takes every notice. */
  readonly takes?: Takes;
  readonly sendAlong?: SendAlong;
}): Promise<DispatchPipeline> => {
  const { database } = options;
  await migrateDatabase(database, dispatchMigrations);
  const means: Means = {
    policy: options.policy ?? defaultDispatchPolicy,
    directory: options.directory ?? directoryOfFindings,
    topology: options.topology ?? { liftsOfSite: () => undefined },
    hash: hashOf,
    takes: options.takes ?? (() => true),
  };
  return new Pipeline(database, means, new DeskKeeper(database, await loadDesk(database), options.sendAlong));
};

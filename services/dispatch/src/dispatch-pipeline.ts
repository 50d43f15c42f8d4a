import type { Delivery, Finding, Incident, UnixMs } from '@liftwatch/schemas';
import type { Silence } from './holding/silence.ts';
import type { Drill } from './incidents/drill.ts';
import type { Trouble } from './incidents/trouble.ts';
import type { ActOrder } from './pipeline/decide-act.ts';
import type { Erased } from './personal/erase.ts';
import type { CallNote } from './outbox/record.ts';
import type { NotReached } from './pipeline/decide-unreached.ts';
import type { DispatchPolicy } from './pipeline/policy.ts';

/** What a step changed: incidents as they now stand, deliveries that it created. */
export interface Changes {
  readonly incidents: readonly Incident[];
  readonly deliveries: readonly Delivery[];
}

/** One line of the finding log. */
export interface Line {
  readonly position: number;
  readonly finding: Finding;
}

export interface DispatchPipeline {
  /**
   * Takes one line of the finding log: its position, incidents and deliveries are durable together. Lines in order of
   * position; a position already taken changes nothing, nor does a (findingId, revision) seen before.
   */
  apply(line: Line): Promise<Changes>;
  /** As `apply` for each line in turn, made durable by one commit: all of them or none. */
  applyAll(lines: readonly Line[]): Promise<Changes>;
  /**
   * Takes lines before those that come before them: an alarm does not wait behind thousands of faults. In order of
   * position among themselves. The position stays, and when their turn comes they have been seen and change nothing.
   */
  applyAhead(lines: readonly Line[]): Promise<Changes>;
  /** Keeps a line that `apply` cannot take, with the reason, and goes past it: it must not hold up another lift's alarm. */
  setAside(line: { readonly position: number; readonly finding: unknown }, error: string): Promise<void>;
  /** Time has come to `nowMs`: group waits that are over end, clocks that have passed take their step. Never goes back. */
  advanceTo(nowMs: UnixMs): Promise<Changes>;
  /**
   * A person acts on an incident. Idempotent: the same again changes nothing. Deadlines that have passed by `nowMs` are
   * taken first, so that an acknowledgement at 3:01 finds the next level called.
   * @throws {DispatchError} LIFT_DISPATCH_NOT_FOUND, LIFT_DISPATCH_NOT_OPEN, LIFT_DISPATCH_STILL_LASTS, LIFT_DISPATCH_OWNED
   */
  act(order: ActOrder & { readonly nowMs: UnixMs }): Promise<Changes>;
  /** A carrier has accepted a message: an alarm that it tells of is dispatched. Idempotent. */
  handedOver(delivery: Delivery, nowMs: UnixMs): Promise<Changes>;
  /** A message reached nobody: it stands on the timeline, and it is the next person's turn, at once. Idempotent. */
  unreached(delivery: Delivery, why: NotReached['why'], nowMs: UnixMs): Promise<Changes>;
  /** A call waits for its line, or is not placed any more: that stands on the timeline. Idempotent. */
  callNoted(call: Delivery, what: CallNote, nowMs: UnixMs): Promise<Changes>;
  /** Messages about a place wait for a time; the same id again replaces it. Durable. */
  silence(silence: Silence, nowMs: UnixMs): Promise<void>;
  /** A technician signs in to a job at a lift, or out: faults of that lift are his meanwhile. Durable, idempotent. */
  attend(
    job: { readonly liftId: string; readonly jobId: string; readonly isThere: boolean },
    nowMs: UnixMs,
  ): Promise<void>;
  /** liftwatch itself is in trouble: an incident of the operator's, one at a time for each subject. Idempotent. */
  trouble(trouble: Trouble, nowMs: UnixMs): Promise<Changes>;
  /**
   * Somebody stages an exercise at a lift: an incident that says so in every message, in which no clock runs. The same
   * `drillId` again changes nothing; one that is open at the lift goes on.
   */
  stage(drill: Drill, nowMs: UnixMs): Promise<Changes>;
  /** That trouble is over. */
  troubleOver(trouble: Trouble, nowMs: UnixMs): Promise<Changes>;
  /**
   * Forgets a contact's address, or all addresses of a person, in the database and in what is kept in memory: nothing is
   * sent there any more. undefined: unknown. Durable, idempotent.
   */
  erase(id: string, by: { readonly id: string; readonly nowMs: UnixMs }): Promise<Erased | undefined>;
  /** Called after each commit that changed something; returns how to stop it. */
  onCommitted(listener: () => void): () => void;
  /** Every incident that nobody has closed. */
  open(): Iterable<Incident>;
  /** Messages that are held back. */
  waitingCount(): number;
  /** Position of the last line taken. */
  readonly position: number;
  /** The last moment that was told; time begins no earlier after a restart. */
  readonly nowMs: UnixMs;
  /** What decisions are made by from the next one on; clocks that run are counted by it, steps that were taken stay taken. */
  usePolicy(policy: DispatchPolicy): Promise<void>;
  /** What decisions are made by. */
  readonly policy: DispatchPolicy;
  /** When the next group wait ends, clock passes or waiting message is looked at; undefined when nothing waits. */
  nextDueMs(): UnixMs | undefined;
}

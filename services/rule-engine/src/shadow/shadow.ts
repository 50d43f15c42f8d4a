import type { Finding } from '@liftwatch/schemas';
import {
  createPartition,
  newOutput,
  restoreLift,
  snapshotLift,
  step,
  type Arrival,
  type LiftState,
  type Partition,
  type Rule,
  type StepOutput,
} from '../diagnosis/index.ts';
import { forget, newTally, openBefore, take, type Tally } from './tally.ts';

/** True while what is judged was counted before a restart. */
type Again = boolean;

/**
 * The lifts of one partition for which a candidate rule set is tried: each is judged a second time, from the same state
 * and on the same entries, by the candidate's rules. What the shadow finds is compared and told to nobody. Costs
 * nothing where no lift has a candidate.
 */
export class Shadow {
  readonly #kernel: Partition;
  readonly #out: StepOutput = newOutput();
  #tally: Tally | undefined;

  constructor(partition: number, rules?: readonly Rule[]) {
    this.#kernel = createPartition(partition, rules);
  }

  get isIdle(): boolean {
    return this.#kernel.lifts.size === 0;
  }
  get liftCount(): number {
    return this.#kernel.lifts.size;
  }
  /** Absent: nothing was ever compared. */
  get tally(): Tally | undefined {
    return this.#tally;
  }

  has(liftId: string): boolean {
    return this.#kernel.lifts.has(liftId);
  }

  /** The lift's candidate as its state has it: begins, begins anew, or ends. */
  follow(lift: LiftState, o: { receivedAtMs: number; lastTickMs: number }): void {
    const { liftId, candidate } = lift;
    if (this.#kernel.lifts.delete(liftId) && this.#tally) forget(this.#tally, liftId);
    if (!candidate) return;
    if (this.#tally?.version !== candidate.version) {
      // One version at a time: lifts of an older one are still on their way out.
      for (const other of this.#kernel.lifts.keys()) this.#kernel.lifts.delete(other);
      this.#tally = newTally(candidate.version, o.receivedAtMs);
    }
    const copy = restoreLift(this.#kernel, snapshotLift(lift), 0);
    delete copy.candidate;
    this.#kernel.lastTickMs = o.lastTickMs;
    for (const [rule, state] of Object.entries(lift.rules)) {
      for (const { stage, code, findingId } of state?.slots ?? [])
        if (stage === 'alarm') openBefore(this.#tally, { liftId, rule, code, findingId });
    }
    const { ends: _, ...entry } = candidate;
    const context = { ...entry, type: 'rule-set', id: `${entry.id}#shadow`.slice(-128) } as const;
    this.#step({ type: 'context', receivedAtMs: o.receivedAtMs, context }, 0, false);
  }

  /** Judges an arrival that the active version has just judged. */
  take(arrival: Arrival, position: number, again: Again): void {
    switch (arrival.type) {
      case 'readings':
        if (this.#kernel.lifts.has(arrival.liftId)) this.#step(arrival, position, again);
        return;
      case 'context': {
        const { type, liftId } = arrival.context;
        // A new active version does not change what is tried.
        if (type === 'rule-set' || type === 'rule-override' || type === 'rule-candidate') return;
        if (this.#kernel.lifts.has(liftId)) this.#step(arrival, position, again);
        return;
      }
      default:
        this.#step(arrival, position, again);
    }
  }

  /** A line that the active version wrote for a lift that is compared. */
  noteActive(finding: Finding, again: Again): void {
    if (this.#tally && !again && this.#kernel.lifts.has(finding.liftId)) take(this.#tally, 'active', finding);
  }

  /** Text of one lift for a snapshot; undefined: it is not compared. */
  save(liftId: string): string | undefined {
    const lift = this.#kernel.lifts.get(liftId);
    return lift && snapshotLift(lift, this.#kernel.rules);
  }

  restore(text: string, position: number, lastTickMs: number): void {
    restoreLift(this.#kernel, text, position);
    this.#kernel.lastTickMs = lastTickMs;
  }

  restoreTally(tally: Tally): void {
    this.#tally = tally;
  }

  /** What the checkpoint held has been read again. */
  goOn(): void {
    this.#kernel.takenUpTo.clear();
  }

  #step(arrival: Arrival, position: number, again: Again): void {
    const out = this.#out;
    step(this.#kernel, arrival, out, position);
    if (this.#tally && !again) {
      for (const finding of out.findings) take(this.#tally, 'candidate', finding);
      this.#tally.failures += out.failures.length;
    }
    out.findings.length = 0;
    out.failures.length = 0;
    out.touched.length = 0;
  }
}

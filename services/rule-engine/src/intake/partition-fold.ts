import { parseTopic, type Finding, type Reading } from '@liftwatch/schemas';
import type { EngineResume, LiftSnapshot, LogEntry, LogRecord } from '@liftwatch/stores';
import {
  createPartition,
  isTaken,
  newOutput,
  passTime,
  restoreLift,
  snapshotLift,
  step,
  terminalNamed,
  type Arrival,
  type LiftState,
  type Partition,
  type Rule,
  type StepOutput,
} from '../diagnosis/index.ts';
import { saveLiftMemory } from '../points/lift-memory.ts';
import { PartitionPoints } from '../points/partition-points.ts';
import type { Condition } from '../points/roll-ups/days.ts';
import type { RollUpState } from '../points/roll-ups/roll-ups.ts';
import type { Window } from '../points/roll-ups/windows.ts';
import { Shadow } from '../shadow/shadow.ts';
import type { Tally } from '../shadow/tally.ts';
import type { EngineStats } from '../stats.ts';
import { decodeRecord } from './decode.ts';
import { DirtyLifts } from './dirty-lifts.ts';
import type { Fold, Slice } from './fold.ts';
import { TickMarks, type TickMark } from './tick-marks.ts';

export interface FoldOptions {
  readonly partition: number;
  readonly heartbeatMs: number;
  readonly stats: EngineStats;
  /** A monotonic clock, ms; paces snapshots, nothing else. */
  readonly nowMs: () => number;
  /** Absent: every rule. */
  readonly rules?: readonly Rule[];
}

type Readings = Extract<Arrival, { type: 'readings' }>;
interface SavedPartition {
  readonly mark: TickMark;
  readonly rollUps: RollUpState;
  readonly shadow?: Tally | undefined;
}

/** A reading older than this when it arrives is late; the kernel's own limit. */
const LATE_MS = 60_000;

/** One partition: the kernel's state with the memory of its points. Synchronous; everything it knows comes from the log. */
export class PartitionFold implements Fold {
  readonly #options: FoldOptions;
  readonly #kernel: Partition;
  readonly #out: StepOutput = newOutput();
  readonly #points: PartitionPoints;
  readonly #dirty = new DirtyLifts();
  readonly #marks = new TickMarks();
  readonly #shadow: Shadow;
  #restoredPosition = 0;
  #slice!: Slice;
  #logCounter = 0;

  constructor(options: FoldOptions) {
    this.#options = options;
    this.#kernel = createPartition(options.partition, options.rules);
    this.#points = new PartitionPoints({ ...options, lifts: this.#kernel.lifts });
    this.#shadow = new Shadow(options.partition, options.rules);
  }

  get logMs(): number {
    return this.#kernel.logMs;
  }
  get liftCount(): number {
    return this.#kernel.lifts.size;
  }
  /** Lifts of the partition as the kernel knows them; to be read only. */
  get lifts(): ReadonlyMap<string, LiftState> {
    return this.#kernel.lifts;
  }

  /** What a candidate rule set finds beside the active one; to be read only. */
  get shadow(): Pick<Shadow, 'tally' | 'liftCount'> {
    return this.#shadow;
  }

  condition(liftId: string): Condition {
    return this.#points.condition(liftId);
  }

  conditions(): Record<Condition, number> {
    return this.#points.conditions();
  }

  apply(entry: LogEntry, slice: Slice): void {
    this.#slice = slice;
    this.#points.slice = slice;
    if (this.#points.rereading && entry.position > this.#restoredPosition) this.#goOn();
    this.#logCounter = (entry.position % 100) * 10_000;
    let ticked = false;
    for (const record of entry.records) {
      this.#logCounter++;
      ticked ||= record.type === 'tick';
      this.#record(record, entry.position);
    }
    this.#touched(entry.position);
    if (ticked)
      this.#marks.add({ position: entry.position, logMs: this.#kernel.logMs, lastTickMs: this.#kernel.lastTickMs });
    this.#points.countTooLate();
  }

  restore(resume: EngineResume): void {
    const saved = JSON.parse(resume.partitionState) as SavedPartition;
    this.#kernel.logMs = saved.mark.logMs;
    this.#kernel.lastTickMs = saved.mark.lastTickMs;
    this.#marks.add(saved.mark);
    this.#points.rollUps.restore(saved.rollUps);
    if (saved.shadow) this.#shadow.restoreTally(saved.shadow);
    for (const snapshot of resume.snapshots) this.#restoreOne(snapshot);
    this.#restoredPosition = resume.position;
    this.#points.rollUps.rereading = true;
    if (resume.position <= resume.resumePosition) this.#goOn();
  }

  snapshots(at: {
    readonly position: number;
    readonly changedBeforeMs: number;
    readonly atMost: number;
  }): LiftSnapshot[] {
    const saved: LiftSnapshot[] = [];
    for (const liftId of this.#dirty.take(at)) {
      const lift = this.#kernel.lifts.get(liftId);
      const memory = this.#points.known(liftId);
      if (!lift || !memory) continue;
      memory.isDirty = false;
      saved.push({
        liftId,
        position: at.position,
        state: [saveLiftMemory(memory), snapshotLift(lift, this.#kernel.rules), this.#shadow.save(liftId)]
          .filter((text) => text !== undefined)
          .join('\n'),
      });
    }
    for (const { page, window } of this.#points.rollUps.takeChangedPages()) {
      saved.push({ liftId: page, position: at.position, state: JSON.stringify(window) });
    }
    return saved;
  }

  resumePosition(position: number): number {
    return this.#dirty.oldestPosition() === undefined
      ? position
      : Math.min(position, (this.#dirty.oldestPosition() ?? 1) - 1);
  }

  partitionState(position: number): string {
    const mark = this.#marks.at(this.resumePosition(position));
    const saved: SavedPartition = { mark, rollUps: this.#points.rollUps.save(), shadow: this.#shadow.tally };
    return JSON.stringify(saved);
  }

  #restoreOne(snapshot: LiftSnapshot): void {
    if (snapshot.liftId.startsWith('#')) {
      this.#points.rollUps.restorePage(snapshot.liftId, JSON.parse(snapshot.state) as Window);
      return;
    }
    const [memory = '', lift = '', shadow] = snapshot.state.split('\n');
    restoreLift(this.#kernel, lift, snapshot.position);
    this.#points.restore(snapshot.liftId, memory);
    if (shadow !== undefined) this.#shadow.restore(shadow, snapshot.position, this.#kernel.lastTickMs);
  }

  /** What the checkpoint held has been read again: from here on everything is new. */
  #goOn(): void {
    this.#points.rollUps.rereading = false;
    this.#points.rollUps.recount();
    this.#kernel.takenUpTo.clear();
    this.#shadow.goOn();
  }

  /** One record; a bug that its content brings to light is contained here, or it would stop the partition for ever. */
  #record(record: LogRecord, position: number): void {
    this.#points.advance(record.receivedAtMs);
    if (this.#isSkipped(record, position)) return passTime(this.#kernel, record.receivedAtMs);
    const arrival = decodeRecord(record);
    if (!arrival) {
      this.#options.stats.refusedRecords++;
      return;
    }
    try {
      if (arrival.type === 'readings') this.#readings(arrival, position);
      else this.#step(arrival, position);
    } catch (error) {
      const liftId = 'liftId' in arrival ? arrival.liftId : '';
      this.#slice.failures.push({ liftId, rule: 'kernel', message: String(error), position });
    }
    if (arrival.type === 'context') this.#points.placed(arrival.context.liftId, this.#kernel.logMs);
    this.#settle(position);
    if (!this.#shadow.isIdle) this.#shadow.take(arrival, position, this.#points.rereading);
  }

  /** Read again, and its lift's snapshot already holds it: not even decoded, or a restart would take as long as the checkpoints are apart. */
  #isSkipped(record: LogRecord, position: number): boolean {
    if (this.#kernel.takenUpTo.size === 0 || record.type !== 'reading' || !this.#shadow.isIdle) return false;
    const topic = parseTopic(record.topic);
    return topic.type === 'reading' && isTaken(this.#kernel, topic.liftId, position);
  }

  #step(arrival: Arrival, position: number): void {
    const isCandidate = arrival.type === 'context' && arrival.context.type === 'rule-candidate';
    const liftId = isCandidate ? arrival.context.liftId : '';
    const wasTaken = isCandidate && isTaken(this.#kernel, liftId, position);
    step(this.#kernel, arrival, this.#out, position);
    if (!isCandidate || wasTaken) return;
    const lift = this.#kernel.lifts.get(liftId);
    const { receivedAtMs } = arrival;
    if (lift) this.#shadow.follow(lift, { receivedAtMs, lastTickMs: this.#kernel.lastTickMs });
  }

  /** Readings go to the kernel one by one, which is the same as together, so that each can be told apart afterwards. */
  #readings(arrival: Readings, position: number): void {
    const { readings } = arrival;
    if (readings.length === 1) return this.#reading(arrival, readings[0] as Reading, position);
    for (const reading of readings) {
      this.#reading({ ...arrival, readings: [reading] }, reading, position);
      // A batch may be a long backlog: its findings must not be attributed to a later state of the memory.
      if (this.#out.findings.length > 0) this.#findings();
    }
  }

  #reading(arrival: Readings, reading: Reading, position: number): void {
    const { liftId, terminalId, receivedAtMs } = arrival;
    const kernel = this.#kernel;
    const wasTaken = isTaken(kernel, liftId, position);
    const duplicatesBefore = this.#out.duplicates;
    step(kernel, arrival, this.#out, position);
    this.#options.stats.readings++;
    const lift = kernel.lifts.get(liftId);
    if (!lift) return;
    const memory = this.#points.memoryOf(lift, kernel.logMs);
    if (wasTaken || this.#out.duplicates > duplicatesBefore) return;
    const offsetMs = terminalNamed(lift, terminalId)?.clock.offsetMs ?? 0;
    const atMs = Math.max(0, Math.min(reading.body.at + offsetMs, receivedAtMs));
    this.#points.takeReading(memory, {
      liftId,
      terminalId,
      atMs,
      receivedAtMs,
      late: receivedAtMs - atMs > LATE_MS,
      reading,
      logCounter: this.#logCounter++,
    });
    this.#points.health(lift, memory, receivedAtMs);
  }

  #settle(position: number): void {
    if (this.#out.findings.length > 0) this.#findings();
    if (this.#out.failures.length === 0) return;
    for (const { liftId, rule, error, reading } of this.#out.failures) {
      this.#slice.failures.push({ liftId, rule, message: String(error), position, reading });
    }
    this.#out.failures.length = 0;
  }

  #findings(): void {
    for (const finding of this.#out.findings) this.#finding(finding);
    this.#out.findings.length = 0;
  }

  #finding(finding: Finding): void {
    this.#slice.findings.push(finding);
    if (!this.#shadow.isIdle) this.#shadow.noteActive(finding, this.#points.rereading);
    this.#points.takeFinding(finding, this.#kernel.logMs);
  }

  /** Lifts that the entry touched are to be saved, and their condition may have changed. */
  #touched(position: number): void {
    const nowMs = this.#options.nowMs();
    for (const lift of this.#out.touched) {
      const memory = this.#points.memoryOf(lift, this.#kernel.logMs);
      if (!memory.isDirty) this.#dirty.mark(lift.liftId, position, nowMs);
      memory.isDirty = true;
      this.#points.touched(lift, memory, this.#kernel.logMs);
    }
    this.#out.touched.length = 0;
  }
}

export const partitionFold = (options: FoldOptions): PartitionFold => new PartitionFold(options);

import { SELF_TEST_LIFT, type Finding } from '@liftwatch/schemas';
import { BESIDE, healthOf, isGone, type LiftState } from '../diagnosis/index.ts';
import type { EngineStats } from '../stats.ts';
import { conditionOf } from './condition.ts';
import { liftScoreLine, newLiftMemory, restoreLiftMemory, takeFinding, type LiftMemory } from './lift-memory.ts';
import type { LineBuffer } from './line-buffer.ts';
import type { Condition } from './roll-ups/days.ts';
import { RollUps, type LiftTally } from './roll-ups/roll-ups.ts';
import { telemetryLine, type TakenReading } from './telemetry.ts';
import { healthDay, healthLine } from './warning-points.ts';

/** So often is looked whether a lift's day has passed. */
const HEALTH_CHECK_MS = 600_000;

export interface PartitionPointsOptions {
  readonly partition: number;
  readonly heartbeatMs: number;
  readonly stats: EngineStats;
  /** The lifts as the kernel knows them; read only. */
  readonly lifts: ReadonlyMap<string, LiftState>;
}

/**
 * What of a partition becomes points: readings, findings, health and roll-ups, with the memory that each lift needs for
 * it. The self-test's lift has no points and is in no count. Synchronous; while entries are read again after a restart nothing is written a second time.
 */
export class PartitionPoints {
  readonly rollUps: RollUps;
  /** Where the lines go. */
  slice!: { readonly telemetry: LineBuffer; readonly fault: LineBuffer };
  readonly #options: PartitionPointsOptions;
  readonly #memories = new Map<string, LiftMemory>();
  readonly #tallies = new Map<string, LiftTally>();

  constructor(options: PartitionPointsOptions) {
    this.#options = options;
    this.rollUps = new RollUps(options.partition, this.#tallies);
  }

  get rereading(): boolean {
    return this.rollUps.rereading;
  }

  condition(liftId: string): Condition {
    return this.#tallies.get(liftId)?.condition ?? 'unknown';
  }

  conditions(): Record<Condition, number> {
    const counts = { normal: 0, fault: 0, unknown: 0 };
    for (const tally of this.#tallies.values()) if (tally.goneMs === undefined) counts[tally.condition]++;
    return counts;
  }

  known(liftId: string): LiftMemory | undefined {
    return this.#memories.get(liftId);
  }

  /** The memory of a lift that the kernel knows, made where there is none yet. Looked up once, then kept with the lift. */
  memoryOf(lift: LiftState, logMs: number): LiftMemory {
    const kept = lift[BESIDE] as LiftMemory | undefined;
    if (kept) return kept;
    const memory = this.memory(lift.liftId, logMs);
    lift[BESIDE] = memory;
    return memory;
  }

  /** The lift's memory, made where there is none yet. */
  memory(liftId: string, logMs: number): LiftMemory {
    const known = this.#memories.get(liftId);
    if (known) return known;
    const fresh = newLiftMemory(logMs);
    this.#remember(liftId, fresh);
    this.rollUps.addLift(fresh.tally);
    return fresh;
  }

  restore(liftId: string, saved: string): void {
    this.#remember(liftId, restoreLiftMemory(saved));
  }

  /** Log time has come so far: what a minute or a day has closed is written. */
  advance(receivedAtMs: number): void {
    if (this.rollUps.rereading) return;
    for (const line of this.rollUps.advance(receivedAtMs)) this.#fault(line);
  }

  takeReading(memory: LiftMemory, taken: TakenReading): void {
    if (taken.liftId === SELF_TEST_LIFT) return;
    this.rollUps.takeReading(memory.tally, taken);
    if (this.rollUps.rereading) return;
    const line = telemetryLine(taken, memory.state, this.#options.heartbeatMs);
    if (line === undefined) this.#options.stats.telemetryUnchanged++;
    else this.slice.telemetry.add(line);
  }

  /** Once a day of the lift its health becomes a point. */
  health(lift: LiftState, memory: LiftMemory, atMs: number): void {
    if (atMs - memory.healthCheckedMs < HEALTH_CHECK_MS || lift.liftId === SELF_TEST_LIFT) return;
    memory.healthCheckedMs = atMs;
    const day = healthDay(lift.liftId, atMs);
    if (day === memory.healthDay) return;
    memory.healthDay = day;
    this.#fault(healthLine(lift.liftId, atMs, healthOf(lift, atMs)));
  }

  takeFinding(finding: Finding, logMs: number): void {
    if (finding.liftId === SELF_TEST_LIFT) return;
    const memory = this.memory(finding.liftId, logMs);
    const lift = this.#options.lifts.get(finding.liftId);
    if (lift) this.#judgeCondition(lift, memory, { alarmsMayHaveChanged: true, logMs });
    for (const line of takeFinding(memory, this.rollUps, finding)) this.#fault(line);
  }

  /** Something came of the lift: its condition may have changed. */
  touched(lift: LiftState, memory: LiftMemory, logMs: number): void {
    if (lift.liftId === SELF_TEST_LIFT) return;
    const wasKnown = memory.tally.condition !== 'unknown';
    this.#judgeCondition(lift, memory, { alarmsMayHaveChanged: false, logMs });
    const isKnown = memory.tally.condition !== 'unknown';
    if (wasKnown !== isKnown) this.#fault(liftScoreLine(lift.liftId, memory, logMs));
  }

  /** The lift's district or firm may have changed. */
  placed(liftId: string, logMs: number): void {
    const lift = this.#options.lifts.get(liftId);
    if (!lift) return;
    const { tally } = this.memory(liftId, logMs);
    this.rollUps.setPlace(tally, lift.facts?.districtId, lift.facts?.firmId);
  }

  countTooLate(): void {
    this.#options.stats.tooLateForRollUps += this.rollUps.tooLate;
    this.rollUps.tooLate = 0;
  }

  #remember(liftId: string, memory: LiftMemory): void {
    // It leaves every count, as a lift does that nobody need see any more.
    if (liftId === SELF_TEST_LIFT) memory.tally.goneMs = 0;
    this.#memories.set(liftId, memory);
    this.#tallies.set(liftId, memory.tally);
  }

  #judgeCondition(lift: LiftState, memory: LiftMemory, o: { alarmsMayHaveChanged: boolean; logMs: number }): void {
    const condition = conditionOf(lift, memory.tally.condition, o.alarmsMayHaveChanged);
    if (condition !== memory.tally.condition) this.rollUps.setCondition(memory.tally, condition, o.logMs);
    this.rollUps.setGone(memory.tally, isGone(lift), o.logMs);
  }

  #fault(line: string): void {
    if (!this.rollUps.rereading) this.slice.fault.add(line);
  }
}

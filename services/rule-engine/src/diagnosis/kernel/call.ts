import type { Bilingual, ContextEntry, Evidence, Finding, Reading, UnixMs } from '@liftwatch/schemas';
import type { Ending } from './ending.ts';
import { NO_FAULTS, type LiftState, type RuleState, type Slot } from './lift-state.ts';
import { bound, type Condition, type Rule, type RuleCall } from './rule.ts';
import { placeOf, signalOf, sinceMsAt, type Signal } from './signal-memory.ts';
import type { SignalName, SignalValue } from './signals.ts';
import { findSlot, slotEnds, slotHolds, slotUpdated } from './slots.ts';

export interface StepFailure {
  readonly liftId: string;
  readonly rule: string;
  readonly receivedAtMs: UnixMs;
  readonly error: unknown;
  /** What the rule was given, kept as evidence. */
  readonly reading: Reading | undefined;
  readonly context: ContextEntry | undefined;
}

/** What a step found. The caller owns it and may collect several steps in one. */
export interface StepOutput {
  readonly findings: Finding[];
  readonly failures: StepFailure[];
  /** Lifts whose state changed: to be snapshotted. One that changes again and again may be named more than once. */
  readonly touched: LiftState[];
  /** Readings that had come before and were not taken again. */
  duplicates: number;
}

export const newOutput = (): StepOutput => ({ findings: [], failures: [], touched: [], duplicates: 0 });

/** The state of the lift changed. */
export const touch = ({ touched }: StepOutput, lift: LiftState): void => {
  if (touched[touched.length - 1] !== lift) touched.push(lift);
};

/** One object serves every call: rules are synchronous and must not keep it. */
export class Call implements RuleCall {
  lift!: LiftState;
  rule!: Rule;
  state!: RuleState;
  out!: StepOutput;
  nowMs = 0;
  receivedAtMs = 0;
  changed = 0;
  late = false;
  reading: Reading | undefined = undefined;
  terminalId = '';
  context: ContextEntry | undefined = undefined;

  value(name: SignalName): SignalValue | undefined {
    const { signals, sensorFaults } = this.lift;
    const place = placeOf[name];
    const v = signals.values[place];
    if (v === undefined || v === null) return undefined;
    if (signals.unusual !== undefined && signals.unusual[place]?.silentSinceMs !== undefined) return undefined;
    return sensorFaults !== NO_FAULTS && sensorFaults[name] === true ? undefined : v;
  }
  since(name: SignalName): UnixMs {
    return sinceMsAt(this.lift.signals, placeOf[name]);
  }
  isTold(name: SignalName): boolean {
    return this.lift.signals.values[placeOf[name]] !== undefined;
  }
  told(name: SignalName): Signal | undefined {
    return signalOf(this.lift.signals, name);
  }
  arg(name: string): number {
    return bound(this.rule, name, this.lift);
  }
  slot(key: string): Slot | undefined {
    return findSlot(this.state, key);
  }
  slots(): readonly Slot[] {
    return this.state.slots;
  }
  holds(key: string, condition: Condition): void {
    slotHolds(this.lift, this.rule, this.state, { key, condition });
  }
  ends(key: string, how: Ending = 'self', tags?: readonly string[]): void {
    slotEnds(this.lift, this.rule, this.state, {
      key,
      how,
      tags,
      late: this.late,
      nowMs: this.nowMs,
      receivedAtMs: this.receivedAtMs,
      out: this.out,
    });
  }
  update(key: string, change: Parameters<RuleCall['update']>[1]): void {
    const slot = findSlot(this.state, key);
    if (!slot) return;
    if (change.priority) slot.priority = change.priority;
    if (change.confirmation) slot.confirmation = change.confirmation;
    for (const tag of change.tags ?? []) if (!slot.tags.includes(tag)) slot.tags.push(tag);
    slotUpdated(this.lift, this.rule, slot, this);
  }
  wakeAt(ms: UnixMs): void {
    const { state } = this;
    if (state.wakeAtMs === undefined || ms < state.wakeAtMs) state.wakeAtMs = ms;
  }
  evidence(what: Bilingual): Evidence {
    const line: Evidence = {
      what,
      kind: this.reading?.kind ?? (this.context ? 'context' : 'tick'),
      receivedAtMs: this.receivedAtMs,
      atMs: this.nowMs,
    };
    if (this.terminalId !== '') line.terminalId = this.terminalId;
    const body = this.reading?.body;
    if (body?.boot !== undefined) line.boot = body.boot;
    if (body?.seq !== undefined) line.seq = body.seq;
    return line;
  }
}

import type {
  Bilingual,
  Evidence,
  Priority,
  Reading,
  ContextEntry,
  Threshold,
  UnixMs,
  Warning,
} from '@liftwatch/schemas';
import type { Ending } from './ending.ts';
import type { LiftState, Signal, Slot } from './lift-state.ts';
import type { SignalName, SignalValue } from './signals.ts';

/** One number of a rule that a lift's override may change. */
export interface RuleArg {
  readonly default: number;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  /** Where the number comes from, with its provenance mark. */
  readonly source: string;
}

export interface Condition {
  readonly code: string;
  /** When the condition began, corrected time. */
  readonly onsetMs: UnixMs;
  /** On-delay of this condition, where it differs from the rule's. */
  readonly alarmAtMs?: UnixMs;
  readonly suspectAtMs?: UnixMs;
  readonly occupancy?: Slot['occupancy'];
  readonly priority?: Priority;
  readonly tags?: readonly string[];
  readonly confidence?: number;
  readonly row?: string;
  readonly raw?: NonNullable<Slot['raw']>;
  readonly evidence?: Evidence;
}

/** What a rule sees of its lift, and how it says what it found. Valid only during the call. */
export interface RuleCall {
  readonly lift: LiftState;
  /** Corrected time of what happened; for a timer its due time. */
  readonly nowMs: UnixMs;
  /** Log time. */
  readonly receivedAtMs: UnixMs;
  /** Which inputs changed: bits of `signalBits` and `changeBits`. */
  readonly changed: number;
  readonly late: boolean;
  readonly reading: Reading | undefined;
  readonly terminalId: string;
  readonly context: ContextEntry | undefined;
  /** The value of a signal; undefined when it is unknown: never reported, null, or its sensor is in fault. */
  value(name: SignalName): SignalValue | undefined;
  since(name: SignalName): UnixMs;
  /** The terminal has said something of this signal, be it that it does not know. */
  isTold(name: SignalName): boolean;
  /** What the signal last said, whether or not it counts as known: a copy. Undefined: never told. */
  told(name: SignalName): Signal | undefined;
  arg(name: string): number;
  slot(key: string): Slot | undefined;
  slots(): readonly Slot[];
  /** The condition holds. Repeating it is free; the kernel applies the delays and reports each stage once. */
  holds(key: string, condition: Condition): void;
  /** The condition does not hold (any more), and why: `self` where nothing more can be said. */
  ends(key: string, how?: Ending, tags?: readonly string[]): void;
  /** Changes an open finding and reports it. */
  update(
    key: string,
    change: { priority?: Priority; tags?: readonly string[]; confirmation?: Slot['confirmation'] },
  ): void;
  /** Call the rule again at this log time. One wake per rule; the earliest asked for counts. */
  wakeAt(ms: UnixMs): void;
  /** What the present reading says, as evidence. */
  evidence(what: Bilingual): Evidence;
}

export interface RuleExplanation {
  readonly summary: Bilingual;
  readonly clearsWhen: Bilingual;
  /** Of a finding about wear: what it says beyond other findings, and its rank. */
  readonly wear?: { readonly warning: Warning; readonly score: number };
}

export interface Rule<S = unknown> {
  readonly name: string;
  readonly version: string;
  readonly codes: readonly string[];
  readonly args: Readonly<Record<string, RuleArg>>;
  /** Applied by the kernel, ms; the name of an argument (in s where its unit says so) is allowed, so that an override reaches it. */
  readonly delays: {
    readonly onDelayMs?: number | string;
    readonly offDelayMs?: number | string;
    readonly latch?: boolean;
    readonly damped?: false;
  };
  /** Bits of `signalBits` and `changeBits`; the rule is not called when none of them changed. */
  readonly inputs: number;
  /** Of `inputs`, those that matter while the rule has nothing open or waiting; absent: all of them. */
  readonly idleInputs?: number;
  /** While it has asked for no wake it is told of its `inputs` whatever `idleInputs` say: to ask for one. */
  readonly wakesItself?: true;
  /** Signals whose last values are the evidence of a finding. */
  readonly evidenceSignals: readonly SignalName[];
  /** About people or safety: the score's persistence factor is 1. */
  readonly safety: boolean;
  initial(): S;
  judge(call: RuleCall, state: S): void;
  explain(slot: Slot, lift: LiftState): RuleExplanation;
  /** `explain` itself says why a finding is over; absent: the kernel adds it to what `explain` says. */
  readonly wordsEnd?: true;
  /**
   * The state in a shorter form for snapshots, plain JSON, and back: without any loss. Absent: it is saved as it is. `place` gives a
   * name's place among `names`, which the snapshot writes once.
   */
  save?(state: S, place: (name: string) => number): unknown;
  read?(saved: unknown, names: readonly string[]): S;
  /** The state from what JSON makes of it, of this version or an older one: what a snapshot in full holds. Absent: that is the state. */
  fromPlain?(plain: unknown): S;
  /**
   * Brings the state of an older version up; undefined: start anew. A snapshot leaves out what a state began with: such fields
   * come as this version begins with them.
   */
  migrate?(data: unknown, fromVersion: string): S | undefined;
}

/** Declares a rule. State is mutated in place during `judge`, is plain JSON (or turns into it, and back by `fromPlain`), and has a stated bound. */
export const defineRule = <S>(rule: Rule<S>): Rule => rule as unknown as Rule;

export const bound = (rule: Rule, name: string, lift: LiftState): number => {
  const spec = rule.args[name];
  if (!spec) throw new RangeError(`rule ${rule.name} has no argument ${name}`);
  const asked = lift.overrides[rule.name]?.args[name];
  return asked === undefined ? spec.default : Math.min(spec.max, Math.max(spec.min, asked));
};

const overriddenSource = (spec: RuleArg, override: LiftState['overrides'][string], name: string): string => {
  const whose = override.from?.[name];
  return `override ${override.version}${whose === undefined ? '' : ` (${whose})`}; default: ${spec.source}`;
};

export const thresholdsOf = (rule: Rule, lift: LiftState): Threshold[] =>
  Object.keys(rule.args).map((name) => {
    const spec = rule.args[name] as RuleArg;
    const override = lift.overrides[rule.name];
    const source = override?.args[name] === undefined ? spec.source : overriddenSource(spec, override, name);
    return { name, value: bound(rule, name, lift), unit: spec.unit, source };
  });

/** The version that a finding names: the rule's own, with that of an override that holds. */
export const versionOf = (rule: Rule, lift: LiftState): string => {
  const override = lift.overrides[rule.name]?.version;
  return override === undefined || override === rule.version ? rule.version : `${rule.version}+${override}`;
};

import type { CandidateRules, Evidence, LiftFacts, LiftRules, UnixMs } from '@liftwatch/schemas';
import type { Rule } from './rule.ts';
import type { Ending } from './ending.ts';
import { newSignals, type SignalMemory } from './signal-memory.ts';
import type { TerminalState } from './terminal-state.ts';
import type { SignalName, SignalValue } from './signals.ts';

export type { Signal } from './signal-memory.ts';
export type { TerminalState } from './terminal-state.ts';

/** One finding in the making, or open. Times are log or corrected time in ms. */
export interface Slot {
  key: string;
  code: string;
  stage: 'waiting' | 'suspected' | 'alarm' | 'muted';
  onsetMs: UnixMs;
  findingId: string;
  revision: number;
  suspectAtMs: UnixMs;
  alarmAtMs: UnixMs;
  /** Off-delay: clears then; 0: nothing runs. */
  clearAtMs: UnixMs;
  /** Corrected time at which the condition was seen to end, while the off-delay runs. */
  endedMs: UnixMs;
  /** A due timer waits for a live reading until then; 0: does not wait. */
  holdUntilMs: UnixMs;
  /** The lift was last known live then, where a timer had to wait. */
  unconfirmedSinceMs: UnixMs;
  confirmation: 'none' | 'confirmed' | 'rejected';
  /** A started call is taken as unanswered then; 0: none runs. */
  callDueMs: UnixMs;
  occupancy: 'occupied' | 'empty' | 'unknown';
  priority: 'P0' | 'P1' | 'P2' | 'P3' | 'P4';
  tags: string[];
  evidence: Evidence[];
  confidence: number;
  raw?: { dialect: string; code: string; eventId?: string };
  row?: string;
  /** Why it is over, or about to be while an off-delay runs. */
  ending?: Ending;
}

/** What one rule remembers of one lift. `data` is the rule's own, plain JSON or what turns into it. */
export interface RuleState {
  version: string;
  data: unknown;
  /** Undefined: not asked for. A number that is too large for a small one would be an object of its own in every state. */
  wakeAtMs: UnixMs | undefined;
  slots: Slot[];
  /** Ids, in short, of the last findings that were closed: the same onset again is another finding. */
  closed?: string[];
  /** Per key, when its last alarms ended: many in a short time are one unstable finding. */
  flaps?: Record<string, UnixMs[]>;
}

/** Arguments of one rule that differ at one lift. */
export interface Override {
  readonly version: string;
  readonly args: Readonly<Record<string, number>>;
  /** Per argument, whose word holds: `firm F1`. */
  readonly from?: Readonly<Record<string, string>> | undefined;
}

/** What users changed, as it holds for one lift. */
export interface OwnRuleSet {
  readonly version: string;
  readonly rules: LiftRules['rules'];
  /** Log time from which each of the rules has been there: nothing that it finds began before. */
  readonly sinceMs: Readonly<Record<string, UnixMs>>;
}

/** Names what is derived from a lift's state and not saved with it. */
export const DERIVED = Symbol('derived');
/** Likewise: the rules that judge the lift, where users added some. */
export const OWN_RULES = Symbol('own rules');
/** Likewise: what the caller of the kernel keeps with the lift, so that it is looked up once. */
export const BESIDE = Symbol('beside');

/** What rules are told of, in lists by their place: a rule's own fields are found by name, since no two rules are made alike. */
export interface Hearing {
  readonly inputs: Int32Array;
  /** Of a rule that remembers nothing that waits; see `canSleep`. */
  readonly idleInputs: Int32Array;
  /** 0: told of all its inputs whatever it remembers. */
  readonly canSleep: Uint8Array;
}

/**
 * What a reading needs of a lift that nothing happens at, close together: the rest of the state of 15,000 lifts lies
 * spread over memory, and looking at it costs more than judging does.
 */
export interface Derived {
  readonly order: readonly Rule[];
  /** Of the rules in `order`, what decides whether one is told of a change. */
  readonly hearing: Hearing;
  /** `rules` again, in the order of the rules that judge, so that no reading looks them up by name. */
  readonly states: (RuleState | undefined)[];
  /** Of all lifts: what a rule is told with where it remembers nothing. */
  readonly idle: RuleState[];
  /** Per rule: when its wake or a slot of it is next due. */
  readonly dueMs: number[];
  /** Per rule: 1 while it has a slot, or wakes itself and has asked for no wake yet. */
  readonly isAwake: number[];
  /** `dueMs` and `isAwake` are to be taken anew from the states. */
  isStale: boolean;
  /** A due timer waits for a live reading. */
  isHolding: boolean;
  /** Values that `settledBy` alone reports and that would change nothing if it reported them again; as `signalNames`. */
  readonly settled: (SignalValue | undefined)[];
  settledBy: string;
  /** Bits of the signals that the `state` taken last tells of. */
  told: number;
}

/**
 * Everything the engine knows of one lift: plain data, which `snapshotLift` writes as JSON without loss. Nothing in it
 * depends on other lifts.
 */
export interface LiftState {
  liftId: string;
  schema: 1;
  /** Log time of the last arrival or timer that touched the lift. */
  logMs: UnixMs;
  nextDueMs: UnixMs;
  facts?: LiftFacts;
  /** Taken out of the registry, and not registered since. */
  removed?: true;
  overrides: Record<string, Override>;
  /** The rule set that holds here; absent: no version was ever published for this lift. */
  ruleSet?: OwnRuleSet;
  /** What is judged in the shadow. */
  candidate?: CandidateRules;
  jobs: { jobId: string; technicianIn: boolean }[];
  contextIds: string[];
  terminals: TerminalState[];
  signals: SignalMemory;
  sensorFaults: Partial<Record<SignalName, boolean>>;
  link: { lost: boolean; sinceMs: UnixMs; restartMs: UnixMs };
  backlog: { active: boolean; lastReceivedMs: UnixMs };
  /** Log time of the newest `state`; 0: none yet. */
  stateMs: UnixMs;
  /** Log time at which a signal last changed; 0: never. */
  changedMs: UnixMs;
  /** Begin of the last intake outage that this lift has taken notice of. */
  outageFromMs: UnixMs;
  rules: Record<string, RuleState | undefined>;
  /** Slots that were found to be unstable and wait for their device ticket: `rule|key`. */
  unstable?: string[];
  /** Readings of one boot that came out of order, duplicates: counted for the terminal's page. */
  counts: { duplicates: number; late: number; outOfOrder: number; failures: number };
  [OWN_RULES]?: { readonly base: readonly Rule[]; readonly rules: readonly Rule[] };
  [DERIVED]?: Derived;
  [BESIDE]?: object;
}

export const NEVER = 9_000_000_000_000_000;

/** No sensor of a lift is in fault, at nearly all lifts: they share one empty table. Nothing is ever put into it. */
export const NO_FAULTS: LiftState['sensorFaults'] = Object.freeze({});

/** Most rules have nothing open at most lifts: they share one empty list. Nothing is ever put into it. */
export const NO_SLOTS = Object.freeze([]) as unknown as Slot[];

/** An object with these names, all undefined. Parsed, since the engine then gives it a shape that its copies share. */
const undefinedOf = <T extends object>(names: readonly string[]): T => {
  const made = JSON.parse(`{${names.map((name) => `${JSON.stringify(name)}:null`).join()}}`) as Record<string, unknown>;
  for (const name of names) made[name] = undefined;
  return made as T;
};

const shapes = new WeakMap<readonly Rule[], LiftState['rules']>();

/**
 * A lift's tables with all their names from the start. Names that are added one by one make a hash table of its own of
 * each: 1.6 kB for every lift, and slower to look into.
 */
export const shaped = (rules: readonly Rule[], lift: LiftState): LiftState => {
  let names = shapes.get(rules);
  if (names === undefined) shapes.set(rules, (names = undefinedOf(rules.map(({ name }) => name))));
  lift.rules = { ...names, ...lift.rules };
  if (Object.keys(lift.sensorFaults).length === 0) lift.sensorFaults = NO_FAULTS;
  return lift;
};

export const newLift = (liftId: string): LiftState => ({
  liftId,
  schema: 1,
  logMs: 0,
  nextDueMs: NEVER,
  overrides: {},
  jobs: [],
  contextIds: [],
  terminals: [],
  signals: newSignals(),
  sensorFaults: NO_FAULTS,
  link: { lost: false, sinceMs: 0, restartMs: 0 },
  backlog: { active: false, lastReceivedMs: 0 },
  stateMs: 0,
  changedMs: 0,
  outageFromMs: 0,
  rules: {},
  counts: { duplicates: 0, late: 0, outOfOrder: 0, failures: 0 },
});

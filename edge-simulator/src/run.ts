import { setTimeout as sleep } from 'node:timers/promises';
import type { ContextEntry, LiftFacts } from '@liftwatch/schemas';
import { createFleet, type Fleet } from './fleet/fleet.ts';
import { planGroup } from './fleet/plan.ts';
import { createRecorder, type ReplayLine } from './publishers/recorder.ts';
import { createAgenda, type Agenda } from './scenarios/agenda.ts';
import type { Scenario } from './scenarios/schema.ts';
import type { Publisher } from './terminal/link.ts';
import type { OnTruth, Truth } from './truth/truth.ts';

/** Virtual time moves in steps of this length, ms. */
export const STEP_MS = 100;

export interface RunOptions {
  readonly seed: number;
  readonly publisher: Publisher;
  /** Virtual seconds per second; Infinity: as fast as the machine can. Default 1. */
  readonly speed?: number;
  /** True time at the start, ms since the epoch. Default: the machine's clock. */
  readonly startAtMs?: number;
  /** Instead of the scenario's own; Infinity: until `signal`. */
  readonly durationS?: number;
  readonly signal?: AbortSignal;
  readonly onTruth?: OnTruth;
  /** Jobs and lift facts, which a service writes and a terminal may not. */
  readonly onContext?: (entry: ContextEntry) => void;
  /** Called about once a second with how far the run is, virtual time. */
  readonly onProgress?: (elapsedS: number, durationS: number) => void;
}

interface Run {
  readonly fleet: Fleet;
  readonly agenda: Agenda;
}

const setUp = (scenario: Scenario, options: RunOptions & { startAtMs: number }): Run => {
  const plans = scenario.fleet.flatMap(planGroup);
  const { seed, startAtMs, publisher, onTruth, onContext } = options;
  onTruth?.({
    truth: 'run',
    format: 1,
    atMs: startAtMs,
    scenario: scenario.name,
    seed,
    lifts: plans.map((p) => p.liftId),
  });
  const fleet = createFleet({
    plans,
    seed,
    startAtMs,
    publisher,
    ...(scenario.startHour !== undefined && { startHour: scenario.startHour }),
    ...(onTruth && { onTruth }),
    ...(onContext && { onContext }),
  });
  for (const facts of fleet.liftFacts) onContext?.(facts);
  return { fleet, agenda: createAgenda(fleet, scenario) };
};

const advance = ({ fleet, agenda }: Run): void => {
  agenda.runDue(fleet);
  fleet.step(STEP_MS);
};

/** Lift facts of a scenario's fleet, for a registry, without running it. */
export const liftFactsOf = (scenario: Scenario, startAtMs = Date.parse(scenario.startAt)): readonly LiftFacts[] => {
  const publisher: Publisher = {
    attach: () => ({ setReachable: () => undefined }),
    advance: () => undefined,
    close: () => Promise.resolve(),
  };
  return createFleet({ plans: scenario.fleet.flatMap(planGroup), seed: 0, startAtMs, publisher }).liftFacts;
};

/** Which terminal speaks for which lifts, for credentials. */
export const terminalsOf = (scenario: Scenario): ReadonlyMap<string, readonly string[]> => {
  const terminals = new Map<string, string[]>();
  for (const plan of scenario.fleet.flatMap(planGroup)) {
    terminals.set(plan.terminalId, [...(terminals.get(plan.terminalId) ?? []), plan.liftId]);
  }
  return terminals;
};

/** At most this much work between two looks at the clock, steps. */
const BURST_STEPS = 200;
const NAP_MS = 20;

/**
 * Runs a scenario against a publisher until its end or `signal`, then closes the publisher. Virtual time is tied to
 * the machine's clock only by `speed`; a machine that is too slow falls behind and loses nothing.
 * @throws {SimulatorError} LIFT_SIMULATOR_SCENARIO_INVALID when a step names what the fleet does not have
 */
export const runScenario = async (scenario: Scenario, options: RunOptions): Promise<void> => {
  const { signal, publisher, speed = 1 } = options;
  const startAtMs = options.startAtMs ?? Date.now();
  const durationS = options.durationS ?? scenario.durationS;
  const run = setUp(scenario, { ...options, startAtMs });
  const begunMs = performance.now();
  let toldMs = begunMs;
  const elapsedMs = (): number => run.fleet.nowMs - startAtMs;
  const targetMs = (): number => Math.min(durationS * 1000, (performance.now() - begunMs) * speed);
  while (!signal?.aborted && elapsedMs() < durationS * 1000) {
    const until = targetMs();
    for (let i = 0; i < BURST_STEPS && elapsedMs() + STEP_MS <= until; i++) advance(run);
    if (performance.now() - toldMs >= 1_000) {
      toldMs = performance.now();
      options.onProgress?.(elapsedMs() / 1000, durationS);
    }
    await sleep(elapsedMs() + STEP_MS <= targetMs() ? 0 : NAP_MS);
    if (durationS * 1000 - elapsedMs() < STEP_MS) break;
  }
  await publisher.close();
};

export interface RecordOptions {
  readonly seed: number;
  /** Default: the scenario's own `startAt`. */
  readonly startAtMs?: number;
  readonly durationS?: number;
  /** Lift facts and jobs as context lines. Default true. */
  readonly withContext?: boolean;
  readonly onTruth?: OnTruth;
}

/**
 * What a broker would receive in a scenario, as lines of the replay format, in the order of `receivedAt`, without a
 * broker and without waiting. The same scenario, seed and start give the same lines, byte for byte.
 */
export function* recordLines(scenario: Scenario, options: RecordOptions): Generator<ReplayLine> {
  const startAtMs = options.startAtMs ?? Date.parse(scenario.startAt);
  const durationS = options.durationS ?? scenario.durationS;
  const recorder = createRecorder({ seed: options.seed, startAtMs });
  let nowMs = startAtMs;
  const onContext = (entry: ContextEntry): void => recorder.context(entry, nowMs);
  const run = setUp(scenario, {
    seed: options.seed,
    startAtMs,
    publisher: recorder,
    ...(options.onTruth && { onTruth: options.onTruth }),
    ...(options.withContext !== false && { onContext }),
  });
  while (run.fleet.nowMs - startAtMs < durationS * 1000) {
    nowMs = run.fleet.nowMs;
    advance(run);
    yield* recorder.takeLines();
  }
}

export interface Recording {
  readonly lines: readonly ReplayLine[];
  readonly truth: readonly Truth[];
  readonly liftFacts: readonly LiftFacts[];
}

/** `recordLines` in one go, with the ground truth and the lift facts. Memory grows with the recording. */
export const recordScenario = (scenario: Scenario, options: RecordOptions): Recording => {
  const truth: Truth[] = [];
  const lines = [...recordLines(scenario, { ...options, onTruth: (t) => (truth.push(t), options.onTruth?.(t)) })];
  return { lines, truth, liftFacts: liftFactsOf(scenario, options.startAtMs) };
};

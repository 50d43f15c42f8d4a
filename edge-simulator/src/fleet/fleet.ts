import type { ContextEntry, JobEntry, LiftFacts, ReadingKind } from '@liftwatch/schemas';
import { SimulatorError } from '../errors.ts';
import type { Publisher } from '../terminal/link.ts';
import { createTerminal, type Terminal } from '../terminal/terminal.ts';
import type { OnTruth } from '../truth/truth.ts';
import { createMockLift, type MockLift } from './mock-lift.ts';
import { factsOf, type LiftPlan } from './plan.ts';
import { createPowerSupply, type PowerSupply } from './power-supply.ts';

export interface FleetOptions {
  readonly plans: readonly LiftPlan[];
  readonly seed: number;
  /** True time at the start, ms since the epoch. */
  readonly startAtMs: number;
  /** Hour of the buildings' day at the start, 0 to 24; absent: China Standard Time of `startAtMs`. */
  readonly startHour?: number;
  readonly publisher: Publisher;
  readonly onTruth?: OnTruth;
  /** Context entries that a service would write (jobs); the simulator's terminals may not. */
  readonly onContext?: (entry: ContextEntry) => void;
}

/** Mock lifts and their terminals, moved in lock-step of virtual time. */
export interface Fleet {
  readonly nowMs: number;
  readonly lifts: ReadonlyMap<string, MockLift>;
  readonly terminals: ReadonlyMap<string, Terminal>;
  /** What a registry would know, one entry per lift. */
  readonly liftFacts: readonly LiftFacts[];
  step(stepMs: number): void;
  /** @throws {SimulatorError} LIFT_SIMULATOR_LIFT_UNKNOWN */
  lift(liftId: string): MockLift;
  /** The terminal of a lift. @throws {SimulatorError} LIFT_SIMULATOR_LIFT_UNKNOWN */
  terminalOf(liftId: string): Terminal;
  /** The alarm button is held for `pressedMs` and let go now. */
  pressAlarmButton(liftId: string, pressedMs: number): void;
  /** The terminal sends a raw code, whatever the lift does. */
  emitCode(
    liftId: string,
    event: { code: string; dialect?: string; phase?: 'raised' | 'cleared'; eventId?: string },
  ): void;
  /** People begin to wait at a landing (index from the lowest). */
  callLift(liftId: string, call: { from: number; to: number; people: number }): void;
  /** People push the car door open by hand; it stays so until the lift recovers. */
  forceDoor(liftId: string): void;
  setNetwork(terminalId: string, reachable: boolean): void;
  setClock(terminalId: string, to: { offsetMs?: number; driftPpm?: number }): void;
  job(liftId: string, job: { jobId: string; phase: JobEntry['phase'] }): void;
}

const PERSON_KG = 68;
const HOUR_MS = 3_600_000;
const CHINA_HOURS = 8;

const isRiding = ({ lift }: MockLift): boolean => lift.inCar.length > 0 && lift.door.phase !== 'opened';

const groupByTerminal = (plans: readonly LiftPlan[]): Map<string, LiftPlan[]> => {
  const groups = new Map<string, LiftPlan[]>();
  for (const plan of plans) groups.set(plan.terminalId, [...(groups.get(plan.terminalId) ?? []), plan]);
  return groups;
};

/** @throws {SimulatorError} LIFT_SIMULATOR_LIFT_UNKNOWN from the calls that name a lift */
export const createFleet = (options: FleetOptions): Fleet => {
  const { seed, startAtMs, publisher } = options;
  const onTruth = options.onTruth ?? (() => undefined);
  const startHour = options.startHour ?? (startAtMs / HOUR_MS + CHINA_HOURS) % 24;
  const lifts = new Map<string, MockLift>();
  const terminals = new Map<string, Terminal>();
  const supplies: PowerSupply[] = [];
  let nowMs = startAtMs;
  let pressCount = 0;

  const lift = (liftId: string): MockLift => {
    const found = lifts.get(liftId);
    if (found) return found;
    throw new SimulatorError(
      'LIFT_SIMULATOR_LIFT_UNKNOWN',
      `no lift "${liftId}" in this fleet: it has ${[...lifts.keys()].join(', ')}`,
    );
  };
  const terminal = (terminalId: string): Terminal => {
    const found = terminals.get(terminalId);
    if (found) return found;
    throw new SimulatorError('LIFT_SIMULATOR_LIFT_UNKNOWN', `no terminal "${terminalId}" in this fleet`);
  };
  const terminalOf = (liftId: string): Terminal => terminal(lift(liftId).plan.terminalId);
  const onReading = (liftId: string, kind: ReadingKind, at: { nowMs: number; body: object }): void =>
    terminalOf(liftId).report(liftId, kind, at);

  for (const plan of options.plans)
    lifts.set(plan.liftId, createMockLift(plan, { seed, startAtMs, startHour, onTruth, onReading }));
  for (const [terminalId, plans] of groupByTerminal(options.plans)) {
    const members = plans.map((p) => lift(p.liftId));
    const made = createTerminal(
      {
        terminalId,
        liftIds: plans.map((p) => p.liftId),
        bufferReadings: 200_000,
        windowPublishes: 32,
        clockOffsetMs: plans[0]?.clockOffsetMs ?? 0,
        onConnected: () => members.forEach((m) => m.reporter.tellEverything()),
      },
      publisher,
      startAtMs,
    );
    terminals.set(terminalId, made);
    supplies.push(createPowerSupply(made, members, { seed, startAtMs }));
  }
  const say = (liftId: string, body: object): void => terminalOf(liftId).report(liftId, 'event', { nowMs, body });

  return {
    get nowMs() {
      return nowMs;
    },
    lifts,
    terminals,
    liftFacts: options.plans.map((plan) => factsOf(plan, startAtMs)),
    lift,
    terminalOf,
    step(stepMs) {
      nowMs += stepMs;
      for (const one of lifts.values()) one.step(stepMs);
      for (const supply of supplies) supply.step(nowMs);
      for (const one of terminals.values()) one.flush(nowMs);
      publisher.advance(nowMs);
    },
    pressAlarmButton(liftId, pressedMs) {
      onTruth({ truth: 'pressed', atMs: nowMs, liftId, pressedMs });
      say(liftId, { type: 'alarm-button', pressedMs, eventId: `button-${liftId}-${++pressCount}` });
    },
    emitCode: (liftId, event) => say(liftId, { type: 'code', ...event }),
    callLift(liftId, call) {
      const { waiting } = lift(liftId).lift;
      for (let i = 0; i < call.people; i++) waiting.push({ massKg: PERSON_KG, fromFloor: call.from, toFloor: call.to });
    },
    forceDoor(liftId) {
      onTruth({ truth: 'door-forced', atMs: nowMs, liftId });
      lift(liftId).lift.conditions.doorForcedOpen = true;
    },
    setNetwork(terminalId, reachable) {
      const cut = terminal(terminalId);
      const riding = cut.liftIds.filter((id) => isRiding(lift(id)));
      onTruth({ truth: 'network', atMs: nowMs, terminalId, reachable, riding });
      cut.setReachable(reachable);
    },
    setClock(terminalId, to) {
      const { clock } = terminal(terminalId);
      clock.set(nowMs, to);
      onTruth({ truth: 'clock', atMs: nowMs, terminalId, offsetMs: clock.offsetMs(nowMs) });
    },
    job(liftId, { jobId, phase }) {
      onTruth({ truth: 'job', atMs: nowMs, liftId, phase });
      options.onContext?.({ type: 'job', id: `${jobId}-${phase}`, at: nowMs, liftId, jobId, phase });
    },
  };
};

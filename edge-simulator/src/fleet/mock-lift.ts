import type { TerminalTroubles } from '../faults/index.ts';
import { createTraffic, trafficProfiles } from '../passengers/traffic.ts';
import { stepLift } from '../physics/controller.ts';
import { createLift, type Lift } from '../physics/lift.ts';
import { wholeBetween } from '../physics/random.ts';
import { seededRandom } from '../random/seeded.ts';
import { createPersonSensor, type PersonSensor } from '../sensors/person-sensor.ts';
import { readSignals } from '../sensors/signals.ts';
import { createReporter, type Reporter } from '../terminal/reporter.ts';
import type { OnTruth } from '../truth/truth.ts';
import { createEntrapmentWatch } from '../truth/watch.ts';
import { createFaultDesk, type FaultDesk } from './fault-desk.ts';
import type { LiftPlan } from './plan.ts';
import { countersBody, doorBody, tripBody } from './readings.ts';
import type { ReadingKind } from '@liftwatch/schemas';

export interface MockLift {
  readonly plan: LiftPlan;
  readonly lift: Lift;
  readonly personSensor: PersonSensor;
  readonly faults: FaultDesk;
  readonly reporter: Reporter;
  readonly troubles: TerminalTroubles;
  step(stepMs: number): void;
}

export interface MockLiftSurroundings {
  readonly seed: number;
  readonly startAtMs: number;
  /** Hour of the building's day at the start, 0 to 24. */
  readonly startHour: number;
  readonly onTruth: OnTruth;
  readonly onReading: (liftId: string, kind: ReadingKind, at: { nowMs: number; body: object }) => void;
}

const COUNTERS_EVERY_MS = 15 * 60_000;
const JERK_MPS3 = 0.9;
const ACCELERATION_MPS2 = 0.8;

const makeLift = (plan: LiftPlan, around: MockLiftSurroundings): Lift =>
  createLift(
    {
      liftId: plan.liftId,
      shaft: plan.shaft,
      limits: { speedMps: plan.ratedSpeedMps, accelerationMps2: ACCELERATION_MPS2, jerkMps3: JERK_MPS3 },
      ratedLoadKg: plan.ratedLoadKg,
      doorTimes: { openMs: 2_200, closeMs: 2_800 },
      ambientC: 22,
      startFloor: plan.entranceFloor,
    },
    seededRandom(around.seed, `${plan.liftId}/machine`),
    around.startAtMs,
  );

const makeTraffic = (plan: LiftPlan, around: MockLiftSurroundings) =>
  createTraffic(seededRandom(around.seed, `${plan.liftId}/people`), trafficProfiles[plan.traffic], {
    floors: plan.shaft.floorNames.length,
    entrance: plan.entranceFloor,
    intensity: plan.intensity,
    utcOffsetHours: 24 + around.startHour - ((around.startAtMs / 3_600_000) % 24),
    startAtMs: around.startAtMs,
  });

/** One mock lift: people, machinery, sensors, faults, and what its terminal makes of them. */
export const createMockLift = (plan: LiftPlan, around: MockLiftSurroundings): MockLift => {
  const { seed, startAtMs, onTruth } = around;
  const lift = makeLift(plan, around);
  const traffic = makeTraffic(plan, around);
  const personSensor = createPersonSensor(seededRandom(seed, `${plan.liftId}/person`), plan.person, startAtMs);
  const phase = seededRandom(seed, `${plan.liftId}/phase`);
  const reporter = createReporter({
    heartbeatMs: plan.heartbeatMs,
    firstHeartbeatMs: startAtMs + wholeBetween(phase, 1, plan.heartbeatMs),
    unfitted: plan.unfitted,
  });
  const watch = createEntrapmentWatch(onTruth);
  const troubles: TerminalTroubles = { silent: false, stale: false };
  const say = (kind: ReadingKind, body: object): void =>
    around.onReading(plan.liftId, kind, { nowMs: lift.nowMs, body });
  const faults = createFaultDesk({ onTruth, onReport: (event) => say('event', event) });
  let countersAtMs = startAtMs + wholeBetween(phase, 1, COUNTERS_EVERY_MS);

  const tellHappenings = (): number => {
    let crossings = 0;
    for (const happening of lift.happenings) {
      if (happening.type === 'trip') say('trip', tripBody(lift, happening));
      else if (happening.type === 'door-cycle') say('door', doorBody(lift, happening));
      else crossings++;
    }
    lift.happenings.length = 0;
    return crossings;
  };
  return {
    plan,
    lift,
    personSensor,
    faults,
    reporter,
    troubles,
    step(stepMs) {
      const nowMs = lift.nowMs + stepMs;
      for (const person of traffic.arrivals(nowMs)) if (lift.waiting.length < 12) lift.waiting.push(person);
      faults.step({ lift, personSensor, terminal: troubles }, nowMs);
      stepLift(lift, stepMs);
      watch.see(lift);
      const crossings = tellHappenings();
      const person = personSensor.read({ nowMs, people: lift.inCar.length, crossings });
      const body = troubles.stale ? null : reporter.observe(readSignals(lift, person), nowMs);
      if (body) say('state', body);
      if (nowMs < countersAtMs) return;
      countersAtMs += COUNTERS_EVERY_MS;
      say('counters', countersBody(lift));
    },
  };
};

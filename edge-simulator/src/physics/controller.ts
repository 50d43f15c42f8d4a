import { stepDoor, type DoorCommand } from './door.ts';
import { enter, isBlocked, loadPercent, type Lift } from './lift.ts';
import { between, wholeBetween } from './random.ts';
import { heightOf, inUnlockingZone, nearestFloor } from './shaft.ts';
import { stepTemperatures } from './thermal.ts';
import { CREEP, emergencyStop, startRun, startService, stepMotion } from './travel.ts';

const CROSSING_MS = 900;
const DWELL_MS = 3_000;
const FULL_PERCENT = 85;
const LEVEL_M = 0.05;

/** Next landing by collective control: on in the present direction while there are calls there, else the other way. */
const nextTarget = (lift: Lift): number | null => {
  let above = Infinity;
  let below = -Infinity;
  const see = (floor: number): void => {
    if (floor > lift.floor) above = Math.min(above, floor);
    if (floor < lift.floor) below = Math.max(below, floor);
  };
  for (const person of lift.inCar) see(person.toFloor);
  for (const person of lift.waiting) see(person.fromFloor);
  if (lift.conditions.stuckCallFloor !== null) see(lift.conditions.stuckCallFloor);
  const up = lift.heading >= 0;
  if (up && above !== Infinity) return above;
  if (below !== -Infinity) return below;
  return above === Infinity ? null : above;
};

const callHere = (lift: Lift): boolean =>
  lift.waiting.some((p) => p.fromFloor === lift.floor) ||
  lift.inCar.some((p) => p.toFloor === lift.floor) ||
  lift.conditions.stuckCallFloor === lift.floor;

const takesCalls = (lift: Lift): boolean =>
  !isBlocked(lift) && !lift.conditions.ignoresCalls && (lift.mode === 'normal' || lift.mode === 'emergency-power');

const idle = (lift: Lift): void => {
  if (lift.conditions.inspectionRuns && !isBlocked(lift)) return inspect(lift);
  if (!takesCalls(lift)) return;
  if (callHere(lift) && lift.nowMs - lift.phaseSinceMs >= 500) return enter(lift, 'exchanging');
  const target = nextTarget(lift);
  if (target === null) {
    lift.heading = 0;
    return;
  }
  if (lift.nowMs - lift.phaseSinceMs < 400) return;
  lift.heading = target > lift.floor ? 1 : -1;
  startService(lift, target);
};

/** A mechanic on the car top drives slowly, up and down, with pauses. */
const inspect = (lift: Lift): void => {
  if (lift.nowMs - lift.phaseSinceMs < wholeBetween(lift.random, 4_000, 20_000)) return;
  const { travelM } = lift.spec.shaft;
  const target = Math.min(travelM, Math.max(0, lift.positionM + between(lift.random, -4, 4)));
  if (Math.abs(target - lift.positionM) > 0.3) startRun(lift, target, { purpose: 'inspection', limits: CREEP });
};

/** One person at a time steps through the door: out first, then in. False: nobody wants to. */
const exchangeOne = (lift: Lift): boolean => {
  const out = lift.inCar.findIndex((p) => p.toFloor === lift.floor);
  if (out >= 0) {
    lift.inCar.splice(out, 1);
    lift.happenings.push({ type: 'alighted', atMs: lift.nowMs });
    return true;
  }
  if (loadPercent(lift) > FULL_PERCENT || lift.conditions.ignoresCalls) return false;
  const into = lift.waiting.findIndex((p) => p.fromFloor === lift.floor);
  const [person] = into >= 0 ? lift.waiting.splice(into, 1) : [];
  if (!person) return false;
  lift.inCar.push(person);
  lift.totals.passengers++;
  lift.happenings.push({ type: 'boarded', atMs: lift.nowMs });
  return true;
};

const exchange = (lift: Lift): void => {
  if (lift.door.phase !== 'opened' || lift.nowMs < lift.crossingUntilMs) return;
  if (exchangeOne(lift)) {
    lift.crossingUntilMs = lift.nowMs + CROSSING_MS;
    return;
  }
  const dwelt = lift.nowMs - lift.crossingUntilMs >= DWELL_MS && lift.nowMs - lift.phaseSinceMs >= DWELL_MS + 2_000;
  if (dwelt && !lift.conditions.doorHeldOpen && !isBlocked(lift)) enter(lift, 'closing');
};

const close = (lift: Lift): void => {
  if (lift.conditions.chainBridged) {
    const target = nextTarget(lift);
    if (target !== null) return startService(lift, target);
  }
  if (lift.door.phase === 'closed') return enter(lift, 'idle');
  const lateComer = lift.waiting.some((p) => p.fromFloor === lift.floor) && loadPercent(lift) <= FULL_PERCENT;
  const closing = lift.door.phase === 'closing';
  if (closing && lateComer && lift.door.openFraction > 0.3) return enter(lift, 'exchanging');
  if (closing && lift.conditions.forcedReopens > 0 && lift.door.openFraction < 0.4) {
    lift.conditions.forcedReopens--;
    enter(lift, 'exchanging');
  }
};

/** After a fault has gone: to the nearest landing at creep speed, and open. */
const recover = (lift: Lift): void => {
  if (isBlocked(lift)) return;
  lift.conditions.doorForcedOpen = false;
  const floor = nearestFloor(lift.spec.shaft, lift.positionM);
  const level = heightOf(lift.spec.shaft, floor);
  // Whoever was held in the car gets out where the door opens, wherever the journey was to end.
  lift.inCar = lift.inCar.map((person) => ({ ...person, toFloor: floor }));
  if (Math.abs(level - lift.positionM) <= LEVEL_M) return enter(lift, 'exchanging');
  if (lift.door.phase === 'closed') startRun(lift, level, { purpose: 'rescue', limits: CREEP });
};

/** What the operator is told; null: nothing drives the panels. */
const doorCommand = (lift: Lift): DoorCommand | null => {
  if (lift.conditions.powerLost) return null;
  if (lift.phase === 'exchanging') return inUnlockingZone(lift.spec.shaft, lift.positionM) ? 'open' : null;
  if (lift.phase === 'closing' || lift.phase === 'recovering') return 'close';
  return null;
};

const stepDoors = (lift: Lift, stepMs: number): void => {
  const command = doorCommand(lift);
  if (!command) return;
  const before = lift.door.phase;
  const cycle = stepDoor(lift.door, command, {
    conditions: {
      wontOpen: lift.conditions.doorWontOpen,
      wontClose: lift.conditions.doorWontClose,
      curtainBlocked: lift.nowMs < lift.crossingUntilMs && lift.door.openFraction > 0.5,
      slowness: lift.wear.doorSlowness,
    },
    times: lift.spec.doorTimes,
    stepMs,
  });
  if (before === 'closed' && lift.door.phase === 'opening') lift.totals.doorOpenings++;
  if (cycle) lift.happenings.push({ type: 'door-cycle', atMs: lift.nowMs, floor: lift.floor, cycle });
};

const control: Readonly<Record<Lift['phase'], (lift: Lift) => void>> = {
  idle,
  running: () => undefined,
  exchanging: exchange,
  closing: close,
  stuck: (lift) => {
    if (!isBlocked(lift)) enter(lift, 'recovering');
  },
  recovering: recover,
};

const cutOff = (lift: Lift): void => {
  if (lift.motion && lift.motion.kind !== 'ramp') emergencyStop(lift);
  if (!lift.motion && lift.phase !== 'stuck') enter(lift, 'stuck');
};

/** Lets `stepMs` pass for one lift: movement, control, door, heat. What happened is added to `happenings`. */
export const stepLift = (lift: Lift, stepMs: number): void => {
  lift.nowMs += stepMs;
  if (lift.conditions.powerLost) cutOff(lift);
  stepMotion(lift, stepMs);
  control[lift.phase](lift);
  stepDoors(lift, stepMs);
  if (lift.nowMs % 1_000 < stepMs) {
    stepTemperatures(lift.temperatures, {
      ambientC: lift.spec.ambientC,
      working: lift.motion !== null,
      people: lift.inCar.length,
      ventilated: !lift.conditions.powerLost,
      extraHeatC: lift.wear.extraHeatC,
      stepS: 1,
    });
  }
};

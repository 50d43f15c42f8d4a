import { isOccupied, isServiceRun, stopsBetweenFloors, wouldStopBetweenFloors } from './moments.ts';
import type { Expectation, Injector, Target } from './injector.ts';
import { fault } from './injector.ts';
import { emergencyStop } from '../physics/travel.ts';
import { enter } from '../physics/lift.ts';

/** Alarm of row 3: 30 s after the stop, 10 s with a controller fault; the stop itself takes up to 2 s. */
const entrapmentOffLevel = (target: Target): readonly Expectation[] =>
  isOccupied(target) && stopsBetweenFloors(target)
    ? [{ code: 'X02', verdict: 'alarm', notBeforeS: 8, withinS: 35 }]
    : [];

/** Row 5: nobody gets out of a dark car at a landing, unless its door stood open. */
const entrapmentAtLevel = (target: Target): readonly Expectation[] =>
  isOccupied(target) && !stopsBetweenFloors(target) && target.lift.door.phase !== 'opened'
    ? [{ code: 'X01', verdict: 'alarm', notBeforeS: 55, withinS: 95 }]
    : [];

const lockOut = (target: Target): void => {
  target.lift.conditions.lockedOut = true;
  emergencyStop(target.lift);
};
const release = (target: Target): void => {
  target.lift.conditions.lockedOut = false;
  if (!target.lift.motion) enter(target.lift, 'recovering');
};

const stopBetweenFloors = (code: string, en: string, occupied: boolean): Injector => ({
  code,
  en,
  args: { occupiedOnly: occupied ? 1 : 0 },
  ready: (target, args) => wouldStopBetweenFloors(target) && (!args['occupiedOnly'] || isOccupied(target)),
  begin: lockOut,
  end: release,
  expects: (target) => [...(code === 'X02' ? [] : fault(code, 65)), ...entrapmentOffLevel(target)],
});

export const stops: readonly Injector[] = [
  {
    ...stopBetweenFloors('01', 'safety circuit opens while the car runs', false),
    needsReport: true,
    ready: (target, args) => isServiceRun(target) && (!args['occupiedOnly'] || isOccupied(target)),
  },
  stopBetweenFloors('04', 'car stops outside the unlocking zone', false),
  stopBetweenFloors('X02', 'people locked in between floors', true),
  {
    code: '07',
    en: 'floor position lost: the car stops and does not know where it is',
    args: { occupiedOnly: 0 },
    ready: (target, args) => isServiceRun(target) && (!args['occupiedOnly'] || isOccupied(target)),
    begin: (target) => {
      target.lift.conditions.positionLost = true;
      lockOut(target);
    },
    end: (target) => {
      target.lift.conditions.positionLost = false;
      release(target);
    },
    expects: (target) => [...fault('07', 65), ...entrapmentOffLevel(target)],
  },
  {
    code: '08',
    en: 'controller keeps the lift from starting again',
    args: {},
    ready: ({ lift }) => lift.phase === 'idle' || lift.phase === 'exchanging',
    begin: ({ lift }) => {
      lift.conditions.lockedOut = true;
      lift.mode = 'out-of-service';
    },
    end: (target) => {
      target.lift.mode = 'normal';
      release(target);
    },
    expects: () => [],
  },
  {
    code: '06',
    en: 'motor turns for 45 s and the car does not move',
    args: {},
    begin: ({ lift }) => {
      lift.conditions.motorStalls = true;
    },
    end: (target) => {
      target.lift.conditions.motorStalls = false;
      release(target);
    },
    expects: () => [],
  },
  {
    code: '41',
    en: 'mains of the lift lost: brake falls in, door does not move',
    args: { occupiedOnly: 0 },
    ready: (target, args) => !args['occupiedOnly'] || (isOccupied(target) && target.lift.door.phase === 'closed'),
    begin: ({ lift }) => {
      lift.conditions.powerLost = true;
    },
    end: ({ lift }) => {
      lift.conditions.powerLost = false;
    },
    expects: (target) => [...fault('41', 5), ...entrapmentOffLevel(target), ...entrapmentAtLevel(target)],
  },
  {
    code: 'X22',
    en: 'lift stands and answers no call, without a code',
    args: {},
    ready: ({ lift }) => lift.phase === 'idle' && lift.inCar.length === 0,
    begin: ({ lift }) => {
      lift.conditions.ignoresCalls = true;
    },
    end: ({ lift }) => {
      lift.conditions.ignoresCalls = false;
    },
    expects: () => [],
  },
];

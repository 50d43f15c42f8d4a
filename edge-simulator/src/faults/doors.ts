import { enter } from '../physics/lift.ts';
import { fault, nothing, type Injector } from './injector.ts';
import { isOccupied, isServiceRun, standsOpen, wouldStopBetweenFloors } from './moments.ts';
import { emergencyStop } from '../physics/travel.ts';

const wontOpen = (code: string, en: string, occupied: boolean): Injector => ({
  code,
  en,
  args: { occupiedOnly: occupied ? 1 : 0 },
  ready: (target, args) => isServiceRun(target) && (!args['occupiedOnly'] || isOccupied(target)),
  begin: ({ lift }) => {
    lift.conditions.doorWontOpen = true;
  },
  end: ({ lift }) => {
    lift.conditions.doorWontOpen = false;
  },
  expects: (target) => [
    ...(code === '03' ? fault('03', 150) : []),
    // Onset is during the run; row 4 counts from the stop at the landing.
    ...(isOccupied(target) ? [{ code: 'X01', verdict: 'alarm' as const, notBeforeS: 60, withinS: 160 }] : []),
  ],
});

export const doors: readonly Injector[] = [
  wontOpen('03', 'door does not open at the landing', false),
  wontOpen('X01', 'people locked in at a landing: the door does not open', true),
  {
    code: '02',
    en: 'something keeps the door from closing; it reverses again and again',
    args: {},
    ready: standsOpen,
    begin: ({ lift }) => {
      lift.conditions.doorWontClose = true;
    },
    end: ({ lift }) => {
      lift.conditions.doorWontClose = false;
    },
    // A door that reverses is seen as reopening; that it cannot close only its operator knows, and may report.
    expects: () => fault('X09', 60),
  },
  {
    code: 'X06',
    en: 'car runs with its door open: the safety chain is bridged',
    args: {},
    ready: standsOpen,
    begin: ({ lift }) => {
      lift.conditions.chainBridged = true;
    },
    end: ({ lift }) => {
      lift.conditions.chainBridged = false;
    },
    expects: nothing,
  },
  {
    code: 'X07',
    en: 'car door is pulled open while the car runs; the car stops at once',
    args: {},
    ready: wouldStopBetweenFloors,
    begin: ({ lift }) => {
      lift.conditions.doorForcedOpen = true;
    },
    during: ({ lift }) => {
      // The chain opens with the door, but what is seen first is the door in a car that still runs.
      if (lift.conditions.lockedOut) return;
      lift.conditions.lockedOut = true;
      emergencyStop(lift);
    },
    end: ({ lift }) => {
      lift.conditions.doorForcedOpen = false;
      lift.conditions.lockedOut = false;
      enter(lift, 'recovering');
    },
    expects: () => fault('X07', 5),
  },
  {
    code: 'X08',
    en: 'lock contact bounces while the car runs',
    args: { bounces: 12 },
    begin: ({ lift }, args) => {
      lift.wear.lockBounces = args['bounces'] ?? 12;
    },
    end: ({ lift }) => {
      lift.wear.lockBounces = 0;
    },
    expects: nothing,
  },
  {
    code: 'X09',
    en: 'door reverses several times before it closes',
    args: { reopens: 6 },
    ready: standsOpen,
    begin: ({ lift }, args) => {
      lift.conditions.forcedReopens = args['reopens'] ?? 6;
    },
    end: ({ lift }) => {
      lift.conditions.forcedReopens = 0;
    },
    expects: nothing,
  },
  {
    code: 'X10',
    en: 'door is held open',
    args: {},
    ready: standsOpen,
    begin: ({ lift }) => {
      lift.conditions.doorHeldOpen = true;
    },
    end: ({ lift }) => {
      lift.conditions.doorHeldOpen = false;
    },
    expects: nothing,
  },
];

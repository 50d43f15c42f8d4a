import { enter } from '../physics/lift.ts';
import { LIMIT_SWITCH_M } from '../physics/shaft.ts';
import { startRamp, startRun } from '../physics/travel.ts';
import { fault, type Injector, type Target } from './injector.ts';
import { isServiceRun, standsClosed, standsOpen } from './moments.ts';

const release = ({ lift }: Target): void => {
  lift.conditions.lockedOut = false;
  if (!lift.motion) enter(lift, 'recovering');
};

const overrun = (code: string, en: string, top: boolean): Injector => ({
  code,
  en,
  args: { beyondM: 0.3 },
  ready: standsClosed,
  begin: ({ lift }, args) => {
    const beyondM = Math.max(LIMIT_SWITCH_M, args['beyondM'] ?? 0.3);
    lift.conditions.lockedOut = true;
    const toM = top ? lift.spec.shaft.travelM + beyondM : -beyondM;
    startRun(lift, toM, { purpose: 'injected', limits: lift.spec.limits });
  },
  end: release,
  expects: () => fault(code, 180),
});

export const movements: readonly Injector[] = [
  {
    code: '05',
    en: 'brake slips: the car moves away from the landing with its door open, until it is stopped',
    args: { distanceM: 0.6 },
    ready: standsOpen,
    begin: ({ lift }, args) => {
      const up = lift.floor < lift.spec.shaft.floorNames.length - 1 ? 1 : -1;
      lift.conditions.lockedOut = true;
      startRun(lift, lift.positionM + up * (args['distanceM'] ?? 0.6), {
        purpose: 'slip',
        limits: { speedMps: 0.5, accelerationMps2: 0.6, jerkMps3: 2 },
      });
    },
    end: release,
    expects: () => fault('05', 10),
  },
  overrun('X03', 'car overruns the top landing', true),
  overrun('X04', 'car overruns the bottom landing', false),
  {
    code: 'X05',
    en: 'car overspeeds until the governor stops it',
    args: { ratio: 1.25 },
    // Above half of the rated speed, with room left to speed up and to stop within the shaft.
    ready: (target, args) => isServiceRun(target) && hasRoom(target, args['ratio'] ?? 1.25),
    begin: ({ lift }, args) => {
      lift.conditions.lockedOut = true;
      lift.run = null;
      const sign = Math.sign(lift.speedMps);
      startRamp(lift, sign * 1.2, sign * lift.spec.limits.speedMps * (args['ratio'] ?? 1.25));
    },
    end: release,
    expects: () => fault('X05', 5),
  },
];

const hasRoom = ({ lift }: Target, ratio: number): boolean => {
  const top = lift.spec.limits.speedMps * ratio;
  const v = Math.abs(lift.speedMps);
  if (v < lift.spec.limits.speedMps / 2) return false;
  const needM = (top * top - v * v) / (2 * 1.2) + (top * top) / (2 * 2.5);
  return lift.speedMps > 0 ? lift.positionM + needM < lift.spec.shaft.travelM : lift.positionM - needM > 0;
};

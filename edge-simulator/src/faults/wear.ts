import { healthy, type Wear } from '../physics/wear.ts';
import { fault, nothing, type Injector } from './injector.ts';

const SOUND_BRAKE = healthy().brakeTestPercent;
const LEAST_PERCENT = 125;

const worn = (
  code: string,
  en: string,
  spec: { key: keyof Wear; arg: string; value: number; sound: number },
): Injector => ({
  code,
  en,
  args: { [spec.arg]: spec.value },
  begin: ({ lift }, args) => {
    lift.wear[spec.key] = args[spec.arg] ?? spec.value;
  },
  end: ({ lift }) => {
    lift.wear[spec.key] = spec.sound;
  },
  expects: nothing,
});

/** Wear and drift. They show in `trip`, `door` and temperatures, slowly: no verdict is promised for one run. */
export const wearFaults: readonly Injector[] = [
  {
    code: 'X11',
    en: 'a call button sticks: the lift keeps answering one landing',
    args: { floorIndex: 0 },
    begin: ({ lift }, args) => {
      lift.conditions.stuckCallFloor = args['floorIndex'] ?? 0;
    },
    end: ({ lift }) => {
      lift.conditions.stuckCallFloor = null;
    },
    expects: () => [{ code: 'X11', verdict: 'fault', notBeforeS: 295, withinS: 330 }],
  },
  worn('X12', 'ride becomes rough', { key: 'vibrationFactor', arg: 'factor', value: 3, sound: 1 }),
  worn('X13', 'car stops off level', { key: 'levellingOffsetMm', arg: 'offsetMm', value: 18, sound: 0 }),
  {
    code: 'X14',
    en: 'brake lifts late; with less than 125 % its self-test holds too little',
    args: { extraMs: 90, testPercent: SOUND_BRAKE, switchMismatches: 0 },
    begin: ({ lift }, args) => {
      lift.wear.brakeReleaseExtraMs = args['extraMs'] ?? 0;
      lift.wear.brakeTestPercent = args['testPercent'] ?? SOUND_BRAKE;
      lift.wear.brakeSwitchMismatches = args['switchMismatches'] ?? 0;
    },
    end: ({ lift }) => {
      const { brakeReleaseExtraMs, brakeTestPercent, brakeSwitchMismatches } = healthy();
      Object.assign(lift.wear, { brakeReleaseExtraMs, brakeTestPercent, brakeSwitchMismatches });
    },
    expects: (_target, args) => ((args['testPercent'] ?? SOUND_BRAKE) < LEAST_PERCENT ? fault('X14', 70) : []),
  },
  worn('X15', 'ropes slip', { key: 'slipPercent', arg: 'slipPercent', value: 0.8, sound: 0 }),
  worn('X16', 'motor and cabinet run hot', { key: 'extraHeatC', arg: 'extraC', value: 60, sound: 0 }),
];

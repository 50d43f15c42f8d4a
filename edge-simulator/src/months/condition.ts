import type { Random } from '../physics/random.ts';
import { noise } from './draw.ts';
import type { MonthsPlan } from './plan.ts';

/** How the machinery stands now: 1 or 0 when sound. What wears, and what maintenance moves, changes these. */
export interface Condition {
  doorClose: number;
  doorOpen: number;
  doorFriction: number;
  doorScatter: number;
  /** Of the door at one floor, on top of the above. */
  readonly closeAt: Float64Array;
  readonly frictionAt: Float64Array;
  readonly reopenAt: Float64Array;
  readonly bouncesAt: Float64Array;
  /** Drop-outs of the car door contact per cycle, at every floor. */
  bounces: number;
  brakeRelease: number;
  brakeApply: number;
  stopScatter: number;
  startDelayMs: number;
  vibration: number;
  /** Lateral peak where the car passes this floor: share on top of the rest. */
  jointPeak: number;
  jointFloor: number;
  current: number;
  heatC: number;
  slipPercent: number;
  slipScatter: number;
  stretch: number;
  /** Rope stretch shows at the lower floors: offset in mm at the lowest one. */
  ropeOffsetMm: number;
  levelMm: number;
  levelMmPerDegree: number;
  levelScatter: number;
  loadOffsetPercent: number;
}

/** What faults of sensors change in what is reported; nothing of the lift. */
export interface Misreading {
  vibrationGain: number;
  brakeReleaseMs: number;
  brakeApplyMs: number;
  doorCurrentGain: number;
  levelMmAt: Float64Array;
}

const SOUND = {
  doorClose: 1,
  doorOpen: 1,
  doorFriction: 1,
  doorScatter: 1,
  bounces: 0,
  brakeRelease: 1,
  brakeApply: 1,
  stopScatter: 1,
  startDelayMs: 0,
  vibration: 1,
  jointPeak: 0,
  jointFloor: -1,
  current: 1,
  heatC: 0,
  slipPercent: 0,
  slipScatter: 1,
  stretch: 1,
  ropeOffsetMm: 0,
  levelMm: 0,
  levelMmPerDegree: 0,
  levelScatter: 1,
  loadOffsetPercent: 0,
};

export const soundCondition = (floors: number): Condition => ({
  ...SOUND,
  closeAt: new Float64Array(floors),
  frictionAt: new Float64Array(floors),
  reopenAt: new Float64Array(floors),
  bouncesAt: new Float64Array(floors),
});

export const trueReading = (floors: number): Misreading => ({
  vibrationGain: 1,
  brakeReleaseMs: 0,
  brakeApplyMs: 0,
  doorCurrentGain: 1,
  levelMmAt: new Float64Array(floors),
});

/** Levels that wander from day to day, and step when somebody adjusts them. */
const wandering = [
  'doorClose',
  'doorOpen',
  'doorFriction',
  'brakeRelease',
  'brakeApply',
  'vibration',
  'current',
] as const;
export type Wandering = (typeof wandering)[number];

export interface Wander {
  nextDay(): void;
  /** Maintenance moves one level by a share of it, for good. */
  adjust(share: number): void;
  /** Writes sound values, the wander and what maintenance did into `condition`. */
  settle(condition: Condition): void;
}

/** Day-to-day wander: an AR(1) per level whose memory is `plan.wander.days`. */
export const createWander = (random: Random, plan: MonthsPlan): Wander => {
  const keep = Math.exp(-1 / plan.wander.days);
  const fresh = Math.sqrt(1 - keep * keep) * plan.wander.share;
  const off: Record<Wandering, number> = {
    doorClose: 0,
    doorOpen: 0,
    doorFriction: 0,
    brakeRelease: 0,
    brakeApply: 0,
    vibration: 0,
    current: 0,
  };
  const adjusted: Record<Wandering, number> = { ...off };
  for (const level of wandering) off[level] = noise(random, plan.wander.share);
  return {
    nextDay: () => {
      for (const level of wandering) off[level] = keep * off[level] + noise(random, fresh);
    },
    adjust: (share) => {
      const level = wandering[Math.floor(random.next() * wandering.length)] ?? 'doorClose';
      adjusted[level] = Math.max(-0.15, Math.min(0.15, adjusted[level] + (random.next() < 0.5 ? -share : share)));
    },
    settle: (condition) => {
      Object.assign(condition, SOUND);
      for (const level of wandering) condition[level] = 1 + off[level] + adjusted[level];
      for (const at of ['closeAt', 'frictionAt', 'reopenAt', 'bouncesAt'] as const) condition[at].fill(0);
    },
  };
};

import type { Random } from '../../physics/random.ts';
import type { Condition } from '../condition.ts';
import { happens, inRange } from '../draw.ts';
import type { FittedField, ProgressiveKind, Range } from '../evaluation.ts';
import type { MonthsPlan } from '../plan.ts';
import type { MonthsTruth } from '../truth.ts';

/** What one progressive fault does to the machinery at a severity of 0 to 1 (above 1 just before somebody repairs it). */
export type Effect = (condition: Condition, severity: number) => void;

/** What an effect moves by how much at the failure, by the names of the truth file. */
export type Reaches = NonNullable<Extract<MonthsTruth, { truth: 'progressive' }>['growth']>['reaches'];

export interface Drawn {
  readonly effect: Effect;
  readonly reaches?: Reaches;
  /** Where it is; undefined: not at one floor. */
  readonly floor?: number;
}

export interface ProgressiveFault {
  /** It shows in one of these, if fitted; `always` shows in what every terminal tells. */
  readonly shownBy: readonly (FittedField | 'always')[];
  /** Code that the controller reports as it fails. */
  readonly failureCode: string;
  readonly draw: (random: Random, r: Reached, plan: MonthsPlan) => Drawn;
}

/** How far one thing goes: drawn from its range in evaluation/faults.yaml. */
export type Reached = (name: string) => number;

/** A floor, the lobby three times as likely as any other. */
const busyFloor = (random: Random, plan: MonthsPlan): number =>
  Math.max(0, Math.floor(random.next() * (plan.shaft.floorNames.length + 2)) - 2);

/** Rollers, belt and motor of the operator: every door movement, both ways, slower, stiffer, less even. */
const doorOperatorWear: ProgressiveFault = {
  shownBy: ['always'],
  failureCode: '02',
  draw: (_, r) => {
    const [close, open, friction, scatter] = [r('close'), r('open'), r('friction'), r('scatter') - 1];
    return {
      reaches: { closeTime: close, openTime: open, doorCurrent: friction },
      effect: (c, s) => {
        c.doorClose *= 1 + close * s;
        c.doorOpen *= 1 + open * s;
        c.doorFriction *= 1 + friction * s;
        c.doorScatter *= 1 + scatter * s;
      },
    };
  },
};

/** Dirt in the sill of one landing: panels run over it and turn back. */
const sillDebris: ProgressiveFault = {
  shownBy: ['always'],
  failureCode: '02',
  draw: (random, r, plan) => {
    const floor = busyFloor(random, plan);
    const [close, friction, reopen] = [r('close'), r('friction'), r('reopen')];
    return {
      floor,
      effect: (c, s) => {
        c.closeAt[floor] = (c.closeAt[floor] ?? 0) + close * s;
        c.frictionAt[floor] = (c.frictionAt[floor] ?? 0) + friction * s;
        c.reopenAt[floor] = (c.reopenAt[floor] ?? 0) + reopen * s * s;
      },
    };
  },
};

/** Burnt contacts bounce: of one landing lock, or of the car door at every floor. */
const lockContactWear: ProgressiveFault = {
  shownBy: ['lockBounces'],
  failureCode: '01',
  draw: (random, r, plan) => {
    const bounces = r('bounces');
    if (!happens(random, r('landingShare'))) return { effect: (c, s) => (c.bounces += bounces * s * s) };
    const floor = busyFloor(random, plan);
    return {
      floor,
      effect: (c, s) => {
        c.bouncesAt[floor] = (c.bouncesAt[floor] ?? 0) + bounces * s * s;
      },
    };
  },
};

/** A thinner lining is a longer stroke: the brake falls in later, lifts later, and stops less evenly. */
const brakeLiningWear: ProgressiveFault = {
  shownBy: ['brake'],
  failureCode: '08',
  draw: (_, r) => {
    const [apply, release, scatter] = [r('apply'), r('release'), r('stopScatter') - 1];
    return {
      reaches: { brakeApply: apply, brakeRelease: release },
      effect: (c, s) => {
        c.brakeApply *= 1 + apply * s;
        c.brakeRelease *= 1 + release * s;
        c.stopScatter *= 1 + scatter * s;
      },
    };
  },
};

/** Flat for long, then it runs away: vibration, a little current, heat. */
const bearingDefect: ProgressiveFault = {
  shownBy: ['vibration', 'motorCurrent'],
  failureCode: '06',
  draw: (_, r) => {
    const [vibration, current, heatC] = [r('vibration'), r('current'), r('heatC')];
    return {
      reaches: { vibration, motorCurrent: current },
      effect: (c, s) => {
        c.vibration *= 1 + vibration * s;
        c.current *= 1 + current * s;
        c.heatC += heatC * s;
      },
    };
  },
};

/** Worn grooves: the ropes creep over the sheave, more under load. */
const sheaveSlip: ProgressiveFault = {
  shownBy: ['slip'],
  failureCode: '07',
  draw: (_, r) => {
    const slip = r('slip');
    return { reaches: { slipPercent: slip }, effect: (c, s) => (c.slipPercent += slip * s) };
  },
};

/** Longer, softer ropes: the car stops low at the lower floors, the more the fuller it is. */
const ropeElongation: ProgressiveFault = {
  shownBy: ['levelling'],
  failureCode: '04',
  draw: (_, r) => {
    const [stretch, offsetMm] = [r('stretch'), r('offsetMm')];
    return {
      effect: (c, s) => {
        c.stretch *= 1 + stretch * s;
        c.ropeOffsetMm += offsetMm * s;
      },
    };
  },
};

/** A joint or bracket that has moved: a sideways knock whenever the car passes it. */
const railJoint: ProgressiveFault = {
  shownBy: ['vibration'],
  failureCode: '06',
  draw: (random, r, plan) => {
    const floor = Math.floor(random.next() * (plan.shaft.floorNames.length - 1));
    const peak = r('peak');
    return {
      floor,
      effect: (c, s) => {
        c.jointFloor = floor;
        c.jointPeak = peak * s;
      },
    };
  },
};

/** Oil, magnets or a drifting converter: stops follow the temperature, and lie off more and more. */
const levellingDrift: ProgressiveFault = {
  shownBy: ['levelling'],
  failureCode: '04',
  draw: (random, r) => {
    const [perDegree, offsetMm] = [r('mmPerDegree'), r('offsetMm')];
    const sign = happens(random, 0.5) ? 1 : -1;
    return {
      effect: (c, s) => {
        c.levelMmPerDegree += sign * perDegree * s;
        c.levelMm += sign * offsetMm * s;
      },
    };
  },
};

/** The empty car weighs something, or less than nothing. */
const loadCellDrift: ProgressiveFault = {
  shownBy: ['loadPercent'],
  failureCode: '08',
  draw: (_, r) => {
    const offset = r('offsetPercent');
    return { effect: (c, s) => (c.loadOffsetPercent += offset * s) };
  },
};

/** Pulses go missing: what is worked out of them scatters. */
const encoderLoss: ProgressiveFault = {
  shownBy: ['slip', 'levelling'],
  failureCode: '07',
  draw: (_, r) => {
    const [slip, level] = [r('slipScatter') - 1, r('levelScatter') - 1];
    return {
      effect: (c, s) => {
        c.slipScatter *= 1 + slip * s;
        c.levelScatter *= 1 + level * s;
      },
    };
  },
};

/** A tired supply pulls contactor and brake in slowly; they fall in as ever. */
const capacitorAgeing: ProgressiveFault = {
  shownBy: ['brake'],
  failureCode: '08',
  draw: (_, r) => {
    const [release, startMs] = [r('release'), r('startMs')];
    return {
      reaches: { brakeRelease: release },
      effect: (c, s) => {
        c.brakeRelease *= 1 + release * s;
        c.startDelayMs += startMs * s;
      },
    };
  },
};

export const progressiveFaults: Readonly<Record<ProgressiveKind, ProgressiveFault>> = {
  'door-operator-wear': doorOperatorWear,
  'sill-debris': sillDebris,
  'lock-contact-wear': lockContactWear,
  'brake-lining-wear': brakeLiningWear,
  'bearing-defect': bearingDefect,
  'sheave-slip': sheaveSlip,
  'rope-elongation': ropeElongation,
  'rail-joint': railJoint,
  'levelling-drift': levellingDrift,
  'load-cell-drift': loadCellDrift,
  'encoder-loss': encoderLoss,
  'capacitor-ageing': capacitorAgeing,
};

export const isObservable = (fault: ProgressiveFault, plan: MonthsPlan): boolean =>
  fault.shownBy.some((field) => {
    if (field === 'always') return true;
    // Without trip and door readings only the load of the car is told.
    return plan.stateOnly ? field === 'loadPercent' && !plan.lacks.has(field) : !plan.lacks.has(field);
  });

export const reachedBy =
  (random: Random, ranges: Readonly<Record<string, Range | number>>): Reached =>
  (name) => {
    const range = ranges[name];
    return Array.isArray(range) ? inRange(random, range as Range) : (range ?? 0);
  };

import type { Random } from '../physics/random.ts';
import { heightOf, nameOf } from '../physics/shaft.ts';
import type { Condition, Misreading } from './condition.ts';
import { noise } from './draw.ts';
import type { MonthsPlan } from './plan.ts';

export interface Run {
  readonly from: number;
  readonly to: number;
  readonly loadPercent: number;
  readonly durationMs: number;
  readonly peakMps: number;
  readonly roomC: number;
  readonly shaftC: number;
}

const round = (value: number, scale: number): number => Math.round(value * scale) / scale || 0;
const lognormal = (random: Random, deviation: number): number => Math.exp(noise(random, deviation));

/** Re-levelling starts outside 20 mm (EN 81-20 5.12.1.1.4). */
const RELEVEL_MM = 20;
const REFERENCE_C = 20;

/** Sill step at the stop, mm, before re-levelling; positive: car above. Ropes below stretch more, scales and temperature shift it. */
const stopError = (random: Random, plan: MonthsPlan, o: { c: Condition; run: Run }): number => {
  const { c, run } = o;
  const { machine, shaft } = plan;
  const below = 1 - heightOf(shaft, run.to) / Math.max(1, shaft.travelM);
  const stretch = machine.stretchMmPerPercent * c.stretch * (0.4 + 0.6 * below) * run.loadPercent;
  const temperature = (machine.levelMmPerDegree + c.levelMmPerDegree) * (run.shaftC - REFERENCE_C);
  const direction = run.to > run.from ? 0.4 : -0.4;
  const scatter = machine.levelNoiseMm * c.levelScatter * c.stopScatter;
  const error =
    machine.levelOffsetMm +
    (machine.floorOffsetsMm[run.to] ?? 0) +
    c.levelMm -
    c.ropeOffsetMm * below -
    stretch +
    temperature +
    direction;
  return Math.max(-120, Math.min(120, error + noise(random, scatter)));
};

const vibrationOf = (
  random: Random,
  plan: MonthsPlan,
  o: { c: Condition; m: Misreading; run: Run },
): Record<string, number> => {
  const { c, m, run } = o;
  const load = 1.1 - run.loadPercent / 500;
  const speed = 0.55 + 0.45 * (run.peakMps / plan.limits.speedMps);
  const level = plan.machine.vibrationMps2 * speed * load * m.vibrationGain;
  const one = (share: number): number => level * share * lognormal(random, plan.machine.vibrationNoise);
  const [low, high] = run.from < run.to ? [run.from, run.to] : [run.to, run.from];
  const joint = c.jointFloor >= low && c.jointFloor < high ? 1 + c.jointPeak : 1;
  // A bearing shows in the machine's own direction first; the guides carry a share of it sideways.
  const lateral = 1 + (c.vibration - 1) * 0.35;
  const x = one(lateral);
  const y = one(0.9 * lateral);
  const z = one(1.35 * c.vibration);
  const peak = (a95: number, by: number): number => round(a95 * 1.65 * by * lognormal(random, 0.05), 1e4);
  return {
    vibrationA95XMps2: round(x * (1 + (joint - 1) * 0.15), 1e4),
    vibrationA95YMps2: round(y * (1 + (joint - 1) * 0.05), 1e4),
    vibrationA95ZMps2: round(z, 1e4),
    vibrationPkPkXMps2: peak(x, joint),
    vibrationPkPkYMps2: peak(y, 1 + (joint - 1) * 0.3),
    vibrationPkPkZMps2: peak(z, 1),
  };
};

const driveOf = (
  random: Random,
  plan: MonthsPlan,
  o: { c: Condition; m: Misreading; run: Run },
): Record<string, number> => {
  const { c, m, run } = o;
  const { machine, lacks } = plan;
  const unbalance = (run.loadPercent - 50) / 100;
  const distanceM = Math.abs(heightOf(plan.shaft, run.to) - heightOf(plan.shaft, run.from));
  const pull = run.to > run.from ? unbalance : -unbalance;
  const body: Record<string, number> = {};
  if (!lacks.has('motorCurrent')) {
    // Cold grease and oil: a few per cent more in winter.
    const cold = 1 + Math.max(0, 18 - run.roomC) * 0.004;
    const currentA =
      machine.currentBaseA *
      (1 + 1.1 * Math.abs(unbalance)) *
      c.current *
      cold *
      lognormal(random, machine.currentNoise);
    body['motorCurrentA'] = round(currentA, 10);
    body['motorCurrentPeakA'] = round(currentA * 2.05 * lognormal(random, 0.03), 10);
    body['energyWh'] = round((pull * plan.ratedLoadKg * 9.81 * distanceM) / 3600 + distanceM * 0.6 * c.current, 10);
  }
  if (!lacks.has('brake')) {
    const warm = machine.brakeMsPerDegree * (run.roomC - REFERENCE_C);
    body['brakeReleaseDelayMs'] = Math.max(
      1,
      Math.round(
        machine.brakeReleaseMs * c.brakeRelease + warm + m.brakeReleaseMs + noise(random, machine.brakeNoiseMs),
      ),
    );
    body['brakeApplyDelayMs'] = Math.max(
      1,
      Math.round(machine.brakeApplyMs * c.brakeApply + m.brakeApplyMs + noise(random, machine.brakeNoiseMs)),
    );
  }
  if (!lacks.has('slip')) {
    const loaded = 0.7 + 0.6 * Math.abs(unbalance);
    body['slipPercent'] = round(
      machine.slipPercent + c.slipPercent * loaded + noise(random, machine.slipNoise * c.slipScatter),
      1e3,
    );
  }
  return body;
};

/** Body of a `trip` reading, and what is left to do after the stop. */
export const tripBody = (
  random: Random,
  plan: MonthsPlan,
  o: { c: Condition; m: Misreading; run: Run },
): { body: Record<string, unknown>; relevels: boolean } => {
  const { c, m, run } = o;
  const { shaft, lacks } = plan;
  const errorMm = stopError(random, plan, o);
  const relevels = Math.abs(errorMm) > RELEVEL_MM;
  const body: Record<string, unknown> = {
    fromFloor: nameOf(shaft, run.from),
    toFloor: nameOf(shaft, run.to),
    direction: run.to > run.from ? 'up' : 'down',
    distanceM: round(Math.abs(heightOf(shaft, run.to) - heightOf(shaft, run.from)) + errorMm / 1_000, 1e3),
    durationMs: Math.round(run.durationMs),
    maxSpeedMps: round(run.peakMps * (1 + noise(random, 0.004)), 100),
    relevels: relevels ? 1 : 0,
    ...driveOf(random, plan, o),
  };
  if (!lacks.has('loadPercent'))
    body['loadPercent'] = Math.max(
      0,
      Math.min(200, Math.round(run.loadPercent + c.loadOffsetPercent + noise(random, 1.2))),
    );
  if (!lacks.has('levelling'))
    body['levellingErrorMm'] = round(errorMm + (m.levelMmAt[run.to] ?? 0) + noise(random, 0.4), 10);
  if (!lacks.has('vibration')) Object.assign(body, vibrationOf(random, plan, o));
  return { body, relevels };
};

import { spread, type Random } from './random.ts';

/** How worn the parts are; 1 or 0 when healthy. Faults of wear change these. */
export interface Wear {
  /** Ratio of vibration to that of a healthy car. */
  vibrationFactor: number;
  /** Systematic error of the stop, mm; positive: car above the landing. */
  levellingOffsetMm: number;
  brakeReleaseExtraMs: number;
  brakeApplyExtraMs: number;
  /** Torque that the brake holds, of that required, as its self-test finds it, %. */
  brakeTestPercent: number;
  /** Times in a run that a brake switch contradicts its command. */
  brakeSwitchMismatches: number;
  slipPercent: number;
  doorSlowness: number;
  /** Drop-outs of the lock contact in each door cycle, count. */
  lockBounces: number;
  /** Heat added to motor and cabinet, °C. */
  extraHeatC: number;
}

export const healthy = (): Wear => ({
  vibrationFactor: 1,
  levellingOffsetMm: 0,
  brakeReleaseExtraMs: 0,
  brakeApplyExtraMs: 0,
  brakeTestPercent: 160,
  brakeSwitchMismatches: 0,
  slipPercent: 0,
  doorSlowness: 1,
  lockBounces: 0,
  extraHeatC: 0,
});

const STRETCH_MM_PER_PERCENT = 0.04;

/** Error of one stop, mm: the rope stretches with load, the brake scatters. Healthy: within 10 mm (EN 81-20). */
export const stopErrorMm = (random: Random, wear: Wear, loadPercent: number): number =>
  Math.max(-60, Math.min(60, spread(random, wear.levellingOffsetMm - loadPercent * STRETCH_MM_PER_PERCENT, 1.2)));

export interface RideVibration {
  readonly a95: readonly [x: number, y: number, z: number];
  readonly peakToPeak: readonly [x: number, y: number, z: number];
}

/** Ride quality of one run, m/s²: grows with speed and wear. Healthy: below GB/T 10058 (A95 0.15 lateral, 0.20 vertical). */
export const rideVibration = (random: Random, wear: Wear, maxSpeedMps: number): RideVibration => {
  const level = (0.03 + 0.012 * maxSpeedMps) * wear.vibrationFactor;
  const axis = (share: number): number => Math.max(0.001, spread(random, level * share, level * share * 0.08));
  const a95 = [axis(1), axis(0.9), axis(1.4)] as const;
  return { a95, peakToPeak: [a95[0] * 1.6, a95[1] * 1.6, a95[2] * 1.7] };
};

export interface MachineRun {
  readonly currentA: number;
  readonly currentPeakA: number;
  readonly energyWh: number;
  readonly brakeReleaseDelayMs: number;
  readonly brakeApplyDelayMs: number;
  readonly brakeSwitchMismatches: number;
  readonly slipPercent: number;
}

/** What the machine did in one run. The counterweight balances half the rated load: up and empty feeds energy back. */
export const machineRun = (
  random: Random,
  wear: Wear,
  run: { loadPercent: number; distanceM: number; up: boolean; ratedLoadKg: number },
): MachineRun => {
  const unbalanceKg = ((run.loadPercent - 50) / 100) * run.ratedLoadKg;
  const pullKg = run.up ? unbalanceKg : -unbalanceKg;
  const currentA = Math.max(3, spread(random, 9 + (Math.abs(unbalanceKg) / run.ratedLoadKg) * 14, 0.4));
  return {
    currentA,
    currentPeakA: currentA * 2.1,
    energyWh: (pullKg * 9.81 * run.distanceM) / 3600 + run.distanceM * 0.6,
    brakeReleaseDelayMs: spread(random, 140 + wear.brakeReleaseExtraMs, 4),
    brakeApplyDelayMs: spread(random, 95 + wear.brakeApplyExtraMs, 4),
    brakeSwitchMismatches: wear.brakeSwitchMismatches,
    slipPercent: spread(random, 0.05 + wear.slipPercent, 0.01),
  };
};

import type { Happening, Lift } from '../physics/lift.ts';
import { nameOf } from '../physics/shaft.ts';

type TripHappening = Extract<Happening, { type: 'trip' }>;
type DoorHappening = Extract<Happening, { type: 'door-cycle' }>;

const round = (value: number, decimals: number): number => {
  const scale = 10 ** decimals;
  const rounded = Math.round(value * scale) / scale;
  return rounded === 0 ? 0 : rounded;
};

/** Body of a `trip` reading. */
export const tripBody = (lift: Lift, { trip }: TripHappening): object => ({
  fromFloor: nameOf(lift.spec.shaft, trip.start.floor),
  toFloor: nameOf(lift.spec.shaft, trip.toFloor),
  direction: trip.up ? 'up' : 'down',
  distanceM: round(trip.distanceM, 3),
  durationMs: trip.endMs - trip.start.atMs,
  loadPercent: round(trip.start.loadPercent, 0),
  levellingErrorMm: round(trip.levellingErrorMm, 1),
  maxSpeedMps: round(trip.maxSpeedMps, 2),
  vibrationA95XMps2: round(trip.vibration.a95[0], 4),
  vibrationA95YMps2: round(trip.vibration.a95[1], 4),
  vibrationA95ZMps2: round(trip.vibration.a95[2], 4),
  vibrationPkPkXMps2: round(trip.vibration.peakToPeak[0], 4),
  vibrationPkPkYMps2: round(trip.vibration.peakToPeak[1], 4),
  vibrationPkPkZMps2: round(trip.vibration.peakToPeak[2], 4),
  motorCurrentA: round(trip.machine.currentA, 1),
  motorCurrentPeakA: round(trip.machine.currentPeakA, 1),
  brakeReleaseDelayMs: round(trip.machine.brakeReleaseDelayMs, 0),
  brakeApplyDelayMs: round(trip.machine.brakeApplyDelayMs, 0),
  ...(trip.machine.brakeSwitchMismatches > 0 && { brakeSwitchMismatches: trip.machine.brakeSwitchMismatches }),
  slipPercent: round(trip.machine.slipPercent, 3),
  energyWh: round(trip.machine.energyWh, 1),
  relevels: trip.relevels,
});

/** Body of a `door` reading. */
export const doorBody = (lift: Lift, { cycle, floor }: DoorHappening): object => ({
  floor: nameOf(lift.spec.shaft, floor),
  openTimeMs: cycle.openTimeMs,
  closeTimeMs: cycle.closeTimeMs,
  dwellMs: cycle.dwellMs,
  fullyOpened: cycle.fullyOpened,
  reopens: cycle.reopens,
  lightCurtainBlocks: cycle.lightCurtainBlocks,
  lightCurtainBlockedMs: cycle.lightCurtainBlockedMs,
  lockBounces: lift.wear.lockBounces,
  motorCurrentPeakA: round(1.8 * lift.wear.doorSlowness + 0.9 * cycle.reopens, 2),
  motorEnergyJ: round(95 * lift.wear.doorSlowness * (1 + cycle.reopens), 0),
});

/** Body of a `counters` reading. */
export const countersBody = ({ totals }: Lift): object => ({
  runningTimeH: round(totals.runningMs / 3_600_000, 2),
  runs: totals.runs,
  doorOpenings: totals.doorOpenings,
  ropeBends: totals.ropeBends,
  travelM: round(totals.travelM, 1),
  passengers: totals.passengers,
  energyKwh: round(Math.max(0, totals.energyWh) / 1000, 3),
});

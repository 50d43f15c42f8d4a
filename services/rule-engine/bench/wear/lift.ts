import type { Reading } from '@liftwatch/schemas';
import { normal, type Random } from '../detectors/series.ts';

/** How worn the parts of the made lift are; 0 healthy, 1 where the part would be replaced. */
export interface Worn {
  readonly doorOperator?: number;
  readonly landingDoor?: number;
  readonly lockContact?: number;
  readonly brakeLining?: number;
  readonly sheave?: number;
  readonly bearing?: number;
  readonly guides?: number;
  readonly levelling?: number;
  readonly loadCell?: number;
}

const FLOORS = ['B1', '1', '2', '3', '4', '5', '6', '7', '8', '9', '10', '11'];
const FLOOR_HEIGHT_M = 3.2;
const DAY_MS = 86_400_000;

/** A lift of its own: levels differ from lift to lift and floor to floor. */
export interface MadeLift {
  readonly levels: Readonly<Record<'door' | 'brake' | 'ride' | 'current' | 'slip', number>>;
  readonly floors: readonly { readonly door: number; readonly levelMm: number }[];
}

export const makeLift = (random: Random): MadeLift => ({
  levels: {
    door: 2_400 + 900 * random(),
    brake: 110 + 80 * random(),
    ride: 0.04 + 0.04 * random(),
    current: 8 + 10 * random(),
    slip: 0.03 + 0.04 * random(),
  },
  floors: FLOORS.map(() => ({ door: 1 + 0.03 * normal(random), levelMm: 1.5 * normal(random) })),
});

const spread = (random: Random, value: number, share: number): number => value * (1 + share * normal(random));

/** Temperature over the year and the day, °C: oil, ropes and brakes feel it. */
const season = (atMs: number): number =>
  12 * Math.sin((2 * Math.PI * atMs) / (365 * DAY_MS)) + 4 * Math.sin((2 * Math.PI * atMs) / DAY_MS);

export const WORN_FLOOR = 5;

export const doorOf = (lift: MadeLift, worn: Worn, o: { random: Random; atMs: number; floor: number }): Reading => {
  const { random, atMs, floor } = o;
  const here = lift.floors[floor] ?? { door: 1, levelMm: 0 };
  const slow =
    1 +
    0.5 * (worn.doorOperator ?? 0) +
    (floor === WORN_FLOOR ? 0.6 * (worn.landingDoor ?? 0) : 0) -
    0.001 * season(atMs);
  const reopens = random() < 0.02 + 0.1 * (worn.doorOperator ?? 0) ? 1 : 0;
  const held = random() < 0.06 ? 1 : 0;
  return {
    kind: 'door',
    body: {
      at: atMs,
      floor: FLOORS[floor] ?? '1',
      openTimeMs: Math.round(spread(random, 0.8 * lift.levels.door * here.door * slow, 0.02)),
      closeTimeMs: Math.round(spread(random, lift.levels.door * here.door * slow, 0.03)),
      dwellMs: 4_000,
      fullyOpened: true,
      reopens: reopens + held,
      lightCurtainBlocks: held,
      lockBounces: random() < 0.3 * (worn.lockContact ?? 0) ? 1 : 0,
      motorCurrentPeakA: Math.round(100 * spread(random, 1.8 * slow, 0.06)) / 100,
      motorEnergyJ: Math.round(spread(random, 95 * slow, 0.07)),
    },
  };
};

export const tripOf = (
  lift: MadeLift,
  worn: Worn,
  o: { random: Random; atMs: number; from: number; to: number; empty: boolean },
): Reading => {
  const { random, atMs, from, to, empty } = o;
  const distanceM = Math.abs(to - from) * FLOOR_HEIGHT_M;
  const maxSpeedMps = Math.min(1.75, Math.sqrt(0.8 * distanceM));
  const loadPercent = Math.round((empty ? 0 : 10 + 40 * random()) + 12 * (worn.loadCell ?? 0) + 0.5 * normal(random));
  const unbalance = Math.abs(loadPercent - 50) / 100;
  const rub = 1 + 0.35 * (worn.bearing ?? 0) + 0.15 * (worn.brakeLining ?? 0);
  const shake = lift.levels.ride * (0.4 + 0.6 * (maxSpeedMps / 1.75));
  const level = lift.floors[to]?.levelMm ?? 0;
  const cold = season(atMs);
  return {
    kind: 'trip',
    body: {
      at: atMs,
      fromFloor: FLOORS[from] ?? '1',
      toFloor: FLOORS[to] ?? '1',
      direction: to > from ? 'up' : 'down',
      distanceM,
      durationMs: Math.round(spread(random, 3_000 + (1_000 * distanceM) / Math.max(0.5, maxSpeedMps), 0.01)),
      loadPercent: Math.max(0, loadPercent),
      levellingErrorMm: level + 12 * (worn.levelling ?? 0) - 0.03 * loadPercent + 0.05 * cold + 1.2 * normal(random),
      maxSpeedMps,
      vibrationA95XMps2: spread(random, shake * (1 + 1.2 * (worn.guides ?? 0)), 0.1),
      vibrationA95YMps2: spread(random, 0.9 * shake * (1 + 1.2 * (worn.guides ?? 0)), 0.1),
      vibrationA95ZMps2: spread(random, 1.3 * shake * (1 + 1.4 * (worn.bearing ?? 0)), 0.1),
      motorCurrentA: spread(random, lift.levels.current * (0.7 + unbalance) * rub, 0.04),
      brakeReleaseDelayMs: spread(random, lift.levels.brake * (1 - 0.002 * cold + 0.2 * (worn.brakeLining ?? 0)), 0.04),
      brakeApplyDelayMs: spread(random, 0.7 * lift.levels.brake * (1 + 0.6 * (worn.brakeLining ?? 0)), 0.05),
      slipPercent: lift.levels.slip + 0.6 * (worn.sheave ?? 0) + 0.012 * normal(random),
      relevels: random() < 0.01 + 0.3 * (worn.levelling ?? 0) ? 1 : 0,
    },
  };
};

export { FLOORS };

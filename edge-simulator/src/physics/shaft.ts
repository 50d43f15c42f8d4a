/** The hoistway: where its landings are, above the lowest one. */
export interface Shaft {
  readonly floorNames: readonly string[];
  readonly floorHeightsM: readonly number[];
  readonly travelM: number;
}

/** Unlocking zone, each way (EN 81-20: at most 0.20 m). */
export const ZONE_M = 0.2;
/** Where the final limit switches act, beyond the end landings. */
export const LIMIT_SWITCH_M = 0.1;

/** A landing every `storeyM`; the lowest one `lobbyM` high, as lobbies are. `basements` are named B1, B2 ... */
export const createShaft = (spec: { floors: number; basements?: number; storeyM?: number; lobbyM?: number }): Shaft => {
  const { floors, basements = 0, storeyM = 3, lobbyM = 4.2 } = spec;
  const floorNames: string[] = [];
  const floorHeightsM: number[] = [];
  let heightM = 0;
  for (let i = 0; i < floors; i++) {
    const storey = i - basements;
    floorNames.push(storey < 0 ? `B${-storey}` : `${storey + 1}`);
    floorHeightsM.push(heightM);
    heightM += storey === 0 ? lobbyM : storeyM;
  }
  return { floorNames, floorHeightsM, travelM: floorHeightsM.at(-1) ?? 0 };
};

export const heightOf = (shaft: Shaft, floor: number): number => shaft.floorHeightsM[floor] ?? 0;
export const nameOf = (shaft: Shaft, floor: number): string => shaft.floorNames[floor] ?? '?';

/** Index of the landing nearest to a height. */
export const nearestFloor = (shaft: Shaft, positionM: number): number => {
  let best = 0;
  for (let i = 1; i < shaft.floorHeightsM.length; i++) {
    if (Math.abs(heightOf(shaft, i) - positionM) < Math.abs(heightOf(shaft, best) - positionM)) best = i;
  }
  return best;
};

export const inUnlockingZone = (shaft: Shaft, positionM: number): boolean =>
  Math.abs(heightOf(shaft, nearestFloor(shaft, positionM)) - positionM) <= ZONE_M;

import { SPEEDS, type Watch } from '../memory/watch.ts';
import { persistenceOf } from '../stream/correlation.ts';
import { limitOf, type Rarity } from '../stream/limits.ts';
import { baselineOf, clip } from '../stream/scale.ts';
import { round } from './round.ts';

/** One false finding of a lift in about so many blocks: ten lift-years of four blocks a day, if blocks were independent. */
const RARITY: Rarity = { alertEveryReadings: 14_600, statistics: 60 };
/** Blocks from which a level is learnt, where it is not learnt anew. */
export const LEARN_BLOCKS = 40;
const TRACK = 0.2 / LEARN_BLOCKS;
const TRACK_MOST = 3;

/** Centre and scale of what has been learnt, and a limit for the average of each speed. */
export interface Learnt {
  readonly centre: number;
  readonly scale: number;
  readonly limits: readonly number[];
}

export const learntOf = (values: readonly number[], leastScale: number): Learnt => {
  const { centre, scale } = baselineOf(values);
  const s = Math.max(scale, leastScale);
  const z = values.map((value) => clip((value - centre) / s, 8));
  const persistence = persistenceOf(z);
  return {
    centre: round(centre, 4),
    scale: round(s, 4),
    limits: SPEEDS.map((speed) => round(limitOf({ values: z, persistence, speed }, RARITY), 3)),
  };
};

/** The averages begin at rest about the commissioned centre. */
export const rest = (watch: Watch): void => {
  watch.m = watch.m0;
  for (let k = 0; k < SPEEDS.length; k++) watch.setE(k, 0);
};

/** Watches from here on what has been learnt. */
export const adopt = (watch: Watch, learnt: Learnt): void => {
  watch.m0 = learnt.centre;
  watch.s = learnt.scale;
  learnt.limits.forEach((limit, k) => watch.setH(k, limit));
  rest(watch);
};

/** Takes the value of a block. `wide`: a deviation that must still count in full, scales. Returns how far it stands off, scales. */
export const advance = (watch: Watch, value: number, wide: number): number => {
  let most = Math.max(8, 2 * wide);
  for (let k = 0; k < SPEEDS.length; k++) most = Math.max(most, 1.5 * watch.h(k));
  const z = clip((value - watch.m) / watch.s, most);
  for (let k = 0; k < SPEEDS.length; k++) {
    const e = watch.e(k);
    watch.setE(k, round(e + (SPEEDS[k] as number) * (z - e), 3));
  }
  return z;
};

/** Follows slow changes, never far from the commissioned centre. */
export const track = (watch: Watch, z: number): void => {
  const moved = watch.m + TRACK * clip(z, 1) * watch.s - watch.m0;
  watch.m = round(watch.m0 + clip(moved, TRACK_MOST * watch.s), 5);
};

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Asia/Shanghai has one offset all year. */
const SHANGHAI_MS = 8 * HOUR_MS;
export const BLOCK_MS = 6 * HOUR_MS;
const BLOCKS_PER_DAY = DAY_MS / BLOCK_MS;
const BLOCKS = 7 * BLOCKS_PER_DAY;

/** Weeks that count in the mean before older ones fade. */
const WEEKS = 4;

/** Runs of a lift by weekday and quarter of the day. Plain JSON, 56 numbers. */
export interface Profile {
  /** Mean runs of each block of the week. */
  mean: number[];
  /** Weeks learnt of each block. */
  weeks: number[];
}

export const newProfile = (): Profile => ({
  mean: Array.from({ length: BLOCKS }, () => 0),
  weeks: Array.from({ length: BLOCKS }, () => 0),
});

/** Begin of the block that holds `ms`. */
export const blockStart = (ms: number): number => ms - ((ms + SHANGHAI_MS) % BLOCK_MS);

const blockOf = (ms: number): number => Math.floor((ms + SHANGHAI_MS) / BLOCK_MS) % BLOCKS;

/** Learns that a whole block which began at `startMs` had so many runs. */
export const learn = (profile: Profile, startMs: number, runs: number): void => {
  const i = blockOf(startMs);
  const weeks = Math.min(WEEKS, (profile.weeks[i] as number) + 1);
  const mean = profile.mean[i] as number;
  profile.weeks[i] = weeks;
  profile.mean[i] = Math.round((mean + (runs - mean) / weeks) * 10) / 10;
};

const MOST_BLOCKS = 2 * BLOCKS;

/**
 * When, counted from `fromMs`, the lift would have made `runs` runs by its profile; undefined: a block on the way has
 * not been learnt for `leastWeeks`, or it never would.
 */
export const expectedBy = (
  profile: Profile,
  o: { fromMs: number; runs: number; leastWeeks: number },
): number | undefined => {
  let left = o.runs;
  let at = o.fromMs;
  for (let i = 0; i < MOST_BLOCKS; i++) {
    const block = blockOf(at);
    if ((profile.weeks[block] as number) < o.leastWeeks) return undefined;
    const endMs = blockStart(at) + BLOCK_MS;
    const perMs = (profile.mean[block] as number) / BLOCK_MS;
    if (perMs * (endMs - at) >= left) return Math.ceil(at + left / perMs);
    left -= perMs * (endMs - at);
    at = endMs;
  }
  return undefined;
};

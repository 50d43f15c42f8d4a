import type { UnixMs } from '@liftwatch/schemas';

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Asia/Shanghai, all year. */
const OFFSET_MS = 8 * HOUR_MS;
/** Before crews set out. */
const RANKED_AT_H = 6;

/** The working day that the daily ranking at six in the morning, Beijing time, is for: a number that grows by 1 a day. */
export const rankingDay = (nowMs: UnixMs): number => Math.floor((nowMs + OFFSET_MS - RANKED_AT_H * HOUR_MS) / DAY_MS);

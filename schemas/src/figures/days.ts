const DAY_MS = 86_400_000;
/** Asia/Shanghai is UTC+8 all year since 1992. */
const SHANGHAI_MS = 8 * 3_600_000;

/** Midnight of Asia/Shanghai at or before a time, UTC ms. */
export const shanghaiDayStartMs = (atMs: number): number =>
  Math.floor((atMs + SHANGHAI_MS) / DAY_MS) * DAY_MS - SHANGHAI_MS;

/** Hour of the day in Asia/Shanghai, 0-23. */
export const shanghaiHour = (atMs: number): number => Math.floor((atMs + SHANGHAI_MS) / 3_600_000) % 24;

/** Start of the month in Asia/Shanghai, `shift` months away. */
export const shanghaiMonthStartMs = (atMs: number, shift = 0): number => {
  const local = new Date(atMs + SHANGHAI_MS);
  return Date.UTC(local.getUTCFullYear(), local.getUTCMonth() + shift, 1) - SHANGHAI_MS;
};

/** `2026-03-02` of a time in Asia/Shanghai. */
export const shanghaiDate = (atMs: number): string => new Date(atMs + SHANGHAI_MS).toISOString().slice(0, 10);

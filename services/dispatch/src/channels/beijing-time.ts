const OFFSET_MS = 8 * 3_600_000;

/** `2026-03-01T10:00:00+08:00`: without milliseconds and never with Z, which the CAP schema refuses. */
export const beijingTime = (ms: number): string => `${new Date(ms + OFFSET_MS).toISOString().slice(0, 19)}+08:00`;

/** `10:00` on the recipient's clock. */
export const beijingMinute = (ms: number): string => beijingTime(ms).slice(11, 16);

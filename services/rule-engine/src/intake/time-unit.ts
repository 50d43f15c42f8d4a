import type { Reading, UnixMs } from '@liftwatch/schemas';

const DAY_MS = 86_400_000;
/** What a time may have been written in, as so many of it to a millisecond: seconds, microseconds, nanoseconds do not fit. */
const MICROSECONDS = 1 / 1_000;
const SECONDS = 1_000;

const isNow = (ms: number, receivedAtMs: UnixMs): boolean => Math.abs(ms - receivedAtMs) < DAY_MS;

/**
 * By what a terminal's times are to be multiplied to be milliseconds: 1, unless its present time is that of today only when
 * read in seconds or microseconds. A clock that is merely wrong is left to be corrected.
 */
export const unitOf = (sentAt: number, receivedAtMs: UnixMs): number => {
  if (isNow(sentAt, receivedAtMs)) return 1;
  if (isNow(sentAt * SECONDS, receivedAtMs)) return SECONDS;
  return isNow(sentAt * MICROSECONDS, receivedAtMs) ? MICROSECONDS : 1;
};

/** The reading with its times in milliseconds. */
export const inMilliseconds = (reading: Reading, unit: number): Reading => {
  const { at, sentAt } = reading.body;
  const times = { at: Math.floor(at * unit), ...(sentAt !== undefined && { sentAt: Math.floor(sentAt * unit) }) };
  return { kind: reading.kind, body: { ...reading.body, ...times } } as Reading;
};

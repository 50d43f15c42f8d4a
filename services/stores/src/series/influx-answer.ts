import { StoreError } from '../errors.ts';
import type { WriteOutcome } from './port.ts';

export const unavailable = (what: string, cause?: unknown): StoreError =>
  new StoreError(
    'LIFT_STORE_SERIES_UNAVAILABLE',
    `InfluxDB ${what}: start it or check the way to it; points wait in the spool`,
    {
      recoverable: true,
      cause,
    },
  );

export const misconfigured = (what: string, cause?: unknown): StoreError =>
  new StoreError(
    'LIFT_STORE_SERIES_MISCONFIGURED',
    `InfluxDB ${what}: check its database, user and token in the configuration`,
    { recoverable: false, cause },
  );

const countLines = (lines: Buffer): number =>
  lines
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '').length;

/** 1.x says `{"error": ...}`, 2.x and 3.x `{"message": ...}`. */
const reasonIn = (body: string): string => {
  try {
    const json = JSON.parse(body) as { error?: string; message?: string };
    return json.error ?? json.message ?? body;
  } catch {
    return body;
  }
};

/** How many lines a refusal concerns: `dropped=N`, else the lines it names, else all. */
const refusedIn = (reason: string, lines: Buffer): number => {
  const dropped = Number(/dropped=(\d+)/.exec(reason)?.[1] ?? 0);
  if (dropped > 0) return dropped;
  const named = reason.match(/unable to parse '/g)?.length ?? 0;
  return named > 0 && reason.startsWith('partial write') ? named : countLines(lines);
};

/**
 * What an answer to a write means. 2xx: stored. 400 and 422: some lines are refused for good, the others are stored.
 * @throws {StoreError} LIFT_STORE_SERIES_UNAVAILABLE for 408, 429 and 5xx, LIFT_STORE_SERIES_MISCONFIGURED for the rest
 */
export const outcomeOf = (status: number, body: string, lines: Buffer): WriteOutcome => {
  if (status >= 200 && status < 300) return { refusedPoints: 0 };
  const reason = reasonIn(body).trim().slice(0, 500);
  if (status === 400 || status === 422) return { refusedPoints: refusedIn(reason, lines), reason };
  // 1.x answers 500 to a timed-out or half-done write; it may succeed later.
  if (status === 408 || status === 429 || status >= 500) throw unavailable(`answered ${status} (${reason})`);
  throw misconfigured(`answered ${status} (${reason})`);
};

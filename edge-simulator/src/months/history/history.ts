import type { ReadingKind, UnixMs } from '@liftwatch/schemas';
import { loadEvaluation } from '../evaluation.ts';
import { liveThrough } from '../life.ts';
import type { Received } from '../line.ts';
import { lifeOf, WORN_SEED, type WornLift } from './worn-lifts.ts';

const DAY_MS = 86_400_000;
const CHINA_MS = 8 * 3_600_000;
/** So long a past that what is sound has been learnt and the wear shows, days. */
export const HISTORY_DAYS = 45;

/** Local midnight at which lives begin that have `HISTORY_DAYS` behind them at `nowMs`. */
export const beginningOf = (nowMs: UnixMs): UnixMs =>
  Math.floor((nowMs + CHINA_MS) / DAY_MS) * DAY_MS - CHINA_MS - HISTORY_DAYS * DAY_MS;

/** One reading of a worn lift, without the numbers that its terminal gives it. */
export interface Said {
  readonly atMs: UnixMs;
  readonly kind: ReadingKind;
  readonly body: object;
}

/** What a worn lift's terminal has to say, in order of time. */
export interface History {
  /** Trips and door cycles before `nowMs`: what a terminal keeps of weeks without a line. */
  readonly kept: readonly Said[];
  /** All of it from `nowMs` on, the state of every signal first. */
  readonly ahead: readonly Said[];
}

export interface HistorySpan {
  /** Local midnight at which the life begins. */
  readonly fromMs: UnixMs;
  /** What was said before is not said again. */
  readonly afterMs: UnixMs;
  readonly nowMs: UnixMs;
  readonly untilMs: UnixMs;
}

const WEEK_MS = 7 * DAY_MS;
/** Local midnight of a Sunday in spring. */
const SPRING_MS = Date.UTC(2026, 1, 28, 16);

/**
 * A life is lived in the spring of a year, by the weekdays that it has, and told at its own time: what a demonstration
 * shows does not hang on the season in which somebody looks at it.
 */
const laterThanSpringMs = (fromMs: UnixMs): number => Math.floor((fromMs - SPRING_MS) / WEEK_MS) * WEEK_MS;

const isKept = (kind: ReadingKind): boolean => kind === 'trip' || kind === 'door';

/** The terminal that speaks gives its own time of sending, boot and number. */
const bodyOf = (body: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const { at: _at, boot: _boot, seq: _seq, ...rest } = body;
  return rest;
};

/** Lives a worn lift through up to `untilMs`. The same lift and beginning give the same readings. */
export const historyOf = (lift: WornLift, { fromMs, afterMs, nowMs, untilMs }: HistorySpan): History => {
  const kept: Said[] = [];
  const ahead: Said[] = [];
  const standing: Record<string, unknown> = {};
  const laterMs = laterThanSpringMs(fromMs);
  const take = (one: Received): void => {
    if (one.type !== 'readings' || one.receivedAtMs + laterMs >= untilMs) return;
    for (const reading of one.readings) {
      const body = bodyOf(reading.body as unknown as Record<string, unknown>);
      const said = { atMs: Math.min(one.receivedAtMs, reading.body.at) + laterMs, kind: reading.kind, body };
      if (said.atMs >= nowMs) ahead.push(said);
      else if (said.kind === 'state') Object.assign(standing, body);
      else if (said.atMs > afterMs && isKept(said.kind)) kept.push(said);
    }
  };
  const evaluation = loadEvaluation();
  liveThrough(lifeOf(lift), {
    evaluation,
    seed: WORN_SEED,
    fromMs: fromMs - laterMs,
    untilMs: untilMs - laterMs,
    take,
    tell: () => undefined,
  });
  return { kept, ahead: [{ atMs: nowMs, kind: 'state', body: standing }, ...ahead] };
};

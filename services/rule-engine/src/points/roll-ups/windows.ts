import { tagValue } from '../line.ts';
import { noTotals, totalsFields, type Totals } from './totals.ts';

/** Lifts by what is known of them. A lift that is silent or stale is `unknown`, whatever it said last. */
export interface Census {
  lifts: number;
  normal: number;
  fault: number;
  unknown: number;
}

export const noCensus = (): Census => ({ lifts: 0, normal: 0, fault: 0, unknown: 0 });

/** One window of one place. Plain data, kept a day so that late readings correct it. */
export interface Window {
  readonly startMs: number;
  readonly totals: Totals;
  /** As it was at the window's end; absent until then. */
  census?: Census;
  /** Written before and changed since. */
  dirty: boolean;
  written: boolean;
}

/** The windows of one measurement and place, in a ring of slots over `keptMs`. */
export interface Series {
  readonly measurement: 'fleet_1m' | 'district_5m';
  /** The district; empty for the fleet. */
  readonly place: string;
  readonly widthMs: number;
  readonly slots: Record<number, Window>;
}

const MINUTE_MS = 60_000;
/** How far back a late reading still corrects a window. */
export const keptMs = 24 * 60 * MINUTE_MS;
/** A window is written this long after its end. */
export const closeAfterMs = 2 * MINUTE_MS;

export const newSeries = (measurement: Series['measurement'], place: string): Series => ({
  measurement,
  place,
  widthMs: measurement === 'fleet_1m' ? MINUTE_MS : 5 * MINUTE_MS,
  slots: {},
});

export const slotOf = (series: Series, atMs: number): number =>
  Math.floor(atMs / series.widthMs) % (keptMs / series.widthMs);

/** The window of a time where there is one. */
export const keptWindow = (series: Series, atMs: number): Window | undefined => {
  const kept = series.slots[slotOf(series, atMs)];
  return kept?.startMs === Math.floor(atMs / series.widthMs) * series.widthMs ? kept : undefined;
};

/** The window of a time, made when new; undefined when that time is further back than what is kept. */
export const windowAt = (series: Series, atMs: number, logMs: number): Window | undefined => {
  if (atMs < logMs - keptMs + series.widthMs) return undefined;
  const startMs = Math.floor(atMs / series.widthMs) * series.widthMs;
  const slot = slotOf(series, atMs);
  const kept = keptWindow(series, atMs);
  if (kept) return kept;
  const fresh: Window = { startMs, totals: noTotals(), dirty: false, written: false };
  series.slots[slot] = fresh;
  return fresh;
};

const censusFields = (census: Census): string =>
  `,lifts=${census.lifts}i,normal=${census.normal}i,fault=${census.fault}i,unknown=${census.unknown}i`;

/** The whole window as one point at its start; a window without a census (nobody was watching) has all unknown. */
export const windowLine = (
  series: Series,
  window: Window,
  at: { readonly partition: number; readonly lifts: number },
): string => {
  const place = series.place === '' ? '' : `,district_id=${tagValue(series.place)}`;
  const census = window.census ?? { lifts: at.lifts, normal: 0, fault: 0, unknown: at.lifts };
  return `${series.measurement}${place},partition=${at.partition} ${totalsFields(window.totals)}${censusFields(census)} ${window.startMs}000000`;
};

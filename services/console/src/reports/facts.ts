import { repeatFrom, type RescueFact } from '@liftwatch/schemas';
import type { SeriesReader, SeriesRow } from '@liftwatch/stores';
import { numberIn, readRange, textIn, type Range } from './read-range.ts';

/** A rescue as statistics see it, and as people name it. */
export interface NamedRescue {
  readonly atMs: number;
  readonly fact: RescueFact;
  readonly liftName: string | undefined;
  readonly siteName: string | undefined;
  readonly districtName: string | undefined;
  readonly firmName: string | undefined;
  readonly state: string;
  readonly breach: { readonly zh: string; readonly en: string } | undefined;
}

/** A firm's lifts as dispatch last counted them in the period. */
export interface FirmFleet {
  readonly firmId: string;
  readonly name: string;
  readonly lifts: number;
  /** What rates are out of: in a month also the lifts that were taken out in it. */
  readonly base: number;
  /** Taken out of the registry in the 30 days up to the end of the period. */
  readonly removed: number;
  /** Gone over to another firm in the 30 days up to the end of the period; each is in the base of both. */
  readonly moved: number;
  readonly faultsPer100: number | undefined;
}

/** A lift that was taken out of the registry in the period; it is in the figures of the time before. */
export interface RemovedLift {
  readonly atMs: number;
  readonly liftId: string;
  readonly liftName: string | undefined;
  readonly siteName: string | undefined;
  readonly firmName: string | undefined;
  readonly reason: string | undefined;
}

export interface RepeatLift {
  readonly liftId: string;
  readonly liftName: string | undefined;
  readonly siteName: string | undefined;
  readonly firmName: string | undefined;
  readonly entrapments: number;
  readonly faults: number;
  readonly kinds: string;
}

/** How much of the period was seen. */
export interface Coverage {
  /** Share of lift-minutes whose state was known; absent: nothing was judged. */
  readonly known: number | undefined;
  /** Minutes with a roll-up, of the partition with the fewest. */
  readonly minutes: number;
  readonly newestJudgedMs: number | undefined;
  readonly newestDispatchMs: number | undefined;
}

/** Everything that a report is made of, read from the same points as the dashboards. */
export interface PeriodFacts {
  readonly range: Range;
  readonly rescues: readonly NamedRescue[];
  readonly callsByKind: ReadonlyMap<string, number>;
  readonly fleets: readonly FirmFleet[];
  readonly knownByFirm: ReadonlyMap<string, number>;
  readonly repeats: readonly RepeatLift[];
  readonly removed: readonly RemovedLift[];
  readonly lifts: number | undefined;
  readonly coverage: Coverage;
}

const flag = (row: SeriesRow, name: string): boolean => numberIn(row, name) === 1;

const rescueOf = (row: SeriesRow): NamedRescue => {
  const zh = textIn(row, 'breach_zh');
  return {
    atMs: row.atMs,
    fact: {
      liftId: textIn(row, 'lift_id') ?? '',
      districtId: row.tags['district_id'] ?? '',
      firmId: textIn(row, 'firm_id') ?? '',
      place: textIn(row, 'place') ?? '',
      hour: Number(row.tags['hour']),
      brand: textIn(row, 'brand'),
      cause: textIn(row, 'cause'),
      people: numberIn(row, 'people'),
      responseS: numberIn(row, 'response_s'),
      arrivalS: numberIn(row, 'arrival_s'),
      releaseS: numberIn(row, 'release_s'),
      responseOverdue: flag(row, 'response_overdue'),
      arrivalOverdue: flag(row, 'arrival_overdue'),
      selfReleased: flag(row, 'self_released'),
      falseAlarm: flag(row, 'false_alarm'),
      level: numberIn(row, 'level'),
    },
    liftName: textIn(row, 'lift_name'),
    siteName: textIn(row, 'site_name'),
    districtName: textIn(row, 'district_name'),
    firmName: textIn(row, 'firm_name'),
    state: textIn(row, 'state') ?? '',
    breach: zh === undefined ? undefined : { zh, en: textIn(row, 'breach_en') ?? zh },
  };
};

const isReal = (row: SeriesRow): boolean => numberIn(row, 'drill') !== 1;

/** The newest row of each value of a tag. */
const newestBy = (rows: readonly SeriesRow[], tag: string): readonly SeriesRow[] => [
  ...new Map(rows.map((row) => [row.tags[tag] ?? '', row])).values(),
];

const DAY_MS = 86_400_000;

/** Of a day its lifts at the end; of a longer period those that were registered at any time of the 30 days up to its end. */
const fleetOf =
  ({ fromMs, toMs }: Range) =>
  (row: SeriesRow): FirmFleet => {
    const lifts = numberIn(row, 'lifts') ?? 0;
    return {
      firmId: row.tags['id'] ?? '',
      name: textIn(row, 'name') ?? row.tags['id'] ?? '',
      lifts,
      base: toMs - fromMs > DAY_MS ? (numberIn(row, 'lifts_30d') ?? lifts) : lifts,
      removed: numberIn(row, 'removed_lifts_30d') ?? 0,
      moved: numberIn(row, 'moved_lifts_30d') ?? 0,
      faultsPer100: numberIn(row, 'faults_per_100_lifts'),
    };
  };

const removedOf = (row: SeriesRow): RemovedLift => ({
  atMs: row.atMs,
  liftId: row.tags['lift_id'] ?? '',
  liftName: textIn(row, 'lift_name'),
  siteName: textIn(row, 'site_name'),
  firmName: textIn(row, 'firm_name'),
  reason: textIn(row, 'reason'),
});

const REPEAT_WINDOW_MS = 30 * 86_400_000;
/** What never became an alarm, or had passed when it was learnt of. */
const NO_ALARM: ReadonlySet<string> = new Set(['suspected', 'withdrawn', 'history']);

const countOf = (rows: readonly SeriesRow[], isCounted: (kind: string) => boolean): number =>
  rows.filter((row) => isCounted(row.tags['kind'] ?? '')).length;

const kindsOf = (rows: readonly SeriesRow[]): string => {
  const byKind = new Map<string, number>();
  for (const { tags } of rows) byKind.set(tags['kind'] ?? '', (byKind.get(tags['kind'] ?? '') ?? 0) + 1);
  return [...byKind].map(([kind, count]) => `${kind} ×${count}`).join(', ');
};

const repeatOf = (liftId: string, rows: readonly SeriesRow[]): RepeatLift | undefined => {
  const entrapments = countOf(rows, (kind) => kind === 'entrapment');
  const faults = countOf(rows, (kind) => kind.startsWith('fault/'));
  const newest = rows.at(-1);
  if (newest === undefined || (entrapments < repeatFrom.entrapments && faults < repeatFrom.faults)) return undefined;
  return {
    liftId,
    liftName: textIn(newest, 'lift_name'),
    siteName: textIn(newest, 'site_name'),
    firmName: textIn(newest, 'firm_name'),
    entrapments,
    faults,
    kinds: kindsOf(rows),
  };
};

/** Lifts that kept coming back in the 30 days up to the end of the period. */
const repeatsAt = async (series: SeriesReader, endMs: number): Promise<readonly RepeatLift[]> => {
  const rows = await readRange(series, 'incident', { fromMs: endMs - REPEAT_WINDOW_MS, toMs: endMs });
  const byLift = new Map<string, SeriesRow[]>();
  for (const row of rows) {
    if (!isReal(row) || NO_ALARM.has(textIn(row, 'state') ?? '')) continue;
    const liftId = textIn(row, 'lift_id') ?? '';
    byLift.set(liftId, [...(byLift.get(liftId) ?? []), row]);
  }
  return [...byLift].flatMap(([liftId, own]) => repeatOf(liftId, own) ?? []);
};

const sum = (rows: readonly SeriesRow[], field: string): number =>
  rows.reduce((total, row) => total + (numberIn(row, field) ?? 0), 0);

const coverageOf = async (series: SeriesReader, range: Range): Promise<Coverage> => {
  const minutes = await readRange(series, 'fleet_1m', range);
  const dispatch = await readRange(series, 'dispatch_1m', range);
  const lifts = sum(minutes, 'lifts');
  const perPartition = new Map<string, number>();
  for (const row of minutes) {
    const partition = row.tags['partition'] ?? '';
    perPartition.set(partition, (perPartition.get(partition) ?? 0) + 1);
  }
  return {
    known: lifts === 0 ? undefined : 1 - sum(minutes, 'unknown') / lifts,
    minutes: perPartition.size === 0 ? 0 : Math.min(...perPartition.values()),
    newestJudgedMs: minutes.at(-1)?.atMs,
    newestDispatchMs: dispatch.at(-1)?.atMs,
  };
};

const knownOf = (rows: readonly SeriesRow[]): ReadonlyMap<string, number> => {
  const byFirm = new Map<string, { knownS: number; allS: number }>();
  for (const row of rows) {
    const firm = row.tags['firm_id'] ?? '';
    const before = byFirm.get(firm) ?? { knownS: 0, allS: 0 };
    const knownS = (numberIn(row, 'normal_s') ?? 0) + (numberIn(row, 'fault_s') ?? 0);
    byFirm.set(firm, {
      knownS: before.knownS + knownS,
      allS: before.allS + knownS + (numberIn(row, 'unknown_s') ?? 0),
    });
  }
  return new Map([...byFirm].flatMap(([firm, { knownS, allS }]) => (allS === 0 ? [] : [[firm, knownS / allS]])));
};

/** Reads a period from the time series. Nothing is assumed: what has no point is not known. */
export const readPeriod = async (series: SeriesReader, range: Range): Promise<PeriodFacts> => {
  const rescues = (await readRange(series, 'rescue', range)).filter(isReal);
  const incidents = (await readRange(series, 'incident', range)).filter(isReal);
  const figures = await readRange(series, 'figures_30d', range);
  const callsByKind = new Map<string, number>();
  for (const { tags } of incidents) callsByKind.set(tags['kind'] ?? '', (callsByKind.get(tags['kind'] ?? '') ?? 0) + 1);
  const city = figures.findLast((row) => row.tags['scope'] === 'city');
  return {
    range,
    rescues: rescues.map(rescueOf),
    callsByKind,
    fleets: newestBy(
      figures.filter((row) => row.tags['scope'] === 'firm'),
      'id',
    ).map(fleetOf(range)),
    knownByFirm: knownOf(await readRange(series, 'firm_1d', range)),
    repeats: await repeatsAt(series, range.toMs),
    removed: (await readRange(series, 'removed_lift', range)).map(removedOf),
    lifts: city && numberIn(city, 'lifts'),
    coverage: await coverageOf(series, range),
  };
};

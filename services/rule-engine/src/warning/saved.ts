import type { UnixMs, WarningCause } from '@liftwatch/schemas';
import { RECENT_MOST } from './baseline/cells.ts';
import type { Cell, Cells } from './memory/cells.ts';
import { allCounted, type Counted } from './memory/counted.ts';
import { wearFrom } from './memory/from-plain.ts';
import { DerivedState } from './memory/derived-state.ts';
import { allMeasured, type Measured, type Stir } from './memory/measured.ts';
import {
  plainDerived,
  plainUsage,
  type PlainCell,
  type PlainCounted,
  type PlainDerived,
  type PlainMeasured,
  type PlainWatch,
  type PlainWear,
} from './memory/plain.ts';
import { Usage } from './memory/usage.ts';
import { SPEEDS, type Watch } from './memory/watch.ts';
import { LiftWear } from './memory/wear-memory.ts';

/**
 * The memory of a lift's wear as it is saved: the numbers of a feature in a row, without their names and without the zeros and points
 * of thousandths, times as steps back from the last reading, and each floor by the place of its name. Nothing is lost: what is read
 * equals what was saved. `p` is the version of this form alone.
 */
export interface SavedWear extends Omit<PlainWear, 'measured' | 'counted' | 'open' | 'derived'> {
  readonly p: 1;
  /** What is not as it begins. */
  readonly derived: Partial<PlainDerived>;
  readonly open: readonly StandingRow[];
  readonly measured: readonly (Row | 0)[];
  readonly counted: readonly (Row | 0)[];
}
type Row = readonly unknown[];
type Numbers = readonly number[];
type Place = (name: string) => number;

interface Saving {
  readonly place: Place;
  readonly baseMs: UnixMs;
}
interface Reading {
  readonly names: readonly string[];
  readonly baseMs: UnixMs;
}

/** A number of at most three decimals, as thousandths; of at most five likewise. */
const milli = (value: number): number => Math.round(value * 1_000);
const ofMilli = (saved: number): number => saved / 1_000;
const small = (value: number): number => Math.round(value * 100_000);
const ofSmall = (saved: number): number => saved / 100_000;

const saveWatch = (watch: Watch | undefined): Numbers | 0 => {
  if (!watch) return 0;
  const saved = [small(watch.m0), small(watch.m) - small(watch.m0), small(watch.s)];
  for (let k = 0; k < SPEEDS.length; k++) saved.push(milli(watch.e(k)));
  for (let k = 0; k < SPEEDS.length; k++) saved.push(milli(watch.h(k)));
  return saved;
};
const readWatch = ([m0 = 0, apart = 0, s = 1, ...rest]: Numbers): PlainWatch => ({
  ...{ m0: ofSmall(m0), m: ofSmall(m0 + apart), s: ofSmall(s) },
  e: rest.slice(0, SPEEDS.length).map(ofMilli),
  h: rest.slice(SPEEDS.length).map(ofMilli),
});

/** Of a row that begins with the place of its name. */
const readCell = (row: Numbers): PlainCell => {
  const [, n = 0, offset = 0, recent, recentN = RECENT_MOST] = row;
  return recent === undefined ? [n, ofMilli(offset)] : [n, ofMilli(offset), ofMilli(recent), recentN];
};

/** Its name as a step from the place of the one before. A floor that has been read often enough need not say how often. */
const saveCell = ({ n, offset, recent, recentN }: Cell, step: number): Numbers => {
  if (recent === undefined || recentN === undefined) return [step, n, milli(offset)];
  return recentN === RECENT_MOST
    ? [step, n, milli(offset), milli(recent)]
    : [step, n, milli(offset), milli(recent), recentN];
};

const saveCells = (cells: Cells, place: Place): Numbers[] => {
  const rows: Numbers[] = [];
  let before = 0;
  for (let i = 0; i < cells.count; i++) {
    const at = place(cells.nameOf(i));
    rows.push(saveCell(cells.cellAt(i), at - before));
    before = at;
  }
  return rows;
};
const readCells = (saved: readonly Numbers[], names: readonly string[]): PlainMeasured['cells'] => {
  const cells: Record<string, PlainCell> = {};
  let place = 0;
  for (const row of saved) {
    place += row[0] as number;
    cells[names[place] ?? ''] = readCell(row);
  }
  return cells;
};

type StirRow = readonly [sinceMs: number, held: number, ticks: number, trend: Numbers];

/** Hours and shares of the trend as steps from one to the next. */
const saveTrend = (trend: Stir['trend']): Numbers =>
  trend.flatMap(([hour, ln], i) => {
    const [hourBefore, lnBefore] = trend[i - 1] ?? [0, 0];
    return [hour - hourBefore, ln - lnBefore];
  });
const readTrend = (steps: Numbers): Stir['trend'] => {
  let [hour, ln] = [0, 0];
  const trend: Stir['trend'] = [];
  for (let i = 0; i < steps.length; i += 2) trend.push([(hour += steps[i] as number), (ln += steps[i + 1] as number)]);
  return trend;
};

const saveStir = (stir: Stir | undefined, { baseMs }: Saving): StirRow | 0 =>
  stir ? [stir.sinceMs === 0 ? 0 : baseMs - stir.sinceMs, stir.held, stir.ticks, saveTrend(stir.trend)] : 0;
const readStir = ([since, held, ticks, trend]: StirRow, { baseMs }: Reading): Stir => ({
  ...{ sinceMs: since === 0 ? 0 : baseMs - since, held },
  trend: readTrend(trend),
  ticks,
});

/** The optional parts, most often there first: what is absent at the end is not written. */
const saveMeasured = (s: Measured, o: Saving): Row => {
  const learns = s.isLooking || s.isLearning;
  const row: unknown[] = [
    small(s.ref),
    small(s.w),
    o.baseMs - s.lastMs,
    milli(s.score),
    [o.baseMs - s.blockMs, s.blockN, milli(s.blockSum), milli(s.blockSquares)],
    saveCells(s.cells, o.place),
    saveWatch(s.level),
    saveWatch(s.spread),
    saveStir(s.stir, o),
    learns ? s.means.map(milli) : 0,
    learns ? s.scatters.map(milli) : 0,
    s.isLooking ? s.looked : 0,
    s.goal,
    s.skip,
    s.slack,
  ];
  while (row.at(-1) === 0) row.pop();
  return row;
};

const readBlock = (saved: Numbers, baseMs: UnixMs): PlainMeasured['block'] => [
  baseMs - (saved[0] as number),
  saved[1] as number,
  ofMilli(saved[2] as number),
  ofMilli(saved[3] as number),
];

/** By place: taking rows apart would cost more than all the rest. */
const readMeasured = (row: Row, o: Reading): PlainMeasured => ({
  look: (row[11] || undefined) as Numbers | undefined,
  ref: ofSmall(row[0] as number),
  w: ofSmall(row[1] as number),
  cells: readCells(row[5] as Numbers[], o.names),
  block: readBlock(row[4] as Numbers, o.baseMs),
  learn: row[9] ? (row[9] as Numbers).map(ofMilli) : undefined,
  learnSpread: row[10] ? (row[10] as Numbers).map(ofMilli) : undefined,
  goal: (row[12] || undefined) as number | undefined,
  skip: (row[13] || undefined) as number | undefined,
  level: row[6] ? readWatch(row[6] as Numbers) : undefined,
  spread: row[7] ? readWatch(row[7] as Numbers) : undefined,
  lastMs: o.baseMs - (row[2] as number),
  stir: row[8] ? readStir(row[8] as StirRow, o) : undefined,
  slack: (row[14] || undefined) as number | undefined,
  score: ofMilli(row[3] as number),
});

const saveFloors = ({ floors }: Counted, place: Place): Numbers => {
  const saved: number[] = [];
  for (let i = 0; i < floors.count; i++) saved.push(place(floors.nameOf(i)), floors.eventsAt(i));
  return saved;
};

const saveCounted = (c: Counted, { place, baseMs }: Saving): Row => [
  c.n,
  c.k,
  c.baseN,
  c.baseK,
  baseMs - c.lastMs,
  c.sinceMs === 0 ? 0 : baseMs - c.sinceMs,
  c.held,
  c.slack,
  saveFloors(c, place),
];
const readCounted = (row: Row, { names, baseMs }: Reading): PlainCounted => {
  const [n, k, baseN, baseK, last = 0, since = 0, held, slack] = row as Numbers;
  const flat = row[8] as Numbers;
  const floors: Record<string, number> = {};
  for (let i = 0; i < flat.length; i += 2) floors[names[flat[i] as number] ?? ''] = flat[i + 1] as number;
  return {
    ...({ n, k } as Pick<PlainCounted, 'n' | 'k'>),
    base: [baseN as number, baseK as number],
    floors,
    ...{ lastMs: baseMs - last, sinceMs: since === 0 ? 0 : baseMs - since },
    ...({ held, slack } as Pick<PlainCounted, 'held' | 'slack'>),
  };
};

type StandingRow = readonly [
  component: number,
  act: 0 | 1,
  agoMs: number,
  cause: number,
  toldShare: number,
  onSite?: 1,
];

const saveOpen = (open: LiftWear['open'], { place, baseMs }: Saving): StandingRow[] =>
  Object.entries(open).map(([component, { level, sinceMs, cause, toldShare, onSite }]) => {
    const row = [place(component), level === 'act' ? 1 : 0, baseMs - sinceMs, place(cause), toldShare] as const;
    return onSite ? [...row, 1] : row;
  });
const readOpen = (rows: readonly StandingRow[], { names, baseMs }: Reading): LiftWear['open'] =>
  Object.fromEntries(
    rows.map(([component, act, agoMs, cause, toldShare, onSite]) => [
      names[component],
      {
        ...{
          level: act === 1 ? 'act' : 'watch',
          sinceMs: baseMs - agoMs,
          cause: names[cause] as WarningCause,
          toldShare,
        },
        ...(onSite && { onSite: true }),
      },
    ]),
  );

const baseOf = ({ lastTripMs, lastDoorMs }: Pick<PlainWear, 'lastTripMs' | 'lastDoorMs'>): UnixMs =>
  Math.max(lastTripMs, lastDoorMs);

/** What every memory begins with: a position of 0 m is not among it. */
const noDerived: Readonly<Record<string, unknown>> = { ...plainDerived(new DerivedState(new LiftWear())) };
const saveDerived = (derived: PlainDerived): Partial<PlainDerived> => {
  const saved: Record<string, unknown> = {};
  for (const name in derived) {
    const value = derived[name as keyof PlainDerived];
    if (value !== noDerived[name]) saved[name] = value;
  }
  return saved;
};

/** The memory in its shorter form, JSON. */
export const saveWear = (m: LiftWear, place: Place): SavedWear => {
  const o = { place, baseMs: baseOf(m) };
  const measured = allMeasured(m).map((one) => (one ? saveMeasured(one, o) : 0));
  const counted = allCounted(m).map((one) => (one ? saveCounted(one, o) : 0));
  return {
    ...{
      v: 1,
      measured,
      counted,
      derived: saveDerived(plainDerived(new DerivedState(m))),
      usage: plainUsage(new Usage(m)),
    },
    ...{ open: saveOpen(m.open, o), ended: m.ended, events: m.events },
    ...{ fastestMps: m.fastestMps, lastTripMs: m.lastTripMs, lastDoorMs: m.lastDoorMs, watchedDay: m.watchedDay },
    p: 1,
  };
};

/** The memory again. */
export const readWear = (saved: SavedWear, names: readonly string[]): LiftWear => {
  const { measured, counted, open } = saved;
  const o = { names, baseMs: baseOf(saved) };
  return wearFrom({
    ...saved,
    measured: measured.map((one) => (one === 0 ? null : readMeasured(one, o))),
    counted: counted.map((one) => (one === 0 ? null : readCounted(one, o))),
    open: readOpen(open, o),
  });
};

import type { UnixMs } from '@liftwatch/schemas';
import { allCounted, type Counted } from './counted.ts';
import { DerivedState } from './derived-state.ts';
import { WEEKDAYS } from './layout.ts';
import { allMeasured, type Measured, type Stir } from './measured.ts';
import { Usage } from './usage.ts';
import { SPEEDS, type Watch } from './watch.ts';
import type { LiftWear } from './wear-memory.ts';

/** What is watched, with its averages and their limits. */
export interface PlainWatch {
  readonly m0: number;
  readonly m: number;
  readonly s: number;
  readonly e: readonly number[];
  readonly h: readonly number[];
}

/** One context: how many readings and its own offset; of a floor also how single readings have lately stood about it. */
export type PlainCell = readonly [n: number, offset: number, recent?: number, recentN?: number];

/** One measured feature. Absent: what it does not know, or does not do. */
export interface PlainMeasured {
  readonly look?: readonly number[] | undefined;
  readonly ref: number;
  readonly w: number;
  readonly cells: Readonly<Record<string, PlainCell>>;
  readonly block: readonly [startMs: UnixMs, n: number, sum: number, squares: number];
  readonly learn?: readonly number[] | undefined;
  readonly learnSpread?: readonly number[] | undefined;
  readonly goal?: number | undefined;
  readonly skip?: number | undefined;
  readonly level?: PlainWatch | undefined;
  readonly spread?: PlainWatch | undefined;
  readonly lastMs: UnixMs;
  readonly stir?: Stir | undefined;
  readonly slack?: number | undefined;
  readonly score: number;
}

export interface PlainCounted {
  readonly n: number;
  readonly k: number;
  readonly base: readonly [n: number, k: number];
  readonly floors: Readonly<Record<string, number>>;
  readonly lastMs: UnixMs;
  readonly sinceMs: UnixMs;
  readonly held: number;
  readonly slack: number;
}

export interface PlainUsage {
  readonly day: number;
  readonly runs: number;
  /** Per weekday, Thursday first: usual runs, and how many weeks they come from. */
  readonly week: readonly (readonly [usual: number, weeks: number])[];
  readonly lowDays: number;
  readonly lowSinceMs: UnixMs;
  readonly last: readonly [runs: number, usual: number];
}

export interface PlainDerived {
  readonly openingMs: UnixMs;
  readonly closingMs: UnixMs;
  readonly reopens: number;
  readonly liftedMs: UnixMs;
  readonly runningMs: UnixMs;
  readonly stoppedMs: UnixMs;
  readonly fromFloor: string;
  readonly setMs: UnixMs;
  readonly setAtM: number | null;
}

/** A lift's wear as plain JSON, in full: so older versions held and saved it, and so it is shown. */
export interface PlainWear extends Pick<LiftWear, 'open' | 'ended' | 'events'> {
  readonly v: 1;
  readonly measured: readonly (PlainMeasured | null)[];
  readonly counted: readonly (PlainCounted | null)[];
  readonly derived: PlainDerived;
  readonly usage: PlainUsage;
  readonly fastestMps: number;
  readonly lastTripMs: UnixMs;
  readonly lastDoorMs: UnixMs;
  readonly watchedDay: number;
}

const watchOf = (watch: Watch): PlainWatch => ({
  ...{ m0: watch.m0, m: watch.m, s: watch.s },
  e: SPEEDS.map((_, k) => watch.e(k)),
  h: SPEEDS.map((_, k) => watch.h(k)),
});

const cellsOf = ({ cells }: Measured): PlainMeasured['cells'] =>
  Object.fromEntries(
    cells
      .all()
      .map(({ n, offset, recent, recentN }, i) => [
        cells.nameOf(i),
        recent === undefined || recentN === undefined ? [n, offset] : [n, offset, recent, recentN],
      ]),
  );

const measuredOf = (s: Measured): PlainMeasured => {
  const learns = s.isLooking || s.isLearning;
  return {
    look: s.isLooking ? s.looked : undefined,
    ref: s.ref,
    w: s.w,
    cells: cellsOf(s),
    block: [s.blockMs, s.blockN, s.blockSum, s.blockSquares],
    learn: learns ? s.means : undefined,
    learnSpread: learns ? s.scatters : undefined,
    goal: s.goal || undefined,
    skip: s.skip || undefined,
    level: s.level && watchOf(s.level),
    spread: s.spread && watchOf(s.spread),
    lastMs: s.lastMs,
    stir: s.stir,
    slack: s.slack || undefined,
    score: s.score,
  };
};

const countedOf = (s: Counted): PlainCounted => {
  const { floors } = s;
  const names = Array.from({ length: floors.count }, (_, i) => [floors.nameOf(i), floors.eventsAt(i)] as const);
  return {
    ...{ n: s.n, k: s.k, base: [s.baseN, s.baseK] as const },
    floors: Object.fromEntries(names),
    ...{ lastMs: s.lastMs, sinceMs: s.sinceMs, held: s.held, slack: s.slack },
  };
};

/** The days of use by their names. */
export const plainUsage = (u: Usage): PlainUsage => ({
  day: u.day,
  runs: u.runs,
  week: Array.from({ length: WEEKDAYS }, (_, weekday) => [u.usual(weekday), u.weeks(weekday)] as const),
  lowDays: u.lowDays,
  lowSinceMs: u.lowSinceMs,
  last: [u.lastRuns, u.lastUsual],
});

export const plainDerived = (s: DerivedState): PlainDerived => ({
  openingMs: s.openingMs,
  closingMs: s.closingMs,
  reopens: s.reopens,
  liftedMs: s.liftedMs,
  runningMs: s.runningMs,
  stoppedMs: s.stoppedMs,
  fromFloor: s.fromFloor,
  setMs: s.setMs,
  setAtM: Number.isNaN(s.setAtM) ? null : s.setAtM,
});

export const plainOf = (m: LiftWear): PlainWear => ({
  v: 1,
  measured: allMeasured(m).map((one) => (one ? measuredOf(one) : null)),
  counted: allCounted(m).map((one) => (one ? countedOf(one) : null)),
  derived: plainDerived(new DerivedState(m)),
  usage: plainUsage(new Usage(m)),
  ...{ open: m.open, ended: m.ended, events: m.events },
  ...{ fastestMps: m.fastestMps, lastTripMs: m.lastTripMs, lastDoorMs: m.lastDoorMs, watchedDay: m.watchedDay },
});

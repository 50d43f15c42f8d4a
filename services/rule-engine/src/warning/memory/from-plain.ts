import { RECENT_MOST } from '../baseline/cells.ts';
import { countFeatures, features } from '../features/features.ts';
import { countedFrom, type Counted } from './counted.ts';
import { DerivedState } from './derived-state.ts';
import { STAGE } from './layout.ts';
import { measuredFrom, type Measured } from './measured.ts';
import type {
  PlainCell,
  PlainCounted,
  PlainDerived,
  PlainMeasured,
  PlainUsage,
  PlainWatch,
  PlainWear,
} from './plain.ts';
import { Usage } from './usage.ts';
import { SPEEDS, type Watch } from './watch.ts';
import { LiftWear, shared } from './wear-memory.ts';

const setWatch = (watch: Watch, { m0, m, s, e, h }: PlainWatch): void => {
  watch.m0 = m0;
  watch.m = m;
  watch.s = s;
  for (let k = 0; k < SPEEDS.length; k++) {
    watch.setE(k, e[k] ?? 0);
    watch.setH(k, h[k] ?? 0);
  }
};

const setCells = (s: Measured, plain: PlainMeasured['cells']): void => {
  const { cells } = s;
  for (const name in plain) {
    const [n, offset, recent, recentN = RECENT_MOST] = plain[name] as PlainCell;
    const cell = cells.newCell(name);
    cell.n = n;
    cell.offset = offset;
    if (recent !== undefined && cells.keepRecent) cell.setRecent(recent, recentN);
  }
};

const setValues = (s: Measured, { look, learn, learnSpread = [] }: PlainMeasured): void => {
  s.stage = look ? STAGE.looking : learn ? STAGE.learning : STAGE.learnt;
  if (look) for (const value of look) s.pushLooked(value);
  else learn?.forEach((mean, i) => s.pushBlock(mean, learnSpread[i] ?? 0));
};

const setMeasured = (s: Measured, plain: PlainMeasured): void => {
  s.ref = plain.ref;
  s.w = plain.w;
  s.lastMs = plain.lastMs;
  s.score = plain.score;
  [s.blockMs, s.blockN, s.blockSum, s.blockSquares] = plain.block;
  s.goal = plain.goal ?? 0;
  s.skip = plain.skip ?? 0;
  s.slack = plain.slack ?? 0;
  if (plain.stir) s.stir = plain.stir;
  if (plain.level) setWatch(s.newLevel(), plain.level);
  if (plain.spread && s.isScatterWatched) setWatch(s.newSpread(), plain.spread);
  setCells(s, plain.cells);
  setValues(s, plain);
};

const setCounted = (s: Counted, plain: PlainCounted): void => {
  s.n = plain.n;
  s.k = plain.k;
  [s.baseN, s.baseK] = plain.base;
  s.lastMs = plain.lastMs;
  s.sinceMs = plain.sinceMs;
  s.held = plain.held;
  s.slack = plain.slack;
  const { floors } = s;
  for (const name in plain.floors) floors.newFloor(name, plain.floors[name] as number);
};

const setUsage = (u: Usage, plain: PlainUsage): void => {
  u.day = plain.day;
  u.runs = plain.runs;
  u.lowDays = plain.lowDays;
  u.lowSinceMs = plain.lowSinceMs;
  [u.lastRuns, u.lastUsual] = plain.last;
  plain.week.forEach(([usual, weeks], weekday) => u.setWeekday(weekday, usual, weeks));
};

/** What is absent was not known to the version that wrote it, or is as it begins. */
const setDerived = (s: DerivedState, plain: Partial<PlainDerived>): void => {
  s.openingMs = plain.openingMs ?? 0;
  s.closingMs = plain.closingMs ?? 0;
  s.reopens = plain.reopens ?? 0;
  s.liftedMs = plain.liftedMs ?? 0;
  s.runningMs = plain.runningMs ?? 0;
  s.stoppedMs = plain.stoppedMs ?? 0;
  s.fromFloor = plain.fromFloor ?? '';
  s.setMs = plain.setMs ?? 0;
  s.setAtM = plain.setAtM ?? NaN;
};

/** The memory again from its plain JSON, also as older versions wrote it: features that are new since begin to learn with their next reading. */
export const wearFrom = (plain: Omit<PlainWear, 'derived'> & { readonly derived: Partial<PlainDerived> }): LiftWear => {
  const m = new LiftWear();
  plain.measured.forEach((one, place) => {
    if (one && place < features.length) setMeasured(measuredFrom(m, place, 0), one);
  });
  plain.counted.forEach((one, place) => {
    if (one && place < countFeatures.length) setCounted(countedFrom(m, place), one);
  });
  setDerived(new DerivedState(m), plain.derived);
  setUsage(new Usage(m), plain.usage);
  m.open = shared(plain.open);
  m.ended = shared(plain.ended);
  m.events = shared(plain.events);
  m.fastestMps = plain.fastestMps;
  m.lastTripMs = plain.lastTripMs;
  m.lastDoorMs = plain.lastDoorMs;
  m.watchedDay = plain.watchedDay;
  return m;
};

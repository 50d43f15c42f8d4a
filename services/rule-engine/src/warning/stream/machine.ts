import type { Horizon, UnixMs } from '@liftwatch/schemas';
import type { Rarity } from './limits.ts';
import type { SignalSettings, StreamSettings } from './settings.ts';
import { newSignal, teach, track, watch, type SignalState, type SignalVerdict, type Watched } from './signal.ts';
import { steadyLevel, type Since } from './adoption.ts';
import { timeToLimit, type TrendPoint } from './trend.ts';

const DAY_MS = 86_400_000;
const TREND_SPEED = 0.1;
const TREND_EVERY = 5;
const TREND_POINTS = 50;
/** Act limit of a ratio signal: level over commissioned level (field reference 4.4 for vibration [D]). */
const RATIO_LIMIT = 2.5;
/** Act limit of any other signal: deviation over the one that alerts. */
const SCORE_LIMIT = 4;
const FROZEN_LEAST = 50;
const FROZEN_FACTOR = 10;

/** Everything known of one machine: signals that are read together. Plain JSON. */
export interface MachineState {
  readonly version: string;
  readonly signals: SignalState[];
  lastMs: UnixMs;
  /** Usual time between readings, ms; 0: not known yet. */
  intervalMs: number;
  episode: {
    open: boolean;
    quiet: number;
    rows: number;
    /** Signal that the trend is about; -1: none. */
    signal: number;
    smooth: number;
    points: TrendPoint[];
    /** Readings since the alert, per signal: a lasting steady level may be adopted. */
    since: Since[];
  };
}

export interface MachineSettings {
  readonly stream: StreamSettings;
  readonly signals: readonly SignalSettings[];
}

export interface Driver {
  readonly signal: string;
  readonly stream: 'level' | 'shape' | 'frozen';
  readonly direction: 'up' | 'down' | 'none';
}

/** What a machine's row of readings led to. */
export interface RowVerdict {
  /** Highest score over the signals, 1: alert; null: nothing can be said (learning, or no reading). */
  readonly score: number | null;
  readonly state: 'learning' | 'normal' | 'watch' | 'alert' | 'frozen' | 'unknown';
  readonly driver: Driver | null;
  readonly timeToLimit: Horizon | null;
  /** Signals whose steady new level was taken as normal with this row. */
  readonly adopted: readonly string[];
}

const newEpisode = (signals: number): MachineState['episode'] => ({
  open: false,
  quiet: 0,
  rows: 0,
  signal: -1,
  smooth: 0,
  points: [],
  since: Array.from({ length: signals }, () => ({ values: [], atMs: [], tries: 0 })),
});

export const newMachine = (settings: MachineSettings): MachineState => ({
  version: settings.stream.version,
  signals: settings.signals.map(newSignal),
  lastMs: 0,
  intervalMs: 0,
  episode: newEpisode(settings.signals.length),
});

const rarityOf = ({ stream, signals }: MachineSettings): Rarity => ({
  alertEveryReadings: stream.alertEveryReadings,
  statistics: signals.length * (stream.levelSpeeds.length + stream.shapeSpeeds.length),
});

const learn = (
  state: SignalState,
  o: { value: number; atMs: UnixMs; signal: SignalSettings; all: MachineSettings },
): void => {
  const learning = (state.learning ??= { values: [], atMs: [] });
  learning.values.push(o.value);
  learning.atMs.push(o.atMs);
  const { stream } = o.all;
  if (learning.values.length < stream.learnCount) return;
  const taught = teach(learning.values, learning.atMs, { settings: stream, signal: o.signal, rarity: rarityOf(o.all) });
  state.watched = taught ?? null;
  // A signal that hardly moves cannot be judged yet: learning begins again.
  state.learning = taught ? null : { values: [], atMs: [] };
};

const remember = (state: SignalState, value: number): void => {
  state.run = value === state.last[0] ? state.run + 1 : 1;
  state.last.unshift(value);
  state.last.length = Math.min(2, state.last.length);
};

const isFrozen = (state: SignalState, w: Watched): boolean =>
  state.run >= Math.max(FROZEN_LEAST, FROZEN_FACTOR * w.longestRun);

/** A long silence while learning: what comes after it may be another machine. */
const restartAfterGap = (m: MachineState, atMs: UnixMs): void => {
  const gapMs = m.lastMs === 0 ? 0 : atMs - m.lastMs;
  if (m.intervalMs > 0 && gapMs > Math.max(DAY_MS, 20 * m.intervalMs))
    for (const signal of m.signals) if (signal.learning) signal.learning = { values: [], atMs: [] };
  if (gapMs > 0)
    m.intervalMs =
      m.intervalMs === 0 ? gapMs : m.intervalMs + 0.05 * (Math.min(gapMs, 4 * m.intervalMs) - m.intervalMs);
  m.lastMs = atMs;
};

interface Best {
  readonly index: number;
  readonly verdict: SignalVerdict;
}

const trendShare = (w: Watched, signal: SignalSettings, smooth: number): number => {
  const limit =
    signal.kind !== 'interval' && w.centre0 !== 0
      ? ((RATIO_LIMIT - 1) * Math.abs(w.centre0)) / w.level.scale
      : SCORE_LIMIT * Math.max(1, w.level.limits.at(-1) ?? 1);
  return Math.abs(smooth) / limit;
};

const followTrend = (
  m: MachineState,
  o: { atMs: UnixMs; best: Best; z: number | undefined; all: MachineSettings },
): void => {
  const { episode } = m;
  if (episode.signal < 0 && o.best.verdict.stream === 'level') episode.signal = o.best.index;
  const w = m.signals[episode.signal]?.watched;
  const signal = o.all.signals[episode.signal];
  if (!w || !signal || o.z === undefined) return;
  episode.smooth = episode.rows === 0 ? o.z : episode.smooth + TREND_SPEED * (o.z - episode.smooth);
  episode.rows++;
  if (episode.rows % TREND_EVERY !== 0) return;
  episode.points.push({ atMs: o.atMs, lnShare: Math.log(Math.max(1e-6, trendShare(w, signal, episode.smooth))) });
  if (episode.points.length > TREND_POINTS) episode.points.shift();
};

const adoptSteady = (m: MachineState, all: MachineSettings): string[] => {
  const adopted: string[] = [];
  if (all.stream.adoption !== 'auto') return adopted;
  m.signals.forEach((state, i) => {
    const since = m.episode.since[i];
    const signal = all.signals[i];
    if (!state.watched || !since || !signal || since.values.length < all.stream.adoptCount) return;
    const next = steadyLevel(state.watched, since, { settings: all.stream, signal, rarity: rarityOf(all) });
    if (next) {
      state.watched = next;
      adopted.push(signal.name);
    }
    since.tries = next ? 0 : since.tries + 1;
    since.values.splice(0, next ? since.values.length : since.values.length >> 1);
    since.atMs.splice(0, next ? since.atMs.length : since.atMs.length >> 1);
  });
  return adopted;
};

const closeWhenQuiet = (m: MachineState, score: number, settings: StreamSettings): void => {
  m.episode.quiet = score >= 1 ? 0 : m.episode.quiet + 1;
  if (m.episode.quiet >= settings.closeAfterReadings) m.episode = newEpisode(m.signals.length);
};

const stateOf = (score: number, frozen: boolean): RowVerdict['state'] =>
  frozen ? 'frozen' : score >= 1 ? 'alert' : score >= 0.7 ? 'watch' : 'normal';

interface Seen {
  best: Best | undefined;
  frozen: number;
  readonly z: (number | undefined)[];
  judged: number;
  readonly present: number;
}

/** Every signal of the row: learn or watch. */
const see = (
  m: MachineState,
  o: { atMs: UnixMs; values: readonly (number | undefined)[]; all: MachineSettings },
): Seen => {
  const seen: Seen = {
    best: undefined,
    frozen: -1,
    z: [],
    judged: 0,
    present: o.values.filter((v) => v !== undefined).length,
  };
  const settings = o.all.stream;
  m.signals.forEach((state, index) => {
    const value = o.values[index];
    const signal = o.all.signals[index];
    if (value === undefined || !signal) return;
    if (!state.watched) {
      learn(state, { value, atMs: o.atMs, signal, all: o.all });
      remember(state, value);
      return;
    }
    const verdict = watch(state, state.watched, { value, atMs: o.atMs, settings, signal });
    remember(state, value);
    seen.judged++;
    seen.z[index] = verdict.z;
    if (isFrozen(state, state.watched)) seen.frozen = index;
    if (!seen.best || verdict.score > seen.best.verdict.score) seen.best = { index, verdict };
  });
  return seen;
};

const driverOf = (seen: Seen, all: MachineSettings): Driver | null => {
  const frozen = all.signals[seen.frozen];
  if (frozen) return { signal: frozen.name, stream: 'frozen', direction: 'none' };
  const best = seen.best;
  const signal = best && all.signals[best.index];
  if (!signal || best.verdict.score === 0) return null;
  return { signal: signal.name, stream: best.verdict.stream, direction: best.verdict.direction };
};

const collect = (m: MachineState, values: readonly (number | undefined)[], atMs: UnixMs): void =>
  values.forEach((value, i) => {
    const since = m.episode.since[i];
    if (value === undefined || !since || !m.signals[i]?.watched) return;
    since.values.push(value);
    since.atMs.push(atMs);
  });

/**
 * Takes one row of readings of the machine, in order of time; undefined: no reading of that signal, nothing is filled
 * in. Mutates `m`, which stays plain JSON: stored and read back it goes on as if nothing had been. Deterministic.
 */
export const takeRow = (
  m: MachineState,
  row: { readonly atMs: UnixMs; readonly values: readonly (number | undefined)[] },
  all: MachineSettings,
): RowVerdict => {
  const { atMs, values } = row;
  const settings = all.stream;
  restartAfterGap(m, atMs);
  const seen = see(m, { atMs, values, all });
  const { best } = seen;
  if (!best) {
    const state = seen.present === 0 ? 'unknown' : 'learning';
    return { score: null, state, driver: null, timeToLimit: null, adopted: [] };
  }
  const score = Math.max(best.verdict.score, seen.frozen >= 0 ? 1 : 0);
  if (score < settings.trackBelowScore)
    m.signals.forEach(({ watched }, i) => watched && seen.z[i] !== undefined && track(watched, seen.z[i], settings));
  if (best.verdict.score >= 1) m.episode.open = true;
  let adopted: string[] = [];
  if (m.episode.open) {
    collect(m, values, atMs);
    followTrend(m, { atMs, best, z: seen.z[m.episode.signal < 0 ? best.index : m.episode.signal], all });
    adopted = adoptSteady(m, all);
    closeWhenQuiet(m, best.verdict.score, settings);
  }
  return {
    score: Math.round(score * 1_000) / 1_000,
    state: stateOf(score, seen.frozen >= 0),
    driver: driverOf(seen, all),
    timeToLimit: m.episode.open && best.verdict.score >= 1 ? timeToLimit(m.episode.points) : null,
    adopted,
  };
};

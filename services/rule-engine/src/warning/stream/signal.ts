import type { UnixMs } from '@liftwatch/schemas';
import { persistenceOf, predictionWeights } from './correlation.ts';
import { limitOf, type Rarity } from './limits.ts';
import {
  baselineOf,
  clip,
  distinctCount,
  medianOfThree,
  NUMERIC_FLOOR,
  withoutSpikes,
  type ScaleFloor,
} from './scale.ts';
import { seasonAt, seasonOf, type Season } from './season.ts';
import type { SignalSettings, StreamSettings } from './settings.ts';

/** One stream of a signal, ready to be watched: averages of its standardised deviation, each with its limit. */
export interface Stream {
  centre: number;
  scale: number;
  readonly clip: number;
  readonly averages: number[];
  readonly limits: readonly number[];
}

/** What is watched once learning is over. Plain JSON. */
export interface Watched {
  /** Level when commissioned; trends and limits refer to it. */
  readonly centre0: number;
  readonly level: Stream;
  readonly shape: Stream;
  readonly season: Season | null;
  readonly persistence: number;
  /** Weights of the prediction, and the last deviations that it starts from. */
  readonly weights: readonly number[];
  readonly before: number[];
  /** Where the signal has been lately, scales: the shape is judged about it, so that a shifted level leaves it alone. */
  local: number;
  readonly lastErrors: number[];
  /** Longest run of one value while learning. */
  readonly longestRun: number;
}

/** Everything known of one signal. Plain JSON; at most `learnCount` numbers while learning, about 60 after. */
export interface SignalState {
  learning: { values: number[]; atMs: UnixMs[] } | null;
  watched: Watched | null;
  readonly last: number[];
  run: number;
}

export const newSignal = (): SignalState => ({
  learning: { values: [], atMs: [] },
  watched: null,
  last: [],
  run: 0,
});

const LEAST_DISTINCT = 5;
const BEFORE_CLIP = 4;
const LOCAL_SPEED = 0.05;
/** A ratio's scale is never a smaller share of its level. */
const RATIO_FLOOR: ScaleFloor = { ...NUMERIC_FLOOR, ofLevel: 0.001 };

const longestRunOf = (values: readonly number[]): number => {
  let longest = 1;
  let run = 1;
  for (let i = 1; i < values.length; i++) {
    run = values[i] === values[i - 1] ? run + 1 : 1;
    if (run > longest) longest = run;
  }
  return longest;
};

const predicted = (weights: readonly number[], before: readonly number[]): number => {
  let sum = 0;
  for (let k = 0; k < weights.length; k++) sum += (weights[k] as number) * (before[k] ?? 0);
  return sum;
};

const streamOf = (
  values: readonly number[],
  o: { speeds: readonly number[]; clipScales: number; rarity: Rarity; centre: number; scale: number },
): Stream => {
  const cut = values.map((value) => clip((value - o.centre) / o.scale, o.clipScales));
  const persistence = persistenceOf(cut);
  const limits = o.speeds.map((speed) => limitOf({ values: cut, persistence, speed }, o.rarity));
  return {
    centre: o.centre,
    scale: o.scale,
    // A lasting shift must be able to pass every limit.
    clip: Math.max(o.clipScales, 1.5 * Math.max(...limits)),
    averages: o.speeds.map(() => 0),
    limits,
  };
};

export interface Teaching {
  readonly settings: StreamSettings;
  readonly signal: SignalSettings;
  readonly rarity: Rarity;
}

/** Baseline, season, prediction and limits from healthy readings; undefined: too few distinct values to watch. */
export const teach = (values: readonly number[], atMs: readonly UnixMs[], o: Teaching): Watched | undefined => {
  const { settings, signal, rarity } = o;
  if (distinctCount(values, LEAST_DISTINCT) < LEAST_DISTINCT) return undefined;
  const smooth = withoutSpikes(values);
  const floor = signal.kind === 'interval' ? NUMERIC_FLOOR : RATIO_FLOOR;
  const raw = baselineOf(smooth, floor);
  const timed = smooth.map((value, i) => ({ atMs: atMs[i] as UnixMs, z: clip((value - raw.centre) / raw.scale, 4) }));
  const season = seasonOf(timed);
  const bare = (list: readonly number[]): number[] =>
    season ? list.map((value, i) => value - raw.scale * seasonAt(season, atMs[i] as UnixMs)) : [...list];
  const levels = bare(smooth);
  const { centre, scale } = season ? baselineOf(levels, floor) : raw;
  const level = streamOf(levels, {
    speeds: settings.levelSpeeds,
    clipScales: settings.clipScales,
    rarity,
    centre,
    scale,
  });
  let local = 0;
  const deviations = bare(values).map((value) => {
    const z = (value - centre) / scale;
    const deviation = clip(z - local, BEFORE_CLIP);
    local += LOCAL_SPEED * (clip(z, level.clip) - local);
    return deviation;
  });
  const weights = predictionWeights(deviations, Math.min(settings.predictionOrder, Math.floor(values.length / 20)));
  const errors = deviations.map((z, i) =>
    Math.abs(z - predicted(weights, deviations.slice(Math.max(0, i - weights.length), i).reverse())),
  );
  const settled = withoutSpikes(errors.slice(weights.length));
  const errorBase = baselineOf(settled);
  const shape = streamOf(settled, {
    ...errorBase,
    speeds: settings.shapeSpeeds,
    clipScales: settings.clipScales / 2,
    rarity,
  });
  const widest = signal.kind === 'interval' ? 0 : (2 * settings.ratioChange * Math.abs(centre)) / scale;
  return {
    centre0: centre,
    level: { ...level, clip: Math.max(level.clip, widest) },
    shape,
    season: season && season.map((offset) => offset * raw.scale),
    persistence: persistenceOf(levels.map((value) => clip((value - centre) / scale, settings.clipScales))),
    weights,
    local,
    before: deviations.slice(-weights.length).reverse(),
    lastErrors: errors.slice(-2),
    longestRun: longestRunOf(values),
  };
};

/** What one reading led to. `score` 1: at the limit. */
export interface SignalVerdict {
  readonly score: number;
  readonly stream: 'level' | 'shape';
  readonly speed: number;
  readonly direction: 'up' | 'down';
  /** Deviation of this reading alone from the commissioned level, scales. */
  readonly z: number;
}

const advance = (stream: Stream, z: number, speeds: readonly number[]): void => {
  for (let k = 0; k < speeds.length; k++) {
    const e = stream.averages[k] as number;
    stream.averages[k] = e + (speeds[k] as number) * (z - e);
  }
};

/** What a change must come to against the level itself, in scales. */
const leastShift = (w: Watched, { settings, signal }: Pick<Teaching, 'settings' | 'signal'>): number => {
  if (signal.kind === 'interval') return 0;
  const ofLevel = (settings.ratioChange * Math.abs(w.centre0)) / w.level.scale;
  return signal.kind === 'ratio' ? ofLevel : Math.min(ofLevel, settings.eitherScales);
};

const levelScore = (w: Watched, k: number, o: Pick<Teaching, 'settings' | 'signal'>): number => {
  const { settings, signal } = o;
  const e = w.level.averages[k] as number;
  if (signal.direction !== 'both' && e > 0 !== (signal.direction === 'up')) return 0;
  const size = Math.abs(e);
  const matters = Math.max(settings.leastShiftScales, leastShift(w, o));
  return Math.min(size / (w.level.limits[k] as number), size / matters);
};

/** Of a ratio signal the error must have grown by half of what its level may move. */
const shapeMatters = (w: Watched, e: number, o: Pick<Teaching, 'settings' | 'signal'>): number => {
  if (o.signal.kind === 'interval') return Infinity;
  const least = leastShift(w, o);
  const growth = 0.5 * (o.signal.kind === 'ratio' ? least : Math.min(least, o.settings.leastShiftScales));
  return growth === 0 ? Infinity : (e * w.shape.scale) / growth;
};

/** The highest score of the signal's statistics, as they stand. */
const judge = (w: Watched, z: number, o: Pick<Teaching, 'settings' | 'signal'>): SignalVerdict => {
  const { settings } = o;
  let best: SignalVerdict = { score: 0, stream: 'level', speed: 1, direction: z < 0 ? 'down' : 'up', z };
  for (let k = 0; k < settings.levelSpeeds.length; k++) {
    const score = levelScore(w, k, o);
    if (score <= best.score) continue;
    const direction = (w.level.averages[k] as number) < 0 ? 'down' : 'up';
    best = { score, stream: 'level', speed: settings.levelSpeeds[k] as number, direction, z };
  }
  for (let k = 0; k < settings.shapeSpeeds.length; k++) {
    const e = w.shape.averages[k] as number;
    const grown = (e * w.shape.scale) / (settings.shapeGrowth * (w.shape.centre + w.shape.scale));
    const score = Math.min(e / (w.shape.limits[k] as number), grown, shapeMatters(w, e, o));
    if (score > best.score)
      best = { score, stream: 'shape', speed: settings.shapeSpeeds[k] as number, direction: 'up', z };
  }
  return best;
};

/** Takes a reading of a watched signal. */
export const watch = (
  state: SignalState,
  w: Watched,
  o: Pick<Teaching, 'settings' | 'signal'> & { readonly value: number; readonly atMs: UnixMs },
): SignalVerdict => {
  const { settings, value, atMs } = o;
  const [a = value, b = a] = state.last;
  const season = w.season ? seasonAt(w.season, atMs) : 0;
  const z = (medianOfThree(b, a, value) - season - w.level.centre) / w.level.scale;
  advance(w.level, clip(z, w.level.clip), settings.levelSpeeds);
  const bare = (value - season - w.level.centre) / w.level.scale;
  const deviation = clip(bare - w.local, BEFORE_CLIP);
  w.local += LOCAL_SPEED * (clip(bare, w.level.clip) - w.local);
  const [e1 = 0, e2 = e1] = w.lastErrors;
  const error = Math.abs(deviation - predicted(w.weights, w.before));
  w.before.unshift(deviation);
  w.before.length = Math.min(w.before.length, w.weights.length);
  w.lastErrors.unshift(error);
  w.lastErrors.length = 2;
  advance(
    w.shape,
    clip((medianOfThree(e2, e1, error) - w.shape.centre) / w.shape.scale, w.shape.clip),
    settings.shapeSpeeds,
  );
  return judge(w, (z * w.level.scale + w.level.centre - w.centre0) / w.level.scale, o);
};

/** The baseline follows a slow healthy change, by little, and never far. `z`: deviation from the commissioned level. */
export const track = (w: Watched, z: number, settings: StreamSettings): void => {
  const { level, centre0 } = w;
  // Towards the readings from where the baseline stands now: from anywhere else it would run away.
  const apart = z - (level.centre - centre0) / level.scale;
  const step = (settings.trackScales / settings.learnCount) * clip(apart, 1) * level.scale;
  const bound = settings.trackAtMostScales * level.scale;
  level.centre = centre0 + clip(level.centre + step - centre0, bound);
};

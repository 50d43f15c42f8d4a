import { countFeatures, features } from '../features/features.ts';

/**
 * Where the numbers of a lift's wear stand. In memory only: what is saved (`../saved.ts`) is written by name and place of the feature, so
 * all of this may change from one version to the next.
 */

/** Of the lift itself. Times are 0 where it was not yet. */
export const liftNumbers = [
  'fastestMps',
  'lastTripMs',
  'lastDoorMs',
  /** Day after which it is looked at again, whether or not anything is read; 0: not asked for yet. */
  'watchedDay',
] as const;

/** Of its use; the pairs of the seven weekdays stand behind: usual runs, and how many weeks they come from. */
export const usageNumbers = [
  'day',
  'runs',
  /** Days in a row far below the profile. */
  'lowDays',
  'lowSinceMs',
  /** Of the day that was closed last. */
  'lastRuns',
  'lastUsual',
] as const;

/** Of what its raw `state` shows. 0: not known, or not now. */
export const derivedNumbers = [
  'openingMs',
  'closingMs',
  'reopens',
  'liftedMs',
  'runningMs',
  'stoppedMs',
  /** Since when the brake has been set, and where the car stood then, m; NaN: it does not say where. */
  'setMs',
  'setAtM',
] as const;

/** Of a measured feature. `ref` and `w`: location and scale of single values; `log` features hold logarithms throughout. */
export const measuredNumbers = [
  /** One of `STAGE`. */
  'stage',
  'ref',
  'w',
  'lastMs',
  'score',
  /** Of the running block: begin, count, sum and sum of squares of deviations. */
  'blockMs',
  'blockN',
  'blockSum',
  'blockSquares',
  /** Blocks to learn from, where it is not the usual number; 0: it is. */
  'goal',
  /** Blocks still to be passed over. */
  'skip',
  /** Factor on the statistical limits, raised where a person found nothing; 0: none, it is 1. */
  'slack',
] as const;

/** How far a feature is. Values are kept while it looks and while it learns; then there is nothing of them any more. */
export const STAGE = { unread: 0, looking: 1, learning: 2, learnt: 3 } as const;

/** Of a count: recent cycles and events, fading; what was usual; for how long it has been high. */
export const countedNumbers = [
  'n',
  'k',
  'baseN',
  'baseK',
  'lastMs',
  'sinceMs',
  'held',
  /** Factor on the limits; 0: nothing was ever counted. */
  'slack',
] as const;

/** Averages `e` of what is watched, of three speeds, with limits `h`. In scales `s` about `m`; `m0` is the commissioned centre. `s` 0: nothing is watched. */
export const watchNumbers = ['m0', 'm', 's', 'e0', 'e1', 'e2', 'h0', 'h1', 'h2'] as const;

export const WEEKDAYS = 7;
/** In `LiftWear.numbers`, behind those of the lift. */
export const USAGE_AT = liftNumbers.length;
export const DERIVED_AT = USAGE_AT + usageNumbers.length + 2 * WEEKDAYS;
export const LIFT_SIZE = DERIVED_AT + derivedNumbers.length;

/** In `LiftWear.features`. */
export const measuredAt = (place: number): number => place * measuredNumbers.length;
export const countedAt = (place: number): number => measuredAt(features.length) + place * countedNumbers.length;
export const FEATURES_SIZE = countedAt(countFeatures.length);

/** Of each measured feature: its place among those whose scatter is watched; -1: it is not. */
const scatterPlaces: readonly number[] = features.map(({ spread }, place) =>
  spread ? features.slice(0, place).filter((before) => before.spread).length : -1,
);
/** In `LiftWear.watches`: levels, then scatters; -1: it is not watched. */
export const levelAt = (place: number): number => place * watchNumbers.length;
export const spreadAt = (place: number): number => {
  const scatter = scatterPlaces[place] ?? -1;
  return scatter < 0 ? -1 : levelAt(features.length + scatter);
};
export const WATCHES_SIZE = levelAt(features.length + features.filter(({ spread }) => spread).length);

/** In `LiftWear.lists`: contexts of a measured feature, floors of a count, and values (those that grow most often, last). */
export const contextsList = (place: number): number => place;
export const floorsList = (place: number): number => features.length + place;
export const valuesList = (place: number): number => features.length + countFeatures.length + place;
export const LISTS = valuesList(features.length);

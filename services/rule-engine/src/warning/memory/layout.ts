import { countFeatures, features } from '../features/features.ts';

/**
 * Where the numbers of a lift's wear stand. In memory only: what is saved (`../saved.ts`) is written by name and place of the feature, so
 * all of this may change from one version to the next.
 */

/** Each name with its place. */
const placesOf = <const Name extends string>(...names: readonly Name[]): Readonly<Record<Name, number>> =>
  Object.fromEntries(names.map((name, place) => [name, place])) as Record<Name, number>;
const sizeOf = (places: Readonly<Record<string, number>>): number => Object.keys(places).length;

/** Of the lift itself. */
export const LIFT = placesOf('fastestMps', 'lastTripMs', 'lastDoorMs', 'watchedDay');
/** Of its use; behind them the seven weekdays, two numbers each. */
export const USAGE = placesOf('day', 'runs', 'lowDays', 'lowSinceMs', 'lastRuns', 'lastUsual');
/** Of what its raw `state` shows. */
export const DERIVED = placesOf(
  'openingMs',
  'closingMs',
  'reopens',
  'liftedMs',
  'runningMs',
  'stoppedMs',
  'setMs',
  'setAtM',
);
/** How far a measured feature is. Values are kept while it looks and while it learns; then there is nothing of them any more. */
export const STAGE = { unread: 0, looking: 1, learning: 2, learnt: 3 } as const;
/** Of a measured feature. */
export const MEASURED = placesOf(
  'stage',
  'ref',
  'w',
  'lastMs',
  'score',
  'blockMs',
  'blockN',
  'blockSum',
  'blockSquares',
  'goal',
  'skip',
  'slack',
);
/** Of a count. */
export const COUNTED = placesOf('n', 'k', 'baseN', 'baseK', 'lastMs', 'sinceMs', 'held', 'slack');
/** Of what is watched, `e` and `h` by number of the speed. */
export const WATCH = placesOf('m0', 'm', 's', 'e0', 'e1', 'e2', 'h0', 'h1', 'h2');

export const WEEKDAYS = 7;
/** In `LiftWear.numbers`, behind those of the lift. */
export const USAGE_AT = sizeOf(LIFT);
export const WEEK_AT = USAGE_AT + sizeOf(USAGE);
export const DERIVED_AT = WEEK_AT + 2 * WEEKDAYS;
export const LIFT_SIZE = DERIVED_AT + sizeOf(DERIVED);

const [MEASURED_SIZE, COUNTED_SIZE] = [sizeOf(MEASURED), sizeOf(COUNTED)];
/** In `LiftWear.features`. */
export const measuredAt = (place: number): number => place * MEASURED_SIZE;
export const countedAt = (place: number): number => measuredAt(features.length) + place * COUNTED_SIZE;
export const FEATURES_SIZE = countedAt(countFeatures.length);

/** Of each measured feature: its place among those whose scatter is watched; -1: it is not. */
const scatterPlaces: readonly number[] = features.map(({ spread }, place) =>
  spread ? features.slice(0, place).filter((before) => before.spread).length : -1,
);
export const WATCH_SIZE = sizeOf(WATCH);
/** In `LiftWear.watches`: levels, then scatters; -1: it is not watched. */
export const levelAt = (place: number): number => place * WATCH_SIZE;
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

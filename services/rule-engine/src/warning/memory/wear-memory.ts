import type { UnixMs, WarningCause, WarningComponent } from '@liftwatch/schemas';
import { DERIVED, DERIVED_AT, FEATURES_SIZE, LIFT, LIFT_SIZE, LISTS, WATCHES_SIZE } from './layout.ts';
import type { Stir } from './measured.ts';
import { NumberLists } from './number-lists.ts';
import { plainOf, type PlainWear } from './plain.ts';
import { zeros } from './zeros.ts';

const { fastestMps, lastTripMs, lastDoorMs, watchedDay } = LIFT;

/** What is open or decided about one component. */
export interface Standing {
  level: 'watch' | 'act';
  sinceMs: UnixMs;
  cause: WarningCause;
  /** A person said what the cause is. */
  onSite?: boolean;
  /** Share of the way to the act limit when last told. */
  toldShare: number;
}

/** How a warning ended. */
export type EndedBy = 'expired' | 'passed' | 'repaired' | 'rejected' | 'removed';

/** Penalty of faults, and when it was last brought up to date. */
export type Fading = readonly [penalty: number, atMs: UnixMs];

export type ByComponent<T> = Readonly<Partial<Record<WarningComponent, T>>>;

/** Nothing, of any component, feature or name: shared by all lifts, so that it is never written to. */
const NOTHING: Readonly<Record<string, never>> = Object.freeze({});
const NONE: readonly never[] = Object.freeze([]);

const emptyNumbers = zeros(LIFT_SIZE);
emptyNumbers[DERIVED_AT + DERIVED.setAtM] = NaN;
const emptyFeatures = zeros(FEATURES_SIZE);
const emptyWatches = zeros(WATCHES_SIZE);

/** Of a lift whose features have been read: their numbers, and the lists and names that belong to them. */
export interface FeatureMemory extends Omit<LiftWear, 'features' | 'lists' | 'names'> {
  readonly features: number[];
  readonly lists: NumberLists;
  readonly names: string[];
}

/**
 * Everything early warning knows of one lift. At most 11 kB as it is saved (`../saved.ts`); plain JSON, as `toJSON` gives it, by the names
 * that people use. In memory it is a few arrays of numbers, because a fleet is held there at once and the garbage collector visits
 * every object of it: one lift is about ten. `layout.ts` tells where which number stands; `Measured`, `Counted`, `Usage` and
 * `DerivedState` read and write them by name.
 */
export class LiftWear {
  readonly numbers: number[] = emptyNumbers.slice();
  /** Undefined until the first feature is read. */
  features: number[] | undefined = undefined;
  lists: NumberLists | undefined = undefined;
  names: string[] | undefined = undefined;
  /** Undefined until the first level is known. */
  watches: number[] | undefined = undefined;
  /** By place of the feature, of those that deviate. */
  stirs: readonly (Stir | undefined)[] = NONE;
  open: ByComponent<Standing> = NOTHING;
  /** How the last warning of a component ended, for its last line. */
  ended: ByComponent<EndedBy> = NOTHING;
  /** Faults of the last days by component. */
  events: ByComponent<Fading> = NOTHING;
  /** Floor at which the run that `state` shows began; empty: none runs, or it is not known. */
  fromFloor = '';
  /** Of all trips. */
  get fastestMps(): number {
    return this.numbers[fastestMps] as number;
  }
  set fastestMps(value: number) {
    this.numbers[fastestMps] = value;
  }
  /** Of its own trip readings; 0: it sends none. */
  get lastTripMs(): number {
    return this.numbers[lastTripMs] as number;
  }
  set lastTripMs(value: number) {
    this.numbers[lastTripMs] = value;
  }
  /** Of its own door readings; 0: it sends none. */
  get lastDoorMs(): number {
    return this.numbers[lastDoorMs] as number;
  }
  set lastDoorMs(value: number) {
    this.numbers[lastDoorMs] = value;
  }
  /** Day after which it is looked at again, whether or not anything is read; 0: not asked for yet. */
  get watchedDay(): number {
    return this.numbers[watchedDay] as number;
  }
  set watchedDay(value: number) {
    this.numbers[watchedDay] = value;
  }
  /** The memory of the features, begun where there is none yet. */
  begun(): FeatureMemory {
    if (this.features === undefined) {
      this.features = emptyFeatures.slice();
      this.lists = new NumberLists(LISTS);
      this.names = [];
    }
    return this as FeatureMemory;
  }
  /** The numbers of the watches, begun where there are none yet. */
  watched(): number[] {
    return (this.watches ??= emptyWatches.slice());
  }
  toJSON(): PlainWear {
    return plainOf(this);
  }
}

/** The same; where it is empty, the one that all lifts share. */
export const shared = <T>(of: ByComponent<T>): ByComponent<T> => (Object.keys(of).length === 0 ? NOTHING : of);

/** Without this component's. */
export const without = <T>(of: ByComponent<T>, component: WarningComponent): ByComponent<T> => {
  const { [component]: _, ...rest } = of;
  return shared(rest as ByComponent<T>);
};

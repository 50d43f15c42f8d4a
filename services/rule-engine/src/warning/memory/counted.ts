import { countFeatures } from '../features/features.ts';
import { COUNTED, countedAt, floorsList } from './layout.ts';
import { NamedRows } from './named-rows.ts';
import type { FeatureMemory, LiftWear } from './wear-memory.ts';

const { n, k, baseN, baseK, lastMs, sinceMs, held, slack } = COUNTED;

/** Fading events of a count, by floor. */
export class Floors extends NamedRows {
  eventsAt(index: number): number {
    return this.numbers[this.placeOf(index) + 1] as number;
  }
  setEvents(index: number, events: number): void {
    this.numbers[this.placeOf(index) + 1] = events;
  }
  newFloor(name: string, events: number): void {
    const place = this.add(name);
    this.numbers[place + 1] = events;
  }
}

/** Memory of one count of one lift: recent cycles and events, fading; what was usual; events by floor, fading too. */
export class Counted {
  readonly numbers: number[];
  readonly at: number;
  readonly #m: FeatureMemory;
  readonly #place: number;
  constructor(m: FeatureMemory, place: number) {
    this.numbers = m.features;
    this.at = countedAt(place);
    this.#m = m;
    this.#place = place;
  }
  /** Recent cycles and events, fading. */
  get n(): number {
    return this.numbers[this.at + n] as number;
  }
  set n(value: number) {
    this.numbers[this.at + n] = value;
  }
  get k(): number {
    return this.numbers[this.at + k] as number;
  }
  set k(value: number) {
    this.numbers[this.at + k] = value;
  }
  /** What was usual: cycles and events. */
  get baseN(): number {
    return this.numbers[this.at + baseN] as number;
  }
  set baseN(value: number) {
    this.numbers[this.at + baseN] = value;
  }
  get baseK(): number {
    return this.numbers[this.at + baseK] as number;
  }
  set baseK(value: number) {
    this.numbers[this.at + baseK] = value;
  }
  get lastMs(): number {
    return this.numbers[this.at + lastMs] as number;
  }
  set lastMs(value: number) {
    this.numbers[this.at + lastMs] = value;
  }
  /** Since when it has been high; 0: it is not. */
  get sinceMs(): number {
    return this.numbers[this.at + sinceMs] as number;
  }
  set sinceMs(value: number) {
    this.numbers[this.at + sinceMs] = value;
  }
  /** Cycles of the last ones at which it was high; up and down by one, at most 120. */
  get held(): number {
    return this.numbers[this.at + held] as number;
  }
  set held(value: number) {
    this.numbers[this.at + held] = value;
  }
  /** Factor on the limits; 0: nothing was ever counted. */
  get slack(): number {
    return this.numbers[this.at + slack] as number;
  }
  set slack(value: number) {
    this.numbers[this.at + slack] = value;
  }
  get floors(): Floors {
    return new Floors(this.#m, { list: floorsList(this.#place), width: 2 });
  }
}

/** The count's memory; undefined: nothing was ever counted. */
export const countedOf = (m: LiftWear, place: number): Counted | undefined => {
  if (m.features === undefined) return undefined;
  const known = new Counted(m as FeatureMemory, place);
  return known.slack === 0 ? undefined : known;
};

/** The count's memory, begun where there is none yet. */
export const countedFrom = (m: LiftWear, place: number): Counted => {
  const begun = new Counted(m.begun(), place);
  if (begun.slack === 0) begun.slack = 1;
  return begun;
};

/** Of all counts up to the last that was ever counted. */
export const allCounted = (m: LiftWear): (Counted | undefined)[] => {
  const all = countFeatures.map((_, place) => countedOf(m, place));
  return all.slice(0, all.findLastIndex((one) => one !== undefined) + 1);
};

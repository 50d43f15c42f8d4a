import { countFeatures } from '../features/features.ts';
import { countedAt, countedNumbers, floorsList } from './layout.ts';
import { NamedRows } from './named-rows.ts';
import { rowOf } from './row.ts';
import type { FeatureMemory, LiftWear } from './wear-memory.ts';

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
export class Counted extends rowOf(countedNumbers) {
  readonly #m: FeatureMemory;
  readonly #place: number;
  constructor(m: FeatureMemory, place: number) {
    super(m.features, countedAt(place));
    this.#m = m;
    this.#place = place;
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

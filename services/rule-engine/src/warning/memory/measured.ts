import type { UnixMs } from '@liftwatch/schemas';
import { features } from '../features/features.ts';
import { CELL_WIDTH, Cells, FLOOR_WIDTH } from './cells.ts';
import { contextsList, levelAt, MEASURED, measuredAt, spreadAt, STAGE, valuesList } from './layout.ts';
import { Watch } from './watch.ts';
import type { FeatureMemory, LiftWear } from './wear-memory.ts';

const { stage, ref, w, lastMs, score, blockMs, blockN, blockSum, blockSquares, goal, skip, slack } = MEASURED;

/** What is remembered of a deviation while it lasts. */
export interface Stir {
  /** Since when the score has been 1 or more; 0: it was not. */
  sinceMs: UnixMs;
  /** Blocks of the last ones with a score of 1 or more; up and down by one, at most 8. */
  held: number;
  /** Share of the way to the act limit: hours since 1970 and 100 x ln share, oldest first. */
  trend: [hour: number, lnShare: number][];
  ticks: number;
}

/** Memory of one measured feature of one lift: its numbers by name, its watches, its contexts, the values it looks at or learns from. */
export class Measured {
  readonly numbers: number[];
  readonly at: number;
  readonly place: number;
  readonly #m: FeatureMemory;
  constructor(m: FeatureMemory, place: number) {
    this.numbers = m.features;
    this.at = measuredAt(place);
    this.place = place;
    this.#m = m;
  }
  /** One of `STAGE`. */
  get stage(): number {
    return this.numbers[this.at + stage] as number;
  }
  set stage(value: number) {
    this.numbers[this.at + stage] = value;
  }
  /** Location and scale of single values: averages are in `w` about `ref`; `log` features hold logarithms throughout. */
  get ref(): number {
    return this.numbers[this.at + ref] as number;
  }
  set ref(value: number) {
    this.numbers[this.at + ref] = value;
  }
  get w(): number {
    return this.numbers[this.at + w] as number;
  }
  set w(value: number) {
    this.numbers[this.at + w] = value;
  }
  get lastMs(): number {
    return this.numbers[this.at + lastMs] as number;
  }
  set lastMs(value: number) {
    this.numbers[this.at + lastMs] = value;
  }
  get score(): number {
    return this.numbers[this.at + score] as number;
  }
  set score(value: number) {
    this.numbers[this.at + score] = value;
  }
  /** Of the running block: begin, count, sum and sum of squares of deviations. */
  get blockMs(): number {
    return this.numbers[this.at + blockMs] as number;
  }
  set blockMs(value: number) {
    this.numbers[this.at + blockMs] = value;
  }
  get blockN(): number {
    return this.numbers[this.at + blockN] as number;
  }
  set blockN(value: number) {
    this.numbers[this.at + blockN] = value;
  }
  get blockSum(): number {
    return this.numbers[this.at + blockSum] as number;
  }
  set blockSum(value: number) {
    this.numbers[this.at + blockSum] = value;
  }
  get blockSquares(): number {
    return this.numbers[this.at + blockSquares] as number;
  }
  set blockSquares(value: number) {
    this.numbers[this.at + blockSquares] = value;
  }
  /** Blocks to learn from, where it is not the usual number; 0: it is. */
  get goal(): number {
    return this.numbers[this.at + goal] as number;
  }
  set goal(value: number) {
    this.numbers[this.at + goal] = value;
  }
  /** Blocks still to be passed over. */
  get skip(): number {
    return this.numbers[this.at + skip] as number;
  }
  set skip(value: number) {
    this.numbers[this.at + skip] = value;
  }
  /** Factor on the statistical limits, raised where a person found nothing; 0: none was, it is 1. */
  get slack(): number {
    return this.numbers[this.at + slack] as number;
  }
  set slack(value: number) {
    this.numbers[this.at + slack] = value;
  }
  get isLooking(): boolean {
    return this.stage === STAGE.looking;
  }
  get isLearning(): boolean {
    return this.stage === STAGE.learning;
  }
  /** What is watched, once it has been learnt. */
  get level(): Watch | undefined {
    return this.#watchAt(levelAt(this.place));
  }
  get spread(): Watch | undefined {
    return this.isScatterWatched ? this.#watchAt(spreadAt(this.place)) : undefined;
  }
  #watchAt(at: number): Watch | undefined {
    const { watches } = this.#m;
    if (watches === undefined) return undefined;
    const watch = new Watch(watches, at);
    return watch.s === 0 ? undefined : watch;
  }
  get isScatterWatched(): boolean {
    return spreadAt(this.place) >= 0;
  }
  newLevel(): Watch {
    return new Watch(this.#m.watched(), levelAt(this.place));
  }
  /** Only where the scatter is watched. */
  newSpread(): Watch {
    return new Watch(this.#m.watched(), spreadAt(this.place));
  }
  /** Absent while nothing deviates. */
  get stir(): Stir | undefined {
    return this.#m.stirs[this.place];
  }
  set stir(stir: Stir | undefined) {
    if (stir === this.stir) return;
    const { stirs } = this.#m;
    this.#m.stirs = features.map((_, place) => (place === this.place ? stir : stirs[place]));
  }
  get cells(): Cells {
    const width = features[this.place]?.perFloor ? FLOOR_WIDTH : CELL_WIDTH;
    return new Cells(this.#m, { list: contextsList(this.place), width });
  }
  /** Single values while it looks; while it learns the means of blocks, each with its scatter where that is watched. */
  get #values(): number[] {
    return this.#m.lists.valuesOf(valuesList(this.place));
  }
  get looked(): number[] {
    return this.isLooking ? this.#values : [];
  }
  get means(): number[] {
    if (!this.isLearning) return [];
    return this.isScatterWatched ? this.#values.filter((_, i) => i % 2 === 0) : this.#values;
  }
  get scatters(): number[] {
    return this.isLearning && this.isScatterWatched ? this.#values.filter((_, i) => i % 2 === 1) : [];
  }
  /** Single values looked at, or blocks learnt from, so far. */
  get valueCount(): number {
    const count = this.#m.lists.lengthOf(valuesList(this.place));
    return this.isLearning && this.isScatterWatched ? count / 2 : count;
  }
  pushLooked(value: number): void {
    this.#m.lists.push(valuesList(this.place), [value]);
  }
  pushBlock(mean: number, scatter: number): void {
    this.#m.lists.push(valuesList(this.place), this.isScatterWatched ? [mean, scatter] : [mean]);
  }
  clearValues(): void {
    this.#m.lists.clear(valuesList(this.place));
  }
}

/** The feature's memory; undefined: it was never read. */
export const measuredOf = (m: LiftWear, place: number): Measured | undefined => {
  if (m.features === undefined || m.features[measuredAt(place)] === STAGE.unread) return undefined;
  return new Measured(m as FeatureMemory, place);
};

/** The feature's memory, begun where there is none yet: it looks at single values first, and passes over `skip` blocks then. */
export const measuredFrom = (m: LiftWear, place: number, skip: number): Measured => {
  const known = measuredOf(m, place);
  if (known) return known;
  const begun = new Measured(m.begun(), place);
  begun.stage = STAGE.looking;
  begun.w = 1;
  begun.skip = skip;
  return begun;
};

/** Of all features up to the last that was read. */
export const allMeasured = (m: LiftWear): (Measured | undefined)[] => {
  const all = features.map((_, place) => measuredOf(m, place));
  return all.slice(0, all.findLastIndex((one) => one !== undefined) + 1);
};

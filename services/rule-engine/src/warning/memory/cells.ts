import { NamedRows, ownOf, withOwn } from './named-rows.ts';

/** Of the first number of a row: readings in so many bits, above them how many recent ones, plus one. */
const COUNT_BITS = 7;
const COUNT_MASK = 2 ** COUNT_BITS - 1;
const [FIRST, OFFSET, RECENT] = [0, 1, 2];

/**
 * One context: how many readings and its own offset; of a floor also how single readings have lately stood about it, as far as that is known.
 * Made for the moment: it holds until another context is added.
 */
export class Cell {
  readonly #numbers: number[];
  readonly #at: number;
  constructor(numbers: number[], at: number) {
    this.#numbers = numbers;
    this.#at = at;
  }
  get #own(): number {
    return ownOf(this.#numbers[this.#at + FIRST] as number);
  }
  set #own(own: number) {
    this.#numbers[this.#at + FIRST] = withOwn(this.#numbers[this.#at + FIRST] as number, own);
  }
  /** Readings, at most 99. */
  get n(): number {
    return this.#own & COUNT_MASK;
  }
  set n(n: number) {
    this.#own = (this.#own & ~COUNT_MASK) | n;
  }
  get offset(): number {
    return this.#numbers[this.#at + OFFSET] as number;
  }
  set offset(offset: number) {
    this.#numbers[this.#at + OFFSET] = offset;
  }
  /** Recent readings, at most 20; undefined: they are not kept, or there has been none. */
  get recentN(): number | undefined {
    const counted = this.#own >> COUNT_BITS;
    return counted === 0 ? undefined : counted - 1;
  }
  get recent(): number | undefined {
    return this.recentN === undefined ? undefined : this.#numbers[this.#at + RECENT];
  }
  /** Only of features that keep deviations of single floors. */
  setRecent(recent: number, n: number): void {
    this.#numbers[this.#at + RECENT] = recent;
    this.#own = (this.#own & COUNT_MASK) | ((n + 1) << COUNT_BITS);
  }
}

/** Numbers of a row, with and without what single readings have lately done. */
export const CELL_WIDTH = OFFSET + 1;
export const FLOOR_WIDTH = RECENT + 1;

/** The contexts of one feature by name. */
export class Cells extends NamedRows {
  /** Of its floors it is kept how single readings have lately stood. */
  get keepRecent(): boolean {
    return this.width === FLOOR_WIDTH;
  }
  cell(name: string): Cell | undefined {
    const place = this.find(name);
    return place < 0 ? undefined : new Cell(this.numbers, place);
  }
  /** A new one, of no reading yet. */
  newCell(name: string): Cell {
    const place = this.add(name);
    return new Cell(this.numbers, place);
  }
  /** Number `index`, in the order in which they are saved. */
  cellAt(index: number): Cell {
    return new Cell(this.numbers, this.placeOf(index));
  }
  /** All of them, in that order. */
  all(): Cell[] {
    return Array.from({ length: this.count }, (_, index) => this.cellAt(index));
  }
}

import { dayOrderOf, readInstant, type DayOrder } from './instants.ts';

/** 20260105 throughout is dates; alone it could be seconds. */
const BARE_DATE = /^\s*(?:19|20)\d{6}\s*$/;
const NUMBER = /^\s*[+-]?\d+(?:\.\d+)?\s*$/;
/** Epoch seconds are above it since 1973. */
const SINCE_START_MOST = 1e8;

/** Of the rows, so many differ though they share a time, or so many share one time: the clock is coarser than the readings. */
const COARSE_SHARE = 0.02;
const COARSE_ROWS_PER_TIME = 2.5;

/** Rows sent twice share a time by twos and are equal; those of a coarse clock differ, or come in longer runs while nothing moves. */
const isCoarseClock = (texts: readonly string[], rows: readonly (readonly string[])[]): boolean => {
  let times = 0;
  let differing = 0;
  for (const [i, text] of texts.entries()) {
    if (text !== texts[i - 1]) times++;
    else if (rows[i]?.some((cell, at) => cell !== rows[i - 1]?.[at])) differing++;
  }
  return differing > COARSE_SHARE * texts.length || texts.length > COARSE_ROWS_PER_TIME * times;
};

const isSinceStart = (text: string): boolean => NUMBER.test(text) && Math.abs(Number(text)) < SINCE_START_MOST;

/** The time of a row, in one cell or in two, read as the first rows show that the file means it. */
export class TimeColumn {
  readonly #places: readonly number[];
  readonly #dayOrder: DayOrder | undefined;
  readonly #isBareDate: boolean;
  /** Rows that are equal follow each other in time, though the file cannot tell. */
  readonly isCoarse: boolean;
  /** How times are read where it can be meant otherwise. */
  readonly note: string | undefined;

  constructor(places: readonly number[], firstRows: readonly (readonly string[])[]) {
    this.#places = places;
    const texts = firstRows.map((row) => this.textOf(row));
    this.#dayOrder = dayOrderOf(texts);
    this.#isBareDate = texts.length > 0 && texts.every((text) => BARE_DATE.test(text));
    this.isCoarse = isCoarseClock(texts, firstRows);
    this.note = this.#noteOf(texts[0] ?? '');
  }

  /** As the file has it; a date and a clock in two columns follow each other. */
  textOf(row: readonly string[]): string {
    return this.#places.map((place) => row[place] ?? '').join(' ');
  }

  /** ms since 1970; undefined: not a time. */
  read(text: string): number | undefined {
    return readInstant(this.#isBareDate ? `${text.trim()}T0000` : text, this.#dayOrder);
  }

  #noteOf(first: string): string | undefined {
    if (this.#dayOrder !== undefined) return `dates end with the year and are read ${this.#dayOrder} first`;
    if (this.#isBareDate) return 'numbers of eight digits are read as dates';
    if (isSinceStart(first))
      return 'numbers are read as seconds since the start; day numbers of a spreadsheet are to be written as dates';
    return undefined;
  }
}

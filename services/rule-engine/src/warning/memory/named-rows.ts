import type { NumberLists } from './number-lists.ts';
import { zeros } from './zeros.ts';

/** The first number of a row holds the place of its name, and in so many lower bits a number of the row's own. */
const OWN_BITS = 12;
const OWN_MASK = 2 ** OWN_BITS - 1;
export const ownOf = (first: number): number => first & OWN_MASK;
export const withOwn = (first: number, own: number): number => (first & ~OWN_MASK) | own;

/** Names that come in the order of their numbers, as the names of an object do. */
const INDEX_BELOW = 2 ** 32 - 1;
const isIndex = (name: string): boolean => /^(0|[1-9]\d{0,9})$/.test(name) && Number(name) < INDEX_BELOW;
const comesAfter = (name: string, index: number): boolean => !isIndex(name) || Number(name) > index;

/** Lists, and the names that all their rows share. */
export interface NamedLists {
  readonly lists: NumberLists;
  readonly names: string[];
}

/**
 * One of the lists as a table: rows of `width` numbers, each with a name. They stand in the order that an object with these names has
 * (whole numbers first, ascending; the others as they came), which is the order in which they are saved. A place holds until a
 * list grows.
 */
export class NamedRows {
  readonly #of: NamedLists;
  readonly #list: number;
  readonly width: number;
  constructor(of: NamedLists, o: { readonly list: number; readonly width: number }) {
    this.#of = of;
    this.#list = o.list;
    this.width = o.width;
  }
  get numbers(): number[] {
    return this.#of.lists.numbers;
  }
  get count(): number {
    return this.#of.lists.lengthOf(this.#list) / this.width;
  }
  /** Place in `numbers` of row number `index`. */
  placeOf(index: number): number {
    return this.#of.lists.startOf(this.#list) + index * this.width;
  }
  nameOf(index: number): string {
    return this.#of.names[(this.numbers[this.placeOf(index)] as number) >> OWN_BITS] as string;
  }
  /** Place of the row of that name; -1: there is none. */
  find(name: string): number {
    const { lists, names } = this.#of;
    const known = names.indexOf(name);
    if (known < 0) return -1;
    const { numbers } = lists;
    const end = lists.endOf(this.#list);
    for (let place = lists.startOf(this.#list); place < end; place += this.width)
      if ((numbers[place] as number) >> OWN_BITS === known) return place;
    return -1;
  }
  /** Adds a row of zeros and returns its place. */
  add(name: string): number {
    const { lists, names } = this.#of;
    const known = names.indexOf(name);
    const row = zeros(this.width);
    row[0] = (known < 0 ? names.push(name) - 1 : known) << OWN_BITS;
    const place = this.placeOf(this.#indexFor(name));
    lists.insert(this.#list, place, row);
    return place;
  }
  clear(): void {
    this.#of.lists.clear(this.#list);
  }
  #indexFor(name: string): number {
    let index = this.count;
    if (isIndex(name)) while (index > 0 && comesAfter(this.nameOf(index - 1), Number(name))) index--;
    return index;
  }
}

import { zeros } from './zeros.ts';

/** Room that is made at once for what comes next, and that is given back where more than thrice of it is free. */
const SPARE = 16;
const spares = zeros(SPARE);

/**
 * A fixed number of short lists of numbers, one after the other in one array, which is one object however many lists there are. It begins
 * with where each list ends. Lists grow and shrink seldom: what stands behind moves then, and places in `numbers` hold no longer.
 */
export class NumberLists {
  readonly count: number;
  numbers: number[];
  constructor(count: number) {
    this.count = count;
    this.numbers = zeros(count);
    for (let list = 0; list < count; list++) this.numbers[list] = count;
  }
  /** Place in `numbers` at which the list begins. */
  startOf(list: number): number {
    return list === 0 ? this.count : (this.numbers[list - 1] as number);
  }
  /** Place just behind its last number. */
  endOf(list: number): number {
    return this.numbers[list] as number;
  }
  lengthOf(list: number): number {
    return this.endOf(list) - this.startOf(list);
  }
  valuesOf(list: number): number[] {
    return this.numbers.slice(this.startOf(list), this.endOf(list));
  }
  /** Puts `values` into the list so that the first of them stands at `place` of `numbers`. */
  insert(list: number, place: number, values: readonly number[]): void {
    const by = values.length;
    const used = this.endOf(this.count - 1);
    if (this.numbers.length < used + by) this.numbers = this.numbers.concat(by > SPARE ? zeros(by) : spares);
    const { numbers } = this;
    for (let i = used - 1; i >= place; i--) numbers[i + by] = numbers[i] as number;
    for (let i = 0; i < by; i++) numbers[place + i] = values[i] as number;
    this.#moveEnds(list, by);
  }
  push(list: number, values: readonly number[]): void {
    this.insert(list, this.endOf(list), values);
  }
  clear(list: number): void {
    const { numbers } = this;
    const by = this.lengthOf(list);
    const used = this.endOf(this.count - 1);
    for (let i = this.endOf(list); i < used; i++) numbers[i - by] = numbers[i] as number;
    this.#moveEnds(list, -by);
    const left = used - by;
    if (numbers.length - left > 3 * SPARE) this.numbers = numbers.slice(0, left + SPARE);
  }
  #moveEnds(from: number, by: number): void {
    for (let list = from; list < this.count; list++) this.numbers[list] = this.endOf(list) + by;
  }
}

/** Numbers of one thing under their names; they stand in an array that holds those of other things too. */
export type Row<Name extends string> = { [name in Name]: number } & {
  readonly numbers: number[];
  /** Where the first of them stands. */
  readonly at: number;
};

/**
 * A class whose objects read and write `numbers[at]`, `numbers[at + 1]` and so on under these names. An object is made for the
 * moment it is needed; what lasts is the array, in which numbers lie side by side and are no objects of their own: a fraction, or a
 * time, that is a field of an object is one, and the garbage collector visits each.
 */
export const rowOf = <const Name extends string>(
  names: readonly Name[],
): new (numbers: number[], at: number) => Row<Name> => {
  class Numbers {
    readonly numbers: number[];
    readonly at: number;
    constructor(numbers: number[], at: number) {
      this.numbers = numbers;
      this.at = at;
    }
  }
  for (let i = 0; i < names.length; i++)
    Object.defineProperty(Numbers.prototype, names[i] as Name, {
      get(this: Numbers) {
        return this.numbers[this.at + i];
      },
      set(this: Numbers, value: number) {
        this.numbers[this.at + i] = value;
      },
    });
  return Numbers as never;
};

/** So many zeros, in an array that the engine keeps as plain doubles from the start: one that begins as `0` is rebuilt with the first fraction. */
export const zeros = (count: number): number[] => {
  const made: number[] = [];
  while (made.length < count) made.push(0.5);
  for (let i = 0; i < count; i++) made[i] = 0;
  return made.slice();
};

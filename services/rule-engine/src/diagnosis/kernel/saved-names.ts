/** Names that a snapshot writes once, in the order in which they were met; what refers to them gives their place. */
export class SavedNames {
  readonly all: string[] = [];
  readonly #places = new Map<string, number>();
  readonly place = (name: string): number => {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    this.#places.set(name, this.all.length);
    return this.all.push(name) - 1;
  };
  /** -1: there is none. */
  placeOf(name: string | undefined): number {
    return name === undefined ? NONE : this.place(name);
  }
}

/** Stands for a name or a number that is not there. */
export const NONE = -1;

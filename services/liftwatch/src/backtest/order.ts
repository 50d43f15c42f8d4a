const TOO_MANY_SHARE = 0.1;
const FEW = 10;

/** The times of the rows one after the other. Too many that cannot be used are no dirt: the file is meant otherwise. */
export class Order {
  #lastMs = -Infinity;
  #kept = 0;
  #back = 0;
  #unreadable = 0;
  #repeated = 0;
  #newest = '';
  #firstBack = '';

  /** Why a row cannot be used; undefined: it can. `where` names it. Rows that share a coarse time follow each other as they stand. */
  take(atMs: number | undefined, { isRepeated, where }: { isRepeated: boolean; where: string }): string | undefined {
    if (atMs === undefined) {
      this.#unreadable++;
      return 'is not a time';
    }
    if (atMs < this.#lastMs) {
      this.#back++;
      this.#firstBack ||= this.#newest;
      return 'is earlier than the row before';
    }
    if (isRepeated && atMs === this.#lastMs) {
      this.#repeated++;
      return 'repeats the row before';
    }
    this.#lastMs = atMs;
    this.#newest = where;
    this.#kept++;
    return undefined;
  }

  /** What is wrong with the file as a whole, and what would mend it. */
  wrong(): string | undefined {
    const tooMany = (count: number): boolean => count > FEW && count > TOO_MANY_SHARE * (this.#kept + count);
    if (this.#kept === 0 && this.#unreadable === 0)
      return 'there are no rows below the header: give a longer recording';
    if (this.#kept === 0)
      return 'no cell is a time: use ISO 8601 (2026-01-02T03:04:05Z), the year first, or epoch seconds or milliseconds';
    if (tooMany(this.#unreadable))
      return `${this.#unreadable} rows have no readable time: use one format throughout, ISO 8601 or epoch`;
    if (tooMany(this.#back))
      return `${this.#back} rows are earlier than the row before them, first below ${this.#firstBack}: correct that time if it is wrong, else sort the file by this column`;
    if (tooMany(this.#repeated))
      return `${this.#repeated} rows repeat the row before them in every cell: name a column with a finer time, or one row per instant`;
    return undefined;
  }
}

import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';

/** A statement that is ready to run, and what its text tells of it. */
export interface ReadyStatement {
  readonly statement: StatementSync;
  readonly hasRows: boolean;
  /** May have changed what is stored. */
  readonly isWriting: boolean;
}

/** Texts vary where lists do (`in (?, ?, ?)`): the oldest make room. */
const MOST_COUNT = 256;

const isReading = (sql: string): boolean => /^\s*(select|pragma|explain|begin|savepoint|release|rollback)\b/i.test(sql);
const changesLayout = (sql: string): boolean => /^\s*(create|alter|drop|pragma|vacuum|reindex)\b/i.test(sql);

/**
 * The statements of one connection, made ready once: making one ready costs more than running it. What changes the layout is
 * made for once, and everything else anew after it, since a statement keeps the columns that it was made with.
 */
export class ReadyStatements {
  readonly #db: DatabaseSync;
  readonly #ready = new Map<string, ReadyStatement>();

  constructor(db: DatabaseSync) {
    this.#db = db;
  }

  of(sql: string): ReadyStatement {
    const known = this.#ready.get(sql);
    if (known) return known;
    const statement = this.#db.prepare(sql);
    const made = { statement, hasRows: statement.columns().length > 0, isWriting: !isReading(sql) };
    if (changesLayout(sql)) this.#ready.clear();
    else this.#keep(sql, made);
    return made;
  }

  /** For a walk over rows that goes on while others run: a statement of its own. */
  *iterate(sql: string, parameters: readonly SQLInputValue[]): IterableIterator<unknown> {
    yield* this.#db.prepare(sql).iterate(...parameters);
  }

  #keep(sql: string, made: ReadyStatement): void {
    for (const oldest of this.#ready.keys()) {
      if (this.#ready.size < MOST_COUNT) break;
      this.#ready.delete(oldest);
    }
    this.#ready.set(sql, made);
  }
}

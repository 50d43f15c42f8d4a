import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
} from 'kysely';
import { ownCheckpoints, type Checkpoints } from './checkpoints.ts';
import { ReadyStatements } from './ready-statements.ts';
import type { WalSync } from './wal-sync.ts';

/** What node:sqlite cannot bind as it is. */
const bindable = (value: unknown): SQLInputValue => {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.toISOString();
  return (value ?? null) as SQLInputValue;
};

/** One at a time, in the order of asking. */
class Turn {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's; ends with what it resolves to. */
  async take(): Promise<() => void> {
    const before = this.#last;
    let end = (): void => undefined;
    this.#last = new Promise((resolve) => (end = resolve));
    await before;
    return end;
  }
}

interface Shared {
  readonly db: DatabaseSync;
  readonly statements: ReadyStatements;
  readonly sync: WalSync;
  readonly checkpoints: Checkpoints;
  readonly turn: Turn;
}

/**
 * One user's hold of the connection. It is given up once a transaction, or a query outside one, has been written, so that others work while the
 * disk does; what it resolves to is on the disk, and so is everything that it has seen.
 */
class SqliteConnection implements DatabaseConnection {
  readonly #shared: Shared;
  #endTurn: (() => void) | undefined;
  #isInTransaction = false;
  #hasWritten = false;

  constructor(shared: Shared) {
    this.#shared = shared;
  }

  async hold(): Promise<void> {
    this.#endTurn ??= await this.#shared.turn.take();
  }

  letGo(): void {
    this.#endTurn?.();
    this.#endTurn = undefined;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    await this.hold();
    const result = this.#run<R>(query);
    if (!this.#isInTransaction) await this.#settled();
    return result;
  }

  async begin(): Promise<void> {
    await this.hold();
    // IMMEDIATE: a transaction that reads first and then writes never fails half way because another process wrote.
    this.#run(CompiledQuery.raw('BEGIN IMMEDIATE'));
    this.#isInTransaction = true;
    this.#hasWritten = false;
  }

  async commit(): Promise<void> {
    const hadWritten = this.#hasWritten;
    this.#run(CompiledQuery.raw('COMMIT'));
    this.#isInTransaction = false;
    this.#hasWritten = hadWritten;
    await this.#settled();
  }

  rollback(): void {
    // After a commit whose sync failed it is another's transaction that is open.
    const isOwn = this.#isInTransaction;
    this.#isInTransaction = false;
    this.#hasWritten = false;
    // A full disk makes SQLite roll back by itself; a second ROLLBACK would hide the real error.
    if (isOwn && this.#shared.db.isTransaction) this.#run(CompiledQuery.raw('ROLLBACK'));
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    await this.hold();
    for (const row of this.#shared.statements.iterate(query.sql, query.parameters.map(bindable)))
      yield { rows: [row as R] };
  }

  async #settled(): Promise<void> {
    const { sync, checkpoints } = this.#shared;
    if (this.#hasWritten) {
      sync.wrote();
      checkpoints.wrote();
    }
    this.#hasWritten = false;
    this.letGo();
    await sync.settled();
  }

  #run<R>(query: CompiledQuery): QueryResult<R> {
    const { statement, hasRows, isWriting } = this.#shared.statements.of(query.sql);
    const parameters = query.parameters.map(bindable);
    this.#hasWritten ||= isWriting;
    if (hasRows) return { rows: statement.all(...parameters) as R[] };
    const { changes, lastInsertRowid } = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) };
  }
}

/** One connection to SQLite, handed to one user at a time. */
class SqliteDriver implements Driver {
  readonly #shared: Shared;

  constructor(db: DatabaseSync, sync: WalSync, checkpoints: Checkpoints) {
    this.#shared = { db, sync, checkpoints, statements: new ReadyStatements(db), turn: new Turn() };
  }

  init(): Promise<void> {
    return Promise.resolve();
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection = new SqliteConnection(this.#shared);
    await connection.hold();
    return connection;
  }

  async releaseConnection(connection: SqliteConnection): Promise<void> {
    connection.letGo();
  }

  beginTransaction(connection: SqliteConnection): Promise<void> {
    return connection.begin();
  }

  commitTransaction(connection: SqliteConnection): Promise<void> {
    return connection.commit();
  }

  async rollbackTransaction(connection: SqliteConnection): Promise<void> {
    connection.rollback();
  }

  async savepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`SAVEPOINT "${name}"`));
  }

  async rollbackToSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`ROLLBACK TO "${name}"`));
  }

  async releaseSavepoint(connection: DatabaseConnection, name: string): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(`RELEASE "${name}"`));
  }

  async destroy(): Promise<void> {
    await this.#shared.sync.close();
    await this.#shared.checkpoints.close();
    this.#shared.db.close();
  }
}

/** Users queue for the connection in the driver, which hands it on before the disk is done. */
class QueueingAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

/** Kysely over `node:sqlite`. `sync` brings to the disk what a connection with `synchronous=NORMAL` has written. */
export const sqliteDialect = (db: DatabaseSync, sync: WalSync, checkpoints: Checkpoints = ownCheckpoints): Dialect => ({
  createAdapter: () => new QueueingAdapter(),
  createDriver: () => new SqliteDriver(db, sync, checkpoints),
  createIntrospector: (kysely) => new SqliteIntrospector(kysely),
  createQueryCompiler: () => new SqliteQueryCompiler(),
});

import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { StoreError } from '../errors.ts';
import { ensureSchema, inTransaction, openSqliteForReading, openSqliteForWriting } from '../sqlite/file.ts';
import { holdWriterLock, type WriterLock } from '../sqlite/lock.ts';
import type { EngineCommit, EngineResume, EngineStore, LiftSnapshot, SpoolBatch } from './port.ts';
import { Spool } from './spool.ts';

export interface SqliteEngineStoreOptions {
  /** File, created where missing; `:memory:` for a store of this object alone. */
  readonly path: string;
  /** Above either bound the oldest telemetry is dropped; default 20 million points, 4 GB of lines. */
  readonly spoolMaxPoints?: number;
  readonly spoolMaxBytes?: number;
}

const SCHEMA = [
  `CREATE TABLE checkpoint (
     partition INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, position INTEGER NOT NULL,
     resume_position INTEGER NOT NULL, state TEXT NOT NULL
   ) STRICT;
   CREATE TABLE snapshot (
     partition INTEGER NOT NULL, lift_id TEXT NOT NULL, position INTEGER NOT NULL, state TEXT NOT NULL,
     PRIMARY KEY (partition, lift_id)
   ) STRICT;
   CREATE TABLE spool (
     id INTEGER PRIMARY KEY AUTOINCREMENT, class TEXT NOT NULL, count INTEGER NOT NULL,
     bytes INTEGER NOT NULL, lines TEXT NOT NULL
   ) STRICT;
   CREATE INDEX spool_by_class ON spool (class, id);
   CREATE TABLE spool_loss (dropped INTEGER NOT NULL) STRICT;
   INSERT INTO spool_loss VALUES (0);`,
];

interface CheckpointRow {
  epoch: number;
  position: number;
  resume_position: number;
  state: string;
}

class SqliteEngineStore implements EngineStore {
  readonly #lock: WriterLock | undefined;
  readonly #db: DatabaseSync;
  readonly #spool: Spool;
  readonly #checkpoint;
  readonly #putCheckpoint;
  readonly #putSnapshot;

  constructor(options: SqliteEngineStoreOptions) {
    this.#lock = options.path === ':memory:' ? undefined : holdWriterLock(`${options.path}.lock`);
    try {
      // A power cut that takes back the last checkpoints costs nothing: the log is read again from the one before, and
      // the same points overwrite themselves.
      this.#db = openSqliteForWriting(options.path, 'normal');
      ensureSchema(this.#db, options.path, SCHEMA);
    } catch (error) {
      this.#lock?.release();
      throw error;
    }
    this.#spool = new Spool(this.#db, {
      maxPoints: options.spoolMaxPoints ?? 20_000_000,
      maxBytes: options.spoolMaxBytes ?? 4_000_000_000,
    });
    this.#checkpoint = this.#db.prepare(
      'SELECT epoch, position, resume_position, state FROM checkpoint WHERE partition = ?',
    );
    this.#putCheckpoint = this.#db.prepare('INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?, ?, ?)');
    this.#putSnapshot = this.#db.prepare(
      `INSERT INTO snapshot VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
       SET position = excluded.position, state = excluded.state WHERE excluded.position >= position`,
    );
  }

  async resume(partition: number): Promise<EngineResume | undefined> {
    const row = this.#checkpoint.get(partition) as CheckpointRow | undefined;
    if (!row) return undefined;
    const snapshots = this.#db
      .prepare('SELECT lift_id AS liftId, position, state FROM snapshot WHERE partition = ? ORDER BY lift_id')
      .all(partition) as unknown as LiftSnapshot[];
    return { position: row.position, resumePosition: row.resume_position, partitionState: row.state, snapshots };
  }

  async commit(commit: EngineCommit): Promise<void> {
    try {
      inTransaction(this.#db, () => this.#apply(commit));
    } catch (error) {
      this.#spool.recount();
      throw error;
    }
  }

  #apply(commit: EngineCommit): void {
    const known = this.#checkpoint.get(commit.partition) as CheckpointRow | undefined;
    if (known && commit.epoch < known.epoch)
      throw new StoreError(
        'LIFT_STORE_EPOCH_OLD',
        `partition ${commit.partition} was committed with epoch ${known.epoch}, not ${commit.epoch}: stop working on it`,
        { recoverable: false },
      );
    // Entries up to the known position have given their points already; read again they give the same ones.
    if (known && commit.position < known.position) return;
    if (commit.position !== known?.position) this.#spool.add(commit.points);
    for (const { liftId, position, state } of commit.snapshots)
      this.#putSnapshot.run(commit.partition, liftId, position, state);
    this.#putCheckpoint.run(
      commit.partition,
      commit.epoch,
      commit.position,
      commit.resumePosition,
      commit.partitionState,
    );
  }

  async peekSpool(maxPoints: number): Promise<readonly SpoolBatch[]> {
    return this.#spool.peek(maxPoints);
  }

  async dropSpool(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    try {
      inTransaction(this.#db, () => {
        for (const id of ids) this.#spool.remove(id);
      });
    } catch (error) {
      this.#spool.recount();
      throw error;
    }
  }

  get spooled() {
    const { points, bytes, droppedTelemetryPoints } = this.#spool;
    return { points, bytes, droppedTelemetryPoints };
  }

  async close(): Promise<void> {
    if (!this.#db.isOpen) return;
    this.#db.close();
    this.#lock?.release();
  }
}

/**
 * Opens the embedded engine store (checkpoints, snapshots, spool) for the one process that runs the engine.
 * @throws {StoreError} LIFT_STORE_LOCKED, LIFT_STORE_VERSION_NEWER
 */
export const openSqliteEngineStore = async (options: SqliteEngineStoreOptions): Promise<EngineStore> =>
  new SqliteEngineStore(options);

/** Up to where a partition of the log will not be read again; for the log's retention, also from another process. */
export interface EngineCheckpoints {
  /** 0 while the engine has committed nothing of the partition. */
  resumePosition(partition: number): number;
  close(): void;
}

/** Reads an engine store's checkpoints beside the engine. Throws SQLite's error when the file is not there. */
export const openEngineCheckpoints = (path: string): EngineCheckpoints => {
  const db = openSqliteForReading(path);
  const select = db.prepare('SELECT resume_position FROM checkpoint WHERE partition = ?');
  return {
    resumePosition: (partition) =>
      (select.get(partition) as { resume_position: number } | undefined)?.resume_position ?? 0,
    close: () => db.close(),
  };
};

/**
 * The log's `retention.checkpointed` from an engine store's file, whether that is there yet or not: nothing counts as
 * read before the engine's first commit. Opens the file for each question, which the log asks once per segment.
 */
export const checkpointedBy =
  (path: string) =>
  (partition: number): number => {
    if (!existsSync(path)) return 0;
    const checkpoints = openEngineCheckpoints(path);
    try {
      return checkpoints.resumePosition(partition);
    } finally {
      checkpoints.close();
    }
  };

import { resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { Finding, UnixMs } from '@liftwatch/schemas';
import { StoreError } from '../errors.ts';
import { dataVersion } from '../log/catalogue.ts';
import { ensureSchema, inTransaction, openSqliteForWriting } from '../sqlite/file.ts';
import { holdWriterLock, type WriterLock } from '../sqlite/lock.ts';
import { announceWrites, Subscriptions, type Announcer, type Reach } from '../sqlite/wake.ts';
import type { FindingLine, FindingLog } from './port.ts';

export interface SqliteFindingLogOptions {
  /** File, created where missing; `:memory:` for a log of this object alone. */
  readonly path: string;
  /** How often another process's lines are looked for; default 20 ms. */
  readonly pollMs?: number;
}

const SCHEMA = [
  `CREATE TABLE line (
     position INTEGER PRIMARY KEY AUTOINCREMENT, partition INTEGER NOT NULL,
     finding_id TEXT NOT NULL, revision INTEGER NOT NULL, finding TEXT NOT NULL,
     UNIQUE (finding_id, revision)
   ) STRICT;
   CREATE TABLE holder (partition INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, engine_id TEXT NOT NULL) STRICT;`,
];

interface LineRow {
  position: number;
  partition: number;
  finding: string;
}

let memoryLogs = 0;

class SqliteFindingLog implements FindingLog {
  readonly #path: string;
  readonly #key: string;
  readonly #reach: Reach;
  readonly #subscriptions: Subscriptions;
  readonly #pollMs: number;
  readonly #db: DatabaseSync;
  readonly #insert;
  readonly #select;
  #lock: WriterLock | undefined;
  #announcer: Announcer | undefined;

  constructor(options: SqliteFindingLogOptions) {
    this.#path = options.path;
    this.#key = options.path === ':memory:' ? `memory-${++memoryLogs}` : resolve(options.path);
    this.#reach = { acrossThreads: options.path !== ':memory:' };
    this.#subscriptions = new Subscriptions(this.#key, this.#reach);
    this.#pollMs = options.pollMs ?? 20;
    this.#db = openSqliteForWriting(options.path);
    ensureSchema(this.#db, options.path, SCHEMA);
    this.#insert = this.#db.prepare(
      'INSERT INTO line (partition, finding_id, revision, finding) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    );
    this.#select = this.#db.prepare(
      'SELECT position, partition, finding FROM line WHERE position > ? ORDER BY position LIMIT ?',
    );
  }

  // The right to write is taken at the first claim, so that readers open the same file without asking for it.
  async claim(partition: number, engineId: string): Promise<number> {
    if (!this.#announcer) {
      if (this.#path !== ':memory:') this.#lock = holdWriterLock(`${this.#path}.lock`);
      this.#announcer = announceWrites(this.#key, this.#reach);
    }
    const row = this.#db
      .prepare(
        `INSERT INTO holder VALUES (?, 1, ?)
         ON CONFLICT DO UPDATE SET epoch = epoch + 1, engine_id = excluded.engine_id RETURNING epoch`,
      )
      .get(partition, engineId) as { epoch: number };
    return row.epoch;
  }

  async append(partition: number, epoch: number, lines: readonly Finding[]): Promise<void> {
    inTransaction(this.#db, () => {
      this.#refuseOldEpoch(partition, epoch);
      for (const finding of lines)
        this.#insert.run(partition, finding.findingId, finding.revision, JSON.stringify(finding));
    });
    if (lines.length > 0) this.#announcer?.announce();
  }

  #refuseOldEpoch(partition: number, epoch: number): void {
    const holder = this.#db.prepare('SELECT epoch, engine_id FROM holder WHERE partition = ?').get(partition) as
      | { epoch: number; engine_id: string }
      | undefined;
    if (holder?.epoch === epoch) return;
    throw new StoreError(
      'LIFT_STORE_EPOCH_OLD',
      `partition ${partition} is held by ${holder?.engine_id ?? 'nobody'} with epoch ${holder?.epoch ?? 0}, not ${epoch}: stop working on it, or claim it anew`,
      { recoverable: false },
    );
  }

  async forget(beforeMs: UnixMs, most: number): Promise<number> {
    // From the front, up to the first that is young enough: the lines behind it are not looked at.
    const rows = this.#db
      .prepare(
        `SELECT position, json_extract(finding, '$.receivedAtMs') AS atMs FROM line
         WHERE position < (SELECT max(position) FROM line) ORDER BY position LIMIT ?`,
      )
      .all(most) as unknown as { position: number; atMs: number }[];
    const young = rows.findIndex(({ atMs }) => atMs >= beforeMs);
    const old = young === -1 ? rows : rows.slice(0, young);
    const last = old.at(-1);
    if (last) this.#db.prepare('DELETE FROM line WHERE position <= ?').run(last.position);
    return old.length;
  }

  async read(afterPosition: number, limit: number): Promise<readonly FindingLine[]> {
    const rows = this.#select.all(afterPosition, limit) as unknown as LineRow[];
    return rows.map((row) => ({ ...row, finding: JSON.parse(row.finding) as Finding }));
  }

  async head(): Promise<number> {
    const row = this.#db.prepare('SELECT max(position) AS position FROM line').get() as { position: number | null };
    return row.position ?? 0;
  }

  onAppended(wake: () => void): () => void {
    let seen = dataVersion(this.#db);
    const hasChanged = (): boolean => {
      const version = dataVersion(this.#db);
      const isNew = version !== seen;
      seen = version;
      return isNew;
    };
    return this.#subscriptions.add(wake, { pollMs: this.#pollMs, hasChanged });
  }

  async close(): Promise<void> {
    if (!this.#db.isOpen) return;
    this.#subscriptions.close();
    this.#announcer?.leave();
    this.#db.close();
    this.#lock?.release();
  }
}

/**
 * Opens the embedded finding log. Any number of readers; the first `claim` takes the right to write.
 * @throws {StoreError} LIFT_STORE_VERSION_NEWER; from `claim` LIFT_STORE_LOCKED when another process or object writes
 */
export const openSqliteFindingLog = async (options: SqliteFindingLogOptions): Promise<FindingLog> =>
  new SqliteFindingLog(options);

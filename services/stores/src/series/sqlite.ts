import type { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { StoreError } from '../errors.ts';
import { ensureSchema, inTransaction, openSqliteForReading, openSqliteForWriting } from '../sqlite/file.ts';
import { holdWriterLock, type WriterLock } from '../sqlite/lock.ts';
import { parseLine, type ParsedPoint } from './line-protocol.ts';
import type { SeriesQuery, SeriesReader, SeriesRow, TimeSeries, WriteOutcome } from './port.ts';

export interface SqliteSeriesOptions {
  /** File, created where missing; `:memory:` works. */
  readonly path: string;
  /** How long a measurement is kept; undefined: for ever. Default: roll-ups (`*_1m`, `*_5m`, `*_1d`, `*_30d`), faults and incidents 2 years, the rest 7 days. */
  readonly retentionMs?: (measurement: string) => number | undefined;
  /** Time now, for retention; default the wall clock. */
  readonly nowMs?: () => number;
}

const SCHEMA = [
  `CREATE TABLE series (id INTEGER PRIMARY KEY, measurement TEXT NOT NULL, tags TEXT NOT NULL, UNIQUE (measurement, tags)) STRICT;
   CREATE INDEX series_by_lift ON series (measurement, json_extract(tags, '$.lift_id'));
   CREATE TABLE point (series INTEGER NOT NULL, at_ns INTEGER NOT NULL, fields TEXT NOT NULL, PRIMARY KEY (series, at_ns)) STRICT, WITHOUT ROWID;
   CREATE TABLE field (measurement TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, PRIMARY KEY (measurement, name)) STRICT, WITHOUT ROWID;`,
];

const DAY_MS = 86_400_000;
const CHUNK_LINES = 500;
const MAX_ROWS = 10_000;
const PRUNE_EVERY_LINES = 20_000;
const KNOWN_SERIES = 200_000;

export const defaultRetentionMs = (measurement: string): number =>
  /_(1m|5m|1d|30d)$|fault|rescue|incident|repeat/.test(measurement) ? 730 * DAY_MS : 7 * DAY_MS;

interface RawRow {
  readonly atMs: number;
  readonly tags: string;
  readonly fields: string;
}

const rowOf = (row: RawRow, names: readonly string[]): SeriesRow => {
  const stored = JSON.parse(row.fields) as Record<string, number | string | boolean>;
  const fields = names.length === 0 ? stored : Object.fromEntries(names.map((name) => [name, stored[name] ?? null]));
  return { atMs: row.atMs, tags: JSON.parse(row.tags) as Record<string, string>, fields };
};

/** Bounded: at most 10,000 rows of one measurement, found by key. */
const queryRows = (db: DatabaseSync, query: SeriesQuery): readonly SeriesRow[] => {
  const tags = Object.entries(query.tags);
  // `$.lift_id` is written as the index has it; other tags are compared by a bound path.
  const conditions = tags.map(([key]) =>
    key === 'lift_id' ? "json_extract(s.tags, '$.lift_id') = ?" : 'json_extract(s.tags, ?) = ?',
  );
  const fields = query.fields.map(() => 'json_type(p.fields, ?) IS NOT NULL');
  const path = (name: string): string => `$."${name.replaceAll('"', '\\"')}"`;
  const rows = db
    .prepare(
      `SELECT p.at_ns / 1000000 AS atMs, s.tags AS tags, p.fields AS fields FROM series s JOIN point p ON p.series = s.id
       WHERE s.measurement = ? AND p.at_ns >= ? AND p.at_ns < ?${conditions.map((c) => ` AND ${c}`).join('')}
       ${fields.length > 0 ? `AND (${fields.join(' OR ')})` : ''} ORDER BY p.at_ns LIMIT ?`,
    )
    .all(
      query.measurement,
      BigInt(Math.trunc(query.fromMs)) * 1_000_000n,
      BigInt(Math.trunc(query.toMs)) * 1_000_000n,
      ...tags.flatMap(([key, value]) => (key === 'lift_id' ? [value] : [path(key), value])),
      ...query.fields.map(path),
      Math.min(query.limit, MAX_ROWS),
    );
  return rows.map((row) => rowOf(row as unknown as RawRow, query.fields));
};

class SqliteSeries implements TimeSeries {
  readonly #lock: WriterLock | undefined;
  readonly #db: DatabaseSync;
  readonly #retentionMs: (measurement: string) => number | undefined;
  readonly #nowMs: () => number;
  readonly #types = new Map<string, string>();
  readonly #series = new Map<string, number>();
  readonly #putPoint;
  #linesSincePrune = 0;

  constructor(options: SqliteSeriesOptions) {
    this.#lock = options.path === ':memory:' ? undefined : holdWriterLock(`${options.path}.lock`);
    this.#retentionMs = options.retentionMs ?? defaultRetentionMs;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#db = openSqliteForWriting(options.path);
    ensureSchema(this.#db, options.path, SCHEMA);
    for (const row of this.#db.prepare('SELECT measurement, name, type FROM field').all())
      this.#types.set(`${String(row['measurement'])}\0${String(row['name'])}`, String(row['type']));
    // As InfluxDB does it: a second write of a point adds and replaces fields.
    this.#putPoint = this.#db.prepare(
      'INSERT INTO point VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET fields = json_patch(fields, excluded.fields)',
    );
  }

  prepare(): Promise<void> {
    return Promise.resolve();
  }

  /** In slices, so that a large write does not hold up the process; a slice is one commit. */
  async write(lines: string | Uint8Array): Promise<WriteOutcome> {
    const text = typeof lines === 'string' ? lines : new TextDecoder().decode(lines);
    const all = text.split('\n').filter((line) => line !== '');
    let refusedPoints = 0;
    let reason: string | undefined;
    for (let from = 0; from < all.length; from += CHUNK_LINES) {
      if (from > 0) await setImmediate();
      const problems = this.#guard(() => this.#writeSlice(all.slice(from, from + CHUNK_LINES)));
      refusedPoints += problems.length;
      reason ??= problems[0];
    }
    this.#linesSincePrune += all.length;
    if (this.#linesSincePrune >= PRUNE_EVERY_LINES) this.prune();
    return reason === undefined ? { refusedPoints } : { refusedPoints, reason };
  }

  #guard<T>(work: () => T): T {
    try {
      return inTransaction(this.#db, work);
    } catch (cause) {
      this.#series.clear();
      throw new StoreError(
        'LIFT_STORE_SERIES_UNAVAILABLE',
        'series.db cannot be written: free disk space or repair the disk',
        {
          recoverable: true,
          cause,
        },
      );
    }
  }

  /** Reasons of the lines that were refused. */
  #writeSlice(lines: readonly string[]): readonly string[] {
    const problems: string[] = [];
    for (const line of lines) {
      const problem = this.#writeLine(line);
      if (problem !== undefined) problems.push(problem);
    }
    return problems;
  }

  #writeLine(line: string): string | undefined {
    let point: ParsedPoint;
    try {
      point = parseLine(line);
    } catch (error) {
      if (error instanceof StoreError) return error.message;
      throw error;
    }
    const keptMs = this.#retentionMs(point.measurement);
    if (keptMs !== undefined && point.atNs < BigInt(Math.trunc(this.#nowMs() - keptMs)) * 1_000_000n)
      return `points beyond retention policy: '${line.slice(0, 200)}'`;
    const conflict = this.#typeConflict(point);
    if (conflict !== undefined) return conflict;
    this.#putPoint.run(this.#seriesId(point), point.atNs, JSON.stringify(point.fields));
    return undefined;
  }

  #typeConflict({ measurement, types }: ParsedPoint): string | undefined {
    for (const [name, type] of Object.entries(types)) {
      const known = this.#types.get(`${measurement}\0${name}`);
      if (known !== undefined && known !== type)
        return `field type conflict: input field "${name}" on measurement "${measurement}" is type ${type}, already exists as type ${known}`;
    }
    for (const [name, type] of Object.entries(types)) {
      if (this.#types.has(`${measurement}\0${name}`)) continue;
      this.#db.prepare('INSERT OR REPLACE INTO field VALUES (?, ?, ?)').run(measurement, name, type);
      this.#types.set(`${measurement}\0${name}`, type);
    }
    return undefined;
  }

  #seriesId({ measurement, tags }: ParsedPoint): number {
    const text = JSON.stringify(tags);
    const key = `${measurement}\0${text}`;
    const known = this.#series.get(key);
    if (known !== undefined) return known;
    const row = this.#db
      .prepare(
        'INSERT INTO series (measurement, tags) VALUES (?, ?) ON CONFLICT DO UPDATE SET tags = excluded.tags RETURNING id',
      )
      .get(measurement, text) as { id: number };
    if (this.#series.size >= KNOWN_SERIES) this.#series.clear();
    this.#series.set(key, row.id);
    return row.id;
  }

  /** Deletes points beyond retention. Runs by itself every 20,000 lines. */
  prune(): void {
    this.#linesSincePrune = 0;
    const names = this.#db.prepare('SELECT DISTINCT measurement FROM series').all();
    for (const { measurement } of names) {
      const keptMs = this.#retentionMs(String(measurement));
      if (keptMs === undefined) continue;
      this.#db
        .prepare('DELETE FROM point WHERE series IN (SELECT id FROM series WHERE measurement = ?) AND at_ns < ?')
        .run(String(measurement), BigInt(Math.trunc(this.#nowMs() - keptMs)) * 1_000_000n);
    }
  }

  async query(query: SeriesQuery): Promise<readonly SeriesRow[]> {
    return queryRows(this.#db, query);
  }

  async close(): Promise<void> {
    if (!this.#db.isOpen) return;
    this.#db.close();
    this.#lock?.release();
  }
}

/**
 * Opens the embedded time series for its one writing process.
 * @throws {StoreError} LIFT_STORE_LOCKED, LIFT_STORE_VERSION_NEWER
 */
export const openSqliteSeries = async (options: SqliteSeriesOptions): Promise<TimeSeries> => new SqliteSeries(options);

/**
 * Opens the embedded time series beside the process that writes it, for reading only.
 * @throws {StoreError} LIFT_STORE_SERIES_UNAVAILABLE when there is no such file
 */
export const openSqliteSeriesReader = (path: string): SeriesReader => {
  let db: DatabaseSync;
  try {
    db = openSqliteForReading(path);
  } catch (cause) {
    throw new StoreError(
      'LIFT_STORE_SERIES_UNAVAILABLE',
      `${path} cannot be read: name the data folder of a liftwatch that keeps its own time series`,
      { recoverable: false, cause },
    );
  }
  return {
    query: async (query) => queryRows(db, query),
    close: async () => db.close(),
  };
};

import { InfluxDB } from 'influx';
import { misconfigured, unavailable } from './influx-answer.ts';
import { timeoutOf, writeV1, writeV2, type WriteLines } from './influx-write.ts';
import type { SeriesQuery, SeriesRow, TimeSeries, WriteOutcome } from './port.ts';

export interface InfluxSeriesOptions {
  /** `http://host:port`, without a path unless a proxy adds one. */
  readonly url: string;
  readonly database: string;
  /** Which write path: 1.x `/write` (default), or `/api/v2/write` of 1.8+, 2.x, 3.x. Queries are InfluxQL in both. */
  readonly api?: 'v1' | 'v2';
  /** Created or altered by `prepare()` on the v1 path; `durationMs` is rounded up to hours, absent: kept for ever. */
  readonly retentionPolicy?: { readonly name: string; readonly durationMs?: number };
  /** v2: organisation, and bucket where its name is not the database's. */
  readonly org?: string;
  readonly bucket?: string;
  readonly token?: string;
  readonly username?: string;
  readonly password?: string;
  /** Of each request; default 30 s. */
  readonly timeoutMs?: number;
}

const HOUR_MS = 3_600_000;
const MAX_ROWS = 100_000;
const quoteName = (name: string): string => `"${name.replace(/["\\]/g, '\\$&')}"`;

interface RawSeries {
  readonly tags?: Record<string, string>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | string | boolean | null)[])[];
}
interface RawAnswer {
  readonly results?: readonly { readonly error?: string; readonly series?: readonly RawSeries[] }[];
}

/** A body above the server's limit (25 MB by default) would be refused for ever. */
const MAX_BODY_BYTES = 4_000_000;
const LINE_BREAK = 0x0a;

const bufferOf = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

const piecesOf = (lines: Buffer): readonly Buffer[] => {
  const pieces: Buffer[] = [];
  let from = 0;
  while (from < lines.length) {
    const cut = lines.length - from <= MAX_BODY_BYTES ? -1 : lines.indexOf(LINE_BREAK, from + MAX_BODY_BYTES);
    const to = cut < 0 ? lines.length : cut + 1;
    pieces.push(lines.subarray(from, to));
    from = to;
  }
  return pieces;
};

const createClient = (options: InfluxSeriesOptions): InfluxDB => {
  const url = new URL(options.url);
  const isTls = url.protocol === 'https:';
  return new InfluxDB({
    protocol: isTls ? 'https' : 'http',
    host: url.hostname,
    port: Number(url.port) || (isTls ? 443 : 80),
    path: url.pathname === '/' ? '' : url.pathname,
    database: options.database,
    username: options.username ?? '',
    password: options.password ?? '',
    pool: { maxRetries: 0, requestTimeout: timeoutOf(options) },
    ...(options.token && { options: { headers: { authorization: `Token ${options.token}` } } }),
  });
};

const rowsOf = (series: RawSeries): SeriesRow[] =>
  series.values.map((values) => ({
    atMs: values[0] as number,
    tags: Object.fromEntries(Object.entries(series.tags ?? {}).filter(([, value]) => value !== '')),
    fields: Object.fromEntries(series.columns.slice(1).map((column, i) => [column, values[i + 1] ?? null])),
  }));

class InfluxSeries implements TimeSeries {
  readonly #options: InfluxSeriesOptions;
  readonly #client: InfluxDB;
  readonly #write: WriteLines;

  constructor(options: InfluxSeriesOptions) {
    this.#options = options;
    this.#client = createClient(options);
    this.#write = options.api === 'v2' ? writeV2(options) : writeV1(options);
  }

  async prepare(): Promise<void> {
    // 2.x and 3.x: buckets are made with an operator's token, which this service should not hold.
    if (this.#options.api === 'v2') return;
    const { database, retentionPolicy: policy } = this.#options;
    await this.#ask(() => this.#client.createDatabase(database));
    if (!policy) return;
    const known = await this.#ask(() => this.#client.showRetentionPolicies(database));
    const duration = policy.durationMs === undefined ? 'INF' : `${Math.ceil(policy.durationMs / HOUR_MS)}h`;
    const wish = { database, duration, replication: 1, isDefault: true };
    await this.#ask(() =>
      known.some(({ name }) => name === policy.name)
        ? this.#client.alterRetentionPolicy(policy.name, wish)
        : this.#client.createRetentionPolicy(policy.name, wish),
    );
  }

  async #ask<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const status = (error as { res?: { statusCode?: number } }).res?.statusCode;
      const isRefused = (status !== undefined && status < 500) || /not found|authoriz|error parsing/i.test(message);
      throw isRefused
        ? misconfigured(`refused a statement (${message})`, error)
        : unavailable(`did not answer (${message})`, error);
    }
  }

  async write(lines: string | Uint8Array): Promise<WriteOutcome> {
    let refusedPoints = 0;
    let reason: string | undefined;
    for (const piece of piecesOf(typeof lines === 'string' ? Buffer.from(lines) : bufferOf(lines))) {
      const outcome = await this.#write(piece);
      refusedPoints += outcome.refusedPoints;
      reason ??= outcome.reason;
    }
    return reason === undefined ? { refusedPoints } : { refusedPoints, reason };
  }

  async query(query: SeriesQuery): Promise<readonly SeriesRow[]> {
    const limit = Math.min(query.limit, MAX_ROWS);
    const tags = Object.entries(query.tags);
    const fields =
      query.fields.length === 0 ? '*::field' : query.fields.map((f) => `${quoteName(f)}::field`).join(', ');
    const where = [
      `time >= ${Math.trunc(query.fromMs)}ms`,
      `time < ${Math.trunc(query.toMs)}ms`,
      ...tags.map(([key], i) => `${quoteName(key)}::tag = $tag${i}`),
    ];
    const statement = `SELECT ${fields} FROM ${quoteName(query.measurement)} WHERE ${where.join(' AND ')} GROUP BY * ORDER BY time LIMIT ${limit}`;
    const placeholders = Object.fromEntries(tags.map(([, value], i) => [`tag${i}`, value]));
    const retentionPolicy = this.#options.retentionPolicy?.name;
    const answer = (await this.#ask(() =>
      this.#client.queryRaw(statement, {
        precision: 'ms',
        placeholders,
        database: this.#options.database,
        ...(retentionPolicy && { retentionPolicy }),
      }),
    )) as RawAnswer;
    const result = answer.results?.[0];
    if (result?.error) throw misconfigured(`refused a query (${result.error})`);
    // Time order over all series; the limit above holds per series only.
    return (result?.series ?? [])
      .flatMap(rowsOf)
      .sort((a, b) => a.atMs - b.atMs)
      .slice(0, limit);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** The time series in InfluxDB 1.x, or 1.8+, 2.x, 3.x by `api: 'v2'`. Connects at the first call; never retries. */
export const openInfluxSeries = (options: InfluxSeriesOptions): TimeSeries => new InfluxSeries(options);

import { HttpError, InfluxDB, setLogger } from '@influxdata/influxdb-client';
import { outcomeOf, unavailable } from './influx-answer.ts';
import type { InfluxSeriesOptions } from './influx.ts';
import type { WriteOutcome } from './port.ts';
import { posterTo } from './post.ts';

/** Lines as UTF-8. */
export type WriteLines = (lines: Buffer) => Promise<WriteOutcome>;

const DEFAULT_TIMEOUT_MS = 30_000;
export const timeoutOf = (options: InfluxSeriesOptions): number => options.timeoutMs ?? DEFAULT_TIMEOUT_MS;

const authorization = ({ token, username, password }: InfluxSeriesOptions): Record<string, string> => {
  if (token) return { authorization: `Token ${token}` };
  if (username) return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
  return {};
};

/** 1.x: one plain POST; a client library would cost two to three times the CPU on this path. */
export const writeV1 = (options: InfluxSeriesOptions): WriteLines => {
  const url = new URL('write', options.url.endsWith('/') ? options.url : `${options.url}/`);
  url.searchParams.set('db', options.database);
  url.searchParams.set('precision', 'ns');
  if (options.retentionPolicy) url.searchParams.set('rp', options.retentionPolicy.name);
  const headers = { 'content-type': 'text/plain; charset=utf-8', ...authorization(options) };
  const post = posterTo(url, { headers, timeoutMs: timeoutOf(options) });
  return async (lines) => {
    const { status, body } = await post(lines).catch((cause: unknown) => {
      throw unavailable('does not answer', cause);
    });
    return outcomeOf(status, body, lines);
  };
};

/**
 * 1.8+, 2.x, 3.x: `/api/v2/write` through the official client. Its `flush()` resolves while full batches are still in
 * flight and its retries hide failures; so: a writer of its own per call, a batch that is never full, no retries, and
 * an awaited `flush()`, which then carries the one request's result.
 */
export const writeV2 = (options: InfluxSeriesOptions): WriteLines => {
  setLogger({ error: () => undefined, warn: () => undefined }); // the result is ours to report, not the console's
  const client = new InfluxDB({
    url: options.url,
    timeout: timeoutOf(options),
    ...(options.token ? { token: options.token } : { headers: authorization(options) }),
  });
  return async (lines) => {
    const writer = client.getWriteApi(options.org ?? '', options.bucket ?? options.database, 'ns', {
      batchSize: 2, // all lines are one record to it; a buffer of this many is allocated
      maxBatchBytes: Number.MAX_SAFE_INTEGER,
      flushInterval: 0,
      maxRetries: 0,
    });
    writer.writeRecord(lines.toString('utf8'));
    try {
      await writer.flush();
      return { refusedPoints: 0 };
    } catch (error) {
      if (error instanceof HttpError) return outcomeOf(error.statusCode, error.body ?? error.message, lines);
      throw unavailable('does not answer', error);
    }
  };
};

import { decodePublish, parseTopic } from '@liftwatch/schemas';
import { openReadingLogReader } from '@liftwatch/stores';
import type { LoadReport } from './load.ts';

/** The generator's seq begins at a round number of ten digits, so that every payload is equally long. */
const indexOf = (seq: number): number => seq % 1_000_000_000;

/** Readings by terminal and seq within the run's one boot. */
export class Readings {
  private readonly seen = new Map<string, Uint8Array>();
  add(terminal: string, seq: number): void {
    const index = indexOf(seq);
    let bits = this.seen.get(terminal);
    if (!bits || index >= bits.length) {
      const grown = new Uint8Array(Math.max(1_024, (index + 1) * 2));
      if (bits) grown.set(bits);
      this.seen.set(terminal, (bits = grown));
    }
    bits[index] = 1;
  }
  has(terminal: string, seq: number): boolean {
    return this.seen.get(terminal)?.[indexOf(seq)] === 1;
  }
}

const telemetry = ['lift_state', 'trip', 'door_cycle', 'counters', 'terminal', 'event'];
const WINDOW_MS = 2_000;
const ENTRIES_AT_ONCE = 200;
/** A reading whose time lies before a newer one's is written and not remembered; what follows is held against the newer. */
const STATES_KEPT = 3;

interface Influx {
  query(
    statement: string,
    database?: string,
  ): Promise<readonly { columns: readonly string[]; values?: readonly (readonly unknown[])[] }[]>;
}

/** Every reading that InfluxDB has a point of, read back by (terminal, boot, seq). */
export const readPoints = async (
  influx: Influx,
  database: string,
  run: { boot: string; fromMs: number; toMs: number },
): Promise<Readings> => {
  const found = new Readings();
  for (const measurement of telemetry)
    for (let fromMs = run.fromMs; fromMs < run.toMs; fromMs += WINDOW_MS) {
      const where = `time >= ${fromMs}ms AND time < ${fromMs + WINDOW_MS}ms AND boot = '${run.boot}'`;
      const [series] = await influx.query(`SELECT terminal, seq FROM "${measurement}" WHERE ${where}`, database);
      for (const row of series?.values ?? []) found.add(row[1] as string, row[2] as number);
    }
  return found;
};

export interface Logged {
  readonly inLog: Readings;
  /** Readings that changed nothing: the data model writes no point of them. */
  readonly unchanged: Readings;
}

const repeats = (values: Readonly<Record<string, unknown>>, state: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(values).every(([key, value]) => state[key] === value);

/** Every reading in the log, and which of them are a `state` that repeats what the lift had said before. */
export const readLog = async (dir: string): Promise<Logged> => {
  const reader = await openReadingLogReader({ dir });
  const inLog = new Readings();
  const unchanged = new Readings();
  const last = new Map<string, Record<string, unknown>[]>();
  /** What each lift's newest states say by their own time, whatever order they came in. */
  const newest = new Map<string, { atMs: number; readonly values: Record<string, unknown> }>();
  const take = (terminal: string, topicName: string, payload: Uint8Array): void => {
    const topic = parseTopic(topicName);
    if (topic.type !== 'reading') return;
    const decoded = decodePublish(topic.kind, Buffer.from(payload).toString());
    for (const item of decoded.ok ? decoded.items : []) {
      if (!item.ok || item.reading.body.seq === undefined) continue;
      const { at, boot: _boot, seq, sentAt: _sentAt, ...values } = item.reading.body;
      if (inLog.has(terminal, seq)) continue;
      inLog.add(terminal, seq);
      if (item.reading.kind !== 'state') continue;
      const known = last.get(topic.liftId) ?? [];
      const now = newest.get(topic.liftId) ?? { atMs: 0, values: {} };
      newest.set(topic.liftId, now);
      const isOld = at < now.atMs;
      if ((isOld ? known : [...known, now.values]).some((state) => repeats(values, state)))
        unchanged.add(terminal, seq);
      if (!isOld) {
        now.atMs = at;
        Object.assign(now.values, values);
      }
      last.set(topic.liftId, [{ ...known[0], ...values }, ...known].slice(0, STATES_KEPT));
    }
  };
  for (let partition = 0; partition < reader.partitions; partition++)
    for (let after = 0; ;) {
      const entries = await reader.read(partition, after, ENTRIES_AT_ONCE);
      if (entries.length === 0) break;
      for (const entry of entries)
        for (const record of entry.records)
          if (record.type === 'reading') take(record.terminalId, record.topic, record.payload);
      after = entries.at(-1)?.position ?? after;
    }
  await reader.close();
  return { inLog, unchanged };
};

/** Acknowledged readings that are not in the log, or changed something and have no point. */
export const countLost = (
  report: LoadReport,
  logged: Logged,
  points: Readings,
): { readonly notInLog: number; readonly noPoint: number } => {
  let notInLog = 0;
  let noPoint = 0;
  for (const { terminal, acked } of report.terminals)
    for (const [from, to] of acked)
      for (let seq = from; seq <= to; seq++) {
        if (!logged.inLog.has(terminal, seq)) notInLog += 1;
        else if (!points.has(terminal, seq) && !logged.unchanged.has(terminal, seq)) noPoint += 1;
      }
  return { notInLog, noPoint };
};

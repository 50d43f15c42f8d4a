import { setImmediate as turn } from 'node:timers/promises';
import type { EngineStore, FindingLog, LogEntry, ReadingLogReader } from '@liftwatch/stores';
import { pino } from 'pino';
import { expect, test } from 'vitest';
import { newStats } from '../stats.ts';
import type { Fold } from './fold.ts';
import { PartitionRunner } from './runner.ts';

const NEVER_MS = 3_600_000;
const entry = (position: number): LogEntry => ({ partition: 0, position, records: [] });

/** A log in memory; `whileReading` is called when what a read returns is settled, and before it is returned. */
class OneLog {
  readonly entries: LogEntry[] = [];
  reads = 0;
  whileReading: (() => void) | undefined;
  #wake = (): void => undefined;

  append(): void {
    this.entries.push(entry(this.entries.length + 1));
    this.#wake();
  }

  readonly reader: ReadingLogReader = {
    partitions: 1,
    read: async (_, after, limit) => {
      this.reads++;
      const read = this.entries.slice(after, after + limit);
      const meanwhile = this.whileReading;
      this.whileReading = undefined;
      meanwhile?.();
      await turn();
      return read;
    },
    head: async () => this.entries.length,
    firstPosition: async () => 1,
    onAppended: (wake) => {
      this.#wake = wake;
      return () => undefined;
    },
    close: async () => undefined,
  };
}

const findings = { claim: async () => 1, append: async () => undefined } as unknown as FindingLog;
const storeAt = (position: number | undefined): EngineStore => {
  const resume = { position, resumePosition: position, partitionState: '', snapshots: [] };
  const none = { resume: async () => (position === undefined ? undefined : resume), commit: async () => undefined };
  return none as unknown as EngineStore;
};
const fold: Fold = {
  logMs: 0,
  liftCount: 0,
  apply: () => undefined,
  restore: () => undefined,
  snapshots: () => [],
  resumePosition: (position) => position,
  partitionState: () => '',
};

/** Nothing wakes it but the log: its own timers are an hour away. */
const runnerOf = (log: OneLog, judgedPosition?: number) =>
  new PartitionRunner(
    0,
    { reader: log.reader, findings, engineStore: storeAt(judgedPosition) },
    {
      engineId: 'test',
      sliceEntries: 2,
      checkpointMs: NEVER_MS,
      snapshotMs: NEVER_MS,
      pollMs: NEVER_MS,
      newFold: () => fold,
      stats: newStats(),
      logger: pino({ level: 'silent' }),
      nowMs: () => performance.now(),
    },
  );

const reached = async (runner: PartitionRunner<Fold>, position: number): Promise<void> => {
  while (runner.position < position) await turn();
};

test('what is appended while a read is under way is judged without another append', async () => {
  const log = new OneLog();
  log.append();
  log.whileReading = () => log.append();
  const runner = runnerOf(log);
  runner.start();
  await reached(runner, 2);
  await runner.stop();
});

test('each append is judged when it comes, with one read, and none where nothing came', async () => {
  const log = new OneLog();
  const runner = runnerOf(log);
  runner.start();
  for (let position = 1; position <= 20; position++) {
    log.append();
    await reached(runner, position);
    for (let turns = 0; turns < 5; turns++) await turn();
  }
  expect(log.reads).toBeLessThanOrEqual(21);
  await runner.stop();
});

test('what does not fit into one read is read on to the end', async () => {
  const log = new OneLog();
  for (let position = 1; position <= 1_500; position++) log.append();
  const runner = runnerOf(log);
  runner.start();
  await reached(runner, 1_500);
  await runner.stop();
});

test('a log that ends before what was judged of it is refused: what comes into it would count as judged', async () => {
  const log = new OneLog();
  log.append();
  const at = runnerOf(log, 1);
  at.start();
  while (at.state !== 'live') await turn();
  await at.stop();
  const beyond = runnerOf(log, 2);
  beyond.start();
  while (beyond.state === 'starting') await turn();
  expect(beyond.state).toBe('failing');
  await beyond.stop();
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { openReadingLogReader } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { nodeCommand, startProcess } from './broker-process.ts';
import { later, until } from './harness.ts';
import { Pusher } from './pusher.ts';

/** The broker's own clock runs so much faster; commits, sockets and memory do not care. 1: two real minutes. */
const SPEED = Number(process.env['LIFTWATCH_TEST_STUCK_SPEED'] ?? 10);
const STUCK_MS = 120_000;
const CONNECTIONS = 800;
const BUDGET_BYTES = 64_000_000;
/** What a process needs beside the budget: heap that waits for collection, sockets, the journal of SQLite. */
const ALLOWANCE_BYTES = 48_000_000;

interface Figures {
  readonly rssBytes: number;
  readonly pendingBytes: number;
  readonly publishes: number;
  readonly readings: number;
  readonly connections: number;
  readonly limits: Readonly<Record<string, number>>;
}

const startStuckBroker = async (dir: string, env: Record<string, string> = {}) => {
  const command = nodeCommand('stuck-broker.ts', ['--expose-gc']);
  const { child, port } = await startProcess([...command, dir, String(SPEED)], env);
  const answers: ((line: string) => void)[] = [];
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => answers.shift()?.(line));
  const ask = (command_: 'stick' | 'release' | 'stats'): Promise<Figures> =>
    new Promise((resolve) => {
      answers.push((line) => resolve(JSON.parse(line) as Figures));
      child.stdin?.write(`${command_}\n`);
    });
  return { port, ask };
};

const seqsInLog = async (dir: string): Promise<ReadonlySet<number>> => {
  const reader = await openReadingLogReader({ dir: join(dir, 'log') });
  const seqs = new Set<number>();
  for (let partition = 0; partition < reader.partitions; partition++) {
    let after = 0;
    for (;;) {
      const entries = await reader.read(partition, after, 500);
      if (entries.length === 0) break;
      for (const { position, records } of entries) {
        after = position;
        for (const record of records)
          if (record.type === 'reading')
            seqs.add((JSON.parse(Buffer.from(record.payload).toString()) as { seq: number }).seq);
      }
    }
  }
  await reader.close();
  return seqs;
};

/** The value once it has stood still for half a second: answers on their way have come. */
const settled = async (read: () => number): Promise<number> => {
  let [last, sinceMs] = [read(), performance.now()];
  while (performance.now() - sinceMs < 500) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    if (read() !== last) [last, sinceMs] = [read(), performance.now()];
  }
  return last;
};

interface Grown {
  readonly bytes: number;
  readonly elapsedMs: number;
}

/** For two minutes of the broker's clock. */
const forTwoMinutes = ({ elapsedMs }: Grown): boolean => elapsedMs < STUCK_MS / SPEED;

/** Sticks the log under load, as long as `goOn` says so. Returns what was seen, and what came of it. */
const stickUnderLoad = async (inFlight: number, goOn: (grown: Grown) => boolean, env: Record<string, string> = {}) => {
  const dir = mkdtempSync(join(tmpdir(), 'lw-stuck-'));
  later(() => rmSync(dir, { recursive: true, force: true }));
  const { port, ask } = await startStuckBroker(dir, env);
  const pusher = new Pusher(port, CONNECTIONS, inFlight);
  later(() => pusher.stop());
  await pusher.start();
  await until(() => pusher.acked.size > 2_000);
  const before = await ask('stick');
  const ackedBefore = await settled(() => pusher.acked.size);
  let greatestBytes = before.rssBytes;
  let greatestPendingBytes = 0;
  const sinceMs = performance.now();
  while (goOn({ bytes: greatestBytes - before.rssBytes, elapsedMs: performance.now() - sinceMs })) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    const { rssBytes, pendingBytes } = await ask('stats');
    greatestBytes = Math.max(greatestBytes, rssBytes);
    greatestPendingBytes = Math.max(greatestPendingBytes, pendingBytes);
  }
  const ackedWhileStuck = pusher.acked.size - ackedBefore;
  const { limits } = await ask('release');
  return {
    dir,
    ask,
    pusher,
    limits,
    ackedWhileStuck,
    greatestPendingBytes,
    grownBytes: greatestBytes - before.rssBytes,
  };
};

test(
  'a log stuck for two minutes under load: memory bounded, nothing acknowledged, everything in the log afterwards',
  { timeout: STUCK_MS / SPEED + 180_000 },
  async () => {
    const seen = await stickUnderLoad(100, forTwoMinutes);
    const { pusher, limits } = seen;
    if (process.env['LIFTWATCH_TEST_FIGURES'] === '1')
      process.stderr.write(`${JSON.stringify({ ...seen, pusher: undefined, ask: undefined })}\n`);
    expect(seen.ackedWhileStuck).toBe(0);
    expect(limits['unanswered'] ?? 0).toBeGreaterThan(0);
    expect(limits['pause-closed'] ?? 0).toBeGreaterThan(0);
    expect(seen.greatestPendingBytes).toBeLessThan(BUDGET_BYTES * 1.3);
    expect(seen.grownBytes).toBeLessThan(BUDGET_BYTES + ALLOWANCE_BYTES);
    const sent = pusher.finish();
    await until(() => pusher.acked.size === sent);
    expect(pusher.acked.size).toBe(sent);
    const logged = await seqsInLog(seen.dir);
    expect([...pusher.acked].filter((seq) => !logged.has(seq))).toEqual([]);
  },
);

test('without limits the same load grows beyond the bound (negative control)', { timeout: 240_000 }, async () => {
  // How fast it grows is the machine's affair: it has as long as it needs to go beyond, and more in flight than the bound would hold.
  const untilBeyond = ({ bytes, elapsedMs }: Grown): boolean =>
    bytes <= BUDGET_BYTES + ALLOWANCE_BYTES && elapsedMs < 120_000;
  const { grownBytes } = await stickUnderLoad(2_000, untilBeyond, { TEST_UNLIMITED: '1' });
  expect(grownBytes).toBeGreaterThan(BUDGET_BYTES + ALLOWANCE_BYTES);
});

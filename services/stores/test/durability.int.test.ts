import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { describeWithServer } from '@liftwatch/infra/testing';
import { openReadingLogReader } from '../src/index.ts';
import { withFolder } from './folder.ts';

const CHILD = fileURLToPath(new URL('children/append.ts', import.meta.url));
const NODE = [process.execPath, '--conditions=liftwatch-dev', '--disable-warning=ExperimentalWarning', CHILD];

/** The lines of a child until it ends; `onLine` may kill it. */
const runChild = async (command: readonly string[], onLine: (line: string, child: ChildProcess) => void = () => {}) => {
  const child = spawn(command[0] as string, command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    onLine(line, child);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { lines, code };
};

const acknowledgedIn = (lines: readonly string[]): number[] =>
  lines.filter((line) => line.startsWith('ack ')).map((line) => Number(line.slice(4)));

/** Times of receipt in the log, per partition. */
const storedIn = async (dir: string): Promise<readonly ReadonlySet<number>[]> => {
  const log = await openReadingLogReader({ dir });
  const stored = await Promise.all(
    [0, 1, 2, 3].map(async (partition) => {
      const entries = await log.read(partition, 0, 1_000_000);
      expect(entries.map((entry) => entry.position)).toEqual(entries.map((_, i) => i + 1));
      return new Set(entries.flatMap((entry) => entry.records.map((record) => record.receivedAtMs)));
    }),
  );
  await log.close();
  return stored;
};

/** Kills a writer once it has acknowledged so many; returns what it acknowledged and the log lacks. */
const missingAfterKill = async (dir: string, mode: string, kills: readonly number[]): Promise<readonly number[]> => {
  const acknowledged: number[] = [];
  for (const afterAcks of kills) {
    let acks = 0;
    const { lines } = await runChild([...NODE, dir, mode], (line, child) => {
      if (line.startsWith('ack ') && ++acks === afterAcks) child.kill('SIGKILL');
    });
    acknowledged.push(...acknowledgedIn(lines));
  }
  const stored = await storedIn(dir);
  return acknowledged.filter((ms) => !stored.every((partition) => partition.has(ms)));
};

/** Each starts processes, one after the other: on a machine that is busy a start alone takes seconds. */
const PATIENCE = { timeout: 180_000 };

describe('kill -9', PATIENCE, () => {
  test(
    'everything acknowledged is there, and the lock of the dead writer holds nobody up',
    withFolder(async (dir) => {
      expect(await missingAfterKill(dir, 'honest', [1, 300, 40, 777, 150])).toEqual([]);
    }),
  );

  test(
    'control: acknowledging before the commit is found out',
    withFolder(async (dir) => {
      expect(await missingAfterKill(dir, 'early', [3, 5])).not.toEqual([]);
    }),
  );

  test(
    'everything that a reader beside the writer saw is there',
    withFolder(async (dir) => {
      expect(await missingAfterKill(dir, 'seen', [1, 200, 37, 400])).toEqual([]);
    }),
  );

  test(
    'control: a reader that sees what is not stored yet is found out',
    withFolder(async (dir) => {
      expect(await missingAfterKill(dir, 'seen-early', [3, 5])).not.toEqual([]);
    }),
  );
});

test(
  'a disk that is full refuses whole batches; with room again the same batch goes in, without a restart',
  PATIENCE,
  withFolder(async (dir) => {
    const limited = ['bash', '-c', 'ulimit -Sf 300 && exec "$@"', 'bash', ...NODE, dir, 'full', '1000'];
    const { lines, code } = await runChild(limited);
    expect(code).toBe(0);
    const refusals = lines.filter((line) => line.startsWith('refused '));
    expect(refusals.at(-1)).toBe('refused 2 LIFT_STORE_LOG_UNWRITABLE true');
    const stored = await storedIn(dir);
    expect(stored.map((partition) => [...partition])).toEqual(stored.map(() => acknowledgedIn(lines)));
    expect(acknowledgedIn(lines)).toHaveLength(1_000);
  }),
);

test(
  'a reader in another process than the writer is woken',
  PATIENCE,
  withFolder(async (dir) => {
    let stop = () => {};
    let head = 0;
    await runChild([...NODE, dir, 'honest'], (line, child) => {
      if (line !== 'ready') return;
      void openReadingLogReader({ dir, pollMs: 5 }).then((log) => {
        stop = log.onAppended(() => {
          void log.head(0).then((position) => {
            head = position;
            if (position > 20) child.kill('SIGKILL');
          });
        });
      });
    });
    stop();
    expect(head).toBeGreaterThan(20);
  }),
);

describeWithServer('strace', 'the order of syncs and acknowledgements', () => {
  /** Acknowledgements that no sync came before, after the acknowledgement before them. */
  const unsyncedAcks = async (dir: string, mode: string): Promise<number> => {
    const trace = join(dir, 'trace');
    const { code } = await runChild([
      'strace',
      '-f',
      '-o',
      trace,
      '-e',
      'trace=fdatasync,fsync,write',
      ...NODE,
      dir,
      mode,
      '30',
    ]);
    expect(code).toBe(0);
    let isSynced = false;
    let unsynced = 0;
    let acks = 0;
    for (const call of (await readFile(trace, 'utf8')).split('\n')) {
      // strace splits a call in two lines when another thread's call falls into it.
      if (/\b(fdatasync|fsync)\(\d+\)\s+= 0|<\.\.\. (fdatasync|fsync) resumed>.*= 0/.test(call)) isSynced = true;
      // A sync before an append began is none of that append.
      if (/write\(1, "append \d+/.test(call)) isSynced = false;
      if (!/write\(1, "ack \d+/.test(call)) continue;
      acks++;
      if (!isSynced) unsynced++;
      isSynced = false;
    }
    expect(acks).toBe(30);
    return unsynced;
  };

  test(
    'each acknowledgement follows a sync of its own',
    PATIENCE,
    withFolder(async (dir) => {
      expect(await unsyncedAcks(dir, 'honest')).toBe(0);
    }),
  );

  test(
    'a reader beside the writer sees nothing before its sync',
    PATIENCE,
    withFolder(async (dir) => {
      expect(await unsyncedAcks(dir, 'seen')).toBe(0);
    }),
  );

  test(
    // Not each time: the sync may be the faster one on a machine that has other work.
    'control: one that sees what is not stored yet does',
    PATIENCE,
    withFolder(async (dir) => {
      expect(await unsyncedAcks(dir, 'seen-early')).toBeGreaterThan(0);
    }),
  );

  test(
    'control: with synchronous=OFF it does not',
    PATIENCE,
    withFolder(async (dir) => {
      expect(await unsyncedAcks(dir, 'unsafe')).toBeGreaterThan(20);
    }),
  );
});

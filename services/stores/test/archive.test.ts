import { join } from 'node:path';
import { expect, test } from 'vitest';
import { archiveLog, openReadingLogReader, openReadingLogWriter } from '../src/index.ts';
import { withFolder } from './folder.ts';

const appendHours = async (dir: string, from: number, to: number): Promise<void> => {
  const writer = await openReadingLogWriter({ dir, partitions: 1, minFreeBytes: 0, segmentMs: 3_600_000 });
  for (let hour = from; hour <= to; hour++)
    await writer.append(new Map([[0, [{ type: 'tick', receivedAtMs: hour * 3_600_000 }]]]));
  await writer.close();
};

const timesIn = async (dir: string): Promise<readonly (number | undefined)[]> => {
  const reader = await openReadingLogReader({ dir });
  const entries = await reader.read(0, 0, 1_000);
  expect(await reader.head(0)).toBe(entries.length);
  await reader.close();
  return entries.map((entry) => (entry.records[0]?.receivedAtMs ?? 0) / 3_600_000);
};

test(
  'an archive is a log that can be read; the next run brings what is new',
  withFolder(async (dir) => {
    const [log, to] = [join(dir, 'log'), join(dir, 'archive')];
    await appendHours(log, 1, 5);
    expect(await archiveLog({ dir: log, to, untilMs: 3 * 3_600_000 })).toMatchObject({ segments: 2, waiting: 0 });
    expect(await timesIn(to)).toEqual([1, 2]);
    await appendHours(log, 6, 7);
    const seen: number[] = [];
    expect(await archiveLog({ dir: log, to, onProgress: (done) => seen.push(done) })).toMatchObject({ segments: 4 });
    expect(seen).toEqual([1, 2, 3, 4]);
    expect(await archiveLog({ dir: log, to })).toMatchObject({ segments: 0, bytes: 0 });
    expect(await timesIn(to)).toEqual([1, 2, 3, 4, 5, 6]);
  }),
);

test(
  'archiving a folder without a log says so',
  withFolder(async (dir) => {
    await expect(archiveLog({ dir: join(dir, 'nothing'), to: join(dir, 'to') })).rejects.toMatchObject({
      code: 'LIFT_STORE_LOG_MISSING',
    });
  }),
);

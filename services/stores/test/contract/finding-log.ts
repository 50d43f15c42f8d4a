import { expect, test } from 'vitest';
import type { FindingLog } from '../../src/index.ts';
import { aFinding } from './a-finding.ts';

/** What every finding log keeps. `reader` opens the same log a second time. */
export const findingLogContract = (
  create: () => Promise<{ log: FindingLog; reader(): Promise<FindingLog>; dispose(): Promise<void> }>,
): void => {
  const withLog = (work: (log: FindingLog, reader: () => Promise<FindingLog>) => Promise<void>) => async () => {
    const { log, reader, dispose } = await create();
    try {
      await work(log, reader);
    } finally {
      await dispose();
    }
  };
  const namesOf = async (log: FindingLog, after = 0) =>
    (await log.read(after, 100)).map(({ finding }) => `${finding.findingId}/${finding.revision}`);

  test(
    'lines come back whole, in the order of appending, positions rising',
    withLog(async (log) => {
      const epoch = await log.claim(2, 'engine-a');
      await log.append(2, epoch, [aFinding('finding-b'), aFinding('finding-a')]);
      await log.append(2, epoch, [aFinding('finding-a', 2)]);
      const lines = await log.read(0, 100);
      expect(lines.map((line) => line.finding)).toEqual([
        aFinding('finding-b'),
        aFinding('finding-a'),
        aFinding('finding-a', 2),
      ]);
      expect(lines.map((line) => line.partition)).toEqual([2, 2, 2]);
      expect(lines[0]?.position).toBeLessThan(lines[1]?.position ?? 0);
      expect(await log.head()).toBe(lines[2]?.position);
      expect(await namesOf(log, lines[1]?.position)).toEqual(['finding-a/2']);
      expect(await log.read(0, 1)).toHaveLength(1);
    }),
  );

  test(
    'the same (findingId, revision) is the same line, whoever appends it',
    withLog(async (log) => {
      const first = await log.claim(0, 'engine-a');
      await log.append(0, first, [aFinding('finding-a')]);
      const before = await log.read(0, 1);
      const second = await log.claim(0, 'engine-b');
      await log.append(0, second, [aFinding('finding-a'), aFinding('finding-a', 2)]);
      expect(await log.read(0, 1)).toEqual(before);
      expect(await namesOf(log)).toEqual(['finding-a/1', 'finding-a/2']);
    }),
  );

  test(
    'an engine whose partition was taken is refused, with nothing of its lines stored',
    withLog(async (log) => {
      const old = await log.claim(0, 'engine-a');
      const other = await log.claim(1, 'engine-a');
      expect(await log.claim(0, 'engine-b')).toBeGreaterThan(old);
      await expect(log.append(0, old, [aFinding('finding-a')])).rejects.toMatchObject({ code: 'LIFT_STORE_EPOCH_OLD' });
      await log.append(1, other, [aFinding('finding-b')]);
      expect(await namesOf(log)).toEqual(['finding-b/1']);
    }),
  );

  test(
    'a partition that nobody claimed takes nothing',
    withLog(async (log) => {
      await expect(log.append(3, 1, [aFinding('finding-a')])).rejects.toMatchObject({ code: 'LIFT_STORE_EPOCH_OLD' });
    }),
  );

  test(
    'old lines are forgotten from the front, some at a time; what is young, and the newest of all, stays',
    withLog(async (log, reader) => {
      const epoch = await log.claim(0, 'engine-a');
      const at = (name: string, receivedAtMs: number) => ({ ...aFinding(name), receivedAtMs });
      await log.append(0, epoch, [at('finding-a', 10), at('finding-b', 20), at('finding-c', 40), at('finding-d', 15)]);
      const head = await log.head();
      expect(await log.forget(30, 1)).toBe(1);
      expect(await log.forget(30, 10)).toBe(1);
      expect(await log.forget(30, 10)).toBe(0);
      expect(await namesOf(await reader())).toEqual(['finding-c/1', 'finding-d/1']);
      expect(await log.forget(1_000, 10)).toBe(1);
      expect(await log.forget(1_000, 10)).toBe(0);
      expect(await log.head()).toBe(head);
      await log.append(0, epoch, [at('finding-e', 50)]);
      expect(await log.head()).toBeGreaterThan(head);
    }),
  );

  test(
    'a reader of the same log is woken and sees the lines',
    withLog(async (log, reader) => {
      const other = await reader();
      const epoch = await log.claim(0, 'engine-a');
      let stop = () => {};
      const woken = new Promise<void>((resolve) => (stop = other.onAppended(resolve)));
      await log.append(0, epoch, [aFinding('finding-a')]);
      await woken;
      stop();
      expect(await namesOf(other)).toEqual(['finding-a/1']);
      await other.close();
    }),
  );
};

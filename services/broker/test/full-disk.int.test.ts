import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadingLogReader, openReadingLogWriter } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { client, later, rawConnected, startRig, state, until } from './harness.ts';

const publish = (seq: number) =>
  ({
    cmd: 'publish',
    topic: 'lift/v1/L1/state',
    payload: state(seq),
    qos: 1,
    messageId: seq,
    dup: false,
    retain: false,
  }) as const;

const seqsIn = async (dir: string): Promise<readonly number[]> => {
  const reader = await openReadingLogReader({ dir });
  const seqs: number[] = [];
  for (let partition = 0; partition < reader.partitions; partition++)
    for (const { records } of await reader.read(partition, 0, 100_000))
      for (const record of records)
        if (record.type === 'reading')
          seqs.push((JSON.parse(Buffer.from(record.payload).toString()) as { seq: number }).seq);
  await reader.close();
  return seqs.sort((a, b) => a - b);
};

test('SQLite has no room: nothing is acknowledged; with room again what was taken is, by itself', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lw-full-'));
  later(() => rmSync(dir, { recursive: true, force: true }));
  let pages = 40;
  const log = await openReadingLogWriter({
    dir,
    partitions: 4,
    minFreeBytes: 0,
    diagnostics: { maxPageCount: () => pages },
  });
  later(() => log.close());
  const rig = await startRig({ LIFTWATCH_BROKER_UNANSWERED_PER_CONNECTION: '16' }, { log });
  const one = await rawConnected(rig, 'gw');
  const acked = () => one.received.filter((packet) => packet.cmd === 'puback').length;
  let seq = 0;
  while (rig.broker.stats().limits['log-unwritable'] === 0) {
    one.send(publish(++seq));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  for (let more = 0; more < 40; more++) one.send(publish(++seq));
  await until(() => rig.broker.stats().limits.unanswered > 0);
  expect((await fetch(`http://127.0.0.1:${rig.broker.httpPort}/readyz`)).status).toBe(503);
  const ackedWhileFull = acked();
  const refused = rig.broker.stats().limits['log-unwritable'];
  await until(() => rig.broker.stats().limits['log-unwritable'] > refused + 3);
  expect(acked()).toBe(ackedWhileFull);
  pages = 1_000_000;
  await until(() => acked() === seq);
  expect(await seqsIn(dir)).toEqual(Array.from({ length: seq }, (_, i) => i + 1));
  expect((await fetch(`http://127.0.0.1:${rig.broker.httpPort}/readyz`)).status).toBe(200);
});

test('a disk that cannot be asked is no full disk: told once, readings are taken', async () => {
  const rig = await startRig(
    { LIFTWATCH_BROKER_MIN_FREE_BYTES: '1000' },
    {
      freeBytes: () => {
        throw Object.assign(new Error('ENOENT: statfs'), { code: 'ENOENT' });
      },
    },
  );
  await until(() => rig.log.of('tick').length >= 8);
  expect(rig.broker.stats().limits).toMatchObject({ 'disk-unknown': 1, 'disk-full': 0 });
  const one = await client(rig, 't1');
  await one.publishAsync('lift/v1/L1/state', state(1), { qos: 1 });
  expect(rig.log.of('reading')).toHaveLength(1);
});

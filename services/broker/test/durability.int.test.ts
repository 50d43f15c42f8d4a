import { mkdtempSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadingLogReader } from '@liftwatch/stores';
import mqttPacket from 'mqtt-packet';
import { expect, test } from 'vitest';
import { durableBrokerCommand, startProcess } from './broker-process.ts';
import { later, until } from './harness.ts';

const lift = (seq: number) => `lift/v1/L${seq % 50}/state`;
const payload = (seq: number) => JSON.stringify({ at: 1_700_000_000_000 + seq, boot: 'b', seq, floor: '1' });

/** Publishes from `first` on, 32 in flight, until the socket closes; each acknowledged seq goes into `acked`. */
const load = (port: number, first: number, acked: Set<number>) => {
  const socket = connect(port, '127.0.0.1');
  const parser = mqttPacket.parser();
  const sent = new Map<number, number>();
  let seq = first;
  const next = () => {
    const messageId = (seq % 65_535) + 1;
    sent.set(messageId, seq);
    socket.write(
      mqttPacket.generate({
        cmd: 'publish',
        topic: lift(seq),
        payload: payload(seq),
        qos: 1,
        messageId,
        dup: false,
        retain: false,
      }),
    );
    seq++;
  };
  parser.on('packet', (packet) => {
    if (packet.cmd === 'connack') for (let i = 0; i < 32; i++) next();
    if (packet.cmd !== 'puback') return;
    acked.add(sent.get(packet.messageId ?? 0) as number);
    next();
  });
  socket.on('data', (data) => parser.parse(data)).on('error', () => undefined);
  socket.write(
    mqttPacket.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: 'load',
      keepalive: 0,
    }),
  );
  later(() => socket.destroy());
  return { closed: new Promise<number>((resolve) => socket.once('close', () => resolve(seq))) };
};

/** Effects in the log: distinct (boot, seq). */
const seqsInLog = async (dir: string): Promise<Set<number>> => {
  const reader = await openReadingLogReader({ dir: join(dir, 'log') });
  const seqs = new Set<number>();
  for (let partition = 0; partition < reader.partitions; partition++)
    for (const entry of await reader.read(partition, 0, 1_000_000))
      for (const record of entry.records)
        if (record.type === 'reading')
          seqs.add((JSON.parse(Buffer.from(record.payload).toString()) as { seq: number }).seq);
  await reader.close();
  return seqs;
};

/** Starts, loads and kills a broker; returns what was acknowledged and is not in the log. */
const lostAfterKills = async (acknowledge: string, kills: number): Promise<{ lost: number; acked: number }> => {
  const dir = mkdtempSync(join(tmpdir(), 'lw-kill-'));
  const acked = new Set<number>();
  let first = 0;
  for (let kill = 0; kill < kills; kill++) {
    const { child, port } = await startProcess(durableBrokerCommand(dir, acknowledge));
    const before = acked.size;
    const { closed } = load(port, first, acked);
    const target = before + 1 + Math.floor(Math.random() * 400);
    await until(() => acked.size >= target);
    child.kill('SIGKILL');
    first = await closed;
  }
  const logged = await seqsInLog(dir);
  return { lost: [...acked].filter((seq) => !logged.has(seq)).length, acked: acked.size };
};

test('twenty kills under load: every acknowledged reading is in the log', { timeout: 180_000 }, async () => {
  const { lost, acked } = await lostAfterKills('after-commit', 20);
  expect(acked).toBeGreaterThan(20);
  expect(lost).toBe(0);
});

test('acknowledging before the commit loses readings (negative control)', { timeout: 180_000 }, async () => {
  expect((await lostAfterKills('before-commit', 5)).lost).toBeGreaterThan(0);
});

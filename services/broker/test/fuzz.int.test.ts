import fc from 'fast-check';
import mqttPacket from 'mqtt-packet';
import { expect, test } from 'vitest';
import { client, raw, rawConnected, startRig, state, until } from './harness.ts';

test('random packets close their own connection at most; others are served', { timeout: 60_000 }, async () => {
  const rig = await startRig({ LIFTWATCH_BROKER_FOREIGN_TOPICS_PER_MINUTE: '100000' });
  const samples = fc.sample(
    fc.tuple(fc.boolean(), fc.array(fc.uint8Array({ minLength: 1, maxLength: 80 }), { maxLength: 6 })),
    { numRuns: 300, seed: 7 },
  );
  for (const [isConnected, chunks] of samples) {
    const one = isConnected ? await rawConnected(rig, 't1') : await raw(rig);
    for (const chunk of chunks) one.bytes(Buffer.from(chunk));
    one.socket.end();
    await one.closed;
  }
  const good = await client(rig, 'gw');
  await good.publishAsync('lift/v1/L1/state', state(1), { qos: 1 });
  expect(rig.log.of('reading').filter((record) => record.terminalId === 'gw')).toHaveLength(1);
});

test('a publish that comes byte by byte is one publish', async () => {
  const rig = await startRig();
  const one = await rawConnected(rig, 't1');
  const bytes = mqttPacket.generate({
    cmd: 'publish',
    topic: 'lift/v1/L1/state',
    payload: state(1),
    qos: 2,
    messageId: 3,
    dup: false,
    retain: false,
  });
  for (const byte of bytes) {
    one.bytes(Buffer.from([byte]));
    await new Promise((resolve) => setImmediate(resolve));
  }
  await until(() => one.received.some((packet) => packet.cmd === 'pubrec'));
  expect(rig.log.of('reading')).toHaveLength(1);
});

test.each([
  [Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 9, 2, 0, 0, 0, 1, 0x61]), 1],
  [Buffer.from([0x10, 12, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 0, 0, 0, 0, 0]), 2],
])('%j is answered with CONNACK %d', async (bytes, code) => {
  const rig = await startRig();
  const one = await raw(rig);
  one.bytes(bytes);
  await one.closed;
  expect(one.received).toMatchObject([{ cmd: 'connack', returnCode: code }]);
});

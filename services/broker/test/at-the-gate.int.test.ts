import { expect, test } from 'vitest';
import { raw, rawConnected, startRig, state, until } from './harness.ts';

const publish = (messageId: number, retain: boolean) => ({
  cmd: 'publish' as const,
  topic: 'lift/v1/L1/state',
  payload: state(messageId),
  qos: 1 as const,
  messageId,
  dup: false,
  retain,
});

test('a terminal that only publishes is alive: readings past aedes put its keep-alive off', async () => {
  const rig = await startRig();
  const one = await raw(rig);
  one.send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: 't1',
    username: 't1',
    password: Buffer.from(rig.secrets.t1),
    keepalive: 1,
  });
  await until(() => one.received.length === 1);
  let isClosed = false;
  void one.closed.then(() => (isClosed = true));
  // Aedes closes after one and a half times the keep-alive: it must pass twice.
  const endMs = performance.now() + 3_500;
  for (let id = 1; performance.now() < endMs && !isClosed; id++) {
    one.send(publish(id, false));
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  expect(isClosed).toBe(false);
});

test('PUBACKs keep the order of the publishes, whether aedes had them or not [MQTT-4.6.0-2]', async () => {
  const rig = await startRig();
  const one = await rawConnected(rig, 't1');
  // RETAIN takes the way through aedes, where it is stripped.
  for (let id = 1; id <= 60; id++) one.send(publish(id, id % 3 === 0));
  await until(() => one.received.length === 61);
  const answered = one.received.slice(1).map((packet) => packet.messageId);
  expect(answered).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
});

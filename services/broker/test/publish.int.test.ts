import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { testWithServer } from '@liftwatch/infra/testing';
import { describe, expect, test } from 'vitest';
import { addTerminalCredential, revokeCredential } from '../src/credentials/file.ts';
import { listDeadLetters } from '../src/dead-letters/dead-letters.ts';
import { client, raw, rawConnected, startRig, state, until } from './harness.ts';

const topic = 'lift/v1/L1/state';
const publish = (payload: Buffer | string, messageId = 1, at = topic) =>
  ({ cmd: 'publish', topic: at, payload, qos: 1, messageId, dup: false, retain: false }) as const;

describe('a publish', () => {
  test('is acknowledged after the log has it, and not before', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    rig.log.mode = 'stuck';
    one.send(publish(state(1)));
    await until(() => rig.log.attempts > 1 || rig.broker.stats().pendingBytes > 0);
    one.send({ cmd: 'pingreq' });
    await until(() => one.received.some((packet) => packet.cmd === 'pingresp'));
    expect(one.received.map((packet) => packet.cmd)).not.toContain('puback');
    rig.log.release();
    await until(() => one.received.some((packet) => packet.cmd === 'puback'));
    expect(rig.log.of('reading')).toHaveLength(1);
  });

  test('acknowledged before the commit, is acknowledged while the log has nothing (negative control)', async () => {
    const rig = await startRig({}, { diagnostics: { acknowledge: 'before-commit' } });
    const one = await rawConnected(rig, 't1');
    rig.log.mode = 'stuck';
    one.send(publish(state(1)));
    await until(() => one.received.some((packet) => packet.cmd === 'puback'));
    expect(rig.log.of('reading')).toHaveLength(0);
    rig.log.release();
  });

  test('that is wrong becomes a dead letter with its reason, is acknowledged, and told on errors', async () => {
    const rig = await startRig();
    const one = await client(rig, 't1');
    const told: { code: string }[] = [];
    one.on('message', (_topic, payload) => told.push(JSON.parse(payload.toString()) as { code: string }));
    await one.subscribeAsync('lift/v1/L1/errors');
    await one.publishAsync(topic, 'not json', { qos: 1 });
    await one.publishAsync(topic, Buffer.from([0xff, 0xfe]), { qos: 1 });
    await one.publishAsync(topic, '{"at":"yesterday"}', { qos: 1 });
    await one.publishAsync('lift/v1/L2/state', state(1), { qos: 1 });
    const codes = [
      'LIFT_READING_NOT_JSON',
      'LIFT_READING_NOT_UTF8',
      'LIFT_READING_INVALID',
      'LIFT_READING_FOREIGN_TOPIC',
    ];
    expect(
      rig.log
        .of('dead')
        .map((record) => record.refusal.code)
        .sort(),
    ).toEqual([...codes].sort());
    await until(() => told.length === 4);
    expect(told.map((one_) => one_.code)).toEqual(codes);
  });

  test('to a topic of another kind is told on errors of the lift that it names, also without a credential', async () => {
    const rig = await startRig({ LIFTWATCH_BROKER_ANONYMOUS: 'on' });
    const anonymous = { username: undefined, password: undefined };
    const ears = await client(rig, 't1', { ...anonymous, clientId: 'hand-1/ears' });
    const told: { at: string; topic: string }[] = [];
    ears.on('message', (at, payload) =>
      told.push({ at, topic: (JSON.parse(payload.toString()) as { topic: string }).topic }),
    );
    for (const lift of ['hand-1', 'hand-2']) await ears.subscribeAsync(`lift/v1/${lift}/errors`);
    const hand = await client(rig, 't1', { ...anonymous, clientId: 'hand-1' });
    for (const name of ['lift/v1/hand-2/status', 'lift/v2/hand-2/state', 'homeassistant/lift'])
      await hand.publishAsync(name, state(1), { qos: 1 });
    await until(() => told.length === 3);
    expect(told).toEqual([
      { at: 'lift/v1/hand-2/errors', topic: 'lift/v1/hand-2/status' },
      { at: 'lift/v1/hand-2/errors', topic: 'lift/v2/hand-2/state' },
      { at: 'lift/v1/hand-1/errors', topic: 'homeassistant/lift' },
    ]);
  });

  test('with several readings is logged once; each bad reading is dead-lettered alone', async () => {
    const rig = await startRig();
    const one = await client(rig, 't1');
    const readings = [{ at: 1 }, { at: 'bad' }, { at: 3 }, { nonsense: 1 }];
    await one.publishAsync(topic, JSON.stringify({ sentAt: 5, readings }), { qos: 1 });
    expect(rig.log.of('reading')).toHaveLength(1);
    expect(rig.log.of('dead').map((record) => record.readingIndex)).toEqual([1, 3]);
    expect(JSON.parse(Buffer.from(rig.log.of('dead')[0]?.payload ?? []).toString())).toEqual({ sentAt: 5, at: 'bad' });
    const listed = [];
    for await (const letter of listDeadLetters(rig.log as never)) listed.push(letter.index);
    expect(listed).toHaveLength(2);
  });

  test('above 256 kB is skipped, its first kB and hash kept, and acknowledged; the next one stands', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    one.send(publish(Buffer.alloc(1_000_000, 65), 7));
    one.send(publish(state(1), 8));
    await until(() => one.received.filter((packet) => packet.cmd === 'puback').length === 2);
    const [dead] = rig.log.of('dead');
    expect(dead).toMatchObject({ payloadBytes: 1_000_000, refusal: { code: 'LIFT_READING_TOO_LARGE' } });
    expect(dead?.payload).toHaveLength(1_024);
    expect(dead?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(rig.log.of('reading')).toHaveLength(1);
  });

  test('announced above 16 MB closes the connection before its body comes', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    one.bytes(Buffer.from([0x32, 0xff, 0xff, 0xff, 0x7f]));
    await one.closed;
    expect(rig.broker.stats().limits['packet-too-large']).toBe(1);
  });

  test('of context comes from a service account only', async () => {
    const rig = await startRig();
    const entry = JSON.stringify({ liftId: 'L1', id: 'x', at: 1, type: 'job', jobId: 'j', phase: 'opened' });
    const svc = await client(rig, 'svc');
    await svc.publishAsync('liftwatch/v1/context/L1', entry, { qos: 1 });
    const feed = await client(rig, 'feed');
    await feed.publishAsync('liftwatch/v1/context/L1', entry, { qos: 1 });
    expect(rig.log.of('context')).toMatchObject([{ writerId: 'svc' }]);
    expect(rig.log.of('dead')).toHaveLength(1);
  });
});

describe('presence and retain', () => {
  test('presence is retained, a reading is not; a will passes the same way', async () => {
    const rig = await startRig();
    const one = await client(rig, 't1', {
      will: { topic: 'lift/v1/L1/presence', payload: '{"status":"offline"}', qos: 1, retain: true },
    });
    await one.publishAsync('lift/v1/L1/presence', '{"status":"online"}', { qos: 1, retain: true });
    await one.publishAsync(topic, state(1), { qos: 1, retain: true });
    one.stream.destroy();
    await until(() => rig.log.of('reading').length === 3);
    const svc = await client(rig, 'svc');
    const heard: string[] = [];
    svc.on('message', (_topic, payload) => heard.push(payload.toString()));
    await svc.subscribeAsync('lift/v1/+/presence');
    await until(() => heard.length > 0);
    expect(heard).toEqual(['{"status":"offline"}']);
    expect(rig.broker.stats().limits['retain-stripped']).toBe(1);
  });
});

describe('sessions', () => {
  test('a takeover ends the older session and begins a newer one', async () => {
    const rig = await startRig();
    await client(rig, 't1');
    await client(rig, 't1');
    await until(() => rig.log.of('session').length === 3);
    const [first, ended, second] = rig.log.of('session');
    expect([first?.session, ended?.session, second?.session]).toEqual(['connected', 'disconnected', 'connected']);
    expect(ended?.sessionId).toBe(first?.sessionId);
    expect(second?.sessionId).toBeGreaterThan(first?.sessionId ?? 0);
  });

  test('ticks come while the log commits, and none are queued while it fails', async () => {
    const rig = await startRig();
    await until(() => rig.log.of('tick').length >= 4);
    rig.log.mode = 'failing';
    const one = await rawConnected(rig, 't1');
    one.send(publish(state(1)));
    const before = rig.log.of('tick').length;
    const attempts = rig.log.attempts;
    await until(() => rig.log.attempts > attempts + 6);
    rig.log.mode = 'good';
    await until(() => rig.log.of('reading').length === 1);
    const covering = rig.log.entries
      .flat()
      .filter((entry) => entry.records.some((record) => record.type === 'reading'));
    expect(covering.flatMap((entry) => entry.records).some((record) => record.type === 'tick')).toBe(false);
    expect(rig.log.of('tick').length).toBe(before);
  });
});

describe('admission', () => {
  test.each([
    ['wrong secret', { password: 'no' }, 4],
    ['client id of another', { clientId: 'gw' }, 2],
    ['nobody', { username: undefined, password: undefined }, 5],
  ])('%s is refused', async (_name, options, code) => {
    const rig = await startRig();
    await expect(client(rig, 't1', options)).rejects.toMatchObject({ code });
  });

  test('client ids below the terminal are its own', async () => {
    const rig = await startRig();
    const one = await client(rig, 't1', { clientId: 't1/backup' });
    expect(one.connected).toBe(true);
  });

  test.each([
    ['t1', 'lift/v1/L1/errors', true],
    ['t1', 'lift/v1/L2/errors', false],
    ['t1', 'lift/v1/+/errors', false],
    ['t1', 'lift/v1/L1/state', false],
    ['t1', '#', false],
    ['t1', '$share/g/lift/v1/L1/errors', false],
    ['t1', '$SYS/#', false],
    ['feed', 'lift/v1/+/errors', true],
    ['svc', 'lift/v1/L9/presence', true],
    ['svc', 'lift/v1/+/state', false],
  ] as const)('%s subscribing %s: %s', async (name, filter, isGranted) => {
    const rig = await startRig();
    const one = await rawConnected(rig, name);
    one.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: filter, qos: 1 }] });
    await until(() => one.received.length === 2);
    expect(one.received[1]).toMatchObject({ cmd: 'suback', granted: [isGranted ? 0 : 128] });
  });

  test('a revoked credential loses its connection, a new one is admitted', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    revokeCredential({ file: rig.file }, 't1');
    rig.secrets.t1 = addTerminalCredential({ file: rig.file }, { terminalId: 't1', lifts: ['L1'] });
    rig.broker.reloadCredentials();
    await one.closed;
    await client(rig, 't1');
  });

  test('too many foreign topics close the connection; each was answered or is sent again', async () => {
    const rig = await startRig({ LIFTWATCH_BROKER_FOREIGN_TOPICS_PER_MINUTE: '5' });
    const one = await rawConnected(rig, 't1');
    for (let i = 1; i <= 5; i++) one.send(publish('x', i, 'elsewhere/a'));
    await one.closed;
    expect(rig.broker.stats().limits['foreign-topics']).toBe(1);
  });

  test('connections per address', async () => {
    const rig = await startRig({ LIFTWATCH_BROKER_CONNECTIONS_PER_ADDRESS: '1' });
    await raw(rig);
    const second = await raw(rig);
    await second.closed;
    expect(rig.broker.stats().limits['address-connections']).toBe(1);
  });
});

describe('a log that does not commit', () => {
  test('bounds what is taken, closes what waits too long, and has everything taken afterwards', async () => {
    const rig = await startRig({
      LIFTWATCH_BROKER_PAUSE_CLOSE_MS: '50',
      LIFTWATCH_BROKER_UNANSWERED_PER_CONNECTION: '8',
    });
    const one = await rawConnected(rig, 'gw');
    rig.log.mode = 'failing';
    for (let i = 1; i <= 500; i++) one.send(publish(state(i), i));
    await one.closed;
    expect(rig.broker.stats().intake.publishes).toBe(8);
    expect(one.received.filter((packet) => packet.cmd === 'puback')).toHaveLength(0);
    rig.log.mode = 'good';
    await until(() => rig.log.of('reading').length === 8);
    await until(() => rig.broker.stats().pendingBytes === 0);
  });

  test('bytes in all are bounded, and reading goes on by itself', async () => {
    const rig = await startRig({ LIFTWATCH_BROKER_UNANSWERED_BYTES: '50000' });
    const one = await rawConnected(rig, 'gw');
    rig.log.mode = 'stuck';
    for (let i = 1; i <= 200; i++) one.send(publish(state(i), i));
    await until(() => rig.broker.stats().limits['unanswered-bytes'] > 0);
    expect(rig.broker.stats().pendingBytes).toBeLessThan(56_000);
    rig.log.release();
    await until(() => one.received.filter((packet) => packet.cmd === 'puback').length === 200);
  });

  test('a full disk stops intake, and it resumes by itself', async () => {
    let free = 0;
    const rig = await startRig({ LIFTWATCH_BROKER_MIN_FREE_BYTES: '1000' }, { freeBytes: () => free });
    const one = await rawConnected(rig, 'gw');
    await until(() => rig.broker.stats().limits['disk-full'] > 0);
    one.send(publish(state(1)));
    await until(() => rig.broker.stats().pausedConnections === 1);
    expect((await fetch(`http://127.0.0.1:${rig.broker.httpPort}/readyz`)).status).toBe(503);
    free = 5_000;
    await until(() => one.received.some((packet) => packet.cmd === 'puback'));
  });
});

test('a terminal above its rate is read more slowly, and nothing is lost', async () => {
  const rig = await startRig({ LIFTWATCH_BROKER_TERMINAL_READINGS_PER_SECOND: '100' });
  const one = await rawConnected(rig, 't1');
  for (let i = 1; i <= 150; i++) one.send(publish(state(i), i));
  await until(() => one.received.filter((packet) => packet.cmd === 'puback').length === 150);
  expect(rig.broker.stats().limits.rate).toBeGreaterThan(0);
});

testWithServer(
  ['mosquitto-clients', 'promtool'],
  'mosquitto_pub is a terminal, and metrics pass promtool',
  async () => {
    const rig = await startRig();
    const args = [
      '-p',
      String(rig.broker.mqttPort),
      '-i',
      't1',
      '-u',
      't1',
      '-P',
      rig.secrets.t1,
      '-q',
      '1',
      '-t',
      topic,
      '-m',
      state(1),
    ];
    await promisify(execFile)('mosquitto_pub', args);
    expect(rig.log.of('reading')).toHaveLength(1);
    const text = await (await fetch(`http://127.0.0.1:${rig.broker.httpPort}/metrics`)).text();
    expect(text).toContain('liftwatch_broker_readings_total 1');
    const child = execFile('promtool', ['check', 'metrics']);
    child.stdin?.end(text);
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
  },
);

import { execFile, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testWithServer } from '@liftwatch/infra/testing';
import { connectAsync } from 'mqtt';
import mqttPacket from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { addTerminalCredential, revokeCredential } from '../src/credentials/file.ts';
import { judgePresence, judgeReading } from '../src/check/judge.ts';
import { client, later, raw, rawConnected, startRig, state, until } from './harness.ts';

const topic = 'lift/v1/L1/state';
const context = JSON.stringify({ liftId: 'L1', id: 'x', at: 1, type: 'job', jobId: 'j', phase: 'opened' });

describe('who may publish what', () => {
  const online = '{"status":"online"}';
  test.each([
    ['t1', 'lift/v1/L1/state', state(1), true],
    ['t1', 'lift/v1/L1/presence', online, true],
    ['t1', 'lift/v1/L2/state', state(1), false],
    ['t1', 'lift/v1/L2/presence', online, false],
    ['t1', 'lift/v1/L1/errors', '{}', false],
    ['t1', 'lift/v1/L1/nonsense', state(1), false],
    ['t1', 'lift/v2/L1/state', state(1), false],
    ['t1', 'liftwatch/v1/context/L1', context, false],
    ['t1', '$SYS/x', '{}', false],
    ['gw', 'lift/v1/L2/state', state(1), true],
    ['gw', 'lift/v1/L3/state', state(1), false],
    ['feed', 'lift/v1/L77/state', state(1), true],
    ['feed', 'lift/v1/L77/errors', '{}', false],
    ['feed', 'liftwatch/v1/context/L1', context, false],
    ['svc', 'liftwatch/v1/context/L1', context, true],
    ['svc', 'lift/v1/L1/state', state(1), false],
    ['svc', 'lift/v1/L1/presence', online, false],
  ] as const)('%s to %s: %3$s', async (name, to, payload, isTaken) => {
    const rig = await startRig();
    const one = await rawConnected(rig, name);
    one.send({ cmd: 'publish', topic: to, payload, qos: 1, messageId: 1, dup: false, retain: false });
    await until(() => one.received.some((packet) => packet.cmd === 'puback'));
    const taken = [...rig.log.of('reading'), ...rig.log.of('context')];
    expect(taken).toHaveLength(isTaken ? 1 : 0);
    expect(rig.log.of('dead').map((record) => record.refusal.code)).toEqual(
      isTaken ? [] : ['LIFT_READING_FOREIGN_TOPIC'],
    );
  });

  test.each([
    ['gw', 'lift/v1/L2/errors', true],
    ['gw', 'lift/v1/L3/errors', false],
    ['gw', 'lift/v1/+/errors', false],
    ['gw', 'lift/v1/L1/#', false],
    ['feed', 'lift/v1/L9/errors', true],
    ['feed', 'lift/v1/+/state', false],
    ['feed', 'lift/v1/#', false],
    ['feed', '+/v1/L1/errors', false],
    ['svc', 'lift/v1/+/presence', true],
    ['svc', 'lift/v1/#', false],
    ['svc', 'liftwatch/v1/context/+', false],
    ['svc', 'lift/v1/L1/errors', false],
  ] as const)('%s hears %s: %s', async (name, filter, isGranted) => {
    const rig = await startRig();
    const one = await rawConnected(rig, name);
    one.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: filter, qos: 0 }] });
    await until(() => one.received.length === 2);
    expect(one.received[1]).toMatchObject({ cmd: 'suback', granted: [isGranted ? 0 : 128] });
  });
});

describe('qualities of service', () => {
  test('QoS 0 goes into the log', async () => {
    const rig = await startRig();
    const one = await client(rig, 't1');
    await one.publishAsync(topic, state(1), { qos: 0 });
    await until(() => rig.log.of('reading').length === 1);
  });

  test('QoS 2: PUBREC after the log has it, and a second PUBLISH with its id before PUBREL is no second answer', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    rig.log.mode = 'stuck';
    one.send({ cmd: 'publish', topic, payload: state(1), qos: 2, messageId: 9, dup: false, retain: false });
    await until(() => rig.broker.stats().pendingBytes > 0);
    one.send({ cmd: 'pingreq' });
    await until(() => one.received.some((packet) => packet.cmd === 'pingresp'));
    expect(one.received.map((packet) => packet.cmd)).not.toContain('pubrec');
    rig.log.release();
    await until(() => one.received.some((packet) => packet.cmd === 'pubrec'));
    expect(rig.log.of('reading')).toHaveLength(1);
    one.send({ cmd: 'pubrel', messageId: 9 });
    await until(() => one.received.some((packet) => packet.cmd === 'pubcomp'));
  });

  test('64 in flight on each of many connections are each answered once, in order', async () => {
    const rig = await startRig();
    const all = await Promise.all(Array.from({ length: 5 }, () => raw(rig)));
    const hello = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 0 } as const;
    for (const [n, one] of all.entries()) {
      one.send({ ...hello, clientId: `feed/${n}`, username: 'feed', password: Buffer.from(rig.secrets.feed) });
      for (let id = 1; id <= 300; id++)
        one.send({ cmd: 'publish', topic, payload: state(id), qos: 1, messageId: id, dup: false, retain: false });
    }
    await until(() => all.every((one) => one.received.length === 301));
    for (const one of all)
      expect(one.received.slice(1).map((packet) => packet.messageId)).toEqual(
        Array.from({ length: 300 }, (_, i) => i + 1),
      );
    expect(rig.log.of('reading')).toHaveLength(1_500);
  });
});

test('packets behind CONNECT, in one write with it, are taken after CONNACK', async () => {
  const rig = await startRig();
  const one = await raw(rig);
  const password = Buffer.from(rig.secrets.t1);
  const packets = [
    mqttPacket.generate({
      cmd: 'connect',
      protocolId: 'MQTT',
      protocolVersion: 4,
      clean: true,
      clientId: 't1',
      username: 't1',
      password,
      keepalive: 0,
    }),
    ...Array.from({ length: 100 }, (_, i) =>
      mqttPacket.generate({
        cmd: 'publish',
        topic,
        payload: state(i),
        qos: 1,
        messageId: i + 1,
        dup: false,
        retain: false,
      }),
    ),
    mqttPacket.generate({ cmd: 'pingreq' }),
  ];
  one.bytes(Buffer.concat(packets));
  await until(() => one.received.filter((packet) => packet.cmd === 'puback').length === 100);
  expect(one.received[0]).toMatchObject({ cmd: 'connack', returnCode: 0 });
  expect(rig.log.of('reading')).toHaveLength(100);
});

test('the credentials file is watched: a new terminal is admitted and a revoked one closed, untold', async () => {
  const rig = await startRig();
  const one = await rawConnected(rig, 't1');
  const secret = addTerminalCredential({ file: rig.file }, { terminalId: 't2', lifts: ['L2'] });
  revokeCredential({ file: rig.file }, 't1');
  await one.closed;
  const two = await connectAsync(`mqtt://127.0.0.1:${rig.broker.mqttPort}`, {
    clientId: 't2',
    username: 't2',
    password: secret,
    reconnectPeriod: 0,
  });
  later(() => two.endAsync(true));
  expect(rig.broker.stats().limits.revoked).toBe(1);
});

test('lasting sessions of one credential are bounded; above, a session ends with its connection', async () => {
  const rig = await startRig();
  for (let n = 0; n < 20; n++) {
    const one = await client(rig, 't1', { clientId: `t1/${n}`, clean: false });
    await one.subscribeAsync('lift/v1/L1/errors');
    await one.endAsync();
  }
  expect(rig.broker.stats().limits['session-not-kept']).toBe(4);
  const again = await raw(rig);
  const password = Buffer.from(rig.secrets.t1);
  const hello = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, keepalive: 0 } as const;
  again.send({ ...hello, clean: false, clientId: 't1/3', username: 't1', password });
  await until(() => again.received.length === 1);
  expect(again.received[0]).toMatchObject({ sessionPresent: true });
});

test('a partial packet that fills the budget is not read on, and closed', async () => {
  const rig = await startRig({ LIFTWATCH_BROKER_UNANSWERED_BYTES: '60000', LIFTWATCH_BROKER_PAUSE_CLOSE_MS: '50' });
  const one = await rawConnected(rig, 't1');
  const whole = mqttPacket.generate({
    cmd: 'publish',
    topic,
    payload: Buffer.alloc(200_000, 65),
    qos: 1,
    messageId: 1,
    dup: false,
    retain: false,
  });
  one.bytes(whole.subarray(0, 190_000));
  await one.closed;
  expect(rig.broker.stats().limits).toMatchObject({ 'pause-closed': 1 });
  await client(rig, 'gw');
});

test('session entries while the log is stuck wait, the newest of each terminal, and are written afterwards', async () => {
  const rig = await startRig({ LIFTWATCH_BROKER_UNANSWERED_BYTES: '200000' });
  rig.log.mode = 'stuck';
  const all = [];
  for (let n = 0; n < 20; n++) all.push(await client(rig, 'feed', { clientId: `feed/${n}` }));
  await Promise.all(all.map((one) => one.endAsync()));
  await until(() => rig.broker.stats().connections === 0);
  expect(rig.broker.stats().pendingBytes).toBeLessThan(200_000 * 1.25 + 10_000);
  rig.log.release();
  await until(() => rig.broker.stats().pendingBytes === 0);
  const entries = rig.log.of('session');
  const newest = Math.max(...entries.map((record) => record.sessionId ?? 0));
  expect(entries.some((record) => record.sessionId === newest && record.session === 'disconnected')).toBe(true);
});

test('a byte order mark has one verdict: refused, as the pure decoder says', () => {
  const marked = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(state(1))]);
  expect(judgeReading('state', marked)).toMatchObject({
    isLogged: false,
    dead: [{ refusal: { code: 'LIFT_READING_NOT_JSON' } }],
  });
  expect(judgePresence(Buffer.concat([marked.subarray(0, 3), Buffer.from('{"status":"online"}')])).isLogged).toBe(
    false,
  );
});

testWithServer('openssl', 'the TLS listener takes readings, and no plain ones', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'lw-tls-'));
  later(() => rmSync(dir, { recursive: true, force: true }));
  const [key, cert] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
  const args = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', [...args, '-subj', '/CN=localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const rig = await startRig({ LIFTWATCH_BROKER_TLS_CERT_FILE: cert, LIFTWATCH_BROKER_TLS_KEY_FILE: key });
  const one = await connectAsync(`mqtts://127.0.0.1:${rig.broker.mqttPort}`, {
    clientId: 't1',
    username: 't1',
    password: rig.secrets.t1,
    rejectUnauthorized: false,
    reconnectPeriod: 0,
  });
  later(() => one.endAsync(true));
  for (let seq = 1; seq <= 100; seq++) void one.publishAsync(topic, state(seq), { qos: 1 });
  await one.publishAsync(topic, state(101), { qos: 1 });
  await until(() => rig.log.of('reading').length === 101);
  const plain = await raw(rig);
  // Too short to be a wrong TLS record: only the time for the handshake ends it.
  plain.send({ cmd: 'pingreq' });
  await plain.closed;
  expect(plain.received).toEqual([]);
});

testWithServer('mosquitto-clients', 'mosquitto_sub on errors hears why a reading was refused', async () => {
  const rig = await startRig({ LIFTWATCH_BROKER_ERRORS_PER_MINUTE: '1000' });
  const account = ['-p', String(rig.broker.mqttPort), '-u', 't1', '-P', rig.secrets.t1];
  const listener = spawn('mosquitto_sub', [...account, '-i', 't1/listener', '-t', 'lift/v1/L1/errors', '-C', '1']);
  later(() => listener.kill());
  let heard = '';
  let isHeard = false;
  listener.stdout.on('data', (data: Buffer) => {
    heard += data.toString();
  });
  listener.once('close', () => {
    isHeard = true;
  });
  const publish = [...account, '-i', 't1/hand', '-q', '1', '-t', topic, '-m', '{"at":"now"}'];
  // It does not say when it has subscribed, so what is refused is published until it heard it.
  while (!isHeard) await promisify(execFile)('mosquitto_pub', publish);
  expect(heard).toContain('"topic":"lift/v1/L1/state"');
});

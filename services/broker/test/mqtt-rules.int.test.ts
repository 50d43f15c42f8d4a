import { setTimeout as sleep } from 'node:timers/promises';
import mqttPacket, { type IPublishPacket } from 'mqtt-packet';
import { describe, expect, test } from 'vitest';
import { raw, rawConnected, startRig, state, until, type RawClient, type Rig } from './harness.ts';

const topic = 'lift/v1/L1/state';
const presence = 'lift/v1/L1/presence';
const plain = { cmd: 'publish', topic, dup: false, retain: false } as const;

interface Hello {
  readonly clientId: string;
  readonly name?: keyof Rig['secrets'];
  readonly clean?: boolean;
  readonly keepalive?: number;
}

const hello = async (rig: Rig, { clientId, name = 't1', clean = true, keepalive = 0 }: Hello): Promise<RawClient> => {
  const one = await raw(rig);
  const password = Buffer.from(rig.secrets[name]);
  const protocol = { protocolId: 'MQTT', protocolVersion: 4 } as const;
  one.send({ cmd: 'connect', ...protocol, clean, clientId, keepalive, username: name, password });
  await until(() => one.received.length === 1);
  return one;
};

const count = (one: RawClient, cmd: string): number => one.received.filter((packet) => packet.cmd === cmd).length;
const leave = async (one: RawClient): Promise<void> => {
  one.socket.destroy();
  await one.closed;
};

/** What was sent so far has been read: packets are taken in their order. */
const isRead = async (one: RawClient): Promise<void> => {
  const before = count(one, 'pingresp');
  one.send({ cmd: 'pingreq' });
  await until(() => count(one, 'pingresp') > before);
};

describe('QoS 2 is exactly once', () => {
  const twice = { ...plain, payload: state(1), qos: 2, messageId: 9 } as const;

  test('sent again before PUBREC, after PUBREC, and behind PUBREL', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    rig.log.mode = 'stuck';
    one.send(twice);
    one.send({ ...twice, dup: true });
    await until(() => rig.broker.stats().pendingBytes > 4_000);
    expect(count(one, 'pubrec')).toBe(0);
    rig.log.release();
    await until(() => count(one, 'pubrec') === 2);
    one.send({ ...twice, dup: true });
    await until(() => count(one, 'pubrec') === 3);
    expect(rig.log.of('reading')).toHaveLength(1);
    one.send({ cmd: 'pubrel', messageId: 9 });
    await until(() => count(one, 'pubcomp') === 1);
    one.send({ ...twice, payload: state(2) });
    await until(() => count(one, 'pubrec') === 4);
    expect(rig.log.of('reading')).toHaveLength(2);
    expect(rig.broker.stats().pendingBytes).toBe(0);
  });

  test('a backlog of thousands, whose PUBRELs come behind it', async () => {
    const rig = await startRig({ LIFTWATCH_BROKER_TERMINAL_READINGS_PER_SECOND: '1000000' });
    const one = await rawConnected(rig, 't1');
    const ids = Array.from({ length: 2_500 }, (_, i) => i + 1);
    for (const messageId of ids) one.send({ ...plain, payload: state(messageId), qos: 2, messageId });
    const released = new Set<number>();
    const isDone = (): boolean => {
      for (const { cmd, messageId } of one.received) {
        if (cmd !== 'pubrec' || messageId === undefined || released.has(messageId)) continue;
        released.add(messageId);
        one.send({ cmd: 'pubrel', messageId });
      }
      return count(one, 'pubcomp') === ids.length;
    };
    await Promise.race([until(isDone), one.closed]);
    expect(isDone()).toBe(true);
    expect(rig.log.of('reading')).toHaveLength(ids.length);
  });

  test('a lasting session knows it after a reconnect, and says that it is there', async () => {
    const rig = await startRig();
    const first = await hello(rig, { clientId: 't1', clean: false });
    expect(first.received[0]).toMatchObject({ cmd: 'connack', sessionPresent: false });
    first.send(twice);
    await until(() => count(first, 'pubrec') === 1);
    await leave(first);
    const second = await hello(rig, { clientId: 't1', clean: false });
    expect(second.received[0]).toMatchObject({ sessionPresent: true });
    second.send({ ...twice, dup: true });
    await until(() => count(second, 'pubrec') === 1);
    expect(rig.log.of('reading')).toHaveLength(1);
    await leave(second);
    const clean = await hello(rig, { clientId: 't1' });
    expect(clean.received[0]).toMatchObject({ sessionPresent: false });
    clean.send({ ...twice, payload: state(2) });
    await until(() => count(clean, 'pubrec') === 1);
    expect(rig.log.of('reading')).toHaveLength(2);
    await leave(clean);
    const anew = await hello(rig, { clientId: 't1', clean: false });
    expect(anew.received[0]).toMatchObject({ sessionPresent: false });
  });

  test('a second copy on a new connection of a lasting session, while the first is not in the log yet: one entry, answered after it', async () => {
    const rig = await startRig();
    const first = await hello(rig, { clientId: 't1', clean: false });
    rig.log.mode = 'stuck';
    first.send(twice);
    await isRead(first);
    await leave(first);
    const second = await hello(rig, { clientId: 't1', clean: false });
    expect(second.received[0]).toMatchObject({ sessionPresent: true });
    second.send({ ...twice, dup: true });
    await isRead(second);
    expect(count(second, 'pubrec')).toBe(0);
    rig.log.release();
    await until(() => count(second, 'pubrec') === 1);
    expect(rig.log.of('reading')).toHaveLength(1);
    second.send({ cmd: 'pubrel', messageId: 9 });
    await until(() => count(second, 'pubcomp') === 1);
    second.send({ ...twice, payload: state(2) });
    await until(() => count(second, 'pubrec') === 2);
    expect(rig.log.of('reading')).toHaveLength(2);
    expect(rig.broker.stats().pendingBytes).toBe(0);
  });

  test.each([
    ['clean', true],
    ['lasting', false],
  ])(
    'a %s session that a clean one has ended leaves no packet id behind: the same id is a new reading',
    async (_, clean) => {
      const rig = await startRig();
      const first = await hello(rig, { clientId: 't1', clean });
      rig.log.mode = 'stuck';
      first.send(twice);
      await isRead(first);
      await leave(first);
      const second = await hello(rig, { clientId: 't1' });
      rig.log.release();
      await until(() => rig.log.of('reading').length === 1);
      second.send({ ...twice, payload: state(2) });
      await until(() => count(second, 'pubrec') === 1);
      expect(rig.log.of('reading')).toHaveLength(2);
      expect(rig.broker.stats().pendingBytes).toBe(0);
    },
  );

  test('a PUBREL that does not wait for its PUBREC frees the packet id behind its publish: the next one is a new reading', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    const release = { cmd: 'pubrel', messageId: 9 } as const;
    const next = { ...twice, payload: state(2) };
    const other = { ...plain, payload: state(3), qos: 1, messageId: 10 } as const;
    rig.log.mode = 'stuck';
    // In one write, and once more behind it while the log has none of it.
    one.bytes(Buffer.concat([twice, release, next].map((packet) => mqttPacket.generate(packet))));
    one.send(release);
    one.send(other);
    await until(() => rig.broker.stats().pendingBytes > 0);
    expect(one.received).toHaveLength(1);
    rig.log.release();
    await until(() => count(one, 'pubcomp') === 2 && count(one, 'puback') === 1);
    const answers = one.received.slice(1).map(({ cmd }) => cmd);
    expect(answers).toEqual(['pubrec', 'pubcomp', 'pubrec', 'pubcomp', 'puback']);
    expect(rig.log.of('reading')).toHaveLength(3);
    expect(rig.broker.stats().pausedConnections).toBe(0);
  });

  test('a PUBREL on a new connection of a lasting session waits for the first copy too', async () => {
    const rig = await startRig();
    const first = await hello(rig, { clientId: 't1', clean: false });
    rig.log.mode = 'stuck';
    first.send(twice);
    await isRead(first);
    await leave(first);
    const second = await hello(rig, { clientId: 't1', clean: false });
    second.send({ cmd: 'pubrel', messageId: 9 });
    second.send({ ...twice, payload: state(2) });
    await until(() => rig.broker.stats().pausedConnections === 1);
    rig.log.release();
    await until(() => count(second, 'pubrec') === 1);
    expect(count(second, 'pubcomp')).toBe(1);
    expect(rig.log.of('reading')).toHaveLength(2);
  });

  test('more than 64 repeats do not use up what may be unanswered', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    for (let n = 0; n < 100; n++) one.send({ ...twice, dup: n > 0 });
    one.send({ ...plain, payload: state(2), qos: 1, messageId: 1 });
    await until(() => count(one, 'puback') === 1 && count(one, 'pubrec') === 100);
    expect(rig.log.of('reading')).toHaveLength(2);
  });
});

describe('who connects', () => {
  test('an empty client id is given one below the credential', async () => {
    const rig = await startRig();
    const [one, two] = [await hello(rig, { clientId: '' }), await hello(rig, { clientId: '' })];
    for (const each of [one, two]) {
      expect(each.received[0]).toMatchObject({ cmd: 'connack', returnCode: 0 });
      each.send({ ...plain, payload: state(1), qos: 1, messageId: 1 });
      await until(() => count(each, 'puback') === 1);
    }
    expect(rig.log.of('reading').map((record) => record.terminalId)).toEqual(['t1', 't1']);
    expect(rig.broker.stats().connections).toBe(2);
  });

  test('lasting sessions that a clean one ended make room for others', async () => {
    const rig = await startRig();
    for (const clean of [false, true])
      for (let n = 0; n < 16; n++) await leave(await hello(rig, { clientId: `t1/${n}`, clean }));
    await leave(await hello(rig, { clientId: 't1/other', clean: false }));
    expect(rig.broker.stats().limits['session-not-kept']).toBe(0);
  });
});

describe('subscriptions', () => {
  test('no more is granted than is given: QoS 0', async () => {
    const rig = await startRig();
    const listener = await hello(rig, { clientId: 'svc', name: 'svc' });
    const filters = [0, 1, 2].map((qos) => ({ topic: `lift/v1/L${qos}/presence`, qos: qos as 0 | 1 | 2 }));
    listener.send({ cmd: 'subscribe', messageId: 1, subscriptions: filters });
    await until(() => count(listener, 'suback') === 1);
    expect(listener.received[1]).toMatchObject({ granted: [0, 0, 0] });
  });

  test('the same filter twice has a return code for each, and what it matches comes once [MQTT-3.9.3-1]', async () => {
    const rig = await startRig();
    const one = await hello(rig, { clientId: 't1', clean: false });
    const errors = { topic: 'lift/v1/L1/errors', qos: 1 as const };
    const subscriptions = [errors, { topic: 'lift/v1/#', qos: 0 as const }, { ...errors, qos: 0 as const }];
    one.send({ cmd: 'subscribe', messageId: 1, subscriptions });
    await until(() => count(one, 'suback') === 1);
    expect(one.received.at(-1)).toMatchObject({ granted: [0, 128, 0] });
    one.send({ ...plain, payload: 'junk', qos: 1, messageId: 2 });
    await until(() => count(one, 'publish') === 1);
    await isRead(one);
    expect(count(one, 'publish')).toBe(1);
    one.send({ cmd: 'unsubscribe', messageId: 3, unsubscriptions: [errors.topic] });
    await until(() => count(one, 'unsuback') === 1);
    one.send({ ...plain, payload: 'junk', qos: 1, messageId: 4 });
    await until(() => count(one, 'puback') === 2);
    await isRead(one);
    expect(count(one, 'publish')).toBe(1);
  });

  test('subscribing to the same again uses nothing up', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    const subscriptions = [{ topic: 'lift/v1/L1/errors', qos: 0 as const }];
    for (let n = 1; n <= 10_010; n++) one.send({ cmd: 'subscribe', messageId: n, subscriptions });
    await until(() => count(one, 'suback') === 10_010);
    expect(one.received.at(-1)).toMatchObject({ cmd: 'suback', granted: [0] });
  });

  test('an empty retained presence clears what was retained, and is no reading', async () => {
    const rig = await startRig();
    const one = await rawConnected(rig, 't1');
    const online = { ...plain, topic: presence, qos: 1, retain: true } as const;
    one.send({ ...online, payload: '{"status":"online"}', messageId: 1 });
    await until(() => count(one, 'puback') === 1);
    const hears = async (clientId: string) => {
      const listener = await hello(rig, { clientId, name: 'svc' });
      listener.send({ cmd: 'subscribe', messageId: 1, subscriptions: [{ topic: 'lift/v1/+/presence', qos: 0 }] });
      await until(() => count(listener, 'suback') === 1);
      return listener;
    };
    const early = await hears('svc/early');
    await until(() => count(early, 'publish') === 1);
    one.send({ ...online, payload: '', messageId: 2 });
    await until(() => count(one, 'puback') === 2 && count(early, 'publish') === 2);
    expect((early.received.at(-1) as IPublishPacket).payload).toHaveLength(0);
    const late = await hears('svc/late');
    late.send({ cmd: 'pingreq' });
    await until(() => count(late, 'pingresp') === 1);
    expect(count(late, 'publish')).toBe(0);
    expect(rig.log.of('dead')).toEqual([]);
    expect(rig.log.of('reading')).toHaveLength(1);
  });
});

describe('keep-alive', () => {
  test('does not run against a client that the broker does not read', async () => {
    const rig = await startRig({ LIFTWATCH_BROKER_TERMINAL_READINGS_PER_SECOND: '10' });
    const one = await hello(rig, { clientId: 't1', keepalive: 1 });
    const readings = Array.from({ length: 40 }, (_, n) => JSON.parse(state(n)) as object);
    const batch = JSON.stringify({ sentAt: Date.now(), readings });
    one.send({ ...plain, payload: batch, qos: 1, messageId: 1 });
    one.send({ ...plain, payload: state(41), qos: 1, messageId: 2 });
    await Promise.race([until(() => count(one, 'puback') === 2), one.closed]);
    expect(count(one, 'puback')).toBe(2);
  });

  test.each([
    ['a packet that comes slowly', 2_000],
    ['a packet that is skipped', 300_000],
  ])('%s is a sign of life', async (_name, bytes) => {
    const rig = await startRig();
    const one = await hello(rig, { clientId: 't1', keepalive: 1 });
    const whole = mqttPacket.generate({ ...plain, payload: Buffer.alloc(bytes, 65), qos: 1, messageId: 1 });
    const part = Math.ceil(whole.length / 5);
    for (let at = 0; at < whole.length; at += part) {
      one.bytes(whole.subarray(at, at + part));
      // The client's own pace is what is tested.
      await sleep(600);
    }
    await Promise.race([until(() => count(one, 'puback') === 1), one.closed]);
    expect(count(one, 'puback')).toBe(1);
  });

  test('a silent client is closed after one and a half', async () => {
    const rig = await startRig();
    const one = await hello(rig, { clientId: 't1', keepalive: 1 });
    const beganMs = performance.now();
    await one.closed;
    expect(performance.now() - beganMs).toBeGreaterThan(1_400);
  });
});

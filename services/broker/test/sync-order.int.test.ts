import { connect } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWithServer } from '@liftwatch/infra/testing';
import mqttPacket from 'mqtt-packet';
import { expect, test } from 'vitest';
import { durableBrokerCommand, startProcess } from './broker-process.ts';
import { later } from './harness.ts';
import { markerOf, readSyncOrder, SYNC_ORDER_OPTIONS, type SyncOrder } from './sync-order.ts';

const CONNECTIONS = 24;
const PER_CONNECTION = 30;
const IN_FLIGHT = 4;

const payload = (seq: number): string =>
  JSON.stringify({ at: 1_700_000_000_000 + seq, boot: `${markerOf(seq)}-${markerOf(seq)}`, seq, floor: '1' });

/** One connection that publishes its share, so many in flight, and resolves with the last PUBACK. */
const publishAll = (port: number, connection: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    later(() => socket.destroy());
    const parser = mqttPacket.parser();
    let sent = 0;
    let acked = 0;
    const next = (): void => {
      if (sent === PER_CONNECTION) return;
      const seq = connection * PER_CONNECTION + sent++;
      const topic = `lift/v1/L${seq % 50}/state`;
      const packet = { cmd: 'publish', topic, payload: payload(seq), qos: 1, messageId: sent, dup: false } as const;
      socket.write(mqttPacket.generate({ ...packet, retain: false }));
    };
    parser.on('packet', (packet) => {
      if (packet.cmd === 'connack') for (let i = 0; i < IN_FLIGHT; i++) next();
      if (packet.cmd === 'puback' && ++acked === PER_CONNECTION) resolve();
      else if (packet.cmd === 'puback') next();
    });
    socket.on('data', (data) => parser.parse(data)).on('error', reject);
    const hello = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 0 } as const;
    socket.write(mqttPacket.generate({ ...hello, clientId: `c${connection}` }));
  });

const orderUnderLoad = async (acknowledge: string, synchronous: string): Promise<SyncOrder> => {
  const dir = mkdtempSync(join(tmpdir(), 'lw-strace-'));
  later(() => rmSync(dir, { recursive: true, force: true }));
  const trace = join(dir, 'trace');
  const broker = durableBrokerCommand(dir, acknowledge, synchronous);
  const { port, end } = await startProcess(['strace', ...SYNC_ORDER_OPTIONS, '-o', trace, ...broker]);
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, connection) => publishAll(port, connection)));
  await end();
  return readSyncOrder(trace);
};

describeWithServer('strace', 'the order of syncs and PUBACKs, many connections at once', () => {
  const acks = CONNECTIONS * PER_CONNECTION;

  test('each PUBACK is written after a sync begun after its reading was written', { timeout: 120_000 }, async () => {
    const order = await orderUnderLoad('after-commit', 'full');
    expect(order).toMatchObject({ acks, uncovered: 0 });
    expect(order.acksPerSync).toBeGreaterThan(1);
  });

  test('with synchronous=OFF none is covered (negative control)', { timeout: 120_000 }, async () => {
    expect(await orderUnderLoad('after-commit', 'off')).toMatchObject({ acks, uncovered: acks });
  });

  test('acknowledged before the commit, most are not covered (negative control)', { timeout: 120_000 }, async () => {
    const order = await orderUnderLoad('before-commit', 'full');
    expect(order.uncovered).toBeGreaterThan(acks / 2);
  });
});

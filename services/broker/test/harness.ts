import { mkdtempSync } from 'node:fs';
import { connect as connectSocket, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectAsync, type MqttClient } from 'mqtt';
import mqttPacket, { type Packet } from 'mqtt-packet';
import { pino } from 'pino';
import { afterEach } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { addServiceCredential, addTerminalCredential } from '../src/credentials/file.ts';
import { startBroker, type BrokerDeps, type BrokerHandle } from '../src/start.ts';
import { MemoryLog } from './memory-log.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});
export const later = (cleanup: () => unknown): void => void cleanups.push(cleanup);

export interface Rig {
  readonly broker: BrokerHandle;
  readonly log: MemoryLog;
  readonly secrets: Record<'t1' | 'gw' | 'feed' | 'svc', string>;
  readonly file: string;
}

/** A broker on a free port with a terminal t1 (L1), a gateway gw (L1, L2), a feed (all) and a service account. */
export const startRig = async (env: Record<string, string> = {}, deps: Partial<BrokerDeps> = {}): Promise<Rig> => {
  const dir = mkdtempSync(join(tmpdir(), 'lw-broker-'));
  const file = join(dir, 'credentials.json');
  const secrets = {
    t1: addTerminalCredential({ file }, { terminalId: 't1', lifts: ['L1'] }),
    gw: addTerminalCredential({ file }, { terminalId: 'gw', lifts: ['L1', 'L2'] }),
    feed: addTerminalCredential({ file }, { terminalId: 'feed', lifts: '*' }),
    svc: addServiceCredential(
      { file },
      { serviceId: 'svc', publish: ['liftwatch/v1/context/+'], subscribe: ['lift/v1/+/presence'] },
    ),
  };
  const log = new MemoryLog();
  const config = loadConfig({
    LIFTWATCH_BROKER_MQTT_PORT: '0',
    LIFTWATCH_BROKER_HTTP_PORT: '0',
    LIFTWATCH_BROKER_DATA_DIR: dir,
    LIFTWATCH_BROKER_CREDENTIALS_FILE: file,
    LIFTWATCH_BROKER_MIN_FREE_BYTES: '0',
    ...env,
  });
  const broker = await startBroker(config, { log, logger: pino({ level: 'silent' }), ...deps });
  later(() => broker.close());
  return { broker, log, secrets, file };
};

export const client = async (rig: Rig, name: keyof Rig['secrets'], options: object = {}): Promise<MqttClient> => {
  const made = await connectAsync(`mqtt://127.0.0.1:${rig.broker.mqttPort}`, {
    clientId: name,
    username: name,
    password: rig.secrets[name],
    reconnectPeriod: 0,
    ...options,
  });
  made.on('error', () => undefined);
  later(() => made.endAsync(true));
  return made;
};

export const state = (seq: number): string =>
  JSON.stringify({ at: 1_700_000_000_000 + seq, boot: 'b', seq, floor: '1' });

/** A bare socket that speaks packets. */
export interface RawClient {
  readonly socket: Socket;
  readonly received: Packet[];
  readonly closed: Promise<void>;
  send(packet: Packet): void;
  bytes(bytes: Buffer): void;
}

export const raw = (rig: Rig): Promise<RawClient> =>
  new Promise((resolve) => {
    const socket = connectSocket(rig.broker.mqttPort, '127.0.0.1');
    const received: Packet[] = [];
    const parser = mqttPacket.parser();
    parser.on('packet', (packet) => received.push(packet));
    socket.on('data', (data) => parser.parse(data));
    socket.on('error', () => undefined);
    const closed = new Promise<void>((done) => socket.once('close', () => done()));
    later(() => socket.destroy());
    const send = (packet: Packet) => void socket.write(mqttPacket.generate(packet));
    socket.once('connect', () =>
      resolve({ socket, received, closed, send, bytes: (bytes) => void socket.write(bytes) }),
    );
  });

export const rawConnected = async (rig: Rig, name: keyof Rig['secrets']): Promise<RawClient> => {
  const one = await raw(rig);
  const password = Buffer.from(rig.secrets[name]);
  one.send({
    cmd: 'connect',
    protocolId: 'MQTT',
    protocolVersion: 4,
    clean: true,
    clientId: name,
    username: name,
    password,
    keepalive: 0,
  });
  await until(() => one.received.length === 1);
  return one;
};

/** Waits for a condition; the test's own timeout ends it. */
export const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createPartition, decodeRecord, newOutput, step } from '@liftwatch/rule-engine';
import { openReadingLogReader, type LogRecord } from '@liftwatch/stores';
import { afterEach, expect, test } from 'vitest';

const TERMINALS = 10_000;
const ADDRESSES = 20;
const SOURCES = join(import.meta.dirname, '../../../broker/src/main.ts');

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** As many credentials as a city has terminals, each its own secret. */
const writeCredentials = (dir: string): readonly string[] => {
  const key = randomBytes(32);
  const secrets = Array.from({ length: TERMINALS }, () => randomBytes(32).toString('base64url'));
  const terminals = secrets.map((secret, n) => ({
    terminalId: `T${n}`,
    lifts: [`L${n}`],
    secretHmac: createHmac('sha256', key).update(secret).digest('hex'),
  }));
  writeFileSync(join(dir, 'credentials.json'), JSON.stringify({ version: 1, terminals, services: [] }));
  writeFileSync(join(dir, 'credentials.json.key'), key.toString('base64url'), { mode: 0o600 });
  return secrets;
};

const startBroker = async (dir: string): Promise<{ child: ChildProcess; port: number; httpPort: number }> => {
  const child = spawn(process.execPath, ['--conditions=liftwatch-dev', '--no-warnings', SOURCES], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      LIFTWATCH_BROKER_MQTT_PORT: '0',
      LIFTWATCH_BROKER_HTTP_PORT: '0',
      LIFTWATCH_BROKER_MQTT_HOST: '0.0.0.0',
      LIFTWATCH_BROKER_DATA_DIR: dir,
      LIFTWATCH_BROKER_CREDENTIALS_FILE: join(dir, 'credentials.json'),
      LIFTWATCH_BROKER_MIN_FREE_BYTES: '0',
    },
  });
  cleanups.push(() => child.kill('SIGKILL'));
  for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
    const { mqttPort, httpPort } = JSON.parse(line) as { mqttPort?: number; httpPort?: number };
    if (mqttPort !== undefined && httpPort !== undefined) return { child, port: mqttPort, httpPort };
  }
  throw new Error('the broker ended before it listened');
};

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
};
const packet = (header: number, body: Buffer): Buffer => {
  const size = body.length < 128 ? [body.length] : [(body.length & 127) | 128, body.length >> 7];
  return Buffer.concat([Buffer.from([header, ...size]), body]);
};
const hello = (name: string, secret: string): Buffer =>
  packet(0x10, Buffer.concat([text('MQTT'), Buffer.from([4, 0xc2, 0, 0]), text(name), text(name), text(secret)]));

/** One terminal: connects, is admitted, publishes one reading, has it acknowledged. */
const join_ = (port: number, n: number, secret: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const localAddress = `127.0.0.${2 + (n % ADDRESSES)}`;
    const socket = connect({ port, host: '127.0.0.1', localAddress, noDelay: true });
    cleanups.push(() => socket.destroy());
    socket.on('error', reject).once('close', () => reject(new Error(`terminal ${n} was closed`)));
    socket.on('data', (data) => {
      if (data[0] === 0x20 && data[3] === 0) {
        const reading = JSON.stringify({ at: Date.now(), boot: randomBytes(4).toString('hex'), seq: n, floor: '1' });
        socket.write(
          packet(0x32, Buffer.concat([text(`lift/v1/L${n}/state`), Buffer.from([0, 1]), Buffer.from(reading)])),
        );
      } else if (data[0] === 0x40) resolve(socket);
      else reject(new Error(`terminal ${n} was refused: ${data.toString('hex')}`));
    });
    socket.write(hello(`T${n}`, secret));
  });

/** All of them at once, as after a restart; so many at a time as the listen queue of the machine takes. */
const joinAll = async (port: number, secrets: readonly string[]): Promise<void> => {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < secrets.length) {
      const n = next++;
      await join_(port, n, secrets[n] as string);
    }
  };
  await Promise.all(Array.from({ length: 200 }, one));
};

type Placed = { readonly partition: number; readonly record: LogRecord };
const recordsOf = async (dir: string): Promise<readonly Placed[]> => {
  const reader = await openReadingLogReader({ dir: join(dir, 'log') });
  const all: Placed[] = [];
  for (let partition = 0; partition < reader.partitions; partition++) {
    let after = 0;
    for (;;) {
      const entries = await reader.read(partition, after, 500);
      if (entries.length === 0) break;
      for (const { position, records } of entries) {
        after = position;
        for (const record of records) all.push({ partition, record });
      }
    }
  }
  await reader.close();
  return all;
};

/** Lifts called offline when the log is judged and then time passes, a tick per second, until so long after its end. */
const calledOffline = (log: readonly Placed[], silentS: number): number => {
  const offline = new Set<string>();
  for (const partition of new Set(log.map((placed) => placed.partition))) {
    const kernel = createPartition(partition);
    const out = newOutput();
    let nowMs = 0;
    const take = (record: LogRecord): void => {
      nowMs = record.receivedAtMs;
      const arrival = decodeRecord(record);
      if (arrival) step(kernel, arrival, out);
    };
    for (const placed of log) if (placed.partition === partition) take(placed.record);
    for (let s = 0; s < silentS; s++) take({ type: 'tick', receivedAtMs: nowMs + 1_000 });
    for (const finding of out.findings) if (finding.code === 'X19') offline.add(finding.liftId);
  }
  return offline.size;
};

test(
  '10,000 terminals reconnect after a restart within 60 s, and nobody is called offline',
  { timeout: 300_000 },
  async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lw-reconnect-'));
    cleanups.push(() => rmSync(dir, { recursive: true, force: true }));
    const secrets = writeCredentials(dir);
    const first = await startBroker(dir);
    await joinAll(first.port, secrets);
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    for (const cleanup of cleanups.splice(2)) await cleanup();

    const second = await startBroker(dir);
    const cpu = async (): Promise<number> => {
      const metrics = await (await fetch(`http://127.0.0.1:${second.httpPort}/metrics`)).text();
      return Number(/^process_cpu_seconds_total (\S+)/m.exec(metrics)?.[1]);
    };
    const cpuBeforeS = await cpu();
    await joinAll(second.port, secrets);
    const cpuMsPerTerminal = ((await cpu()) - cpuBeforeS) / (TERMINALS / 1_000);
    process.stderr.write(`CPU of a CONNECT with HMAC and one reading: ${cpuMsPerTerminal.toFixed(3)} ms\n`);

    const log = await recordsOf(dir);
    const sessions = log.flatMap(({ record }) => (record.type === 'session' ? [record] : []));
    const connected = sessions.filter((record) => record.session === 'connected').map((record) => record.terminalId);
    expect(connected).toHaveLength(2 * TERMINALS);
    expect(new Set(connected).size).toBe(TERMINALS);
    const counts = new Map<string, number>();
    const seconds: number[] = [];
    for (const record of sessions) {
      const count = (counts.get(record.terminalId) ?? 0) + 1;
      counts.set(record.terminalId, count);
      if (count === 2) seconds.push(record.receivedAtMs);
    }
    seconds.sort((a, b) => a - b);
    expect((seconds.at(-1) ?? 0) - (seconds[0] ?? 0)).toBeLessThan(60_000);
    expect(calledOffline(log, 60)).toBe(0);
    // Negative control: had they stayed silent, each would be called offline.
    expect(calledOffline(log, 400)).toBe(TERMINALS);
  },
);

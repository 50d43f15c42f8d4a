import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freeLoopbackPort, waitUntil } from '@liftwatch/infra';
import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import { newDataFolder, removeFolder } from './all-in-one.ts';

const mainOf = (service: string): string => fileURLToPath(new URL(`../../../${service}/dist/main.js`, import.meta.url));
const UP_MS = 30_000;

const answers = async (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
    (response) => response.ok,
    () => false,
  );

test(
  'broker, engine, dispatch and console as four processes over one data folder: a reading becomes an incident',
  {
    timeout: 90_000,
  },
  async () => {
    const dir = await newDataFolder();
    const [mqtt, broker, engine, dispatch, console_] = [
      await freeLoopbackPort(),
      await freeLoopbackPort(),
      await freeLoopbackPort(),
      await freeLoopbackPort(),
      await freeLoopbackPort(),
    ];
    const running: ChildProcess[] = [];
    const start = async (service: string, env: Record<string, string>, healthUrl: string): Promise<void> => {
      const child = spawn(process.execPath, [mainOf(service)], { env, stdio: 'ignore' });
      running.push(child);
      await waitUntil(
        `${service} to answer`,
        () => {
          if (child.exitCode !== null) throw new Error(`${service} ended with ${child.exitCode}`);
          return answers(healthUrl);
        },
        UP_MS,
      );
    };
    const at = (port: number, path = '/healthz'): string => `http://127.0.0.1:${port}${path}`;
    try {
      await start(
        'broker',
        {
          LIFTWATCH_BROKER_MQTT_PORT: String(mqtt),
          LIFTWATCH_BROKER_HTTP_PORT: String(broker),
          LIFTWATCH_BROKER_DATA_DIR: dir,
          LIFTWATCH_BROKER_ANONYMOUS: 'on',
        },
        at(broker),
      );
      await start(
        'rule-engine',
        { LIFTWATCH_ENGINE_HTTP_PORT: String(engine), LIFTWATCH_ENGINE_DATA_DIR: dir },
        at(engine),
      );
      await start(
        'dispatch',
        {
          LIFTWATCH_DISPATCH_HTTP_PORT: String(dispatch),
          LIFTWATCH_DISPATCH_ANONYMOUS_READ: 'on',
          LIFTWATCH_DISPATCH_DATABASE: join(dir, 'app.db'),
          LIFTWATCH_FINDINGS_DATABASE: join(dir, 'findings.db'),
        },
        at(dispatch),
      );
      await start('console', { LIFTWATCH_CONSOLE_HTTP_PORT: String(console_) }, at(console_));

      const client = await connectAsync({ host: '127.0.0.1', port: mqtt, clientId: 'alone-1' });
      const reading = JSON.stringify({ at: Date.now(), type: 'code', code: '90' });
      await client.publishAsync('lift/v1/alone-1/event', reading, { qos: 1 });
      await client.endAsync();
      const incident = await waitUntil(
        'the incident',
        async () => {
          const response = await fetch(at(dispatch, '/api/v1/incidents'));
          const { items } = (await response.json()) as { items: { liftId: string; kind: string }[] };
          return items.find((one) => one.liftId === 'alone-1');
        },
        UP_MS,
      );
      expect(incident.kind).toBe('entrapment');

      for (const child of running.toReversed()) {
        const ended = once(child, 'close') as Promise<[number | null]>;
        child.kill('SIGTERM');
        expect((await ended)[0]).toBe(0);
      }
    } finally {
      for (const child of running) child.kill('SIGKILL');
      await removeFolder(dir);
    }
  },
);

const END_MS = 60_000;

/** Runs a service that cannot start until it has ended: its exit code. */
const endOf = async (service: string, env: Record<string, string>): Promise<number | null> => {
  const child = spawn(process.execPath, [mainOf(service)], { env, stdio: 'ignore' });
  try {
    const [exitCode] = (await once(child, 'exit', { signal: AbortSignal.timeout(END_MS) })) as [number | null];
    return exitCode;
  } finally {
    child.kill('SIGKILL');
  }
};

test(
  'each service ends, with the code that the documents name, when its port is taken or its folder cannot be had',
  { timeout: 480_000 },
  async () => {
    const dir = await newDataFolder();
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const taken = String((holder.address() as AddressInfo).port);
    const file = join(dir, 'a-file');
    await writeFile(file, '');
    const stores = (root: string): Record<string, string> => ({
      LIFTWATCH_BROKER_DATA_DIR: root,
      LIFTWATCH_ENGINE_DATA_DIR: root,
      LIFTWATCH_DISPATCH_DATABASE: join(root, 'app.db'),
      LIFTWATCH_FINDINGS_DATABASE: join(root, 'findings.db'),
    });
    try {
      expect(
        await endOf('broker', { ...stores(dir), LIFTWATCH_BROKER_MQTT_PORT: taken, LIFTWATCH_BROKER_HTTP_PORT: '0' }),
      ).toBe(69);
      // The broker has made the log that the engine reads.
      expect(await endOf('rule-engine', { ...stores(dir), LIFTWATCH_ENGINE_HTTP_PORT: taken })).toBe(69);
      expect(await endOf('dispatch', { ...stores(dir), LIFTWATCH_DISPATCH_HTTP_PORT: taken })).toBe(69);
      expect(await endOf('console', { LIFTWATCH_CONSOLE_HTTP_PORT: taken })).toBe(69);
      expect(await endOf('broker', stores(file))).toBe(73);
      expect(await endOf('rule-engine', stores(join(dir, 'none')))).toBe(66);
      expect(await endOf('dispatch', stores(file))).toBe(73);
    } finally {
      holder.close();
      await removeFolder(dir);
    }
  },
);

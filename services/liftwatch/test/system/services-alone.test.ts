import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
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

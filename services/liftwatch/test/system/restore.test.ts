import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { waitUntil } from '@liftwatch/infra';
import { connectAsync } from 'mqtt';
import { expect, test } from 'vitest';
import { incidentsOf, liftwatch, newDataFolder, removeFolder, startProcess, type Running } from './all-in-one.ts';

const LIFT = 'box-1';
const WAIT_MS = 60_000;
const REGISTRY = `firms: [{firmId: F1, name: 安梯维保}]\nlifts: [{liftId: ${LIFT}, name: 天塔1号梯, firmId: F1}]\n`;

interface LiftView {
  readonly registered?: boolean;
  readonly findings?: readonly { readonly code: string }[];
}
const viewOf = (running: Running): Promise<LiftView> => running.json('engine', `/api/v1/lifts/${LIFT}`);
const isRegistered = (running: Running) => async (): Promise<boolean> => (await viewOf(running)).registered === true;

const pressButton = async (running: Running): Promise<void> => {
  const client = await connectAsync({ host: '127.0.0.1', port: running.mqttPort, clientId: LIFT });
  const body = JSON.stringify({ at: Date.now(), type: 'alarm-button', pressedMs: 4_000 });
  await client.publishAsync(`lift/v1/${LIFT}/event`, body, { qos: 1 });
  await client.endAsync();
};

/** As docs/operations.md has it, the databases through SQLite's own way. */
const saveAll = async (dir: string, to: string): Promise<void> => {
  expect(await liftwatch(['log', 'archive', join(to, 'log')], { LIFTWATCH_DATA_DIR: dir })).toMatchObject({ code: 0 });
  for (const name of ['app.db', 'findings.db', 'spool.db']) {
    const database = new DatabaseSync(join(dir, name), { readOnly: true });
    await backup(database, join(to, name));
    database.close();
  }
  for (const name of ['credentials.json', 'credentials.key', 'dispatch.token', 'dispatch-broker.secret'])
    await cp(join(dir, name), join(to, name));
};

test(
  'a machine is lost: beside a newer store the archived log is refused, without it alarms are judged, and the lifts are told again',
  { timeout: 240_000 },
  async () => {
    const dir = await newDataFolder();
    const restored = join(dir, 'restored');
    await mkdir(restored);
    let running = await startProcess({ dir });
    const ask = (...args: readonly string[]) =>
      liftwatch(args, { LIFTWATCH_DATA_DIR: restored, LIFTWATCH_DISPATCH_URL: running.urls.dispatch });
    try {
      await writeFile(join(dir, 'registry.yaml'), REGISTRY);
      const env = { LIFTWATCH_DATA_DIR: dir, LIFTWATCH_DISPATCH_URL: running.urls.dispatch };
      expect(await liftwatch(['import', join(dir, 'registry.yaml')], env)).toMatchObject({ code: 0 });
      await waitUntil('the engine to know the lift', isRegistered(running), WAIT_MS);
      const judged = async () =>
        (await running.json<{ partitions: { position: number }[] }>('engine', '/readyz')).partitions.every(
          ({ position }) => position > 0,
        );
      await waitUntil('each partition to be judged', judged, WAIT_MS);
      await running.end();
      await saveAll(dir, restored);

      running = await startProcess({ dir: restored });
      const refused = async () =>
        (await running.json<{ reasons: string[] }>('engine', '/readyz')).reasons.filter((one) =>
          one.includes('failing'),
        ).length > 0;
      await waitUntil('the engine to refuse the older log', refused, WAIT_MS);
      await running.end();
      expect(await readFile(join(restored, 'liftwatch.log'), 'utf8')).toContain('LIFT_ENGINE_LOG_OLDER');

      for (const end of ['', '-wal', '-shm']) await rm(join(restored, `spool.db${end}`), { force: true });
      running = await startProcess({ dir: restored });
      await pressButton(running);
      const isAlarm = async () => (await viewOf(running)).findings?.some(({ code }) => code === '90') ?? false;
      await waitUntil('the button to be an alarm', isAlarm, WAIT_MS);
      expect((await incidentsOf(running, LIFT)).length).toBeGreaterThan(0);
      expect(await viewOf(running)).toMatchObject({ registered: false });
      const told = await ask('context', 'resend');
      expect(told).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(told.out)).toMatchObject({ entriesCount: expect.any(Number) });
      await waitUntil('the engine to know the lift again', isRegistered(running), WAIT_MS);
    } finally {
      await running.end('SIGKILL');
      await removeFolder(dir);
    }
  },
);

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mosquittoPub, waitUntil } from '@liftwatch/infra';
import { describeWithServer } from '@liftwatch/infra/testing';
import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  findingsOf,
  incidentsOf,
  liftwatch,
  newDataFolder,
  removeFolder,
  startProcess,
  type Running,
} from './all-in-one.ts';

let dir: string;
let running: Running;
let env: Record<string, string>;
beforeAll(async () => {
  dir = await newDataFolder();
  running = await startProcess({ dir, args: ['--no-demo'] });
  env = { LIFTWATCH_DATA_DIR: dir, LIFTWATCH_DISPATCH_URL: running.urls.dispatch };
});
afterAll(async () => {
  await running?.end('SIGKILL');
  await removeFolder(dir);
});

const credentialFor = async (terminal: string, lift: string): Promise<{ username: string; password: string }> => {
  const made = await liftwatch(['credentials', 'add-terminal', terminal, lift], env);
  expect([made.code, made.err]).toEqual([0, '']);
  return JSON.parse(made.out) as { username: string; password: string };
};

const button = (): string => JSON.stringify({ at: Date.now(), type: 'code', code: '90' });

const alarmAt = async (lift: string): Promise<void> => {
  const credential = await credentialFor(`T-${lift}`, lift);
  const client = await waitUntil('the broker to take the credential up', () =>
    connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { clientId: credential.username, ...credential }, false).catch(
      () => undefined,
    ),
  );
  await client.publishAsync(`lift/v1/${lift}/event`, button(), { qos: 1 });
  await client.endAsync();
  await waitUntil('the alarm', async () =>
    (await incidentsOf(running, lift)).some((one) => one.state === 'alarm' || one.state === 'dispatched'),
  );
};

describe('operators at the command line', { timeout: 90_000 }, () => {
  test('decide confirmed, then released: the finding log says so, and the incident is resolved', async () => {
    await alarmAt('op-1');
    const confirmed = await liftwatch(['decide', 'op-1', 'confirmed', '--operator', 'op7'], env);
    expect([confirmed.code, JSON.parse(confirmed.out)]).toMatchObject([0, { queued: true }]);
    await waitUntil(
      'the confirmation',
      async () => (await incidentsOf(running, 'op-1'))[0]?.confirmation === 'confirmed',
    );
    expect((await liftwatch(['decide', 'op-1', 'released'], env)).code).toBe(0);
    await waitUntil('the release', async () => (await incidentsOf(running, 'op-1'))[0]?.state === 'freed');
    const stages = (await findingsOf(dir)).filter((one) => one.liftId === 'op-1').map((one) => one.stage);
    expect(stages.at(-1)).toBe('released');
  });

  test('a wrong import names every row, changes nothing, and ends with 65', async () => {
    const file = join(dir, 'bad.csv');
    await writeFile(
      file,
      'type,liftId,name,ratedSpeedMps\nlift,ok-1,good,1.5\nlift,b@d,bad id,1.5\nlift,ok-2,fast,9000\n',
    );
    const imported = await liftwatch(['import', file], env);
    expect([imported.code, imported.out]).toEqual([65, '']);
    expect(imported.err).toMatch(/\n {2}line 3\b/);
    expect(imported.err).toMatch(/\n {2}line 4\b/);
    expect(imported.err).not.toMatch(/\n {2}line 2\b/);
    expect(JSON.stringify(await running.json('dispatch', '/api/v1/lifts'))).not.toContain('ok-1');
  });

  test('a registry that a spreadsheet wrote in GBK is refused with the remedy, and read where it is said', async () => {
    const file = join(dir, 'gbk.csv');
    // 安梯维保 in GBK.
    const name = Buffer.from('b0b2ccddceacb1a3', 'hex');
    await writeFile(file, Buffer.concat([Buffer.from('type,firmId,name\nfirm,gbk-firm,'), name]));
    const refused = await liftwatch(['import', file], env);
    expect([refused.code, refused.out]).toEqual([65, '']);
    expect(refused.err).toContain('--encoding gbk');
    expect((await liftwatch(['import', file, '--encoding', 'gbk'], env)).code).toBe(0);
    expect(JSON.stringify(await running.json('dispatch', '/api/v1/firms'))).toContain('安梯维保');
  });

  test.each([
    [['rules', 'list', '--json'], 0],
    [['no-such-command'], 64],
    [['decide', 'op-1', 'guessed'], 64],
    [['start', '--for', 'soon'], 64],
    [['import', '/nowhere/registry.csv'], 66],
    [['simulate', 'no-such-scenario'], 66],
    [['credentials', 'revoke', 'nobody'], 1],
  ])('%j ends with %i', async (args, code) => {
    expect((await liftwatch(args, env)).code).toBe(code);
  });

  test('rules list --json is one array with name, version and codes of every rule', async () => {
    const rules = JSON.parse((await liftwatch(['rules', 'list', '--json'])).out) as { name: string; codes: string[] }[];
    expect(rules.length).toBeGreaterThan(5);
    expect(rules.map((rule) => rule.name)).toContain('entrapment');
    expect(rules.every((rule) => Array.isArray(rule.codes))).toBe(true);
  });

  test('wrong settings end with 78 and are all named; an absent server with 69', async () => {
    const wrong = await liftwatch(['start'], { LIFTWATCH_MQTT_PORT: 'x', LIFTWATCH_CONSOLE_PORT: '-1' });
    expect(wrong.code).toBe(78);
    expect(wrong.err).toContain('LIFTWATCH_MQTT_PORT');
    expect(wrong.err).toContain('LIFTWATCH_CONSOLE_PORT');
    const absent = await liftwatch(['decide', 'op-1', 'released'], {
      ...env,
      LIFTWATCH_DISPATCH_URL: 'http://127.0.0.1:9',
    });
    expect([absent.code, absent.err]).toEqual([69, expect.stringContaining('LIFTWATCH_DISPATCH_URL')]);
  });
});

describeWithServer('mosquitto-clients', 'credentials with a real client', () => {
  test(
    'connects with its own, is refused another lift and a wrong secret, and is cut off by a revoke',
    { timeout: 90_000 },
    async () => {
      const credential = await credentialFor('T-cred', 'cred-1');
      const login = { port: running.mqttPort, clientId: 'T-cred', ...credential };
      const publish = (more: object) =>
        mosquittoPub({ ...login, topic: 'lift/v1/cred-1/event', message: button(), ...more });
      await waitUntil('the broker to take the credential up', async () => (await publish({})).exitCode === 0);
      expect((await publish({ password: 'wrong' })).exitCode).not.toBe(0);
      expect((await publish({ clientId: 'T-other' })).exitCode).not.toBe(0);
      expect((await publish({ username: undefined, password: undefined })).exitCode).not.toBe(0);
      await publish({ topic: 'lift/v1/someone-else/event' });
      await waitUntil('the alarm of its own lift', async () => (await incidentsOf(running, 'cred-1')).length === 1);
      expect(await incidentsOf(running, 'someone-else')).toEqual([]);

      const client = await connectAsync({ host: '127.0.0.1', ...login, clientId: 'T-cred/2', reconnectPeriod: 0 });
      client.on('error', () => undefined);
      expect((await liftwatch(['credentials', 'revoke', 'T-cred'], env)).code).toBe(0);
      await waitUntil('the broker to cut the connection', () => !client.connected);
      expect((await publish({})).exitCode).not.toBe(0);
    },
  );
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { waitUntil } from '@liftwatch/infra';
import type { Finding } from '@liftwatch/schemas';
import { connectAsync, type MqttClient } from 'mqtt';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findingsOf, liftwatch, newDataFolder, removeFolder, startProcess, type Running } from './all-in-one.ts';

let dir: string;
let running: Running;
let env: Record<string, string>;
let terminal: MqttClient;
const WHY = ['--by', 'op7', '--reason', 'trial'];

beforeAll(async () => {
  dir = await newDataFolder();
  running = await startProcess({ dir, args: ['--no-demo'] });
  env = {
    LIFTWATCH_DATA_DIR: dir,
    LIFTWATCH_DISPATCH_URL: running.urls.dispatch,
    LIFTWATCH_ENGINE_URL: running.urls.engine,
  };
  const made = await liftwatch(['credentials', 'add-terminal', 'T-1', 'lift-1'], env);
  const { username, password } = JSON.parse(made.out) as { username: string; password: string };
  terminal = await waitUntil('the broker to take the credential up', () =>
    connectAsync(`mqtt://127.0.0.1:${running.mqttPort}`, { clientId: username, username, password }, false).catch(
      () => undefined,
    ),
  );
});
afterAll(async () => {
  await terminal?.endAsync();
  await running?.end('SIGKILL');
  await removeFolder(dir);
});

const says = (motorTemperatureC: number): Promise<unknown> =>
  terminal.publishAsync('lift/v1/lift-1/state', JSON.stringify({ at: Date.now(), motorTemperatureC }), { qos: 1 });
const setFile = async (version: string, limit: number): Promise<string> => {
  const path = join(dir, `${version}.yaml`);
  await writeFile(
    path,
    `version: ${version}
author: op7
reason: trial
rules:
  - name: hot
    code: U-HOT
    title: { zh: 热, en: hot }
    scope: { lift: lift-1 }
    when: { kind: threshold, input: motorTemperatureC, above: ${limit} }
`,
  );
  return path;
};
const reached = (field: 'ruleSet' | 'candidate', version: string | null) =>
  waitUntil(`${field} ${version} at the lift`, async () => {
    const lift = await running.json<Record<string, unknown>>('engine', '/api/v1/lifts/lift-1');
    return lift[field] === version;
  });
const hot = async (): Promise<Finding[]> => (await findingsOf(dir)).filter((one) => one.rule.name === 'user/hot');
const inShort = (findings: readonly Finding[]): string[] =>
  findings.map((one) => `${one.change} ${one.stage} ${one.rule.version}`);

describe('rule sets, live', { timeout: 120_000 }, () => {
  test('published while it runs: the finding names the version; the shadow compares; a replay says the same', async () => {
    await says(20);
    const published = await liftwatch(['rules', 'publish', await setFile('v1', 60), ...WHY], env);
    expect([published.code, published.err]).toEqual([0, '']);
    await reached('ruleSet', 'v1');
    expect((await liftwatch(['rules', 'shadow', 'start', await setFile('v2', 40), ...WHY], env)).code).toBe(0);
    await reached('candidate', 'v2');
    for (const temperature of [50, 20, 70, 20]) await says(temperature);
    await waitUntil('the finding to clear', async () => (await hot()).length === 2);
    expect(inShort(await hot())).toEqual(['raised alarm v1', 'cleared released v1']);
    const status = await liftwatch(['rules', 'shadow', 'status', '--json'], env);
    expect(JSON.parse(status.out)).toMatchObject({
      running: true,
      version: 'v2',
      rules: [{ rule: 'user/hot', active: 1, candidate: 2, both: 1, onlyCandidate: 1 }],
    });

    const rolledBack = await liftwatch(['rules', 'rollback', ...WHY], env);
    expect(JSON.parse(rolledBack.out)).toMatchObject({ version: 'built-in', liftsToldCount: 1 });
    await reached('ruleSet', 'built-in');
    await says(70);
    expect((await liftwatch(['rules', 'shadow', 'stop', ...WHY], env)).code).toBe(0);
    await reached('candidate', null);
    expect(await hot()).toHaveLength(2);

    const recording = join(dir, 'recording.ndjson');
    await writeFile(recording, (await liftwatch(['log', 'export'], env)).out);
    const replayed = await liftwatch(['replay', recording], env);
    const again = replayed.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Finding & { kind: string })
      .filter((one) => one.kind === 'finding' && one.rule.name === 'user/hot');
    expect(again).toEqual((await hot()).map((finding) => ({ kind: 'finding', ...finding })));
  });
});

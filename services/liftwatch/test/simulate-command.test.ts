import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** The built program, as a user runs it. */
const program = fileURLToPath(new URL('../bin/liftwatch.js', import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftwatch-simulate-command-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Nobody listens at port 9: what is wrong is to be told before anybody is called. */
const simulate = (args: readonly string[], env: Record<string, string> = {}) =>
  promisify(execFile)(process.execPath, [program, 'simulate', ...args], {
    env: { LIFTWATCH_BROKER_URL: 'mqtt://127.0.0.1:9', ...env },
    timeout: 30_000,
  }).then(
    ({ stderr }) => ({ code: 0, stderr }),
    (e: { code: number | null; stderr: string }) => e,
  );

test.each([
  ['a folder that is not there', ['--truth', '/nowhere/truth.ndjson'], 73, /^liftwatch: cannot write \/nowhere\/truth/],
  ['an address of another protocol', ['--broker', 'http://broker'], 64, /mqtt:\/\/host:port/],
  ['an address without a protocol', ['--broker', '127.0.0.1:1883'], 64, /mqtt:\/\/host:port/],
  ['a seed that is no number', ['--seed', 'abc'], 64, /whole number/],
  ['a seed in parts', ['--seed', '1.5'], 64, /whole number/],
  ['credentials that are not there', ['--credentials', '/nowhere/c.json'], 66, /^liftwatch: cannot read \/nowhere\/c/],
])('%s ends the run before it begins, with one line', async (_, args, code, line) => {
  const ended = await simulate(['rush-hour', '--for', '1', ...args]);
  expect(ended.code).toBe(code);
  expect(ended.stderr).toMatch(line);
  expect(ended.stderr).not.toContain('at speed');
});

test('a setting of another protocol is named', async () => {
  const ended = await simulate(['rush-hour', '--for', '1'], { LIFTWATCH_BROKER_URL: 'localhost' });
  expect([ended.code, ended.stderr]).toEqual([78, expect.stringContaining('LIFTWATCH_BROKER_URL="localhost"')]);
});

test.each([
  ['nothing.yaml', undefined, 66, /cannot read .*nothing\.yaml/],
  ['wrong.yaml', 'name: x\nlifts: 3\n', 65, /\[LIFT_SIMULATOR_SCENARIO_INVALID\]/],
  ['broken.yaml', 'name: [x', 65, /\[LIFT_SIMULATOR_SCENARIO_INVALID\]/],
])('a scenario file %s', async (name, content, code, line) => {
  const path = join(folder, name);
  if (content !== undefined) await writeFile(path, content);
  const ended = await simulate([path]);
  expect(ended.code).toBe(code);
  expect(ended.stderr).toMatch(line);
});

test('secrets that are not JSON are refused without being repeated', async () => {
  const path = join(folder, 'secrets.json');
  await writeFile(path, 'T-1 hush-hush');
  const ended = await simulate(['rush-hour', '--credentials', path]);
  expect([ended.code, ended.stderr]).toEqual([78, expect.stringContaining('JSON object {terminal id: secret}')]);
  expect(ended.stderr).not.toContain('hush');
});

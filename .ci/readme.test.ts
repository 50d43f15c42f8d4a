import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitUntil } from '../infra/src/index.ts';
import { testWithServer } from '../infra/src/testing/index.ts';
import { startDemo } from './demo.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const START_TIMEOUT_MS = 180_000;
const EXAMPLE_TIMEOUT_MS = 20_000;

test('README has the two commands, and the scripts behind them exist', () => {
  expect(readme).toContain('npm ci && npm start');
  expect(readme).toContain('npm ci && npm test');
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts).toMatchObject({ start: expect.any(String) as string, test: expect.any(String) as string });
});

const startOf = (program: string): readonly string[] =>
  readme.split('\n').filter((line) => line.startsWith(`${program} `));

/** README's lines as they stand, but for the port and the background. */
const atPort = (example: string | undefined, port: string): string =>
  (example ?? 'false').replace('-p 1883', `-p ${port}`).replace(/ &$/, '');

/** Runs a line of shell and expects it to end well and in silence. */
const succeeds = (line: string): void => {
  const ended = spawnSync('bash', ['-c', line], { encoding: 'utf8', timeout: EXAMPLE_TIMEOUT_MS });
  expect([line, ended.status, ended.stderr]).toEqual([line, 0, '']);
};

const listen = (line: string): { heard: () => string; stop: () => void } => {
  // Into a pipe it would write only when its buffer is full.
  const ears = spawn('bash', ['-c', `exec stdbuf -oL ${line}`]);
  let heard = '';
  ears.stdout.on('data', (chunk: Buffer) => void (heard += chunk.toString()));
  return { heard: () => heard, stop: () => void ears.kill() };
};

testWithServer(
  'mosquitto-clients',
  'npm start takes the examples of README, and tells what is wrong with the invalid one',
  async () => {
    const demo = startDemo();
    try {
      const printed = (pattern: RegExp): Promise<string> =>
        waitUntil(`npm start to print ${pattern.source}`, () => pattern.exec(demo.output())?.[1], START_TIMEOUT_MS);
      const port = await printed(/mosquitto_pub[^\n]*-p (\d+)/);
      // npm's own lines, and then nothing before the program's first.
      const [first] = demo
        .stdout()
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('>'));
      expect(first).toBe('liftwatch is starting / 正在启动 …');
      const engine = await printed(/(http:\S+)\/api\/v1\/lifts/);
      const ears = listen(`${atPort(startOf('mosquitto_sub')[0], port)} -d`);
      try {
        await waitUntil('the subscription', () => ears.heard().includes('Subscribed (mid'), EXAMPLE_TIMEOUT_MS);
        const [valid, invalid, ...others] = startOf('mosquitto_pub');
        expect(others).toEqual([]);
        succeeds(atPort(valid, port));
        succeeds(atPort(invalid, port));
        const refusal = await waitUntil('the refusal', () => /^\{.*\}$/m.exec(ears.heard())?.[0], EXAMPLE_TIMEOUT_MS);
        expect(JSON.parse(refusal)).toMatchObject({
          code: 'LIFT_READING_INVALID',
          field: 'at',
          topic: 'lift/v1/hand-1/state',
        });
      } finally {
        ears.stop();
      }
      // What npm start itself offers to paste.
      succeeds((await printed(/^ *(mosquitto_pub .*)$/m)).trim());
      for (const lift of ['hand-1', 'my-lift']) {
        const state = await waitUntil(`the engine to know ${lift}`, async () => {
          const answer = await fetch(`${engine}/api/v1/lifts/${lift}`, {
            signal: AbortSignal.timeout(EXAMPLE_TIMEOUT_MS),
          });
          return answer.ok && ((await answer.json()) as object);
        });
        expect(state).toMatchObject({ liftId: lift, registered: false });
      }
    } finally {
      await demo.stop();
    }
  },
);

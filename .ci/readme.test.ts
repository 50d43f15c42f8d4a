import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { waitUntil } from '../infra/src/index.ts';
import { testWithServer } from '../infra/src/testing/index.ts';

const root = join(import.meta.dirname, '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const START_TIMEOUT_MS = 120_000;

interface Demo {
  readonly output: () => string;
  stop(): Promise<number | null>;
}

const anyPorts = Object.fromEntries(
  ['MQTT', 'CONSOLE', 'ENGINE', 'DISPATCH', 'BROKER_HTTP', 'SANDBOX'].map((name) => [`LIFTWATCH_${name}_PORT`, '0']),
);

/** `npm start` as the README has it, on free ports and in a folder of its own. */
const startDemo = (): Demo => {
  const dataDir = mkdtempSync(join(tmpdir(), 'liftwatch-readme-'));
  // Its own process group: npm starts a shell that starts node, and all of them are to end.
  const child: ChildProcess = spawn('npm', ['start'], {
    cwd: root,
    env: { ...process.env, ...anyPorts, LIFTWATCH_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  const take = (chunk: Buffer): void => void (text += chunk.toString());
  child.stdout?.on('data', take);
  child.stderr?.on('data', take);
  return {
    output: () => text,
    async stop() {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
      if (gone !== undefined && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      await gone;
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 3 });
      return child.exitCode;
    },
  };
};

test('README has the two commands, and the scripts behind them exist', () => {
  expect(readme).toContain('npm ci && npm start');
  expect(readme).toContain('npm ci && npm test');
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  expect(scripts).toMatchObject({ start: expect.any(String) as string, test: expect.any(String) as string });
});

/** The lines of README's shell examples that publish, in order: the valid one and the invalid one. */
const publishExamples = (): readonly string[] => readme.split('\n').filter((line) => line.startsWith('mosquitto_pub '));

const hasStart = existsSync(join(root, 'services/liftwatch/src/commands/start.ts'));

if (hasStart) {
  testWithServer('mosquitto-clients', 'npm start takes the readings of README', async () => {
    const demo = startDemo();
    try {
      const port = await waitUntil(
        'npm start to print a mosquitto_pub line',
        () => /mosquitto_pub[^\n]*-p (\d+)/.exec(demo.output())?.[1],
        START_TIMEOUT_MS,
      );
      const [valid, invalid] = publishExamples();
      for (const example of [valid, invalid]) {
        const command = (example ?? 'false').replace('-p 1883', `-p ${port}`);
        const published = spawnSync('bash', ['-c', command], { encoding: 'utf8', timeout: 20_000 });
        expect([published.status, published.stderr]).toEqual([0, '']);
      }
    } finally {
      await demo.stop();
    }
  });
}

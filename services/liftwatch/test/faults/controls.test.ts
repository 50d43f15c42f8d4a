import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const BENCH = join(import.meta.dirname, '../../bench/faults.ts');

const run = async (args: readonly string[]): Promise<{ code: number | null; out: string; err: string }> => {
  const child = spawn(process.execPath, [BENCH, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
};

test(
  'from publish to phone: a message that a proxy swallows is seen as one miss, one that it doubles as one duplicate, nothing else',
  { timeout: 400_000 },
  async () => {
    const dir = await mkdtemp(join(tmpdir(), 'liftwatch-controls-'));
    try {
      const size = ['--rate', '100', '--lifts', '60', '--connections', '5', '--without-servers'];
      const { out, err } = await run(['--only', 'control-swallow,control-double', '--json', '--out', dir, ...size]);
      expect(JSON.parse(out.trim().split('\n').at(-1) ?? ''), err).toMatchObject({
        ...{ missed: 0, duplicated: 0, misordered: 0, lostPoints: null, notRun: 0 },
        controls: [
          { control: 'miss', seen: true },
          { control: 'duplicate', seen: true },
        ],
      });
      const received = (await readFile(join(dir, 'received.ndjson'), 'utf8')).trim().split('\n');
      const channels = new Set(received.map((line) => (JSON.parse(line) as { channel: string }).channel));
      expect([...channels].toSorted()).toEqual(['cap', 'sms', 'webhook']);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  },
);

test('an unknown fault is refused with the list; --list names them', async () => {
  const { code, err } = await run(['--only', 'no-such']);
  expect(code).not.toBe(0);
  expect(err).toContain('name some of kill-1, cut-1');
  expect((await run(['--list'])).out).toContain('database-locked');
});

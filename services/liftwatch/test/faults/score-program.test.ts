import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const PROGRAM = join(import.meta.dirname, '../../bench/faults/score.ts');
let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'liftwatch-score-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const truth = [
  { truth: 'run', format: 1, seed: 1 },
  { truth: 'fault', fault: 'f', what: 'a fault', fromMs: 1_000, toMs: 90_000 },
  {
    truth: 'expected',
    fault: 'f',
    liftId: 'L1',
    kind: 'entrapment',
    notice: 'alarm',
    channels: ['webhook'],
    fromMs: 2_000,
    dueMs: 2_000,
    limitMs: 2_000,
  },
];
const received = [{ atMs: 2_500, channel: 'webhook', key: 'k', liftId: 'L1', kind: 'entrapment', notice: 'alarm' }];

const scored = async (
  files: { truth?: readonly unknown[]; received?: readonly unknown[] | string },
  ...more: readonly string[]
) => {
  const text = (lines: readonly unknown[] | string): string =>
    typeof lines === 'string' ? lines : lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const [truthPath, receivedPath] = [join(dir, 'truth.ndjson'), join(dir, 'received.ndjson')];
  await writeFile(truthPath, text(files.truth ?? truth));
  await writeFile(receivedPath, text(files.received ?? received));
  const ended = spawnSync(process.execPath, [PROGRAM, '--truth', truthPath, '--received', receivedPath, ...more], {
    encoding: 'utf8',
  });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
};

test('runs alone on two files; the last line of --json is one object, and the exit code says whether all was reached', async () => {
  const good = await scored({}, '--json');
  expect(good.code).toBe(0);
  expect(JSON.parse(good.out.trim().split('\n').at(-1) ?? '')).toMatchObject({
    ...{ missed: 0, duplicated: 0, repeatedUnknown: 0, late: 0, misordered: 0, lostPoints: null, expected: 1 },
  });
  const bad = await scored({ received: [] }, '--json');
  expect([bad.code, (JSON.parse(bad.out) as { missed: number }).missed]).toEqual([1, 1]);
});

test('without --json it is a table, and --detail names what was found', async () => {
  const { out, err, code } = await scored({ received: [] }, '--detail');
  expect(code).toBe(1);
  expect(out).toContain('| a fault | 1 | 1 |');
  expect(err).toContain('missed: f: webhook L1 alarm');
});

test.each([
  [{ received: '{"atMs":1\n' }, ['received.ndjson line 1', 'not JSON', 'one object per line']],
  [{ received: [{ ...received[0], atMs: '2' }] }, ['line 1: atMs: whole ms since 1970']],
  [{ received: [...received, { ...received[0], key: undefined }] }, ['line 2: key: needed for webhook', 'webhook-id']],
  [{ received: [{ ...received[0], channel: 'pager' }] }, ['channel: one of webhook, cap, sms']],
  [{ truth: [] }, ['truth.ndjson: there is nothing to score', '`expected`']],
  [{ truth: [truth[0], truth[1]] }, ['there is nothing to score']],
  [{ truth: [{ truth: 'guess' }] }, ['truth.ndjson line 1', 'one of run, fault, expected']],
])('a file that cannot be scored is refused with line, field and remedy: %#', async (files, words) => {
  const { code, err } = await scored(files);
  expect(code).toBe(65);
  for (const word of words) expect(err).toContain(word);
});

test('a file with a byte order mark and the line ends of another system is read as it is meant', async () => {
  const { code, err } = await scored({ received: `\uFEFF${JSON.stringify(received[0])}\r\n\r\n` });
  expect([code, err]).toEqual([0, '']);
});

test('a missing argument is told with the usage', () => {
  const ended = spawnSync(process.execPath, [PROGRAM, '--truth', 'x'], { encoding: 'utf8' });
  expect([ended.status, ended.stderr.includes('usage: score.ts')]).toEqual([64, true]);
});

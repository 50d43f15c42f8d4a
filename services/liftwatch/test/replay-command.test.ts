import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The built program, as a user runs it: `npm test` builds first. */
const nodeArgs = [
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(new URL('../bin/liftwatch.js', import.meta.url)),
  'replay',
];
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftwatch-replay-command-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const T0 = 1_767_578_400_000;
const state = (s: number, signals: object) => ({
  receivedAt: T0 + s * 1_000,
  terminal: 'T',
  topic: 'lift/v1/A/state',
  payload: { at: T0 + s * 1_000, ...signals },
});
/** A person between floors from 21 s on; alarm at 51 s. */
const entrapment = [
  state(0, {
    serviceMode: 'normal',
    carStatus: 'stopped',
    doorZone: true,
    carDoorStatus: 'closed',
    passengerPresent: false,
  }),
  state(2, { carDoorStatus: 'opened' }),
  state(4, { passengerPresent: true }),
  state(6, { carDoorStatus: 'closed' }),
  state(10, { carStatus: 'running', doorZone: false }),
  state(21, { carStatus: 'stopped' }),
  state(45, {}),
];
const text = (lines: readonly object[], end = '\n') => lines.map((l) => JSON.stringify(l)).join(end);

const replay = async (
  content: string | Buffer,
  ...more: string[]
): Promise<{ code: number; out: Record<string, unknown>[]; raw: string; err: string }> => {
  const path = join(folder, `${Math.trunc(performance.now() * 1_000)}.ndjson`);
  await writeFile(path, content);
  const result = await promisify(execFile)(process.execPath, [...nodeArgs, path, ...more], {
    maxBuffer: 64 * 1_024 * 1_024,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (e: { code: number; stdout: string; stderr: string }) => e,
  );
  return {
    code: result.code,
    raw: result.stdout,
    out: result.stdout
      .split('\n')
      .filter(Boolean)
      .map((l) => JSON.parse(l) as Record<string, unknown>),
    err: result.stderr,
  };
};
const alarms = (out: readonly Record<string, unknown>[]) =>
  out.filter((l) => l['kind'] === 'finding' && l['stage'] === 'alarm' && l['incidentKind'] === 'entrapment').length;

describe('liftwatch replay, as a first-time user meets it', { timeout: 120_000 }, () => {
  test('--until runs log time on, as ms and as ISO 8601; without it time ends with the file', async () => {
    expect(alarms((await replay(text(entrapment))).out)).toBe(0);
    expect(alarms((await replay(text(entrapment), '--until', String(T0 + 51_000))).out)).toBe(1);
    expect(alarms((await replay(text(entrapment), '--until', new Date(T0 + 60_000).toISOString())).out)).toBe(1);
    expect(alarms((await replay(text(entrapment), '--until', '2026-01-05T10:01:00+08:00')).out)).toBe(1);
    expect((await replay(text(entrapment), '--until', String(T0 - 1))).raw).toBe('');
    expect((await replay(text(entrapment), '--until', 'tomorrow')).code).toBe(64);
  });
  test('the same file gives the same bytes', async () => {
    const [a, b] = await Promise.all([
      replay(text(entrapment), '--until', String(T0 + 90_000)),
      replay(text(entrapment), '--until', String(T0 + 90_000)),
    ]);
    expect(a.raw).toBe(b.raw);
    expect(a.raw).not.toBe('');
  });
  test('CRLF, BOM, blank lines, ISO times and payloads as text or base64 are all read', async () => {
    const odd = entrapment.map((l, i) => {
      const { payload, ...rest } = l;
      if (i === 1) return { ...rest, payload: JSON.stringify(payload) };
      if (i === 2) return { ...rest, payloadBase64: Buffer.from(JSON.stringify(payload)).toString('base64') };
      return i === 3 ? { ...l, receivedAt: new Date(l.receivedAt).toISOString() } : l;
    });
    expect(alarms((await replay(`\uFEFF${text(odd, '\r\n\r\n')}\r\n`, '--until', String(T0 + 60_000))).out)).toBe(1);
  });
  test('an empty file is nothing, and no error', async () => {
    expect(await replay('')).toMatchObject({
      code: 0,
      raw: '',
      err: 'liftwatch: 0 lines judged, 0 lines of findings\n',
    });
    expect(await replay('\n\n')).toMatchObject({ code: 0, raw: '' });
  });
  for (const [what, line, words] of [
    ['not JSON', '{"receivedAt":', 'line 2'],
    ['no receivedAt', '{"terminal":"T"}', 'receivedAt'],
    ['a local time', '{"receivedAt":"2026-01-05 10:00:00","tick":true}', 'ISO 8601 with an offset'],
    ['a misspelt key', '{"receivedAt":1767578400000,"terminl":"T"}', 'terminl'],
    ['a reading without topic', '{"receivedAt":1767578400000,"terminal":"T","payload":{}}', 'topic'],
    [
      'two payloads',
      '{"receivedAt":1767578400000,"terminal":"T","topic":"lift/v1/A/state","payload":{},"payloadBase64":"e30="}',
      'payload and payloadBase64 in one line',
    ],
    [
      'a tick that is a session too',
      '{"receivedAt":1767578400000,"terminal":"T","session":"connected","tick":true}',
      'session and tick',
    ],
    ['an unknown session word', '{"receivedAt":1767578400000,"terminal":"T","session":"gone"}', 'session'],
    ['a bad context entry', '{"receivedAt":1767578400000,"context":{"type":"job","liftId":"A"}}', 'jobId'],
  ] as const)
    test(`${what}: exit 65, line and field named`, async () => {
      const r = await replay(`${JSON.stringify(entrapment[0])}\n${line}`);
      expect(r.code).toBe(65);
      expect(r.err).toContain('line 2');
      expect(r.err).toContain(words);
    });
  test('out of order: exit 65 and the line; no such file: 66; wrong usage: 64', async () => {
    const r = await replay(text([entrapment[1]!, entrapment[0]!]));
    expect([r.code, r.err.includes('line 2')]).toEqual([65, true]);
    const gone = await promisify(execFile)(process.execPath, [...nodeArgs, join(folder, 'none')]).catch(
      (e: { code: number; stderr: string }) => e,
    );
    expect(gone).toMatchObject({ code: 66 });
    const aFolder = await promisify(execFile)(process.execPath, [...nodeArgs, folder]).catch(
      (e: { code: number; stderr: string }) => e,
    );
    expect(aFolder).toMatchObject({ code: 66, stderr: expect.stringContaining('is a folder') });
    const usage = await promisify(execFile)(process.execPath, nodeArgs).catch((e: { code: number }) => e);
    expect(usage).toMatchObject({ code: 64 });
  });
  test('findings that cannot be written are told, and end with 73', async () => {
    const path = join(folder, 'full.ndjson');
    await writeFile(path, text(entrapment));
    const full = await open('/dev/full', 'w');
    try {
      const child = spawn(process.execPath, [...nodeArgs, path, '--until', String(T0 + 60_000)], {
        stdio: ['ignore', full.fd, 'pipe'],
      });
      let err = '';
      child.stderr?.on('data', (part: Buffer) => (err += part.toString()));
      const [code] = (await once(child, 'close')) as [number | null];
      expect(code).toBe(73);
      expect(err).toMatch(/liftwatch: standard output cannot be written \(ENOSPC.*\[LIFT_CLI_CANNOT_WRITE\]\n/);
    } finally {
      await full.close();
    }
  });
  test('payload bytes that are no text are refused with the line, and the rest is judged', async () => {
    const bad = {
      receivedAt: T0 + 22_000,
      terminal: 'T',
      topic: 'lift/v1/A/state',
      payloadBase64: Buffer.from([0xff, 0xfe, 0x7b]).toString('base64'),
    };
    const foreign = { receivedAt: T0 + 22_000, terminal: 'T', topic: 'lift/v1/A/nonsense', payload: {} };
    const lines = [...entrapment.slice(0, 6), bad, foreign, entrapment[6]!];
    const r = await replay(text(lines), '--until', String(T0 + 60_000));
    expect(r.code).toBe(0);
    expect(r.out.filter((l) => l['kind'] === 'refused')).toMatchObject([
      { line: 7, refusal: { code: 'LIFT_READING_NOT_UTF8' } },
      { line: 8, refusal: { code: 'LIFT_READING_FOREIGN_TOPIC' } },
    ]);
    expect(alarms(r.out)).toBe(1);
  });
  test('a line ends with a line feed, not with what else Unicode calls a line', async () => {
    const r = await replay(
      text([...entrapment.slice(0, 6), state(45, { vendor: { note: 'a\u2028b\u2029c' } })], '\r\n'),
    );
    expect(r).toMatchObject({ code: 0, err: expect.stringContaining(' 7 lines judged') });
  });
  test.each([
    ['seconds', 1e-3],
    ['microseconds', 1e3],
  ])('a recording in %s is not taken for milliseconds; one that begins at 0 is', async (unit, factor) => {
    const inUnit = entrapment.map((line) => ({ ...line, receivedAt: line.receivedAt * factor }));
    const r = await replay(text(inUnit));
    expect([r.code, r.raw]).toEqual([65, '']);
    expect(r.err).toContain(`line 1: receivedAt: ${T0 * factor} looks like ${unit}`);
    const fromZero = entrapment.map((line) => ({ ...line, receivedAt: line.receivedAt - T0 }));
    expect((await replay(text(fromZero))).code).toBe(0);
  });
  test('a line of 8 MB is a line', async () => {
    const huge = { ...state(22, {}), payload: `{"at":${T0},"x":"${'y'.repeat(8_000_000)}"}` };
    const r = await replay(text([...entrapment.slice(0, 6), huge]), '--until', String(T0 + 60_000));
    expect(r.code).toBe(0);
    expect(r.out.filter((l) => l['kind'] === 'refused')).toHaveLength(1);
    expect(alarms(r.out)).toBe(1);
  });
  test('a reader that goes away (head) ends the command quietly', async () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({ ...state(i, {}), topic: 'lift/v1/A/nonsense' }));
    const path = join(folder, 'many.ndjson');
    await writeFile(path, text(many));
    const child = spawn(process.execPath, [...nodeArgs, path], { stdio: ['ignore', 'pipe', 'pipe'] });
    let err = '';
    child.stderr.on('data', (d: Buffer) => (err += d.toString()));
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((done) => child.once('exit', done));
    expect(err).not.toMatch(/EPIPE|internal error|at .*\.ts/);
    expect(code).toBe(0);
  });
});

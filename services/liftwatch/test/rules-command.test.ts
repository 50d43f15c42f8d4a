import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { openReadingLogWriter, partitionOf } from '@liftwatch/stores';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The built program, as a user runs it: `npm test` builds first. */
const program = fileURLToPath(new URL('../bin/liftwatch.js', import.meta.url));
const here = (name: string): string => fileURLToPath(new URL(`rules/${name}`, import.meta.url));
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftwatch-rules-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rules = async (...args: string[]) => {
  const node = ['--disable-warning=ExperimentalWarning', program, 'rules', ...args];
  const { code, stdout, stderr } = await promisify(execFile)(process.execPath, node).then(
    (ok) => ({ code: 0, ...ok }),
    (failed: { code: number; stdout: string; stderr: string }) => failed,
  );
  return { code, out: stdout, err: stderr };
};
const file = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

describe('lint', () => {
  test('good: 0; wrong: 1 and every problem with its field; no such file: 66', async () => {
    expect(await rules('lint', here('example.yaml'))).toMatchObject({
      code: 0,
      out: expect.stringContaining('is good'),
    });
    const bad = await file(
      'bad.yaml',
      'version: v\nauthor: a\nreason: r\noverrides: [{rule: overspeed, args: {confirmMs: 1 h, x: 2}}]\n',
    );
    const found = await rules('lint', here('example.yaml'), bad);
    expect(found.code).toBe(1);
    expect(found.out).toContain('confirmMs is in h, but its unit is ms: write 3600000 ms');
    expect(found.out).toContain('has no argument "x"');
    const json = JSON.parse((await rules('lint', '--json', bad)).out) as { ok: boolean; problems: string[] };
    expect(json).toMatchObject({ ok: false, problems: [expect.any(String), expect.any(String)] });
    expect((await rules('lint', join(folder, 'none.yaml'))).code).toBe(66);
  });
});

describe('test', () => {
  test('the example passes, each test by name', async () => {
    const { code, out } = await rules('test', here('example.test.yaml'));
    expect(out).toContain('ok   a motor that stays warm for ten minutes');
    expect(out).toContain('3 of 3 tests passed');
    expect(code).toBe(0);
  });
  test('the same tests fail by the rules as they come, and say what was missing', async () => {
    const { code, out } = await rules('test', '--rules', 'built-in', here('example.test.yaml'));
    expect(code).toBe(1);
    expect(out).toContain('over-temperature: missing  X16 alarm at 60 s');
  });
  test('what differs is told: time, priority, an extra line, a reading that would be refused', async () => {
    const path = await file(
      'wrong.test.yaml',
      `rules: ${here('example.yaml')}
tests:
  - name: too early
    given: [{at: 0, state: {motorTemperatureC: 95}}, {at: 20m, state: {motorTemperatureC: 70}}]
    expect: [{rule: user/motor-warm, at: 300, priority: P2}]
  - name: refused
    given: [{at: 0, state: {motorTemperatureC: 950}}]
    none: [user/motor-warm]
`,
    );
    const { out } = await rules('test', path);
    expect(out).toContain('priority is P3, not P2; it came at 600 s, not at 300 s');
    expect(out).toContain('user/motor-warm: extra    U-MOTOR-WARM cleared released at 1200 s');
    expect(out).toContain('would be refused: motorTemperatureC is 950');
    expect(out).toContain('0 of 2 tests passed');
  });
  test('a test that expects nothing, an unknown rule and a wrong field are mistakes of the file', async () => {
    const nothing = await file('nothing.test.yaml', 'tests: [{name: n, given: [{at: 0, state: {}}]}]\n');
    expect(await rules('test', nothing)).toMatchObject({ code: 65, err: expect.stringContaining('expects nothing') });
    const unknown = await file(
      'unknown.test.yaml',
      'tests: [{name: n, given: [{at: 0, state: {}}], none: [entrapmnt]}]\n',
    );
    expect(await rules('test', unknown)).toMatchObject({
      code: 1,
      out: expect.stringContaining('there is no such rule'),
    });
    const field = await file(
      'field.test.yaml',
      'tests: [{name: n, given: [{at: soon, state: {}}], none: [entrapment]}]\n',
    );
    expect(await rules('test', field)).toMatchObject({
      code: 65,
      err: expect.stringContaining('tests[0].given[0].at'),
    });
  });
});

test('diff: 0 for the same; 1 with what changes for which lifts', async () => {
  expect((await rules('diff', here('example.yaml'), here('example.yaml'))).code).toBe(0);
  const registry = await file('registry.yaml', 'lifts: [{liftId: L1, firmId: F1}, {liftId: L2}, {liftId: L3}]\n');
  const { code, out } = await rules('diff', 'built-in', here('example.yaml'), '--registry', registry, '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    before: 'built-in',
    after: '2026-summer',
    lifts: [
      {
        lifts: ['L1'],
        changes: [
          { arg: 'holdS', before: '300', after: '60' },
          { arg: 'motorC', from: 'firm F1' },
          { rule: 'user/motor-warm', before: null },
        ],
      },
      { lifts: ['L2', 'L3'], changes: [{ rule: 'user/motor-warm' }] },
    ],
  });
});

describe('backtest', () => {
  const T0 = 1_767_225_600_000;
  const registry = `sites: [{siteId: S1, name: 天塔花园}]
firms: [{firmId: F1, name: 安梯}]
lifts: [{liftId: L1, siteId: S1, firmId: F1}]
contacts:
  - {contactId: C1, role: manager, siteId: S1, channel: sms, address: "13812345678"}
  - {contactId: C2, role: firm, firmId: F1, channel: webhook, address: "https://firm.example/hook"}
`;
  const strict = `version: strict
author: op7
reason: r
rules:
  - name: hot
    code: U-HOT
    priority: P1
    title: { zh: 热, en: hot }
    when: { kind: threshold, input: motorTemperatureC, above: 90 }
`;
  const rows = Array.from({ length: 30 }, (_, i) => `${T0 + i * 30_000},L1,state,${i < 10 ? 70 : 95},null`);
  const csv = ['receivedAt,liftId,kind,motorTemperatureC,passengerPresent', ...rows].join('\n');
  interface Summary {
    readonly entries: number;
    readonly rules: { rule: string; baseline: { alarms: number }; candidate: { alarms: number; sms: number } }[];
    readonly candidate: { smsSegments: number; cost: number; messages: Record<string, number> };
  }

  test('CSV: what each version would have found, sent and cost', async () => {
    const args = [
      await file('strict.yaml', strict),
      await file('recording.csv', csv),
      '--registry',
      await file('contacts.yaml', registry),
      '--against',
      'built-in',
    ];
    const { code, out } = await rules('backtest', ...args, '--sms-price', '0.05', '--json');
    expect(code).toBe(0);
    const summary = JSON.parse(out) as Summary;
    expect(summary).toMatchObject({
      entries: 30,
      currency: 'CNY',
      rules: [{ rule: 'user/hot', baseline: { alarms: 0 }, candidate: { alarms: 1, sms: 1 } }],
      candidate: { version: 'strict', messages: { sms: 1, webhook: 1 } },
      baseline: { version: 'built-in', messagesCount: 0, cost: 0 },
    });
    expect(summary.candidate.cost).toBeCloseTo(summary.candidate.smsSegments * 0.05);
    expect((await rules('backtest', ...args)).out).toMatch(/user\/hot +0 +1 +\+1/);
  });
  test('the log folder gives what the CSV of the same readings gives', async () => {
    const dir = join(folder, 'log');
    const writer = await openReadingLogWriter({ dir, partitions: 4 });
    const partition = partitionOf('L1', 4);
    for (let i = 0; i < 30; i++) {
      const receivedAtMs = T0 + i * 30_000;
      const payload = Buffer.from(
        JSON.stringify({ at: receivedAtMs, motorTemperatureC: i < 10 ? 70 : 95, passengerPresent: null }),
      );
      const reading = {
        type: 'reading',
        receivedAtMs,
        terminalId: 'T-L1',
        topic: 'lift/v1/L1/state',
        payload,
      } as const;
      await writer.append(new Map([[partition, [reading]]]));
      const ticks = Array.from(
        { length: 30 },
        (_, s) => ({ type: 'tick', receivedAtMs: receivedAtMs + s * 1_000 }) as const,
      );
      await writer.append(new Map([[partition, ticks]]));
    }
    await writer.close();
    const set = await file('strict.yaml', strict);
    const { out, err } = await rules('backtest', set, dir, '--json');
    expect(err).toBe('');
    expect(JSON.parse(out) as Summary).toMatchObject({ rules: [{ rule: 'user/hot', candidate: { alarms: 1 } }] });
  });
  test('readings that would be refused are told with their line and counted; the others are judged', async () => {
    const dirty = csv.replace(`${T0 + 5 * 30_000},L1,state,70`, `${T0 + 5 * 30_000},L1,state,hot`);
    const { code, out, err } = await rules(
      'backtest',
      await file('strict.yaml', strict),
      await file('dirty.csv', dirty),
      '--json',
    );
    expect(code).toBe(0);
    expect(err).toMatch(/line 7: motorTemperatureC: .*reading not judged/);
    expect(JSON.parse(out)).toMatchObject({ entries: 30, refusedReadings: 1, rules: [{ candidate: { alarms: 1 } }] });
  });
  test.each<[string, string, RegExp]>([
    [
      'a column that no reading has',
      csv.replace('motorTemperatureC', 'motorTemp'),
      /none of its 30 readings can be used.*line 2: .*motorTemp/,
    ],
    ['semicolons', csv.replaceAll(',', ';'), /separate the cells with commas, not with ";"/],
    ['two columns of one name', csv.replace('kind', 'liftId'), /two columns "liftId": rename or remove one/],
    ['seconds', csv.replaceAll(/^(\d+)\d{3},/gm, '$1,'), /line 2: receivedAt: \d{10} looks like seconds/],
    ['no liftId', csv.replace('liftId', 'lift'), /needs the columns receivedAt and liftId/],
    ['a row that is too long', csv.replace('95,null', '95,null,more'), /not CSV: .*as many cells as the header/],
    ['an open quote', csv.replace('95,null', '"95,null'), /not CSV: .*close the quote/],
    ['a header alone', csv.slice(0, csv.indexOf('\n')), /has no entries/],
    ['nothing', '', /has no entries/],
  ])('%s: 65, and what to do', async (_, text, message) => {
    const { code, out, err } = await rules('backtest', 'built-in', await file('wrong.csv', text));
    expect(err).toMatch(message);
    expect({ code, out }).toEqual({ code: 65, out: '' });
  });
  test('a packed CSV', async () => {
    const path = join(folder, 'packed.csv.gz');
    await writeFile(path, gzipSync(csv));
    expect((await rules('backtest', await file('strict.yaml', strict), path)).out).toMatch(/user\/hot +0 +1 +\+1/);
  });
  test('a wrong row names its line; a missing source is 66', async () => {
    const bad = await file('bad.csv', 'receivedAt,liftId,kind\n1767225600000,L1,stat\n');
    expect(await rules('backtest', 'built-in', bad)).toMatchObject({
      code: 65,
      err: expect.stringContaining('line 2'),
    });
    expect((await rules('backtest', 'built-in', join(folder, 'none'))).code).toBe(66);
  });
});

test('versions and shadow need a service, and say which', async () => {
  const nowhere = {
    ...process.env,
    LIFTWATCH_DISPATCH_URL: 'http://127.0.0.1:9',
    LIFTWATCH_DISPATCH_TOKEN_FILE: await file('token', 'secret'),
    LIFTWATCH_ENGINE_URL: 'http://127.0.0.1:9',
  };
  for (const args of [['versions'], ['shadow', 'status']]) {
    const failed = await promisify(execFile)(process.execPath, [program, 'rules', ...args], { env: nowhere }).catch(
      (error: { code: number; stderr: string }) => error,
    );
    expect(failed).toMatchObject({ code: 69, stderr: expect.stringContaining('does not answer') });
  }
});

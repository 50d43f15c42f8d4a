import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The built program, as a user runs it: `npm test` builds first. */
const program = [
  '--disable-warning=ExperimentalWarning',
  fileURLToPath(new URL('../bin/liftwatch.js', import.meta.url)),
  'backtest',
];
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'liftwatch-backtest-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Line {
  readonly line: number;
  readonly time: string;
  readonly at: string | null;
  readonly score: number | null;
  readonly state: string;
  readonly driver: string | null;
  readonly timeToLimitH?: { readonly low: number; readonly mid: number; readonly high: number | null };
}

const run = async (content: string | Buffer, ...more: string[]) => {
  const path = join(folder, `${Math.trunc(performance.now() * 1_000)}.csv`);
  await writeFile(path, content);
  const result = await promisify(execFile)(process.execPath, [...program, '--csv', path, ...more], {
    maxBuffer: 64 * 1_024 * 1_024,
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (e: { code: number; stdout: string; stderr: string }) => e,
  );
  const lines = result.stdout === '' ? [] : result.stdout.trimEnd().split('\n');
  return { code: result.code, err: result.stderr, rows: lines.map((line) => JSON.parse(line) as Line) };
};

/** Noise that repeats itself exactly from run to run. */
const noise = (i: number): number => Math.sin(i * 12.9898) * Math.cos(i * 78.233) + Math.sin(i * 3.7);
const iso = (i: number): string => new Date(1_767_225_600_000 + i * 600_000).toISOString();
const table = (
  rows: number,
  cell: (i: number) => string,
  o: { end?: string; time?: (i: number) => string } = {},
): string =>
  ['time,x', ...Array.from({ length: rows }, (_, i) => `${(o.time ?? iso)(i)},${cell(i)}`)].join(o.end ?? '\n') + '\n';
const healthy = (i: number): string => (10 + 0.3 * noise(i)).toFixed(4);
const named = ['--time', 'time', '--value', 'x'] as const;

describe('one line per row', () => {
  test('learning is null, a healthy series stays below 1, wear alerts with driver and time to limit', async () => {
    const wear = (i: number): string =>
      (10 + 0.3 * noise(i) + (i > 700 ? 2 * (Math.exp((i - 700) / 200) - 1) : 0)).toFixed(4);
    const { code, rows, err } = await run(table(1_000, wear), ...named, '--learn', '300', '--kind', 'ratio', '--json');
    expect(code).toBe(0);
    expect(rows).toHaveLength(1_000);
    expect(rows[0]).toEqual({ line: 2, time: iso(0), at: iso(0), score: null, state: 'learning', driver: null });
    expect(rows.slice(300, 700).filter(({ score }) => score === null || score >= 1)).toEqual([]);
    const alerts = rows.filter(({ score }) => (score ?? 0) >= 1);
    expect(alerts[0]?.line).toBeLessThan(800);
    expect(alerts.at(-1)).toMatchObject({ state: 'alert', driver: 'x', stream: 'level', direction: 'up' });
    const horizons = alerts.flatMap(({ timeToLimitH }) => (timeToLimitH ? [timeToLimitH] : []));
    expect(horizons.length).toBeGreaterThan(20);
    for (const { low, mid, high } of horizons) expect(low <= mid && mid <= (high ?? Infinity)).toBe(true);
    const summary = JSON.parse(err.trimEnd()) as object;
    expect(summary).toMatchObject({ rows: 1_000, learn: 300, judgedRows: 700, dirtyCells: 0, skippedRows: 0 });
  });
  test('direction down does not mind what goes up', async () => {
    const step = (i: number): string => (10 + 0.3 * noise(i) + (i > 700 ? 5 : 0)).toFixed(4);
    const up = await run(table(1_000, step), ...named, '--learn', '300', '--direction', 'up');
    const down = await run(table(1_000, step), ...named, '--learn', '300', '--direction', 'down');
    const levelAlerts = (rows: Line[]) => rows.slice(760).filter(({ score }) => (score ?? 0) >= 1).length;
    expect(levelAlerts(up.rows)).toBeGreaterThan(200);
    expect(levelAlerts(down.rows)).toBe(0);
  });
});

describe('dirt', () => {
  test('is told with line and column, counted, and never becomes a number', async () => {
    const dirty = new Map([
      [400, '"12,5"'],
      [401, 'ERR'],
      [402, ''],
      [403, 'NaN'],
      [404, '0x10'],
      [405, 'Infinity'],
      [406, '1e999'],
    ]);
    const { code, rows, err } = await run(
      table(600, (i) => dirty.get(i) ?? healthy(i)),
      ...named,
      '--learn',
      '200',
    );
    expect(code).toBe(0);
    expect(rows).toHaveLength(600);
    for (const i of dirty.keys()) expect(rows[i]).toMatchObject({ line: i + 2, score: null, state: 'unknown' });
    expect(err).toContain(
      'line 402, column x: "12,5" is not a number, skipped: write the decimal comma as a point, or give --decimal ,',
    );
    expect(err).toContain('line 403, column x: "ERR"');
    expect(err).toContain('5 dirty cells, 2 empty cells, 0 rows skipped');
  });
  test('a row whose time is unreadable or goes back, and one that repeats itself, is skipped, and keeps its line', async () => {
    const time = (i: number): string => (i === 300 ? 'soon' : i === 310 ? iso(309) : i === 320 ? iso(100) : iso(i));
    const cell = (i: number): string => healthy(i === 310 ? 309 : i);
    const { code, rows, err } = await run(table(600, cell, { time }), ...named, '--learn', '200');
    expect(code).toBe(0);
    expect(rows.map(({ line }) => line)).toEqual(Array.from({ length: 600 }, (_, i) => i + 2));
    const skipped = rows.filter(({ state }) => state === 'skipped');
    expect(skipped.map(({ line, at, score }) => [line, at, score])).toEqual([
      [302, null, null],
      [312, null, null],
      [322, null, null],
    ]);
    expect(err).toContain('line 302, column time: "soon" is not a time, row skipped');
    expect(err).toContain('line 312');
    expect(err).toContain('is earlier than the row before');
  });
  test('byte order mark, CRLF, quotes, other delimiters and times are taken as they are meant', async () => {
    const plain = await run(table(300, healthy), ...named, '--learn', '200');
    const bom = await run(`\uFEFF${table(300, (i) => `"${healthy(i)}"`, { end: '\r\n' })}`, ...named, '--learn', '200');
    const scores = (rows: Line[]) => rows.map(({ score }) => score);
    expect(scores(bom.rows)).toEqual(scores(plain.rows));
    const epoch = (i: number): string => String(1_767_225_600 + i * 600);
    const tabs = table(300, healthy, { time: epoch }).replaceAll(',', '\t');
    const tabbed = await run(tabs, ...named, '--learn', '200', '--delimiter', '\\t');
    expect(tabbed.err).toContain('0 rows skipped');
    expect(tabbed.rows.map(({ at }) => at)).toEqual(plain.rows.map(({ at }) => at));
    expect(scores(tabbed.rows)).toEqual(scores(plain.rows));
  });
});

describe('recordings as they are found', () => {
  const shifted = (i: number): string => (10 + 0.3 * noise(i) + (i > 700 ? 9 : 0)).toFixed(4);
  const alertLines = (rows: Line[]): number[] => rows.filter(({ score }) => (score ?? 0) >= 1).map(({ line }) => line);
  test('a clock coarser than the readings: rows that share a time are judged in their order', async () => {
    const time = (i: number): string => iso(Math.floor(i / 100));
    const { code, rows, err } = await run(table(1_000, shifted, { time }), ...named, '--learn', '300');
    expect(code).toBe(0);
    expect(err).toContain('0 rows skipped');
    expect(alertLines(rows)[0]).toBeGreaterThan(700);
    expect(alertLines(rows).length).toBeGreaterThan(280);
  });
  test('a clock coarser than the readings, and a machine that stands still: rows that are equal are readings', async () => {
    const time = (i: number): string => iso(Math.floor(i / 10));
    const idle = (i: number): string => (i % 400 < 200 ? '0.0' : (10 + 0.3 * noise(i)).toFixed(1));
    const { code, err } = await run(table(1_600, idle, { time }), ...named, '--learn', '800');
    expect(code).toBe(0);
    expect(err).toContain('0 rows skipped');
    const twice = (i: number): string => iso(Math.floor(i / 2));
    const doubled = await run(
      table(1_600, (i) => healthy(Math.floor(i / 2)), { time: twice }),
      ...named,
    );
    expect(doubled.code).toBe(65);
    expect(doubled.err).toContain('800 rows repeat the row before them');
  });
  test('decimal commas, where they are said', async () => {
    const comma = table(400, healthy)
      .replaceAll(',', ';')
      .replaceAll(/(\d)\.(\d{4})$/gm, '$1,$2');
    const args = [...named, '--learn', '200', '--delimiter', ';', '--decimal', ','];
    const { code, rows, err } = await run(comma, ...args);
    expect(code).toBe(0);
    expect(err).toContain('0 dirty cells');
    const plain = await run(table(400, healthy), ...named, '--learn', '200');
    expect(rows.map(({ score }) => score)).toEqual(plain.rows.map(({ score }) => score));
    const mixed = await run(comma.replace(';10,', ';1.010,'), ...args);
    expect(mixed.err).toContain('without marks for thousands');
  });
  test('dates that end with the year: day or month first as the file shows it, and said', async () => {
    const write = (i: number): string => {
      const [date = '', clock = ''] = iso(i).slice(0, 16).split('T');
      const [year, month, day] = date.split('-');
      return `${day}.${month}.${year} ${clock}`;
    };
    const german = await run(table(400, healthy, { time: write }), ...named, '--learn', '200');
    const plain = await run(table(400, healthy), ...named, '--learn', '200');
    expect(german.err).toContain('column "time": dates end with the year and are read day first');
    expect(german.rows.map(({ at, score }) => [at, score])).toEqual(plain.rows.map(({ at, score }) => [at, score]));
    expect(plain.err).not.toContain('are read');
  });
  const atsOf = (rows: Line[]) => rows.map(({ at, score }) => [at, score]);
  test('a date and a clock in two columns, the date without marks', async () => {
    const plain = await run(table(300, healthy), ...named, '--learn', '200');
    const parts = (i: number): string => iso(i).replaceAll('-', '').slice(0, 17).replace('T', ',');
    const file = table(300, healthy, { time: parts }).replace('time,x', 'date,clock,x');
    const two = await run(file, '--time', 'date,clock', '--value', 'x', '--learn', '200');
    expect(two.err).toContain('0 rows skipped');
    expect(atsOf(two.rows)).toEqual(atsOf(plain.rows));
    const alone = await run(file, '--time', 'date', '--value', 'x', '--learn', '200');
    expect(alone.err).toContain('column "date": numbers of eight digits are read as dates');
    expect(alone.rows[299]?.at).toBe('2026-01-03T00:00:00.000Z');
  });
  test('seconds since the start are said to be read so', async () => {
    const { code, err } = await run(table(300, healthy, { time: String }), ...named, '--learn', '200');
    expect(code).toBe(0);
    expect(err).toContain('column "time": numbers are read as seconds since the start');
  });
  test('another encoding, where it is said; else the remedy names it', async () => {
    // 时间,电流 in GBK.
    const header = Buffer.from('cab1bce42cb5e7c1f7', 'hex');
    const file = Buffer.concat([header, Buffer.from(table(300, healthy).slice('time,x'.length))]);
    const args = ['--time', '时间', '--value', '电流', '--learn', '200'];
    const { code, rows } = await run(file, ...args, '--encoding', 'gbk');
    expect([code, rows.length]).toEqual([0, 300]);
    const unsaid = await run(file, ...args);
    expect(unsaid.code).toBe(65);
    expect(unsaid.err).toContain('--encoding gbk');
    expect((await run(file, ...args, '--encoding', 'klingon')).code).toBe(64);
  });
  test('a clock that jumps ahead once is named, since all that follows lies before it', async () => {
    const time = (i: number): string => (i === 300 ? '2036-01-01T00:00:00Z' : iso(i));
    const { code, err } = await run(table(1_000, healthy, { time }), ...named, '--learn', '200');
    expect(code).toBe(65);
    expect(err).toContain('first below line 302 ("2036-01-01T00:00:00Z"): correct that time if it is wrong');
  });
  test('what is shown of a file is short', async () => {
    const long = await run(`time,x\n${'x'.repeat(1_000_000)}\n`, ...named);
    expect([long.code, long.err.length < 500]).toEqual([65, true]);
    const wide = await run(Array.from({ length: 5_000 }, (_, i) => `column ${i}`).join(), ...named);
    expect(wide.err).toContain('"column 19" and 4980 more');
  });
  test('remarks before the header, stray quotes and cells that are missing at the end', async () => {
    const rows = table(400, healthy)
      .split('\n')
      .map((line, i) => (i === 300 ? `${line},12" wheel` : i === 310 ? line.split(',')[0] : line));
    const { code, err, rows: judged } = await run(`# of a rig\n${rows.join('\n')}`, ...named, '--learn', '200');
    expect(code).toBe(0);
    expect(judged).toHaveLength(400);
    expect(err).toContain('0 dirty cells, 1 empty cells, 0 rows skipped');
  });
  test('a column whose name has a comma in it', async () => {
    const { code, rows } = await run(
      table(300, healthy).replace('time,x', 'time,"Temp, °C"'),
      ...['--time', 'time', '--value', 'Temp, °C', '--learn', '200'],
    );
    expect(code).toBe(0);
    expect(rows).toHaveLength(300);
  });
  test('what is learnt from in no time is said not to be judged', async () => {
    const { code, rows, err } = await run(
      table(400, () => '5'),
      ...named,
      '--learn',
      '200',
      '--json',
    );
    expect(code).toBe(0);
    expect(rows.every(({ score, state }) => score === null && state === 'learning')).toBe(true);
    expect(JSON.parse(err)).toMatchObject({ judgedRows: 0, notJudged: ['x'] });
  });
  test('from standard input, and packed', async () => {
    const path = join(folder, 'packed.csv.gz');
    await writeFile(path, gzipSync(table(300, healthy)));
    const args = [...program, ...named, '--learn', '200', '--csv'];
    const packed = await promisify(execFile)(process.execPath, [...args, path]);
    const piped = promisify(execFile)(process.execPath, [...args, '-']);
    piped.child.stdin?.end(table(300, healthy));
    expect((await piped).stdout).toBe(packed.stdout);
    expect(packed.stdout.trimEnd().split('\n')).toHaveLength(300);
    await writeFile(path, table(300, healthy));
    const broken = promisify(execFile)(process.execPath, [...args, path]);
    await expect(broken).rejects.toMatchObject({ code: 65, stderr: expect.stringContaining('not gzip') as string });
  });
  test('nobody said what kind: a shift of many spreads counts, though it is a small part of the level', async () => {
    const step = (i: number): string => (230 + 0.3 * noise(i) + (i > 700 ? 4 : 0)).toFixed(4);
    const unsaid = await run(table(1_000, step), ...named, '--learn', '300');
    expect(alertLines(unsaid.rows).length).toBeGreaterThan(280);
    const ratio = await run(table(1_000, step), ...named, '--learn', '300', '--kind', 'ratio');
    expect(alertLines(ratio.rows)).toEqual([]);
  });
});

describe('what cannot be used', () => {
  const usual = table(300, healthy);
  test.each<[string, string, string[], number, RegExp]>([
    [
      'a column that is not there',
      usual,
      ['--time', 'when', '--value', 'x'],
      65,
      /no column "when"; the columns are "time", "x"/,
    ],
    ['another delimiter', usual.replaceAll(',', ';'), [...named], 65, /no column "time".*try --delimiter ";"/],
    [
      'another delimiter, with quotes and decimal commas',
      table(300, () => '"1;5"').replaceAll(',', ';'),
      [...named],
      65,
      /try --delimiter ";"/,
    ],
    ['marks for thousands', table(300, () => '"1,502.0"'), [...named], 65, /without marks for thousands/],
    ['another encoding', usual.replace('time,x', 'time,x\uFFFD'), [...named], 65, /save the file as UTF-8/],
    ['an empty file', '', [...named], 65, /is empty/],
    ['a column without numbers', table(300, () => 'on'), [...named], 65, /column "x": no cell is a number/],
    [
      'a column without times',
      table(300, healthy, { time: () => 'noon' }),
      [...named],
      65,
      /column "time": no cell is a time/,
    ],
    [
      'an unsorted file',
      table(300, healthy, { time: (i) => iso(i % 2 ? i : i + 40) }),
      [...named],
      65,
      /sort the file by this column/,
    ],
    [
      'rows that repeat',
      table(300, (i) => healthy(i >> 1), { time: (i) => iso(i >> 1) }),
      [...named],
      65,
      /repeat the row before them/,
    ],
    ['a header alone', 'time,x\n', [...named], 65, /no rows below the header/],
    ['two columns of one name', usual.replace('time,x', 'x,x'), ['--time', 'x', '--value', 'x'], 65, /two columns "x"/],
    ['a column asked for twice', usual, ['--time', 'time', '--value', 'x,x'], 65, /named twice/],
    ['an open quote', `${usual}"2026`, [...named], 65, /not CSV/],
    ['too few rows', table(100, healthy), [...named, '--learn', '100'], 65, /smaller --learn/],
    ['a silly --learn', usual, [...named, '--learn', '3'], 64, /20 to 20000/],
    ['a silly --kind', usual, [...named, '--kind', 'odd'], 64, /ratio, interval/],
    ['a silly --delimiter', usual, [...named, '--delimiter', ';;'], 64, /one character/],
    ['no --value', usual, ['--time', 'time'], 64, /--value/],
  ])('%s', async (_, content, args, code, message) => {
    const result = await run(content, ...args);
    expect(result.err).toMatch(message);
    expect(result.code).toBe(code);
    expect(result.rows).toEqual([]);
  });
  test('a file that is not there', async () => {
    const gone = await promisify(execFile)(process.execPath, [
      ...program,
      '--csv',
      join(folder, 'gone.csv'),
      ...named,
    ]).catch((e: { code: number; stderr: string }) => e);
    expect(gone).toMatchObject({ code: 66 });
  });
});

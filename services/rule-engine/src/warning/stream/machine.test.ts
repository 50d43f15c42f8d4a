import { describe, expect, test } from 'vitest';
import { faults, healthy, normal, seeded, timeOf } from '../../../bench/detectors/series.ts';
import {
  defaultStreamSettings,
  newMachine,
  takeRow,
  type MachineSettings,
  type MachineState,
  type RowVerdict,
} from './index.ts';

const settingsOf = (
  learnCount: number,
  kind: MachineSettings['signals'][number]['kind'] = 'interval',
  names = ['x'],
): MachineSettings => ({
  stream: { ...defaultStreamSettings, learnCount, adoptCount: learnCount },
  signals: names.map((name) => ({ name, kind, direction: 'both' })),
});

const judge = (
  values: readonly (number | undefined)[],
  settings: MachineSettings,
  o: { everyMs?: number; machine?: MachineState; from?: number } = {},
): RowVerdict[] => {
  const machine = o.machine ?? newMachine(settings);
  return values.map((value, i) =>
    takeRow(
      machine,
      { atMs: 1_767_225_600_000 + (i + (o.from ?? 0)) * (o.everyMs ?? 300_000), values: [value] },
      settings,
    ),
  );
};
const alerts = (rows: readonly RowVerdict[]): number => rows.filter(({ score }) => (score ?? 0) >= 1).length;

const ROWS = 5_000;
const ONSET = 3_000;

describe('healthy series stay quiet', () => {
  test.each(healthy.filter(({ name }) => name !== 'random walk' && name !== 'heavy tails'))('$name', (series) => {
    const settings = settingsOf(1_000, series.kind);
    for (const seed of [11, 12]) {
      const machine = newMachine(settings);
      const rows = series
        .values(seeded(seed), ROWS)
        .map((value, i) => takeRow(machine, { atMs: timeOf(series, i), values: [value] }, settings));
      expect(rows.filter(({ score }) => score !== null).length).toBeGreaterThan(2_000);
      expect(alerts(rows)).toBeLessThanOrEqual(2);
    }
  });
});

describe('a baseline that follows', () => {
  test('comes to rest at the level of the readings, wherever it was commissioned', () => {
    const random = seeded(7);
    const off = Array.from({ length: 20_000 }, (_, i) => normal(random) + (i < 500 ? 0 : 0.4));
    expect(alerts(judge(off, settingsOf(500)))).toBeLessThanOrEqual(2);
  });
  test.each([1e-9, 1, 1e9])('unit of %d: an interval signal is judged alike', (unit) => {
    const random = seeded(9);
    const values = Array.from({ length: 2_000 }, (_, i) => 1e3 + normal(random) + (i > 1_500 ? 8 : 0));
    const rows = judge(
      values.map((value) => value * unit),
      settingsOf(500),
    );
    expect(alerts(rows.slice(0, 1_500))).toBe(0);
    expect(alerts(rows.slice(1_500))).toBeGreaterThan(480);
  });
  test('a huge offset does not hide what an interval signal does', () => {
    const random = seeded(9);
    const values = Array.from({ length: 2_000 }, (_, i) => 1e8 + normal(random) + (i > 1_500 ? 8 : 0));
    expect(alerts(judge(values, settingsOf(500)))).toBeGreaterThan(480);
  });
});

describe('a fault that lasts', () => {
  test('stays an alert for as long as a new level must prove itself, however little was learnt from', () => {
    const random = seeded(13);
    const values = Array.from({ length: 1_200 }, (_, i) => normal(random) + (i >= 400 ? 9 : 0));
    const settings = settingsOf(200);
    const patient = { ...settings, stream: { ...settings.stream, adoptCount: 1_000 } };
    expect(alerts(judge(values, patient))).toBeGreaterThan(790);
    expect(alerts(judge(values, settings))).toBeLessThan(260);
  });
});

describe('changes are found', () => {
  const white = healthy[0];
  test.each(faults)('$name', ({ change }) => {
    const other = seeded(99);
    const values = (white?.values(seeded(5), ROWS) ?? []).map((v, i) =>
      i < ONSET || v === undefined
        ? v
        : change(v, { share: (i - ONSET) / (ROWS - ONSET), sinceRows: i - ONSET, random: other, onsetValue: 0.25 }),
    );
    const rows = judge(values, settingsOf(1_000));
    expect(alerts(rows.slice(0, ONSET))).toBe(0);
    expect(alerts(rows.slice(ONSET))).toBeGreaterThan(20);
  });
  test('the driver is the column that changed, with its direction', () => {
    const settings = settingsOf(300, 'interval', ['a', 'b']);
    const machine = newMachine(settings);
    const random = seeded(3);
    let last: RowVerdict | undefined;
    for (let i = 0; i < 600; i++)
      last = takeRow(
        machine,
        { atMs: i * 60_000, values: [normal(random), normal(random) - (i > 500 ? 8 : 0)] },
        settings,
      );
    expect(last).toMatchObject({ state: 'alert', driver: { signal: 'b', stream: 'level', direction: 'down' } });
  });
  test('a ratio that moves by less than a tenth of its level is no finding, an interval is', () => {
    const random = seeded(8);
    const values = Array.from({ length: 2_000 }, (_, i) => 100 + 0.5 * normal(random) + (i > 1_000 ? 5 : 0));
    expect(alerts(judge(values, settingsOf(500, 'ratio')))).toBe(0);
    expect(alerts(judge(values, settingsOf(500, 'interval')))).toBeGreaterThan(400);
  });
});

describe('what is not known', () => {
  const random = seeded(1);
  const values = Array.from({ length: 500 }, () => normal(random));
  test('is null while learning and for a row without readings, never 0', () => {
    const rows = judge([...values, undefined], settingsOf(400));
    expect(rows.slice(0, 400).every(({ score, state }) => score === null && state === 'learning')).toBe(true);
    expect(rows[450]?.score).not.toBeNull();
    expect(rows[500]).toMatchObject({ score: null, state: 'unknown' });
  });
  test('missing readings change nothing but time', () => {
    const settings = settingsOf(200);
    const sparse = values.flatMap((value) => [value, undefined]);
    expect(
      judge(sparse, settings)
        .filter(({ score }) => score !== null)
        .map(({ score }) => score),
    ).toEqual(
      judge(values, settings)
        .filter(({ score }) => score !== null)
        .map(({ score }) => score),
    );
  });
  test('a signal of fewer than five values cannot be judged', () => {
    expect(
      judge(
        Array.from({ length: 900 }, (_, i) => i % 3),
        settingsOf(200),
      ).every(({ score }) => score === null),
    ).toBe(true);
  });
  test('a long silence while learning begins it anew', () => {
    const settings = settingsOf(200);
    const machine = newMachine(settings);
    judge(values.slice(0, 150), settings, { machine });
    judge(values.slice(150, 300), settings, { machine, from: 1_000 });
    expect(machine.signals[0]?.watched).toBeNull();
  });
});

describe('state', () => {
  const random = seeded(21);
  const values = Array.from({ length: 1_500 }, (_, i) => 10 + normal(random) + (i > 900 ? 0.02 * (i - 900) : 0));
  const settings = settingsOf(300, 'ratio');
  test('stored and read back at any row it goes on as if nothing had been', () => {
    const whole = judge(values, settings);
    let machine = newMachine(settings);
    const parts = values.map((value, i) => {
      if (i % 97 === 0) machine = JSON.parse(JSON.stringify(machine)) as MachineState;
      return takeRow(machine, { atMs: 1_767_225_600_000 + i * 300_000, values: [value] }, settings);
    });
    expect(parts).toEqual(whole);
  });
  test('is bounded', () => {
    const machine = newMachine(settings);
    let most = 0;
    values.forEach((value, i) => {
      takeRow(machine, { atMs: 1_767_225_600_000 + i * 300_000, values: [value] }, settings);
      if (i % 50 === 0) most = Math.max(most, JSON.stringify(machine).length);
    });
    expect(most).toBeLessThan(2 * 300 * 35 + 6_000);
  });
  test('a steady new level is adopted, a growing one never', () => {
    const noise = seeded(4);
    const step = Array.from({ length: 1_500 }, (_, i) => 10 + normal(noise) + (i > 500 ? 9 : 0));
    const stepped = judge(step, settings);
    expect(stepped.some(({ adopted }) => adopted.includes('x'))).toBe(true);
    expect(alerts(stepped.slice(-300))).toBe(0);
    const growing = judge(values, settings);
    expect(growing.some(({ adopted }) => adopted.length > 0)).toBe(false);
    expect(alerts(growing.slice(-50))).toBe(50);
  });
});

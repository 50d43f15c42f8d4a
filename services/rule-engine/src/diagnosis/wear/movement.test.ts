import { describe, expect, test } from 'vitest';
import { normal } from '../../../bench/detectors/series.ts';
import { Run } from '../../../bench/wear/run.ts';
import { createPartition } from '../kernel/partition.ts';
import { LiftWear } from '../../warning/index.ts';
import { judges } from '../judges.ts';
import { restoreLift, snapshotLift } from '../kernel/snapshot.ts';
import { wearOf } from './memory.ts';
import { healthOf, openWarnings } from './view.ts';

const START_MS = 1_767_225_600_000;
const DAY_MS = 86_400_000;

/** Forty stops a day of a car that says where it stands: after each it sinks by `mm(day)` while its brake is set. */
const stops = (run: Run, days: number, mm: (day: number) => number): Run => {
  for (const until = run.day + days; run.day < until; run.day++) {
    for (let i = 0; i < 40; i++) {
      const at = Math.round(START_MS + run.day * DAY_MS + (7 + i / 3) * 3_600_000);
      const heightM = 3.2 * Math.floor(10 * run.random());
      const restsM = heightM + 0.001 * normal(run.random);
      const sunkM = restsM - (mm(run.day) + 0.4 * Math.abs(normal(run.random))) / 1_000;
      const say = (atMs: number, body: object): void => run.give(atMs, { kind: 'state', body: { at: atMs, ...body } });
      say(at, { carStatus: 'stopped', driveStatus: 'brake-set', positionM: Number(restsM.toFixed(4)) });
      say(at + 30_000, { positionM: Number(sunkM.toFixed(4)) });
      say(at + 40_000, { driveStatus: 'brake-lifted' });
    }
  }
  return run;
};

describe('a brake that holds weakly', () => {
  const run = stops(new Run([]), 25, () => 0);
  test('holds while it holds: no warning', () => {
    expect(run.warnings).toEqual([]);
    expect(wearOf(run.state)?.toJSON().measured.at(-1)?.level).toBeDefined();
  });
  test('the car sinks more and more while the brake is set: W09, never budgeted away, with the brake to be tested', () => {
    stops(run, 30, (day) => (12 * (day - 25)) / 30);
    const [first] = run.warnings;
    expect(first).toMatchObject({
      code: 'W09',
      change: 'raised',
      warning: { component: 'movement', cause: 'brake-hold-weak', neverBudgeted: true },
    });
    expect(first?.warning?.checks.map(({ item }) => item)).toEqual(['A-4-4', 'A-2-2', 'A-1-6']);
    expect(run.open).toMatchObject({ stage: 'alarm', priority: 'P2', warning: { severity: 'red' } });
    expect(run.open.explanation.evidence[0]?.what.en).toMatch(/^car moved while the brake was set [\d.]+ mm/);
    expect(new Set(run.warnings.map(({ code }) => code))).toEqual(new Set(['W09']));
  });
  test('a car that does not say where it stands is not judged by it', () => {
    const silent = new Run().days(2);
    expect(wearOf(silent.state)?.toJSON().measured.length).toBeLessThan(22);
  });
});

test('05 on a lift caps its health for weeks, though nothing of the protection is measured', () => {
  const run = new Run().days(30);
  const before = healthOf(run.state, run.state.logMs);
  expect(before.components.find(({ component }) => component === 'movement')?.score).toBeNull();
  run.give(run.state.logMs + 1_000, { kind: 'event', body: { at: run.state.logMs + 1_000, type: 'code', code: '05' } });
  const after = healthOf(run.state, run.state.logMs);
  expect(after.components.find(({ component }) => component === 'movement')).toMatchObject({ score: 60, events: 40 });
  expect(after.index).toBe(70);
  expect(before.index).toBeGreaterThan(90);
  expect(openWarnings(run.state)).toEqual([]);
});

test('memory of the version before goes on: what was learnt stays, what is new begins', () => {
  const run = new Run().days(25);
  const old = JSON.parse(snapshotLift(run.state)) as { rules: { wear: { version: string; data: unknown } } };
  const memory = (wearOf(run.state) ?? new LiftWear()).toJSON();
  const { setMs: _ms, setAtM: _m, ...derived } = memory.derived;
  old.rules.wear = { ...old.rules.wear, version: '1', data: { ...memory, derived } };
  const partition = createPartition(0, judges);
  restoreLift(partition, JSON.stringify(old), 0);
  run.partition = partition;
  expect(wearOf(run.state)?.toJSON()).toEqual(JSON.parse(JSON.stringify(memory)));
  stops(run, 20, () => 0);
  expect(run.out.failures).toEqual([]);
  const last = wearOf(run.state)?.toJSON().measured.at(-1);
  expect(last?.level ?? last?.learn).toBeDefined();
});

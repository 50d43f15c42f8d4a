import { finding as findingSchema } from '@liftwatch/schemas';
import { describe, expect, test } from 'vitest';
import { FLOORS, WORN_FLOOR, type Worn } from '../../../bench/wear/lift.ts';
import { Run } from '../../../bench/wear/run.ts';
import { judges } from '../judges.ts';
import { createPartition } from '../kernel/partition.ts';
import { restoreLift, snapshotLift } from '../kernel/snapshot.ts';
import { wearOf } from './memory.ts';

const growing =
  (kind: keyof Worn, from: number, days: number) =>
  (day: number): Worn => ({
    [kind]: Math.min(1, Math.max(0, (day - from) / days)),
  });

describe('a healthy lift', () => {
  const run = new Run().days(120);
  test('gives no warning in four months of seasons', () => {
    expect(run.warnings).toEqual([]);
    expect(run.out.failures).toEqual([]);
    expect(wearOf(run.state)?.toJSON().measured[0]?.level).toBeDefined();
  });
  test('and its memory stays small', () => {
    expect(snapshotLift(run.state, judges).length).toBeLessThan(16_000);
  });
});

describe('a worn part', () => {
  test.each<[keyof Worn, string, string, string]>([
    ['doorOperator', 'W01', 'door-operator-wear', 'A-1-22'],
    ['landingDoor', 'W01', 'landing-door-drag', 'A-1-26'],
    ['lockContact', 'W02', 'lock-contact-wear', 'A-1-21'],
    ['brakeLining', 'W03', 'brake-lining-wear', 'A-2-2'],
    ['sheave', 'W05', 'sheave-slip', 'A-2-5'],
    ['guides', 'W07', 'guide-wear', 'A-1-3'],
  ])('%s is warned of as %s, cause and site check named', (kind, code, cause, item) => {
    const run = new Run().days(25).days(40, growing(kind, 25, 40));
    const own = run.warnings.filter((f) => f.code === code);
    expect(own[0]).toMatchObject({ change: 'raised', warning: { cause } });
    expect(own[0]?.warning?.checks.map((one) => one.item)).toContain(item);
    expect(own.some(({ stage }) => stage === 'alarm')).toBe(true);
    expect(run.warnings.every((line) => findingSchema.safeParse(line).success)).toBe(true);
    const driver = own.at(-1)?.warning?.drivers[0];
    expect(driver?.strength).toBeGreaterThan(1);
    if (kind === 'landingDoor') expect(driver?.context).toBe(`floor=${FLOORS[WORN_FLOOR]}`);
    expect(own.at(-1)?.warning?.neverBudgeted).toBe(code === 'W02' || code === 'W03');
    expect(own.at(-1)?.explanation.summary.zh).toContain('预警');
  });
  test('of a terminal that sends state alone is found too', () => {
    const run = new Run(['state']).days(25).days(35, growing('doorOperator', 25, 35));
    expect(run.warnings[0]).toMatchObject({ code: 'W01', warning: { cause: 'door-operator-wear' } });
    expect(run.warnings[0]?.warning?.drivers.map(({ feature }) => feature)).toContain('door-close-time');
  });
});

describe('what people say', () => {
  const warned = (): Run => new Run().days(25).days(45, growing('doorOperator', 25, 40));
  test('a closed job ends the warning as repaired, and the baseline begins again', () => {
    const run = warned();
    run.context({ type: 'job', jobId: 'j', phase: 'closed', workDone: ['A-1-22'] });
    expect(run.open).toMatchObject({
      change: 'cleared',
      stage: 'released',
      warning: { level: 'ended', endedBy: 'repaired' },
    });
    expect(wearOf(run.state)?.toJSON().measured[0]).toMatchObject({ learn: [], score: 0, level: { e: [0, 0, 0] } });
    const before = run.warnings.length;
    run.days(30);
    expect(run.warnings.length).toBe(before);
    expect(wearOf(run.state)?.toJSON().measured[0]?.learn).toBeUndefined();
  });
  test('a lift that is taken out has no warnings; it goes on learning, and is warned of when it is back', () => {
    const run = warned();
    const { findingId } = run.open;
    run.context({ type: 'lift-removed' });
    expect(run.open).toMatchObject({
      findingId,
      change: 'cleared',
      ending: 'removed',
      warning: { level: 'ended', endedBy: 'removed' },
    });
    const before = run.warnings.length;
    run.days(6, () => ({ doorOperator: 1 }));
    expect(run.warnings.length).toBe(before);
    run.context({ type: 'lift-facts' });
    run.days(6, () => ({ doorOperator: 1 }));
    expect(run.open).toMatchObject({ code: 'W01', stage: 'alarm' });
    expect(run.open.findingId).not.toBe(findingId);
  });
  test('a visit that ticks off everything is no repair: the warning goes on', () => {
    const run = warned();
    const { findingId } = run.open;
    const everything = Array.from({ length: 31 }, (_, i) => `A-1-${i + 1}`);
    run.context({ type: 'job', jobId: 'j', phase: 'closed', workDone: everything });
    expect(run.open).toMatchObject({ findingId, stage: 'alarm', warning: { level: 'act' } });
    expect(wearOf(run.state)?.toJSON().measured[0]?.level).toBeDefined();
  });
  test('work that did not help shows again', () => {
    const run = warned();
    run.context({ type: 'job', jobId: 'j', phase: 'closed', workDone: ['A-1-22'] });
    const { findingId } = run.open;
    run.days(6, () => ({ doorOperator: 1 }));
    expect(run.open).toMatchObject({ code: 'W01', stage: 'alarm' });
    expect(run.open.findingId).not.toBe(findingId);
  });
  test('a round of maintenance that only looks leaves baselines without a warning alone', () => {
    const run = new Run().days(25);
    run.context({ type: 'job', jobId: 'j', phase: 'closed', workDone: ['A-1-22', 'A-1-23'] });
    expect(wearOf(run.state)?.toJSON().measured[0]?.level).toBeDefined();
    run.context({ type: 'job', jobId: 'k', phase: 'closed', workDone: ['door motor replaced'] });
    expect(wearOf(run.state)?.toJSON().measured[0]?.level).toBeUndefined();
  });
  test('rejected on site: cleared as rejected, taken as normal, and it takes more to warn again', () => {
    const run = warned();
    const { findingId } = run.open;
    run.context({ type: 'operator-decision', decision: 'rejected', findingId, cause: 'sensor-fault' });
    expect(run.open).toMatchObject({
      findingId,
      stage: 'rejected',
      confirmation: 'rejected',
      warning: { endedBy: 'rejected' },
    });
    const before = run.warnings.length;
    run.days(30, () => ({ doorOperator: 1 }));
    expect(run.warnings.slice(before).map((f) => [f.change, f.stage, f.warning?.cause, f.warning?.drivers])).toEqual(
      [],
    );
    expect(wearOf(run.state)?.toJSON().measured[0]?.slack).toBeGreaterThan(1);
  });
  test('accepted and confirmed with the cause found are told on', () => {
    const run = warned();
    const { findingId } = run.open;
    run.context({ type: 'operator-decision', decision: 'accepted', findingId });
    expect(run.open).toMatchObject({ change: 'updated', tags: ['accepted'] });
    run.context({ type: 'operator-decision', decision: 'confirmed', findingId, cause: 'sill-debris' });
    expect(run.open).toMatchObject({ confirmation: 'confirmed', warning: { cause: 'sill-debris' } });
  });
  test('readings under a technician are not learnt from', () => {
    const run = new Run().days(25);
    run.context({ type: 'job', jobId: 'j', phase: 'technician-in' });
    run.days(10, () => ({ doorOperator: 1 }));
    run.context({ type: 'job', jobId: 'j', phase: 'technician-out' });
    expect(run.days(3).warnings).toEqual([]);
  });
});

describe('memory', () => {
  test('restored from its snapshot every few days it judges as if nothing had been', () => {
    const whole = new Run().days(20).days(35, growing('brakeLining', 20, 30));
    const parts = new Run();
    for (let day = 0; day < 55; day++) {
      parts.days(1, day < 20 ? () => ({}) : growing('brakeLining', 20, 30));
      if (day % 4 !== 0) continue;
      const text = snapshotLift(parts.state, judges);
      parts.partition = createPartition(0);
      restoreLift(parts.partition, text, 0);
    }
    expect(parts.warnings.length).toBeGreaterThan(1);
    expect(parts.warnings).toEqual(whole.warnings);
    // The order of names says nothing.
    expect(JSON.parse(snapshotLift(parts.state, judges))).toEqual(JSON.parse(snapshotLift(whole.state, judges)));
  });
});

describe('a lift of many', () => {
  test('lifts ask to be looked at once a day, each at a time of its own', () => {
    const due = ['L', 'M', 'N', 'O'].map((liftId) => {
      const run = new Run();
      run.liftId = liftId;
      run.days(2);
      return run.state.rules['wear']?.wakeAtMs ?? 0;
    });
    expect(new Set(due).size).toBe(4);
    for (const at of due) expect(at).toBeGreaterThan(0);
  });
  test('a firm that wants fewer warnings is given fewer', () => {
    const run = new Run().days(25);
    run.context({ type: 'rule-override', rule: 'wear', version: 'f1', args: { coarsenessPercent: 300 } });
    run.days(30, growing('doorOperator', 25, 60));
    expect(run.warnings).toEqual([]);
    const usual = new Run().days(25).days(30, growing('doorOperator', 25, 60));
    expect(usual.warnings.length).toBeGreaterThan(0);
  });
});

import type { ContextEntry, Finding } from '@liftwatch/schemas';
import { migrateDatabase, openSqliteDatabase } from '@liftwatch/stores';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dispatchMigrations } from '../src/database/migrations.ts';
import type { DispatchTables } from '../src/database/tables.ts';
import { openWorklist, type Worklist } from '../src/worklist-desk/worklist-desk.ts';
import { rankingDay } from '../src/worklist/calendar.ts';
import { expectedHarmOf } from '../src/worklist/harm.ts';
import { expectedPrecision, precisionTable, wilson } from '../src/worklist/precision.ts';
import { rank, usualCapacity } from '../src/worklist/rank.ts';
import { takeFinding } from '../src/worklist/take-finding.ts';
import { aWarning } from './support/a-warning.ts';

const warningOf = (finding: Finding) => finding.warning as NonNullable<Finding['warning']>;
const itemOf = (finding: Finding) => {
  const item = takeFinding(undefined, finding, []);
  if (!item) throw new RangeError('no item');
  return item;
};

describe('precision', () => {
  test('Wilson 95 % against published values', () => {
    // Computed by hand from the formula, and as in common tables.
    expect(wilson(8, 10).low).toBeCloseTo(0.4902, 4);
    expect(wilson(8, 10).high).toBeCloseTo(0.9433, 4);
    expect(wilson(0, 10)).toMatchObject({ low: 0, high: expect.closeTo(0.2775, 4) as number });
    expect(wilson(10, 10).high).toBeCloseTo(1);
  });
  test('in all, by rule, by firm, by both; expired ones are not in the share', () => {
    const rows = precisionTable([
      { rule: 'a', firmId: 'F1', confirmed: 3, rejected: 1, expired: 5 },
      { rule: 'a', firmId: null, confirmed: 0, rejected: 1, expired: 0 },
      { rule: 'b', firmId: 'F1', confirmed: 0, rejected: 0, expired: 2 },
    ]);
    expect(rows.map((row) => [row.rule, row.firmId, row.precision, row.expired])).toEqual([
      [null, null, 0.6, 7],
      ['a', null, 0.6, 5],
      ['b', null, null, 2],
      [null, 'F1', 0.75, 7],
      ['a', 'F1', 0.75, 5],
      ['b', 'F1', null, 2],
    ]);
  });
  test('few cases of a firm lean on the rule, and never reach 0 or 1', () => {
    const of = (confirmed: number, rejected: number) => [{ rule: 'a', firmId: 'F1', confirmed, rejected, expired: 0 }];
    expect(expectedPrecision([], 'a', 'F1')).toBe(0.5);
    expect(expectedPrecision(of(0, 3), 'a', 'F1')).toBeGreaterThan(0);
    expect(expectedPrecision(of(30, 0), 'a', 'F1')).toBeLessThan(1);
    expect(expectedPrecision(of(9, 1), 'a', 'F2')).toBeCloseTo(10 / 12);
  });
});

describe('a warning that has ended', () => {
  const ended = (ending: Finding['ending'], endedBy: 'passed' | 'removed') =>
    aWarning('1', { level: 'ended', endedBy }, { revision: 2, ending });
  const accepted = () => ({ ...itemOf(aWarning('1')), state: 'accepted' as const });
  test('whoever is on the way still says what was found', () =>
    expect(takeFinding(accepted(), ended('self', 'passed'), [])?.state).toBe('accepted'));
  test('a lift that was taken out is nobody’s work, on the way or not', () => {
    const over = takeFinding(accepted(), ended('removed', 'removed'), []);
    expect(over).toMatchObject({ state: 'expired', closedAtMs: expect.any(Number) });
    expect(over?.timeline.at(-1)?.reason).toBe('finding-removed');
  });
});

describe('expected harm', () => {
  test('severity x risk x precision x urgency; an unknown horizon counts as the next routine visit', () => {
    const door = warningOf(aWarning('1', { risk: 0.5, midH: 360 }));
    expect(expectedHarmOf(door, 0.5)).toEqual({ severity: 15, risk: 0.5, precision: 0.5, urgency: 0.5, points: 1.875 });
    expect(expectedHarmOf({ ...door, horizon: null }, 0.5).urgency).toBe(0.5);
  });
  test('more risk, a nearer horizon and a graver component never lower it', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: 1, max: 5_000 }), (risk, midH) => {
        const points = (parts: Parameters<typeof aWarning>[1]): number =>
          expectedHarmOf(warningOf(aWarning('1', parts)), 0.5).points;
        const here = points({ risk, midH });
        expect(points({ risk: Math.min(1, risk + 0.1), midH })).toBeGreaterThanOrEqual(here);
        expect(points({ risk, midH: Math.max(1, midH - 1) })).toBeGreaterThanOrEqual(here);
        expect(points({ risk, midH, component: 'brake' })).toBeGreaterThanOrEqual(here);
      }),
    );
  });
});

describe('ranking', () => {
  const now = { outcomes: [], nowMs: 2_000_000_000_000 };
  test('the top k by harm are on the list, the rest is watched', () => {
    const items = [0.1, 0.9, 0.5, 0.7].map((risk, i) => itemOf(aWarning(String(i), { risk })));
    const { items: ranked } = rank(items, { capacity: 2, ...now });
    expect(ranked.filter((item) => item.state === 'act').map((item) => [item.liftId, item.rank])).toEqual([
      ['L-1', 1],
      ['L-3', 2],
    ]);
    expect(ranked.filter((item) => item.state === 'watch').every((item) => item.rank === null)).toBe(true);
  });
  test('only what asks to act competes; accepted work uses up capacity', () => {
    const accepted = { ...itemOf(aWarning('0')), state: 'accepted' as const };
    const items = [
      accepted,
      itemOf(aWarning('1', { risk: 0.9, level: 'watch' })),
      itemOf(aWarning('2')),
      itemOf(aWarning('3', { risk: 0.1 })),
    ];
    const { items: ranked } = rank(items, { capacity: 2, ...now });
    expect(ranked.filter((item) => item.state === 'act').map((item) => item.liftId)).toEqual(['L-2']);
  });
  test('property: brake, lock and movement evidence is on the list whatever the capacity, and takes nobody’s place', () => {
    const one = fc.record({
      component: fc.constantFrom('door', 'lock', 'brake', 'movement', 'ride', 'drive'),
      risk: fc.double({ min: 0, max: 1, noNaN: true }),
      level: fc.constantFrom('watch', 'act'),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 30 }), fc.nat(8), (specs, capacity) => {
        const items = specs.map((spec, i) => itemOf(aWarning(String(i), spec as Parameters<typeof aWarning>[1])));
        const { items: ranked } = rank(items, { capacity, ...now });
        const act = ranked.filter((item) => item.state === 'act');
        expect(ranked).toHaveLength(items.length);
        for (const item of ranked) if (item.neverBudgeted) expect(item.state).toBe('act');
        const others = items.filter((item) => !item.neverBudgeted && item.level === 'act').length;
        expect(act.filter((item) => !item.neverBudgeted)).toHaveLength(Math.min(capacity, others));
        const least = Math.min(...act.filter((item) => !item.neverBudgeted).map((item) => item.harm.points));
        for (const item of ranked)
          if (item.state === 'watch' && item.level === 'act') expect(item.harm.points).toBeLessThanOrEqual(least);
      }),
    );
  });
  test('without a word of the firm: 1.5 % of its fleet a week', () => {
    expect([10, 1_000, 2_000].map(usualCapacity)).toEqual([1, 3, 6]);
  });
  test('the day begins at six in the morning, Beijing time', () => {
    const at = (iso: string): number => rankingDay(Date.parse(iso));
    expect(at('2026-03-02T05:59:59+08:00')).toBe(at('2026-03-01T06:00:00+08:00'));
    expect(at('2026-03-02T06:00:00+08:00')).toBe(at('2026-03-01T06:00:00+08:00') + 1);
  });
});

describe('lifecycle in the database', () => {
  let database: ReturnType<typeof openSqliteDatabase<DispatchTables>>;
  let worklist: Worklist;
  let nowMs = Date.parse('2026-03-02T10:00:00+08:00');
  let position = 0;
  const F1 = { lift: { firmId: 'F1', name: '天塔1号梯' } };
  const find = async (...findings: readonly Finding[]): Promise<void> => {
    for (const finding of findings) await worklist.apply({ position: ++position, finding });
  };
  const decisions = async (): Promise<Partial<ContextEntry>[]> =>
    (await database.selectFrom('context_outbox').select('document').orderBy('seq').execute()).map(
      (row) => JSON.parse(row.document) as ContextEntry,
    );
  const states = async (): Promise<string[]> =>
    (await worklist.list('F1')).items.map((item) => `${item.liftId} ${item.state}`);

  beforeEach(async () => {
    database = openSqliteDatabase<DispatchTables>(':memory:');
    await migrateDatabase(database, dispatchMigrations);
    worklist = await openWorklist({ database, nowMs: () => nowMs, onContext: () => undefined });
    position = 0;
  });
  afterEach(() => database.destroy());

  test('raised -> watch; ranked daily -> act; accepted -> confirmed with a cause; the engine hears of it', async () => {
    await find(aWarning('1', {}, F1), aWarning('2', { risk: 0.1 }, F1));
    expect(await states()).toEqual(['L-1 watch', 'L-2 watch']);
    await worklist.advanceTo(nowMs);
    expect(await states()).toEqual(['L-1 act', 'L-2 watch']);
    await worklist.answer('warning-1', { what: 'accept', by: 'crew3' });
    await worklist.answer('warning-1', { what: 'confirm', by: 'crew3', cause: 'sill-debris', note: '异物' });
    expect(await decisions()).toMatchObject([
      { type: 'operator-decision', liftId: 'L-1', findingId: 'warning-1', decision: 'accepted', operatorId: 'crew3' },
      { decision: 'confirmed', cause: 'sill-debris', reason: '异物' },
    ]);
    const list = await worklist.list('F1');
    expect(list.closed).toMatchObject([{ state: 'confirmed', cause: 'sill-debris', closedBy: 'crew3' }]);
    expect((await worklist.precision())[0]).toMatchObject({ confirmed: 1, rejected: 0, precision: 1 });
    await expect(worklist.answer('warning-1', { what: 'reject', by: 'x' })).rejects.toMatchObject({
      code: 'LIFT_DISPATCH_WORKLIST_STATE',
    });
  });
  test('ranked once a day, and on demand', async () => {
    await find(aWarning('1', {}, F1));
    await worklist.advanceTo(nowMs);
    await find(aWarning('2', { risk: 0.9 }, F1));
    await worklist.advanceTo(nowMs + 3_600_000);
    expect(await states()).toEqual(['L-1 act', 'L-2 watch']);
    expect((await worklist.rankNow('F1', 'op7')).items.map((item) => `${item.liftId} ${item.state}`)).toEqual([
      'L-2 act',
      'L-1 watch',
    ]);
    await worklist.setCapacity('F1', 2, 'op7');
    expect(await states()).toEqual(['L-2 act', 'L-1 act']);
    await worklist.setCapacity('F1', 0, 'op7');
    expect(await states()).toEqual(['L-2 watch', 'L-1 watch']);
    await worklist.setCapacity('F1', 1, 'op7');
    await worklist.advanceTo((nowMs += 86_400_000));
    expect((await worklist.list('F1')).rankedAtMs).toBe(nowMs);
  });
  test('brake evidence is on the list at once and stays, whatever the capacity', async () => {
    await worklist.setCapacity('F1', 0, 'op7');
    await find(aWarning('1', { component: 'brake', level: 'watch', risk: 0.01 }, F1));
    expect(await states()).toEqual(['L-1 act']);
    await worklist.rankNow('F1', 'op7');
    expect(await states()).toEqual(['L-1 act']);
  });
  test('a warning that ends unseen has expired; one on its way is still answered', async () => {
    await find(aWarning('1', {}, F1), aWarning('2', {}, F1));
    await worklist.answer('warning-2', { what: 'accept', by: 'crew3' });
    const ended = (id: string): Finding => aWarning(id, { level: 'ended', endedBy: 'passed' }, { ...F1, revision: 2 });
    await find(ended('1'), ended('2'));
    expect(await states()).toEqual(['L-2 accepted']);
    await worklist.answer('warning-2', { what: 'reject', by: 'crew3' });
    expect((await worklist.list('F1')).closed.map((item) => item.state).sort()).toEqual(['expired', 'rejected']);
    expect((await worklist.precision())[0]).toMatchObject({ confirmed: 0, rejected: 1, expired: 1, precision: 0 });
  });
  test('returned by the crew; the same line twice, and lines out of order, change nothing', async () => {
    await find(aWarning('1', {}, F1));
    await worklist.answer('warning-1', { what: 'accept', by: 'crew3' });
    await worklist.answer('warning-1', { what: 'return', by: 'crew3', note: 'no key' });
    expect(await worklist.item('warning-1')).toMatchObject({ state: 'watch' });
    expect((await worklist.item('warning-1')).acceptedBy).toBeUndefined();
    const before = await worklist.item('warning-1');
    await find(aWarning('1', { risk: 0.9 }, F1));
    expect(await worklist.item('warning-1')).toEqual(before);
  });
  test('what nobody hears of for 90 days is over', async () => {
    await find(aWarning('1', {}, F1));
    await worklist.advanceTo(Date.parse('2030-01-01T10:00:00+08:00'));
    expect((await worklist.list('F1')).closed).toMatchObject([{ state: 'expired' }]);
  });
  test('a restart goes on where the database stands', async () => {
    await find(aWarning('1', {}, F1));
    const again = await openWorklist({ database, nowMs: () => nowMs, onContext: () => undefined });
    expect(again.position).toBe(1);
    expect((await again.list('F1')).items).toHaveLength(1);
  });
  test('confirmed warnings of a rule raise its next ones, rejected ones lower them', async () => {
    const harm = async (id: string, outcome: 'confirm' | 'reject'): Promise<number> => {
      await find(aWarning(`${id}-a`, {}, F1));
      await worklist.answer(`warning-${id}-a`, {
        what: outcome,
        by: 'c',
        ...(outcome === 'confirm' && { cause: 'sill-debris' }),
      });
      await find(aWarning(`${id}-b`, {}, F1));
      return (await worklist.item(`warning-${id}-b`)).harm.points;
    };
    const first = expectedHarmOf(warningOf(aWarning('x')), 0.5).points;
    const confirmed = await harm('1', 'confirm');
    expect(confirmed).toBeGreaterThan(first);
    expect(await harm('2', 'reject')).toBeLessThan(confirmed);
  });
});

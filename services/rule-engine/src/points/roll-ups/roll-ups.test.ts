import type { Finding, Reading } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { schemaProblems } from '../line-check.testing.ts';
import type { TakenReading } from '../telemetry.ts';
import { dayStartMs } from './days.ts';
import { newTally, RollUps, type LiftTally } from './roll-ups.ts';

/** 2026-01-01 08:00 in Shanghai, a full hour. */
const START_MS = 1_767_225_600_000;
const MINUTE_MS = 60_000;

const trip = (liftId: string, atMs: number, late = false): TakenReading => {
  const reading: Reading = {
    kind: 'trip',
    body: { at: atMs, fromFloor: '1', toFloor: '2', direction: 'up', durationMs: 5_000, distanceM: 3 },
  };
  return { liftId, terminalId: 'T', atMs, receivedAtMs: atMs, late, reading, logCounter: 0 };
};

const setUp = (lifts: number) => {
  const tallies = new Map<string, LiftTally>();
  const rollUps = new RollUps(2, tallies);
  rollUps.advance(START_MS);
  for (let i = 0; i < lifts; i++) {
    const tally = newTally(START_MS);
    tallies.set(`L-${i}`, tally);
    rollUps.addLift(tally);
    rollUps.setPlace(tally, 'D1', 'F1');
  }
  return { tallies, rollUps, tally: (i: number) => tallies.get(`L-${i}`) as LiftTally };
};

/** Ticks once a second, as the log does. */
const tickTo = (rollUps: RollUps, fromMs: number, toMs: number): string[] => {
  const lines: string[] = [];
  for (let ms = fromMs + 1_000; ms <= toMs; ms += 1_000) lines.push(...rollUps.advance(ms));
  return lines;
};

const fleet = (lines: readonly string[]): string[] => lines.filter((line) => line.startsWith('fleet_1m'));

test('a window is written two minutes after its end, and not before', () => {
  const { rollUps, tally } = setUp(3);
  rollUps.setCondition(tally(0), 'normal', START_MS + 1_000);
  rollUps.takeReading(tally(0), trip('L-0', START_MS + 5_000));
  expect(fleet(tickTo(rollUps, START_MS, START_MS + 179_000))).toEqual([]);
  expect(fleet(rollUps.advance(START_MS + 180_000))).toEqual([
    'fleet_1m,partition=2 readings=1i,late_readings=0i,trips=1i,distance_m=3,door_cycles=0i,reopens=0i,lock_bounces=0i,events=0i,faults=0i,entrapments=0i,lifts=3i,normal=1i,fault=0i,unknown=2i 1767225600000000000',
  ]);
});

test('a silent lift is unknown in the census, never normal', () => {
  const { rollUps, tally } = setUp(1);
  rollUps.setCondition(tally(0), 'normal', START_MS + 1_000);
  tickTo(rollUps, START_MS, START_MS + 90_000);
  rollUps.setCondition(tally(0), 'unknown', START_MS + 91_000);
  const [first, second] = fleet(tickTo(rollUps, START_MS + 90_000, START_MS + 240_000));
  expect(first).toContain('lifts=1i,normal=1i,fault=0i,unknown=0i');
  expect(second).toContain('lifts=1i,normal=0i,fault=0i,unknown=1i');
});

test('late readings mark a written window, which is rewritten whole at the same time', () => {
  const { rollUps, tally } = setUp(1);
  rollUps.takeReading(tally(0), trip('L-0', START_MS + 5_000));
  tickTo(rollUps, START_MS, START_MS + 200_000);
  rollUps.takeReading(tally(0), trip('L-0', START_MS + 6_000, true));
  rollUps.takeReading(tally(0), trip('L-0', START_MS + 7_000, true));
  const rewritten = fleet(tickTo(rollUps, START_MS + 200_000, START_MS + 240_000)).filter((line) =>
    line.endsWith(' 1767225600000000000'),
  );
  expect(rewritten).toHaveLength(1);
  expect(rewritten[0]).toContain('readings=3i,late_readings=2i,trips=3i,distance_m=9');
});

test('in an intake outage nobody saw the lifts: all unknown, for every window of it', () => {
  const { rollUps, tally } = setUp(2);
  rollUps.setCondition(tally(0), 'normal', START_MS + 1_000);
  tickTo(rollUps, START_MS, START_MS + 30_000);
  const lines = fleet(rollUps.advance(START_MS + 10 * MINUTE_MS));
  expect(lines).toHaveLength(8);
  for (const line of lines) expect(line).toContain('lifts=2i,normal=0i,fault=0i,unknown=2i');
});

test('what is too old for any kept window is counted, not booked elsewhere', () => {
  const { rollUps, tally } = setUp(1);
  rollUps.takeReading(tally(0), trip('L-0', START_MS - 25 * 60 * MINUTE_MS, true));
  expect(rollUps.tooLate).toBe(2);
});

test('districts get five-minute windows of their own lifts', () => {
  const { rollUps, tally } = setUp(2);
  rollUps.setPlace(tally(1), 'D2', 'F1');
  rollUps.takeReading(tally(1), trip('L-1', START_MS + 61_000));
  const lines = tickTo(rollUps, START_MS, START_MS + 7 * MINUTE_MS).filter((line) => line.startsWith('district_5m'));
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'district_5m,district_id=D1,partition=2',
    'district_5m,district_id=D2,partition=2',
  ]);
  expect(lines[1]).toContain('readings=1i');
  expect(lines[0]).toContain('lifts=1i');
});

test('a day begins at midnight in Shanghai', () => {
  expect(new Date(dayStartMs(START_MS)).toISOString()).toBe('2025-12-31T16:00:00.000Z');
  expect(dayStartMs(Date.UTC(2026, 0, 1, 15, 59, 59))).toBe(Date.UTC(2025, 11, 31, 16));
  expect(dayStartMs(Date.UTC(2026, 0, 1, 16))).toBe(Date.UTC(2026, 0, 1, 16));
});

test('days of lifts and firms close two minutes after midnight, with the time in each condition, and again after late data', () => {
  const { rollUps, tally } = setUp(2);
  const midnightMs = Date.UTC(2026, 0, 1, 16);
  rollUps.setCondition(tally(0), 'normal', START_MS);
  rollUps.setCondition(tally(0), 'fault', midnightMs - 60_000);
  rollUps.takeReading(tally(0), trip('L-0', START_MS));
  const lines = [...rollUps.advance(midnightMs - 1_000), ...tickTo(rollUps, midnightMs - 1_000, midnightMs + 119_000)];
  expect(lines.filter((line) => /^(lift|firm)_1d/.test(line))).toEqual([]);
  const closing = rollUps.advance(midnightMs + 120_000).filter((line) => /^(lift|firm)_1d/.test(line));
  expect(closing).toHaveLength(3);
  const dayMs = midnightMs - START_MS;
  expect(closing[0]).toMatch(
    new RegExp(
      `^lift_1d,lift_id=L-0 readings=1i.*,normal_s=${(dayMs - 60_000) / 1_000},fault_s=60,unknown_s=0 1767196800000000000$`,
    ),
  );
  expect(closing[2]).toContain(`normal_s=${(dayMs - 60_000) / 1_000},fault_s=60,unknown_s=${dayMs / 1_000},lifts=2i`);
  rollUps.takeReading(tally(0), trip('L-0', midnightMs - 3_600_000, true));
  const again = tickTo(rollUps, midnightMs + 120_000, midnightMs + 180_000).filter((line) =>
    /^(lift|firm)_1d/.test(line),
  );
  expect(again).toHaveLength(2);
  expect(again[0]).toContain('readings=2i,late_readings=1i');
});

test('saved and restored in the middle, the roll-ups write what an uninterrupted run writes', () => {
  const drive = (interrupt: boolean): string[] => {
    let { rollUps } = setUp(0);
    const { tallies } = setUp(2);
    const pages = new Map<string, unknown>();
    const restart = (): void => {
      for (const one of rollUps.takeChangedPages()) pages.set(one.page, one.window);
      const saved = JSON.parse(JSON.stringify({ pages: [...pages], state: rollUps.save() }));
      rollUps = new RollUps(2, tallies);
      rollUps.restore(saved.state);
      for (const [page, window] of saved.pages) rollUps.restorePage(page, window);
      rollUps.recount();
    };
    rollUps = new RollUps(2, tallies);
    rollUps.advance(START_MS);
    rollUps.recount();
    const lines: string[] = [];
    for (let s = 1; s <= 600; s++) {
      if (interrupt && s % 37 === 0) restart();
      const tally = tallies.get('L-0') as LiftTally;
      rollUps.setCondition(tally, s % 90 < 45 ? 'normal' : 'fault', START_MS + s * 1_000);
      rollUps.takeReading(tally, trip('L-0', START_MS + Math.max(0, s - (s % 7) * 40) * 1_000, s % 7 > 2));
      lines.push(...rollUps.advance(START_MS + s * 1_000));
    }
    return lines;
  };
  const whole = drive(false);
  expect(whole.length).toBeGreaterThan(10);
  expect(drive(true)).toEqual(whole);
});

test('an alarm is counted once in its windows, an entrapment also as such; every line fits the schema', () => {
  const { rollUps, tally } = setUp(1);
  rollUps.takeAlarm(tally(0), { liftId: 'L-0', onsetAtMs: START_MS + 1_000, incidentKind: 'entrapment' } as Finding);
  const lines = tickTo(rollUps, START_MS, START_MS + 8 * MINUTE_MS);
  expect(fleet(lines)[0]).toContain('faults=1i,entrapments=1i');
  expect(lines.flatMap(schemaProblems)).toEqual([]);
});

test('a lift that is gone is in no count and has no day of its own, until it is back', () => {
  const { rollUps, tally } = setUp(2);
  rollUps.setGone(tally(0), true, START_MS + 1_000);
  const [first] = fleet(tickTo(rollUps, START_MS, START_MS + 180_000));
  expect(first).toContain('lifts=1i,normal=0i,fault=0i,unknown=1i');
  rollUps.recount();
  rollUps.setCondition(tally(0), 'normal', START_MS + 181_000);
  rollUps.setGone(tally(0), false, START_MS + 181_000);
  const [second] = fleet(tickTo(rollUps, START_MS + 181_000, START_MS + 360_000)).slice(-1);
  expect(second).toContain('lifts=2i,normal=1i,fault=0i,unknown=1i');
});

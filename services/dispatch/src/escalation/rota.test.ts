import { expect, test } from 'vitest';
import { gapsOf, handOvers, onDuty, type Rota, type Shift } from './rota.ts';

const at = (iso: string): number => Date.parse(iso);
const shift = (parts: Partial<Shift> = {}): Shift => ({
  from: '08:00',
  to: '20:00',
  people: ['A', 'B'],
  rotate: 'daily',
  startsOn: '2026-03-02',
  ...parts,
});
const rota = (parts: Partial<Rota> = {}): Rota => ({
  rotaId: 'R1',
  firmId: 'F1',
  layer: 'crew',
  timeZone: 'Asia/Shanghai',
  shifts: [shift()],
  overrides: [],
  ...parts,
});

test('the turn changes day by day at the wall clock of the zone', () => {
  expect(onDuty(rota(), at('2026-03-02T08:00:00+08:00'))).toEqual(['A']);
  expect(onDuty(rota(), at('2026-03-03T19:59:59+08:00'))).toEqual(['B']);
  expect(onDuty(rota(), at('2026-03-03T20:00:00+08:00'))).toEqual([]);
  expect(onDuty(rota(), at('2026-03-01T09:00:00+08:00'))).toEqual(['B']);
});

test('a night shift belongs to the day that it began on, also past midnight', () => {
  const night = rota({ shifts: [shift({ from: '20:00', to: '08:00', days: [5] })] });
  expect(onDuty(night, at('2026-03-06T23:00:00+08:00'))).toEqual(['A']);
  expect(onDuty(night, at('2026-03-07T07:59:00+08:00'))).toEqual(['A']);
  expect(onDuty(night, at('2026-03-07T20:00:00+08:00'))).toEqual([]);
});

test('weekly turns change with the week that the rotation counts from', () => {
  const weekly = rota({ shifts: [shift({ rotate: 'weekly', from: '00:00', to: '00:00' })] });
  expect(onDuty(weekly, at('2026-03-08T23:59:00+08:00'))).toEqual(['A']);
  expect(onDuty(weekly, at('2026-03-09T00:00:00+08:00'))).toEqual(['B']);
});

test('an override stands before the shift, to the millisecond, also where there is none', () => {
  const stood = rota({
    overrides: [{ fromMs: at('2026-03-02T19:00:00+08:00'), toMs: at('2026-03-02T22:00:00+08:00'), personId: 'C' }],
  });
  expect(onDuty(stood, at('2026-03-02T18:59:59.999+08:00'))).toEqual(['A']);
  expect(onDuty(stood, at('2026-03-02T19:00:00+08:00'))).toEqual(['C']);
  expect(onDuty(stood, at('2026-03-02T21:59:59.999+08:00'))).toEqual(['C']);
  expect(onDuty(stood, at('2026-03-02T22:00:00+08:00'))).toEqual([]);
});

// Berlin: on 2026-03-29 02:00 becomes 03:00; on 2026-10-25 03:00 becomes 02:00 once more.
test.each([
  ['the hour that does not exist leaves nobody out', '2026-03-29T00:59:00Z', ['A']],
  ['after it the day goes on', '2026-03-29T01:00:00Z', ['A']],
  ['hand-over is at 08:00 of the new wall clock, 06:00 UTC', '2026-03-29T06:00:00Z', ['B']],
  ['one minute before it is not', '2026-03-29T05:59:00Z', ['A']],
  ['the hour that comes twice has somebody both times', '2026-10-25T00:30:00Z', ['A']],
  ['both times', '2026-10-25T01:30:00Z', ['A']],
  ['hand-over is at 08:00 of the old wall clock, 07:00 UTC', '2026-10-25T07:00:00Z', ['B']],
  ['one minute before it is not either', '2026-10-25T06:59:00Z', ['A']],
] as const)('daylight saving: %s', (_, iso, expected) => {
  const zone = rota({
    timeZone: 'Europe/Berlin',
    shifts: [shift({ from: '20:00', to: '08:00', people: ['A'] }), shift({ people: ['B'] })],
  });
  expect(onDuty(zone, at(iso))).toEqual(expected);
});

test('a gap is found before it matters, joined over midnight, and the hours of daylight saving are counted right', () => {
  const days = rota({ timeZone: 'Europe/Berlin', shifts: [shift({ from: '08:00', to: '20:00', people: ['A'] })] });
  expect(gapsOf(days, { fromMs: at('2026-03-28T12:00:00Z'), toMs: at('2026-03-29T12:00:00Z') })).toEqual([
    { fromMs: at('2026-03-28T19:00:00Z'), toMs: at('2026-03-29T06:00:00Z') },
  ]);
  const covered = rota({ shifts: [shift(), shift({ from: '20:00', to: '08:00' })] });
  const week = { fromMs: at('2026-03-02T00:00:00Z'), toMs: at('2026-03-09T00:00:00Z') };
  expect(gapsOf(covered, week)).toEqual([]);
});

test('somebody who cannot be reached fills no gap', () => {
  const night = rota({ shifts: [shift({ people: ['A', 'B'], from: '00:00', to: '00:00' })] });
  const span = { fromMs: at('2026-03-02T00:00:00+08:00'), toMs: at('2026-03-05T00:00:00+08:00') };
  expect(gapsOf(night, span)).toEqual([]);
  expect(gapsOf(night, span, (person) => person === 'A')).toEqual([
    { fromMs: at('2026-03-03T00:00:00+08:00'), toMs: at('2026-03-04T00:00:00+08:00') },
  ]);
});

test('hand-overs between two moments, in order', () => {
  expect(
    handOvers(rota(), at('2026-03-02T00:00:00+08:00'), at('2026-03-03T00:00:00+08:00')).map((ms) =>
      new Date(ms).toISOString(),
    ),
  ).toEqual(['2026-03-02T00:00:00.000Z', '2026-03-02T12:00:00.000Z']);
});

import { expect, test } from 'vitest';
import {
  affectedPer100,
  meanOf,
  percentileOf,
  rescueFigures,
  shanghaiDate,
  shanghaiDayStartMs,
  shanghaiHour,
  shanghaiMonthStartMs,
  shareOf,
  type RescueFact,
} from './index.ts';

test('Wilson intervals: hand-computed, and 0 of n is not "never"', () => {
  expect(shareOf(1, 10)).toMatchObject({
    share: 0.1,
    low: expect.closeTo(0.0179, 4) as number,
    high: expect.closeTo(0.4042, 4) as number,
  });
  expect(shareOf(0, 10)).toMatchObject({ share: 0, low: 0, high: expect.closeTo(0.2775, 4) as number });
  expect(shareOf(10, 10)).toMatchObject({ low: expect.closeTo(0.7225, 4) as number, high: 1 });
  expect(shareOf(0, 0)).toEqual({ part: 0, of: 0 });
  expect(() => shareOf(3, 2)).toThrow(RangeError);
});

test('percentiles are one of the values, by the rule of InfluxQL', () => {
  expect(percentileOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 90)).toBe(9);
  expect(percentileOf([5], 90)).toBe(5);
  expect(percentileOf([5], 10)).toBeUndefined();
  expect(percentileOf([], 90)).toBeUndefined();
  expect(meanOf([])).toBeUndefined();
});

test('days, hours and months are those of Shanghai', () => {
  const late = Date.parse('2026-03-01T15:59:59Z');
  expect(shanghaiDate(late)).toBe('2026-03-01');
  expect(shanghaiDate(late + 1_000)).toBe('2026-03-02');
  expect(new Date(shanghaiDayStartMs(late)).toISOString()).toBe('2026-02-28T16:00:00.000Z');
  expect([shanghaiHour(late), shanghaiHour(late + 1_000)]).toEqual([23, 0]);
  expect(new Date(shanghaiMonthStartMs(late, 1)).toISOString()).toBe('2026-03-31T16:00:00.000Z');
});

const rescue = (over: Partial<RescueFact>): RescueFact => ({
  liftId: 'L1',
  districtId: 'd',
  firmId: 'f',
  place: 'residential',
  hour: 8,
  responseOverdue: false,
  arrivalOverdue: false,
  selfReleased: false,
  falseAlarm: false,
  ...over,
});

test('unknown times are left out, overdue ones are not kept, false alarms are counted apart', () => {
  const figures = rescueFigures([
    rescue({ arrivalS: 600, responseS: 60, releaseS: 900, people: 2, level: 1 }),
    rescue({ arrivalS: 1_800, responseS: 181, level: 2 }),
    rescue({ liftId: 'L2', arrivalOverdue: true, responseOverdue: true }),
    rescue({ liftId: 'L3', selfReleased: true }),
    rescue({ liftId: 'L4', falseAlarm: true, arrivalS: 5_000 }),
  ]);
  expect(figures).toMatchObject({
    entrapments: 4,
    falseAlarms: 1,
    selfReleased: 1,
    peopleFreed: 2,
    peopleKnownOf: 1,
    liftsAffected: 3,
    repeatLifts: 1,
    takeovers: 1,
    levels: { '1': 1, '2': 1, '3': 0, unknown: 2 },
    response: { count: 2, meanS: 120.5, within3Min: { part: 1, of: 3 } },
    // 30:00 is in time.
    arrival: { count: 2, meanS: 1_200, p90S: 1_800, within15Min: { part: 1, of: 3 }, within30Min: { part: 2, of: 3 } },
    release: { count: 1, meanS: 900 },
  });
  expect(affectedPer100(figures, 30)).toMatchObject({ share: 0.1 });
  expect(affectedPer100(figures, 2)).toBeUndefined();
});

test('nothing known is nothing, not 0', () => {
  const { arrival } = rescueFigures([]);
  expect(arrival).toEqual({ count: 0, within15Min: { part: 0, of: 0 }, within30Min: { part: 0, of: 0 } });
});

import { describe, expect, test } from 'vitest';
import { normal, seeded } from '../../../bench/detectors/series.ts';
import { seasonAt, seasonOf } from './season.ts';

const HOUR_MS = 3_600_000;
const readings = (days: number, value: (hour: number, day: number) => number) => {
  const random = seeded(7);
  return Array.from({ length: days * 48 }, (_, i) => ({
    atMs: i * (HOUR_MS / 2),
    z: value((i / 2) % 24, Math.floor(i / 48)) + 0.3 * normal(random),
  }));
};

describe('season', () => {
  test('of the day is learnt and interpolated', () => {
    const season = seasonOf(readings(20, (hour) => 2 * Math.sin((2 * Math.PI * hour) / 24)));
    expect(season).not.toBeNull();
    expect(seasonAt(season ?? [], 6 * HOUR_MS)).toBeGreaterThan(1.1);
    expect(seasonAt(season ?? [], 18 * HOUR_MS)).toBeLessThan(-1.1);
    expect(Math.abs(seasonAt(season ?? [], 0))).toBeLessThan(0.3);
  });
  test('of the weekend where weekends differ: 1970-01-03 was a Saturday', () => {
    const season = seasonOf(readings(28, (_, day) => ((day + 3) % 7 >= 5 ? -3 : 1)));
    expect(season).toHaveLength(48);
    expect(seasonAt(season ?? [], 2 * 24 * HOUR_MS + 12 * HOUR_MS)).toBeLessThan(-1);
  });
  test('is none in noise, in a trend, or in a day and a half', () => {
    expect(seasonOf(readings(20, () => 0))).toBeNull();
    expect(seasonOf(readings(20, (_, day) => day / 5))).toBeNull();
    expect(seasonOf(readings(1, (hour) => 3 * Math.sin(hour)))).toBeNull();
  });
});

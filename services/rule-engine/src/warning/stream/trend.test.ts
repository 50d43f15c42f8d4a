import { describe, expect, test } from 'vitest';
import { normal, seeded } from '../../../bench/detectors/series.ts';
import { timeToLimit, type TrendPoint } from './trend.ts';

const HOUR_MS = 3_600_000;
const growth = (o: { perHour: number; noise: number; count: number; start?: number; seed?: number }): TrendPoint[] => {
  const random = seeded(o.seed ?? 1);
  return Array.from({ length: o.count }, (_, i) => ({
    atMs: i * HOUR_MS,
    lnShare: (o.start ?? -2) + o.perHour * i + o.noise * normal(random),
  }));
};

describe('time to limit', () => {
  test('of a steady growth', () => {
    const answer = timeToLimit(growth({ perHour: 0.01, noise: 0.01, count: 50 }));
    // By a steady factor 151 h, by a steady amount 353 h.
    expect(answer?.lowH).toBeGreaterThan(110);
    expect(answer?.lowH).toBeLessThan(151);
    expect(answer?.midH).toBeGreaterThan(151);
    expect(answer?.midH).toBeLessThan(353);
    expect(answer?.highH).toBeGreaterThan(353);
  });
  test('is not known without growth, with uncertain growth, or with few points', () => {
    expect(timeToLimit(growth({ perHour: 0, noise: 0.1, count: 50 }))).toBeNull();
    expect(timeToLimit(growth({ perHour: -0.01, noise: 0.01, count: 50 }))).toBeNull();
    expect(timeToLimit(growth({ perHour: 0.002, noise: 0.3, count: 50 }))).toBeNull();
    expect(timeToLimit(growth({ perHour: 0.01, noise: 0.01, count: 9 }))).toBeNull();
  });
  test('is nothing once the limit is reached', () => {
    expect(timeToLimit(growth({ perHour: 0.01, noise: 0.01, count: 50, start: 0 }))).toMatchObject({
      lowH: 0,
      highH: 0,
    });
  });
  test('the interval holds in about the share it is meant for', () => {
    let held = 0;
    let stated = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const answer = timeToLimit(growth({ perHour: 0.02, noise: 0.15, count: 50, start: -2.5, seed }));
      if (!answer) continue;
      stated++;
      const truth = (2.5 - 0.02 * 49) / 0.02;
      if (answer.lowH <= truth && truth <= (answer.highH ?? Infinity)) held++;
    }
    expect(stated).toBeGreaterThan(250);
    expect(held / stated).toBeGreaterThan(0.8);
  });
});

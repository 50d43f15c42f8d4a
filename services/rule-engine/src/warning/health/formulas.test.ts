import { describe, expect, test } from 'vitest';
import { afterEvents, faded, healthIndex, rankScore, riskGroup, riskOf, scoreOfShare } from './formulas.ts';

describe('formulas', () => {
  test('a component: 100 healthy, 30 at the act limit', () => {
    expect(scoreOfShare(0)).toBe(100);
    expect(scoreOfShare(1)).toBeCloseTo(30, 9);
    expect(scoreOfShare(-3)).toBe(100);
  });
  test('faults weigh half as much after 14 days, and never more than 60', () => {
    expect(faded(40, 14 * 86_400_000)).toBeCloseTo(20, 9);
    expect(afterEvents(90, 500)).toBe(30);
    expect(afterEvents(20, 30)).toBe(0);
  });
  test('a bad safety part caps the index, whatever its weight', () => {
    const good = { weight: 0.3, safety: false, score: 100 };
    expect(healthIndex([good, { weight: 0, safety: true, score: 20 }]).index).toBe(30);
    expect(healthIndex([good, { weight: 0, safety: false, score: 20 }]).index).toBe(100);
  });
  test('below 60 % coverage the index is unknown', () => {
    const parts = (known: number) => [
      { weight: known, safety: false, score: 90 },
      { weight: 1 - known, safety: false, score: null },
    ];
    expect(healthIndex(parts(0.59)).index).toBeNull();
    expect(healthIndex(parts(0.6)).index).toBe(90);
    expect(healthIndex([]).index).toBeNull();
  });
  test('risk: from the horizon, from the share without one, high at the limit', () => {
    const h = (lowH: number, midH: number) => ({ lowH, midH, highH: null, coverage: 0.8 });
    expect(riskOf(h(100, 240), 0.5)).toBeGreaterThan(0.8);
    expect(riskOf(h(2_000, 4_000), 0.5)).toBe(0.05);
    expect(riskOf(h(400, 720), 0.5)).toBeCloseTo(0.5, 9);
    expect(riskOf(null, 0.2)).toBeCloseTo(0.1, 9);
    expect(riskOf(null, 1.2)).toBe(0.9);
    expect(rankScore(0.5, { weight: 0, safety: true })).toBe(50);
    expect(rankScore(0.5, { weight: 0.3, safety: false })).toBe(50);
    expect(rankScore(0.5, { weight: 0, safety: false })).toBe(30);
  });
  test.each<[Parameters<typeof riskGroup>[0], number, string]>([
    ['brake', 0.02, '1D I'],
    ['brake', 0.002, '1E II'],
    ['brake', 0, '1F III'],
    ['lock', 0.5, '2C I'],
    ['door', 2, '3B I'],
    ['door', 0.5, '3C II'],
    ['ride', 2, '4B II'],
    ['ride', 0.5, '4C III'],
  ])('risk group of %s at %f a year: %s', (component, rate, cell) => {
    const { severity, frequency, group } = riskGroup(component, rate);
    expect(`${severity}${frequency} ${group}`).toBe(cell);
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random/seeded.ts';
import { createTraffic, trafficProfiles } from './traffic.ts';

const DAY_MS = 86_400_000;
const hourly = (seed: number): number[] => {
  const traffic = createTraffic(seededRandom(seed, 't'), trafficProfiles.office, {
    floors: 10,
    entrance: 0,
    intensity: 1,
    utcOffsetHours: 0,
    startAtMs: 0,
  });
  const counts = Array.from({ length: 24 }, () => 0);
  for (let ms = 0; ms < 20 * DAY_MS; ms += 60_000) {
    const hour = Math.floor(ms / 3_600_000) % 24;
    for (const person of traffic.arrivals(ms)) {
      counts[hour] = (counts[hour] ?? 0) + 1;
      expect(person.fromFloor).not.toBe(person.toFloor);
      expect(Math.max(person.fromFloor, person.toFloor)).toBeLessThan(10);
      expect(Math.min(person.fromFloor, person.toFloor)).toBeGreaterThanOrEqual(0);
    }
  }
  return counts.map((count) => count / 20);
};

describe('traffic', () => {
  it('follows the hour of the day', () => {
    const counts = hourly(1);
    for (const hour of [8, 12, 18])
      expect(Math.abs((counts[hour] ?? 0) - (trafficProfiles.office.perHour[hour] ?? 0))).toBeLessThan(12);
    expect(counts[3]).toBe(0);
  });
});

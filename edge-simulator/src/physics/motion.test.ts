import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRun, sampleRun, type MotionLimits } from './motion.ts';

const limits: fc.Arbitrary<MotionLimits> = fc.record({
  speedMps: fc.double({ min: 0.05, max: 10, noNaN: true }),
  accelerationMps2: fc.double({ min: 0.2, max: 1.5, noNaN: true }),
  jerkMps3: fc.double({ min: 0.3, max: 3, noNaN: true }),
});
const distanceM = fc.double({ min: 0.001, max: 400, noNaN: true });
const OVER = 1 + 1e-6;

describe('a planned run', () => {
  it('keeps the limits of speed, acceleration and jerk at every moment and arrives where it should', () => {
    fc.assert(
      fc.property(distanceM, limits, (distance, limit) => {
        const run = planRun(distance, limit);
        for (let i = 0; i <= 200; i++) {
          const at = sampleRun(run, (run.durationS * i) / 200);
          expect(at.speedMps).toBeLessThanOrEqual(limit.speedMps * OVER);
          expect(Math.abs(at.accelerationMps2)).toBeLessThanOrEqual(limit.accelerationMps2 * OVER);
          expect(Math.abs(at.jerkMps3)).toBeLessThanOrEqual(limit.jerkMps3 * OVER);
          expect(at.travelledM).toBeLessThanOrEqual(distance + 1e-6);
        }
        const nearlyThere = sampleRun(run, run.durationS * (1 - 1e-9));
        expect(nearlyThere.travelledM).toBeCloseTo(distance, 3);
        expect(nearlyThere.speedMps).toBeLessThan(1e-2);
      }),
    );
  });

  it('has no jump in speed or position between two close moments', () => {
    fc.assert(
      fc.property(distanceM, limits, fc.double({ min: 0, max: 1, noNaN: true }), (distance, limit, share) => {
        const run = planRun(distance, limit);
        const [a, b] = [sampleRun(run, run.durationS * share), sampleRun(run, run.durationS * share + 1e-4)];
        expect(Math.abs(b.travelledM - a.travelledM)).toBeLessThanOrEqual(limit.speedMps * 1e-4 * OVER + 1e-6);
        expect(Math.abs(b.speedMps - a.speedMps)).toBeLessThanOrEqual(limit.accelerationMps2 * 1e-4 * OVER + 1e-6);
      }),
    );
  });

  it('reaches rated speed when there is room, and is slower over a short hop', () => {
    const limit = { speedMps: 1.75, accelerationMps2: 0.8, jerkMps3: 0.9 };
    expect(planRun(30, limit).peakSpeedMps).toBe(1.75);
    expect(planRun(3, limit).peakSpeedMps).toBeLessThan(1.75);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistogram } from './histogram.ts';

describe('the latency histogram', () => {
  it('gives quantiles within 0.2 % of the sorted values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50_000_000), { minLength: 1, maxLength: 300 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (values, share) => {
          const histogram = createHistogram();
          for (const value of values) histogram.record(value);
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(share * values.length)) - 1] ?? 0;
          const told = histogram.quantileUs(share);
          expect(told).toBeGreaterThanOrEqual(exact);
          expect(told).toBeLessThanOrEqual(exact * 1.002 + 1);
        },
      ),
    );
  });
});

import { tripMedian } from '../trip-median.ts';

/** X15: the ropes slip on the sheave. */
export const ropeSlip = tripMedian({
  name: 'rope-slip',
  code: 'X15',
  args: {
    limitPercent: { default: 0.5, unit: '%', min: 0.1, max: 5, source: 'field reference 4.3: act above 0.5 % [D]' },
  },
  measure: ({ slipPercent }, limit) =>
    typeof slipPercent === 'number' ? Math.abs(slipPercent) / limit('limitPercent') : undefined,
  summary: { zh: '钢丝绳滑移超限', en: 'Rope slip beyond its limit' },
});

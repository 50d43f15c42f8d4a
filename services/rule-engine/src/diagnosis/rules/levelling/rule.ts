import { tripMedian } from '../trip-median.ts';

/** X13: the car stops too far from its landings. */
export const levelling = tripMedian({
  name: 'levelling',
  code: 'X13',
  args: {
    limitMm: {
      default: 10,
      unit: 'mm',
      min: 3,
      max: 35,
      source: 'stopping accuracy +-10 mm, EN 81-20 5.12.1.1.4 [R+]; field reference 4.5: act above it [D]',
    },
  },
  measure: ({ levellingErrorMm: errorMm }, limit) =>
    typeof errorMm === 'number' ? Math.abs(errorMm) / limit('limitMm') : undefined,
  summary: { zh: '平层误差超限', en: 'Levelling error beyond its limit' },
});

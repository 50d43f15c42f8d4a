import type { RuleArg } from '../../kernel/rule.ts';
import { tripMedian } from '../trip-median.ts';

const limit = (value: number, what: string): RuleArg => ({
  default: value,
  unit: 'm/s2',
  min: 0.02,
  max: 5,
  source: `${what}, GB/T 10058-2009 [R+]; ISO 18738-1 itself sets no limits [S]`,
});

/** X12: the ride is rougher than it may be. A measure relative to the lift's own past is early warning, not this. */
export const vibration = tripMedian({
  name: 'vibration',
  code: 'X12',
  args: {
    verticalA95Mps2: limit(0.2, 'vertical A95 at most 0.20 m/s2'),
    horizontalA95Mps2: limit(0.15, 'horizontal A95 at most 0.15 m/s2'),
    verticalPkPkMps2: limit(0.3, 'vertical peak to peak at most 0.30 m/s2'),
    horizontalPkPkMps2: limit(0.2, 'horizontal peak to peak at most 0.20 m/s2'),
  },
  measure(trip, of) {
    const shares = [
      [trip.vibrationA95ZMps2, of('verticalA95Mps2')],
      [trip.vibrationA95XMps2, of('horizontalA95Mps2')],
      [trip.vibrationA95YMps2, of('horizontalA95Mps2')],
      [trip.vibrationPkPkZMps2, of('verticalPkPkMps2')],
      [trip.vibrationPkPkXMps2, of('horizontalPkPkMps2')],
      [trip.vibrationPkPkYMps2, of('horizontalPkPkMps2')],
    ] as const;
    let most: number | undefined;
    for (const [value, at] of shares)
      if (typeof value === 'number' && (most === undefined || value / at > most)) most = value / at;
    return most;
  },
  summary: { zh: '运行振动超限', en: 'Ride vibration beyond its limit' },
});

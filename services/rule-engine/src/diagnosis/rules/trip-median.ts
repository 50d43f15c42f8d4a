import type { Bilingual, TripReading } from '@liftwatch/schemas';
import { defineRule, type Rule, type RuleArg } from '../kernel/rule.ts';
import { changeBits } from '../kernel/signals.ts';
import { isAttended } from './occupancy.ts';

interface Memory {
  /** The measure of the last trips, relative to its limit. */
  last: number[];
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** A rule about the median of the last trips: one bad trip is no finding. Deadband and count are shared. */
export const tripMedian = (o: {
  name: string;
  code: 'X12' | 'X13' | 'X15';
  args: Readonly<Record<string, RuleArg>>;
  /** How far the trip is from the limit, 1 = at it; undefined: the trip does not say. */
  measure(trip: TripReading, limit: (arg: string) => number): number | undefined;
  summary: Bilingual;
}): Rule =>
  defineRule<Memory>({
    name: o.name,
    version: '1',
    codes: [o.code],
    args: {
      ...o.args,
      trips: { default: 5, unit: '1', min: 3, max: 50, source: 'liftwatch default: a median of trips [D]' },
      deadbandPercent: {
        default: 10,
        unit: '%',
        min: 0,
        max: 50,
        source: 'liftwatch default: ends that far below its limit [D]',
      },
    },
    delays: {},
    inputs: changeBits.trip,
    evidenceSignals: ['floor', 'carStatus'],
    safety: false,
    initial: () => ({ last: [] }),
    judge(c, m) {
      if (c.reading?.kind !== 'trip' || c.late || isAttended(c)) return;
      const value = o.measure(c.reading.body, (arg) => c.arg(arg));
      if (value === undefined) return;
      const trips = c.arg('trips');
      m.last.push(value);
      if (m.last.length > trips) m.last.splice(0, m.last.length - trips);
      if (m.last.length < trips) return;
      const now = median(m.last);
      const slot = c.slot(o.code);
      if (slot) {
        if (now <= 1 - c.arg('deadbandPercent') / 100) c.ends(o.code, 'value');
        return;
      }
      if (now <= 1) return;
      const evidence = c.evidence({
        zh: `最近 ${trips} 次运行的中位数为限值的 ${Math.round(now * 100)}%`,
        en: `median of the last ${trips} trips is ${Math.round(now * 100)} % of the limit`,
      });
      c.holds(o.code, { code: o.code, onsetMs: c.nowMs, alarmAtMs: c.nowMs, evidence, confidence: 0.8 });
    },
    explain: () => ({
      summary: o.summary,
      clearsWhen: { zh: '中位数明显低于限值', en: 'the median is clearly below the limit again' },
    }),
  });

import type { PointsLine, ReceivedLine, TruthLine, TruthOf } from './format.ts';
import { lostPointsOf } from './lost-points.ts';
import { matched, of, thingOf, type Arrivals } from './matching.ts';
import {
  certainSmsCuts,
  createCuts,
  disorderOf,
  isNearKill,
  otherRepeats,
  repeatsOf,
  timelinessOf,
  unrepeatedOf,
  type Found,
} from './verdicts.ts';

export interface Tally {
  /** Messages that were due, each channel counted. */
  readonly expected: number;
  readonly missed: number;
  /** By key at webhook and CAP; at SMS, repeats that no cut explains or that are not marked. */
  readonly duplicated: number;
  /** SMS sent again because nobody could know: a cut explains it, and it is marked. */
  readonly repeatedUnknown: number;
  /** The same key again after a cut: a receiver that honours keys acts once. */
  readonly repeatedByKey: number;
  readonly late: number;
  readonly misordered: number;
  /** Alarms about people at lifts where nobody was. */
  readonly unexpected: number;
  /** SMS on which a cut fell for certain and that did not come again. */
  readonly unrepeated: number;
  /** SMS on which a cut fell for certain; more on which one may have; cuts that were seen, at all channels. */
  readonly smsCuts: number;
  readonly smsMayBeCut: number;
  readonly cuts: number;
  readonly lostPoints: number;
  readonly ackedReadings: number;
  readonly p50Ms: number;
  readonly worstMs: number;
}

export interface Score {
  readonly total: Tally;
  readonly faults: readonly { readonly fault: TruthOf<'fault'>; readonly tally: Tally }[];
  readonly controls: readonly { readonly fault: TruthOf<'fault'>; readonly tally: Tally; readonly seen: boolean }[];
  readonly found: readonly Found[];
}

const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

interface Judged {
  readonly arrivals: readonly Arrivals[];
  readonly found: readonly Found[];
  readonly truth: readonly TruthLine[];
  readonly points: readonly PointsLine[];
}

/**
 * Cuts that fell on SMS for certain; and how often one may have fallen beside: the answer crossed its sender's end, or, where no
 * receiver saw a cut, the sender was killed shortly around it.
 */
const smsCutsOf = (
  arrivals: readonly Arrivals[],
  truth: readonly TruthLine[],
  isIn: (fault: string) => boolean,
): { readonly smsCuts: number; readonly smsMayBeCut: number } => {
  const kills = of(truth, 'killed');
  const sms = arrivals.filter(({ channel }) => channel === 'sms');
  const due = new Set(sms.map(({ expected }) => thingOf(expected)));
  const cuts = of(truth, 'cut').filter((cut) => cut.channel === 'sms' && isIn(cut.fault) && due.has(thingOf(cut)));
  const smsCuts = certainSmsCuts(cuts).length;
  const seen = new Set(cuts.map(thingOf));
  const unseen = sms.filter(
    ({ lines, expected }) => !seen.has(thingOf(expected)) && lines.some((one) => isNearKill(one, kills)),
  );
  return { smsCuts, smsMayBeCut: cuts.length - smsCuts + unseen.length };
};

const tallyOf = ({ arrivals, found, truth, points }: Judged, isIn: (fault: string) => boolean): Tally => {
  const here = found.filter(({ fault }) => isIn(fault));
  const count = (verdict: Found['verdict']): number => here.filter((f) => f.verdict === verdict).length;
  const own = arrivals.filter(({ expected }) => isIn(expected.fault));
  const delays = own
    .flatMap(({ lines, expected }) => (lines[0] ? [lines[0].atMs - expected.dueMs] : []))
    .toSorted((a, b) => a - b);
  const cuts = of(truth, 'cut').filter(({ fault }) => isIn(fault));
  const { lost, readings } = lostPointsOf(
    of(truth, 'acked').filter(({ fault }) => isIn(fault)),
    points,
  );
  return {
    expected: own.length,
    missed: count('missed'),
    duplicated: count('duplicated'),
    repeatedUnknown: count('repeatedUnknown'),
    repeatedByKey: count('repeatedByKey'),
    late: count('late'),
    misordered: count('misordered'),
    unexpected: count('unexpected'),
    unrepeated: count('unrepeated'),
    ...smsCutsOf(own, truth, isIn),
    cuts: cuts.length,
    lostPoints: lost,
    ackedReadings: readings,
    p50Ms: quantile(delays, 0.5),
    worstMs: delays.at(-1) ?? Number.NaN,
  };
};

/**
 * Judges what receivers saw against what was injected. Knows nothing of liftwatch but the two; pure. `points`: what the time
 * series holds, for lost points.
 */
export const score = (
  truth: readonly TruthLine[],
  received: readonly ReceivedLine[],
  points: readonly PointsLine[],
): Score => {
  const expected = of(truth, 'expected');
  const faults = of(truth, 'fault').toSorted((a, b) => a.fromMs - b.fromMs);
  const faultAt = (ms: number): string => faults.findLast(({ fromMs }) => fromMs <= ms)?.fault ?? 'before';
  const { all, stray } = matched(expected, received);
  const isExplained = createCuts(truth);
  const alarms = new Set(expected.filter(({ notice }) => notice === 'alarm').map(({ kind }) => kind));
  const unexpected = stray
    .filter(({ kind, notice }) => notice === 'alarm' && alarms.has(kind))
    .map(({ atMs, channel, liftId, notice, kind }): Found => ({
      verdict: 'unexpected',
      fault: faultAt(atMs),
      channel,
      liftId,
      notice,
      detail: kind,
    }));
  const outages = of(truth, 'outage');
  const certain = certainSmsCuts(truth);
  const found = [
    ...all.flatMap((one) => [
      ...timelinessOf(one, outages),
      ...repeatsOf(one, isExplained),
      ...unrepeatedOf(one, certain),
    ]),
    ...disorderOf(all),
    ...otherRepeats(stray, isExplained, faultAt),
    ...unexpected,
  ];
  const judged: Judged = { arrivals: all, found, truth, points };
  const controls = new Set(faults.filter(({ control }) => control !== undefined).map(({ fault }) => fault));
  const rows = faults.map((fault) => ({ fault, tally: tallyOf(judged, (one) => one === fault.fault) }));
  return {
    total: tallyOf(judged, (fault) => !controls.has(fault)),
    faults: rows.filter(({ fault }) => fault.control === undefined),
    controls: rows
      .filter(({ fault }) => fault.control !== undefined)
      .map(({ fault, tally }) => ({
        fault,
        tally,
        seen: (fault.control === 'miss' ? tally.missed : tally.duplicated) === 1,
      })),
    found,
  };
};

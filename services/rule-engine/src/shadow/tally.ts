import type { Finding, UnixMs } from '@liftwatch/schemas';

export type Side = 'active' | 'candidate';

/** Alarms of one rule and code, on either side. Matched: at some time while it was open the other side had one too. */
interface Counts {
  rule: string;
  code: string;
  active: number;
  candidate: number;
  activeMatched: number;
  candidateMatched: number;
}

export interface ShadowAlarm {
  readonly side: Side;
  readonly findingId: string;
  readonly liftId: string;
  readonly rule: string;
  readonly code: string;
  readonly atMs: UnixMs;
  readonly zh: string;
  readonly en: string;
}

/** What has been compared so far; plain JSON. */
export interface Tally {
  version: string;
  sinceMs: UnixMs;
  failures: number;
  counts: Record<string, Counts>;
  /** Per lift, rule and code: the alarms that are open on each side, and whether they have been matched. */
  open: Record<string, Record<Side, Record<string, boolean>>>;
  /** The newest alarms. */
  newest: ShadowAlarm[];
}

const KEPT = 100;
const other: Readonly<Record<Side, Side>> = { active: 'candidate', candidate: 'active' };
const matchedOf = { active: 'activeMatched', candidate: 'candidateMatched' } as const;

export const newTally = (version: string, sinceMs: UnixMs): Tally => ({
  version,
  sinceMs,
  failures: 0,
  counts: {},
  open: {},
  newest: [],
});

const keyOf = (liftId: string, rule: string, code: string): string => `${liftId}|${rule}|${code}`;

const openAt = (tally: Tally, key: string): Record<Side, Record<string, boolean>> =>
  (tally.open[key] ??= { active: {}, candidate: {} });

const countsOf = (tally: Tally, rule: string, code: string): Counts =>
  (tally.counts[`${rule}|${code}`] ??= {
    rule,
    code,
    active: 0,
    candidate: 0,
    activeMatched: 0,
    candidateMatched: 0,
  });

const closed = (tally: Tally, key: string, { side, findingId }: { side: Side; findingId: string }): void => {
  const open = tally.open[key];
  if (!open) return;
  delete open[side][findingId];
  if (Object.keys(open.active).length + Object.keys(open.candidate).length === 0) delete tally.open[key];
};

const remember = (tally: Tally, side: Side, finding: Finding): void => {
  const { findingId, liftId, code, at, explanation } = finding;
  const { zh, en } = explanation.summary;
  tally.newest.push({ side, findingId, liftId, rule: finding.rule.name, code, atMs: at, zh, en });
  if (tally.newest.length > KEPT) tally.newest.shift();
};

/** An alarm that was open on both sides before the comparison began: it counts for neither. */
export const openBefore = (
  tally: Tally,
  o: { liftId: string; rule: string; code: string; findingId: string },
): void => {
  const open = openAt(tally, keyOf(o.liftId, o.rule, o.code));
  open.active[o.findingId] = true;
  open.candidate[o.findingId] = true;
};

/** Takes one line of a side's findings. */
export const take = (tally: Tally, side: Side, finding: Finding): void => {
  const rule = finding.rule.name;
  const key = keyOf(finding.liftId, rule, finding.code);
  if (finding.change === 'cleared') return closed(tally, key, { side, findingId: finding.findingId });
  if (finding.stage !== 'alarm') return;
  const open = openAt(tally, key);
  if (open[side][finding.findingId] !== undefined) return;
  const counts = countsOf(tally, rule, finding.code);
  const there = open[other[side]];
  const isMatched = Object.keys(there).length > 0;
  open[side][finding.findingId] = isMatched;
  counts[side]++;
  if (isMatched) counts[matchedOf[side]]++;
  for (const id in there) {
    if (there[id] === true) continue;
    there[id] = true;
    counts[matchedOf[other[side]]]++;
  }
  remember(tally, side, finding);
};

/** The lift is compared no longer. */
export const forget = (tally: Tally, liftId: string): void => {
  for (const key of Object.keys(tally.open)) if (key.startsWith(`${liftId}|`)) delete tally.open[key];
};

export interface Comparison {
  readonly rule: string;
  readonly code: string;
  readonly active: number;
  readonly candidate: number;
  /** Of the candidate's alarms, those that the active version raised as well while they were open. */
  readonly both: number;
  readonly onlyActive: number;
  readonly onlyCandidate: number;
}

/** Several partitions' tallies of one version as one comparison, by rule and code. */
export const compared = (tallies: readonly Tally[]): Comparison[] => {
  const sums = new Map<string, Counts>();
  for (const tally of tallies) {
    for (const [key, one] of Object.entries(tally.counts)) {
      const sum = sums.get(key) ?? { ...one, active: 0, candidate: 0, activeMatched: 0, candidateMatched: 0 };
      sums.set(key, sum);
      for (const field of ['active', 'candidate', 'activeMatched', 'candidateMatched'] as const)
        sum[field] += one[field];
    }
  }
  return [...sums.values()]
    .map((sum) => ({
      rule: sum.rule,
      code: sum.code,
      active: sum.active,
      candidate: sum.candidate,
      both: sum.candidateMatched,
      onlyActive: sum.active - sum.activeMatched,
      onlyCandidate: sum.candidate - sum.candidateMatched,
    }))
    .sort((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : a.code < b.code ? -1 : 1));
};

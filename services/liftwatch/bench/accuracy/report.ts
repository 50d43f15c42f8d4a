import type { ProgressiveKind } from '@liftwatch/edge-simulator/months';
import { quantileFigure, rate, share, type Figure } from './intervals.ts';
import { byConfidence, bySaying, countCalls, type ReliabilityRow } from './reliability.ts';
import type { LiftScore } from './score-entrapments.ts';
import { visitsOf, type JudgedFault, type JudgedWarning, type WearScore } from './score-warnings.ts';

/** Share of the fleet that a crew can visit in a week because of warnings. */
const CAPACITY_SHARE = 0.01;
const YEAR_MONTHS = 12;

export interface Scored {
  readonly entrapments: LiftScore;
  readonly wear: WearScore;
}

export interface KindRow {
  readonly kind: ProgressiveKind;
  readonly recall: Figure;
  readonly acted: Figure;
  readonly leadMedian: Figure;
  readonly leadP10: Figure;
  readonly unobservable: number;
}

export interface Report {
  readonly liftMonths: number;
  readonly entrapments: Readonly<
    Record<
      string,
      {
        readonly found: Figure;
        readonly late: number;
        readonly missed: number;
        readonly undetectable: number;
        readonly passed: number;
        readonly afterS: Figure;
      }
    >
  >;
  readonly entrapmentsMissed: number;
  readonly entrapmentsLate: number;
  readonly falseCalls: Figure;
  readonly falseCallsEnriched: Figure;
  readonly falseCallsDuring: Readonly<Record<string, number>>;
  /** By what the calls say, and by the confidence they state. */
  readonly reliability: readonly ReliabilityRow[];
  readonly confidence: readonly ReliabilityRow[];
  readonly kinds: readonly KindRow[];
  readonly recall: Figure;
  readonly actedRecall: Figure;
  readonly leadMedian: Figure;
  readonly leadP10: Figure;
  readonly warnings: Figure;
  readonly actWarnings: Figure;
  readonly healthy: Figure;
  readonly precision: Figure;
  readonly precisionAll: Figure;
  readonly precisionAtK: Figure;
  readonly k: number;
  readonly interval: Figure;
  readonly withHorizon: Figure;
  readonly risk: readonly { readonly stated: string; readonly true: Figure }[];
  readonly falseBeside: Readonly<Record<string, number>>;
}

const count = (all: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const one of all.toSorted()) counts[one] = (counts[one] ?? 0) + 1;
  return counts;
};

const entrapmentRows = (scored: readonly Scored[]): Report['entrapments'] => {
  const judged = scored.flatMap(({ entrapments }) => entrapments.entrapments);
  const rows: Record<string, Report['entrapments'][string]> = {};
  const groups = [
    ['all', judged],
    ...['kind', 'impairment'].flatMap((by) => {
      const key = by as 'kind' | 'impairment';
      return [...new Set(judged.map(({ truth }) => truth[key]))]
        .toSorted()
        .map(
          (value) =>
            [
              `${key === 'kind' ? '' : 'sensor or line: '}${value}`,
              judged.filter(({ truth }) => truth[key] === value),
            ] as const,
        );
    }),
  ] as [string, typeof judged][];
  for (const [name, of] of groups) {
    const fates = count(of.map(({ fate }) => fate));
    const due = of.filter(({ fate }) => fate === 'found' || fate === 'late' || fate === 'missed');
    rows[name] = {
      found: share(fates['found'] ?? 0, due.length),
      late: fates['late'] ?? 0,
      missed: fates['missed'] ?? 0,
      undetectable: fates['undetectable'] ?? 0,
      passed: fates['passed'] ?? 0,
      afterS: quantileFigure(
        due.flatMap(({ afterMs }) => (afterMs === undefined ? [] : [afterMs / 1_000])),
        0.5,
      ),
    };
  }
  return rows;
};

const kindRows = (faults: readonly JudgedFault[]): KindRow[] =>
  [...new Set(faults.map(({ kind }) => kind))].toSorted().map((kind) => {
    const of = faults.filter((one) => one.kind === kind);
    const seen = of.filter(({ observable }) => observable);
    const leads = seen.flatMap(({ leadDays }) => leadDays ?? []);
    return {
      kind,
      recall: share(seen.filter(({ warned7d }) => warned7d).length, seen.length),
      acted: share(seen.filter(({ acted7d }) => acted7d).length, seen.length),
      leadMedian: quantileFigure(leads, 0.5),
      leadP10: quantileFigure(leads, 0.1),
      unobservable: of.length - seen.length,
    };
  });

/** Weighted by the shares of life, so that a rare kind counts as rarely as it comes. The interval is that of the plain share, moved. */
const weighted = (
  rows: readonly KindRow[],
  shares: Readonly<Record<string, number>>,
  of: 'recall' | 'acted',
): Figure => {
  let [value, variance, weight, kinds] = [0, 0, 0, 0];
  for (const row of rows) {
    const w = shares[row.kind] ?? 0;
    const figure = row[of];
    if (Number.isNaN(figure.value)) continue;
    weight += w;
    kinds += 1;
    value += w * figure.value;
    variance += (w * (figure.high - figure.low)) ** 2 / 4;
  }
  const half = Math.sqrt(variance) / weight;
  const p = value / weight;
  return {
    value: p,
    low: Math.max(0, p - half),
    high: Math.min(1, p + half),
    of: `${kinds} kinds by their shares`,
  };
};

const RISK_BINS = [0, 0.1, 0.2, 0.4, 0.7, 1.01];

const riskRows = (warnings: readonly JudgedWarning[]): Report['risk'] =>
  RISK_BINS.slice(0, -1).flatMap((low, i) => {
    const high = RISK_BINS[i + 1] ?? 1;
    const of = warnings.filter(({ warning }) => warning.risk >= low && warning.risk < high);
    return of.length === 0
      ? []
      : [
          {
            stated: `${low}-${Math.min(1, high)}`,
            true: share(of.filter(({ failed30d }) => failed30d).length, of.length),
          },
        ];
  });

/** What is so in life: shares of the kinds of progressive fault, and entrapments in 100 lift-months. */
export interface Life {
  readonly shares: Readonly<Record<string, number>>;
  readonly entrapmentsPer100LiftMonths: number;
}

/** Every figure of a run. */
export const reportOf = (scored: readonly Scored[], { shares, entrapmentsPer100LiftMonths }: Life): Report => {
  const base = scored.filter(({ wear }) => wear.atBaseRates);
  const enriched = scored.filter(({ wear }) => !wear.atBaseRates);
  const months = base.reduce((sum, { wear }) => sum + wear.months, 0);
  const enrichedMonths = enriched.reduce((sum, { wear }) => sum + wear.months, 0);
  const calls = countCalls(
    base.map(({ entrapments }) => entrapments),
    scored.map(({ entrapments }) => entrapments),
    { months, ratePerMonth: entrapmentsPer100LiftMonths / 100 },
  );
  const falseCalls = base.flatMap(({ entrapments }) => entrapments.falseCalls);
  const warnings = base.flatMap(({ wear }) => wear.warnings);
  const acted = warnings.filter(({ warning }) => warning.actMs !== undefined);
  const isTrue = ({ fault }: JudgedWarning): boolean => fault !== undefined;
  const faults = scored.flatMap(({ wear }) => wear.faults);
  const kinds = kindRows(faults);
  const leads = faults.flatMap(({ observable, leadDays }) => (observable && leadDays !== undefined ? [leadDays] : []));
  const healthy = base.filter(({ wear }) => wear.healthy);
  const healthyMonths = healthy.reduce((sum, { wear }) => sum + wear.months, 0);
  const k = Math.max(1, Math.ceil(base.length * CAPACITY_SHARE));
  const visits = visitsOf(
    base.map(({ wear }) => wear),
    k,
  );
  const intervals = scored.flatMap(({ wear }) => wear.intervals);
  const meant = scored.flatMap(({ wear }) => wear.warnings).filter(isTrue);
  const rows = entrapmentRows(scored);
  return {
    liftMonths: months,
    entrapments: rows,
    entrapmentsMissed: rows['all']?.missed ?? 0,
    entrapmentsLate: rows['all']?.late ?? 0,
    falseCalls: rate(falseCalls.length, months, 100),
    falseCallsEnriched: rate(enriched.flatMap(({ entrapments }) => entrapments.falseCalls).length, enrichedMonths, 100),
    falseCallsDuring: count(falseCalls.map(({ during }) => during)),
    reliability: bySaying(calls),
    confidence: byConfidence(calls),
    kinds,
    recall: weighted(kinds, shares, 'recall'),
    actedRecall: weighted(kinds, shares, 'acted'),
    leadMedian: quantileFigure(leads, 0.5),
    leadP10: quantileFigure(leads, 0.1),
    warnings: rate(warnings.length, months, 100),
    actWarnings: rate(acted.length, months, 100),
    healthy: rate(healthy.flatMap(({ wear }) => wear.warnings).length, healthyMonths / YEAR_MONTHS, 10),
    precision: share(acted.filter(isTrue).length, acted.length),
    precisionAll: share(warnings.filter(isTrue).length, warnings.length),
    precisionAtK: share(visits.filter(isTrue).length, visits.length),
    k,
    interval: share(intervals.filter(({ held }) => held).length, intervals.length),
    withHorizon: share(meant.filter(({ warning }) => warning.horizon !== undefined).length, meant.length),
    risk: riskRows(warnings),
    falseBeside: count(
      warnings.filter((one) => !isTrue(one)).map(({ warning, beside }) => `${warning.component}, ${beside}`),
    ),
  };
};

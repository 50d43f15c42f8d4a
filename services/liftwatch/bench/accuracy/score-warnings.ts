import { MONTH_MS, type MonthsTruth, type ProgressiveKind } from '@liftwatch/edge-simulator/months';
import { only, type Of } from './truth.ts';
import type { WearWarning } from './watch.ts';

const DAY_MS = 86_400_000;
/** A terminal's first month is for learning: faults that fail within it are not asked for. Warnings within it count. */
const LEARNING_MS = 30 * DAY_MS;
/** Still the fault's own a while after the repair. */
const AFTER_MS = 3 * DAY_MS;
const AHEAD_MS = 7 * DAY_MS;

/** Components that may be named for a kind of fault: where it is, and where it shows. */
const components: Readonly<Record<ProgressiveKind, readonly string[]>> = {
  'door-operator-wear': ['door'],
  'sill-debris': ['door'],
  'lock-contact-wear': ['lock'],
  'brake-lining-wear': ['brake', 'movement', 'levelling'],
  'bearing-defect': ['drive', 'ride'],
  'sheave-slip': ['rope'],
  'rope-elongation': ['rope', 'levelling'],
  'rail-joint': ['ride'],
  'levelling-drift': ['levelling'],
  'load-cell-drift': ['levelling'],
  'encoder-loss': ['rope', 'levelling'],
  'capacitor-ageing': ['brake', 'control', 'drive'],
};

type Fault = Of<'progressive'>;

export interface JudgedFault {
  readonly kind: ProgressiveKind;
  readonly observable: boolean;
  /** A warning, and one that asked to act, was open seven days before the failure. */
  readonly warned7d: boolean;
  readonly acted7d: boolean;
  /** From the first warning to the failure, days; undefined: none came before it. */
  readonly leadDays: number | undefined;
}

export interface JudgedWarning {
  readonly warning: WearWarning;
  /** The kind of fault that was under way; undefined: none that it could mean. */
  readonly fault: ProgressiveKind | undefined;
  /** What a false one came with: another fault, a sensor's fault, or nothing. */
  readonly beside: string;
  /** Its fault failed within 30 days of the warning. */
  readonly failed30d: boolean;
}

export interface JudgedInterval {
  readonly kind: ProgressiveKind;
  readonly held: boolean;
  readonly lowH: number;
  readonly highH: number | null;
  readonly trueH: number;
}

export interface WearScore {
  readonly liftId: string;
  readonly months: number;
  readonly atBaseRates: boolean;
  readonly healthy: boolean;
  readonly fromMs: number;
  readonly faults: readonly JudgedFault[];
  readonly warnings: readonly JudgedWarning[];
  readonly intervals: readonly JudgedInterval[];
}

const endOf = (fault: Fault): number => (fault.repairedMs ?? fault.failureMs ?? Infinity) + AFTER_MS;
const isMeant = (w: WearWarning, fault: Fault): boolean => components[fault.kind].includes(w.component);

const faultOf = (w: WearWarning, faults: readonly Fault[]): Fault | undefined =>
  faults.find((one) => isMeant(w, one) && w.fromMs >= one.onsetMs && w.fromMs <= endOf(one));

const judgeFault = (fault: Fault, failureMs: number, warnings: readonly WearWarning[]): JudgedFault => {
  const early = warnings.filter((w) => isMeant(w, fault) && w.fromMs >= fault.onsetMs && w.fromMs < failureMs);
  const aheadMs = failureMs - AHEAD_MS;
  const open = early.filter((w) => w.fromMs <= aheadMs && w.untilMs > aheadMs);
  const first = Math.min(...early.filter((w) => w.untilMs >= failureMs - AFTER_MS).map((w) => w.fromMs));
  return {
    kind: fault.kind,
    observable: fault.observable,
    warned7d: open.length > 0,
    acted7d: open.some((w) => w.actMs !== undefined && w.actMs <= aheadMs),
    leadDays: first === Infinity ? undefined : (failureMs - first) / DAY_MS,
  };
};

type Quantity = keyof NonNullable<Fault['growth']>['reaches'];
const quantities: Readonly<Record<string, { readonly quantity: Quantity; readonly ratio: boolean }>> = {
  'door-close-time': { quantity: 'closeTime', ratio: true },
  'door-open-time': { quantity: 'openTime', ratio: true },
  'door-motor-peak': { quantity: 'doorCurrent', ratio: true },
  'door-motor-energy': { quantity: 'doorCurrent', ratio: true },
  'brake-apply-delay': { quantity: 'brakeApply', ratio: true },
  'brake-release-delay': { quantity: 'brakeRelease', ratio: true },
  'ride-vertical': { quantity: 'vibration', ratio: true },
  'ride-peak-vertical': { quantity: 'vibration', ratio: true },
  'motor-current': { quantity: 'motorCurrent', ratio: true },
  slip: { quantity: 'slipPercent', ratio: false },
};

/** When the true growth takes the quantity of the leading driver to its limit; undefined: it is not one that the truth tells. */
const limitMs = (fault: Fault, said: NonNullable<WearWarning['horizon']>): number | undefined => {
  const known = quantities[said.feature];
  const reach = known && fault.growth?.reaches[known.quantity];
  if (!known || !fault.growth || reach === undefined || reach <= 0) return undefined;
  const wanted = known.ratio ? said.limit / said.baseline - 1 : said.limit - said.baseline;
  const { failsMs, power } = fault.growth;
  return fault.onsetMs + (wanted / reach) ** (1 / power) * (failsMs - fault.onsetMs);
};

const intervalOf = (w: WearWarning, fault: Fault | undefined): JudgedInterval[] => {
  if (!fault || !w.horizon) return [];
  const toMs = limitMs(fault, w.horizon);
  if (toMs === undefined) return [];
  const { lowH, highH } = w.horizon.horizon;
  const trueH = Math.max(0, (toMs - w.horizon.atMs) / 3_600_000);
  return [{ kind: fault.kind, held: trueH >= lowH && (highH === null || trueH <= highH), lowH, highH, trueH }];
};

const besideOf = (w: WearWarning, truth: readonly MonthsTruth[]): string => {
  const sensor = only(truth, 'sensor-fault').find((one) => one.onsetMs <= w.fromMs);
  if (sensor) return sensor.kind;
  const other = only(truth, 'progressive').find((one) => one.onsetMs <= w.fromMs && w.fromMs <= endOf(one));
  return other ? `beside ${other.kind}` : 'nothing';
};

/** What the warnings about one lift were worth. */
export const scoreWarnings = (truth: readonly MonthsTruth[], warnings: readonly WearWarning[]): WearScore => {
  const faults = only(truth, 'progressive');
  const [lift] = only(truth, 'lift');
  const fromMs = lift?.fromMs ?? 0;
  return {
    liftId: lift?.liftId ?? '',
    months: lift ? (lift.toMs - lift.fromMs) / MONTH_MS : 0,
    atBaseRates: lift?.atBaseRates ?? false,
    healthy: lift?.healthy ?? false,
    fromMs,
    faults: faults.flatMap((one) =>
      one.failureMs !== null && one.failureMs >= fromMs + LEARNING_MS ? [judgeFault(one, one.failureMs, warnings)] : [],
    ),
    warnings: warnings.map((warning) => {
      const fault = faultOf(warning, faults);
      const failureMs = fault?.failureMs ?? Infinity;
      const failed30d = failureMs - warning.fromMs <= 30 * DAY_MS;
      return { warning, fault: fault?.kind, beside: fault ? fault.kind : besideOf(warning, truth), failed30d };
    }),
    intervals: warnings.flatMap((w) => intervalOf(w, faultOf(w, faults))),
  };
};

const WEEK_MS = 7 * DAY_MS;

/**
 * A crew visits the `k` open warnings of highest rank each week, each once. Returns which visits found what the warning
 * meant. The scores are those known at the end of the week.
 */
export const visitsOf = (scores: readonly WearScore[], k: number): readonly JudgedWarning[] => {
  const all = scores.flatMap((s) =>
    s.warnings.map((one) => ({ ...one, sinceMs: one.warning.fromMs - s.fromMs, startMs: s.fromMs })),
  );
  const lastWeek = Math.ceil(Math.max(0, ...all.map((one) => one.sinceMs)) / WEEK_MS);
  const visited = new Set<string>();
  const visits: JudgedWarning[] = [];
  for (let week = 1; week <= lastWeek; week++) {
    const open = all.flatMap((one) => {
      const nowMs = one.startMs + week * WEEK_MS;
      const { warning } = one;
      if (warning.fromMs > nowMs || warning.untilMs <= nowMs || visited.has(warning.findingId)) return [];
      const score = warning.scores.findLast(({ atMs }) => atMs <= nowMs)?.score ?? 0;
      return [{ one, score }];
    });
    open.sort((a, b) => b.score - a.score || (a.one.warning.findingId < b.one.warning.findingId ? -1 : 1));
    for (const { one } of open.slice(0, k)) {
      visited.add(one.warning.findingId);
      visits.push(one);
    }
  }
  return visits;
};

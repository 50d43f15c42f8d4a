import {
  warningCause,
  warningComponents,
  type UnixMs,
  type Warning,
  type WarningCause,
  type WarningComponent,
} from '@liftwatch/schemas';
import { causeOf } from './evidence/cause.ts';
import { signsOf, type Sign } from './evidence/sign.ts';
import { rankScore, riskOf, scoreOfShare } from './health/formulas.ts';
import type { LiftWear } from './memory/wear-memory.ts';

/** How eagerly a lift's warnings are raised; a rule's arguments. */
export interface Policy {
  /** Factor on every watch and act change: 1 as documented, 2 half as sensitive. */
  readonly coarseness: number;
  /** A watch that has not grown for so long ends. */
  readonly expireMs: number;
  /** An expected limit nearer than this asks to act. */
  readonly actAheadH: number;
}

/** What is to be said of one component. Undefined where nothing deviates for long enough. */
export interface Assessment {
  readonly component: WarningComponent;
  readonly cause: WarningCause;
  readonly level: 'watch' | 'act';
  readonly share: number;
  readonly signs: readonly Sign[];
}

const SAFETY_ACT_SHARE = 0.8;
/** A rate that passengers cause as well asks nobody to act by itself. */
const WATCH_ONLY: ReadonlySet<WarningCause> = new Set(['door-protection-trouble']);

const isSafety = (component: WarningComponent): boolean =>
  warningComponents.some((one) => one.component === component && one.safety);

/** An open warning goes on until all of its component is this far below its limits. */
const QUIET_SCORE = 0.6;

/** Nothing of the component deviates any more, not even a little. */
export const quietEnough = (m: LiftWear, component: WarningComponent, nowMs: UnixMs): boolean =>
  signsOf(m, component, { nowMs, stale: true }).every(({ score, held }) => score < QUIET_SCORE && !held);

/**
 * What an open warning says now, whether or not it would be raised again: its deviating features, or the strongest where
 * none deviates any more. Undefined: nothing of the component is known.
 */
export const assessed = (
  m: LiftWear,
  component: WarningComponent,
  o: { nowMs: UnixMs; policy: Policy; cause: WarningCause; level: 'watch' | 'act' },
): Assessment | undefined => {
  const all = signsOf(m, component, { nowMs: o.nowMs, stale: true });
  const strong = all.filter(({ score }) => score >= o.policy.coarseness);
  const signs = strong.length > 0 ? strong : all.slice(0, 1);
  if (signs.length === 0) return undefined;
  const share = Math.max(...signs.map((sign) => sign.share)) / o.policy.coarseness;
  return { component, cause: o.cause, level: o.level, share, signs };
};

/** Judges one component as it stands. Pure. */
export const assess = (
  m: LiftWear,
  component: WarningComponent,
  o: { nowMs: UnixMs; policy: Policy },
): Assessment | undefined => {
  const { coarseness, actAheadH } = o.policy;
  const signs = signsOf(m, component, o).filter(({ score, lasting }) => lasting && score >= coarseness);
  const lead = signs[0];
  if (!lead) return undefined;
  const cause = causeOf(component, signs);
  const share = Math.max(...signs.map((sign) => sign.share)) / coarseness;
  const near = signs.some(({ horizon }) => horizon !== null && horizon.midH <= actAheadH);
  const full = share >= (isSafety(component) ? SAFETY_ACT_SHARE : 1);
  return { component, cause, level: (full || near) && !WATCH_ONLY.has(cause) ? 'act' : 'watch', share, signs };
};

const severityOf = (a: Assessment): Warning['severity'] => {
  if (a.level === 'watch') return 'blue';
  if (isSafety(a.component)) return 'red';
  const soonest = Math.min(...a.signs.map(({ horizon }) => horizon?.lowH ?? Infinity));
  return soonest <= 72 && a.share < 1 ? 'orange' : 'yellow';
};

/** The warning as a finding carries it. */
export const warningOf = (a: Assessment, settings: string): { readonly warning: Warning; readonly score: number } => {
  const part = warningComponents.find(({ component }) => component === a.component) ?? warningComponents[0];
  const horizon = a.signs.find((sign) => sign.horizon !== null)?.horizon ?? null;
  const risk = Math.round(100 * riskOf(horizon, a.share)) / 100;
  const warning: Warning = {
    component: a.component,
    cause: a.cause,
    level: a.level,
    severity: severityOf(a),
    risk,
    horizon,
    drivers: a.signs.slice(0, 5).map((sign) => ({
      feature: sign.feature,
      unit: sign.unit,
      context: sign.floor === undefined ? 'all' : `floor=${sign.floor}`,
      baseline: sign.baseline,
      now: sign.now,
      limit: sign.limit,
      limitSource: sign.source,
      strength: Math.round(sign.score * 100) / 100,
      sinceMs: sign.sinceMs,
    })),
    checks: [...(warningCause(a.cause)?.checks ?? [])],
    neverBudgeted: part.safety,
    componentScore: Math.round(scoreOfShare(a.share) * 10) / 10,
    settings,
  };
  return { warning, score: rankScore(risk, part) };
};

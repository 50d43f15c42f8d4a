import { warningComponents, type Priority, type WarningComponent } from '@liftwatch/schemas';
import {
  assess,
  quietEnough,
  round,
  takeAsNormal,
  type Assessment,
  type LiftWear,
  type Policy,
} from '../../warning/index.ts';
import { NEVER } from '../kernel/lift-state.ts';
import type { RuleCall } from '../kernel/rule.ts';
import { endWarning } from './maintenance.ts';
import { driversInWords, onsetOf } from './words.ts';

const DAY_MS = 86_400_000;
/** Told again when the share of the way to the limit has grown by this much. */
const TOLD_AGAIN = 1.25;
const GROWN = 1.15;

export const policyOf = (arg: (name: string) => number): Policy => ({
  coarseness: arg('coarsenessPercent') / 100,
  expireMs: arg('expireDays') * DAY_MS,
  actAheadH: arg('actAheadDays') * 24,
});

const priorityOf = (component: WarningComponent, level: 'watch' | 'act'): Priority => {
  if (level === 'watch') return 'P4';
  return warningComponents.some((one) => one.component === component && one.safety) ? 'P2' : 'P3';
};

/** Ours: more features and a stronger one make it surer. */
const confidenceOf = ({ signs }: Assessment): number =>
  round(Math.min(0.95, 0.5 + 0.2 * Math.min(2, signs.length) + 0.05 * Math.min(3, signs[0]?.score ?? 0)), 2);

const say = (c: RuleCall, a: Assessment, code: string): void => {
  const act = a.level === 'act';
  // What led to the watch is in the log of findings; what holds now is told with the same features, further on.
  const before = c.slot(a.component);
  if (before) before.evidence = [];
  c.holds(a.component, {
    code,
    onsetMs: onsetOf(a),
    suspectAtMs: act ? NEVER : c.nowMs,
    alarmAtMs: act ? c.nowMs : NEVER,
    priority: priorityOf(a.component, a.level),
    occupancy: 'unknown',
    confidence: confidenceOf(a),
    evidence: c.evidence(driversInWords(a.signs)),
  });
};

const settleOpen = (c: RuleCall, m: LiftWear, o: { a: Assessment; code: string; policy: Policy }): void => {
  const { a, code, policy } = o;
  const standing = m.open[a.component];
  if (!standing) return;
  if (!standing.onSite) standing.cause = a.cause;
  if (standing.level === 'watch' && a.level === 'act') {
    standing.level = 'act';
    standing.toldShare = round(a.share, 4);
    say(c, a, code);
  } else if (a.share > TOLD_AGAIN * standing.toldShare) {
    standing.toldShare = round(a.share, 4);
    c.update(a.component, {});
  } else if (
    standing.level === 'watch' &&
    c.nowMs - standing.sinceMs > policy.expireMs &&
    a.share < GROWN * standing.toldShare
  ) {
    endWarning(c, m, { component: a.component, by: 'expired' });
    takeAsNormal(m, a.component);
  }
};

/** Judges every component anew and reports what changed. */
export const settle = (c: RuleCall, m: LiftWear): void => {
  const policy = policyOf((name) => c.arg(name));
  for (const { component, code } of warningComponents) {
    const a = assess(m, component, { nowMs: c.nowMs, policy });
    const standing = m.open[component];
    if (a && standing) settleOpen(c, m, { a, code, policy });
    else if (a) {
      const begun = { level: a.level, sinceMs: c.nowMs, cause: a.cause, toldShare: round(a.share, 4) };
      m.open = { ...m.open, [component]: begun };
      say(c, a, code);
    } else if (standing && quietEnough(m, component, c.nowMs)) endWarning(c, m, { component, by: 'passed' });
  }
};

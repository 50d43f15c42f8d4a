import { warningComponents, type UnixMs, type WarningComponent } from '@liftwatch/schemas';
import { goalOf } from '../baseline/learning.ts';
import { signsOf, type Sign } from '../evidence/sign.ts';
import { features } from '../features/features.ts';
import { measuredOf } from '../memory/measured.ts';
import type { LiftWear } from '../memory/wear-memory.ts';
import { afterEvents, faded, healthIndex, riskGroup, scoreOfShare, type RiskGroup } from './formulas.ts';

export interface ComponentHealth {
  readonly component: WarningComponent;
  readonly weight: number;
  readonly safety: boolean;
  /** 0-100; null: unknown, nothing learnt or nothing read for 72 h. */
  readonly score: number | null;
  /** Points lost, of 100. */
  readonly lost: number;
  /** Penalty of faults of the last weeks in it. */
  readonly events: number;
  readonly risk: RiskGroup;
  /** Every known feature, strongest first. */
  readonly signs: readonly Sign[];
  /** Features that are still learnt, with blocks learnt of blocks needed. */
  readonly learning: readonly { readonly feature: string; readonly blocks: number; readonly of: number }[];
}

export interface LiftHealth {
  /** 0-100; null: unknown. */
  readonly index: number | null;
  readonly grade: 'good' | 'fair' | 'poor' | 'bad' | 'unknown';
  readonly coveragePercent: number;
  readonly components: readonly ComponentHealth[];
  /** Components that cost the index most, at most three. */
  readonly drivers: readonly WarningComponent[];
}

const shareThatCounts = (signs: readonly Sign[]): number =>
  signs.reduce((most, sign) => (sign.score >= 1 ? Math.max(most, sign.share) : most), 0);

const learningOf = (m: LiftWear, component: WarningComponent): ComponentHealth['learning'] =>
  features.flatMap((f, i) => {
    if (f.component !== component) return [];
    const s = measuredOf(m, i);
    return !s || s.level ? [] : [{ feature: f.name, blocks: s.isLearning ? s.valueCount : 0, of: goalOf(s) }];
  });

const EVENTS_PER_PENALTY = 6;
const YEAR_OVER_HALF_LIFE = 18;

const componentHealth = (
  m: LiftWear,
  part: (typeof warningComponents)[number],
  o: { nowMs: UnixMs; linkLost: boolean },
): ComponentHealth => {
  const signs = signsOf(m, part.component, o);
  const [penalty = 0, atMs = 0] = m.events[part.component] ?? [];
  const events = faded(penalty, o.nowMs - atMs);
  // A fault of a safety part weighs though nothing of the part is measured: 05 says more than any trend.
  const known = !o.linkLost && (signs.length > 0 || (part.safety && events >= 1));
  const score = known ? afterEvents(scoreOfShare(shareThatCounts(signs)), events) : null;
  // What fades with 14 days is about the sum of 20 days: events of that time, as a rate.
  const perYear = (events / EVENTS_PER_PENALTY) * YEAR_OVER_HALF_LIFE + (m.open[part.component] ? 1 : 0);
  return {
    component: part.component,
    weight: part.weight,
    safety: part.safety,
    score: score === null ? null : Math.round(score * 10) / 10,
    lost: score === null ? 0 : Math.round((100 - score) * 10) / 10,
    events: Math.round(events * 10) / 10,
    risk: riskGroup(part.component, perYear),
    signs,
    learning: learningOf(m, part.component),
  };
};

const gradeOf = (index: number | null): LiftHealth['grade'] =>
  index === null ? 'unknown' : index >= 90 ? 'good' : index >= 75 ? 'fair' : index >= 60 ? 'poor' : 'bad';

/** Health of a lift at `nowMs` of log time; formulas in formulas.ts. Pure, changes nothing. */
export const liftHealth = (m: LiftWear, o: { readonly nowMs: UnixMs; readonly linkLost: boolean }): LiftHealth => {
  const components = warningComponents.map((part) => componentHealth(m, part, o));
  const { index, coverage } = healthIndex(components);
  const drivers = components
    .filter(({ lost }) => lost >= 1)
    .sort((a, b) => b.lost * (b.weight || 0.1) - a.lost * (a.weight || 0.1))
    .slice(0, 3)
    .map(({ component }) => component);
  const rounded = index === null ? null : Math.round(index * 10) / 10;
  return { index: rounded, grade: gradeOf(rounded), coveragePercent: Math.round(100 * coverage), components, drivers };
};

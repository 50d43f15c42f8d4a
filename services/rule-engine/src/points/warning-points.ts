import { warningComponentNames, type Finding, type UnixMs } from '@liftwatch/schemas';
import { nameCounter, nsTime, stringField, tagValue } from './line.ts';

const optional = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,${name}=${stringField(value)}`;

/**
 * The point of a finding about wear, at its onset, so that its later lines overwrite it: one point is one warning as it
 * stands. Undefined for a finding that is not about wear.
 */
export const warningLine = (finding: Finding): string | undefined => {
  const { warning, lift } = finding;
  if (!warning) return undefined;
  const { horizon } = warning;
  const [lead] = warning.drivers;
  return (
    `warning,lift_id=${tagValue(finding.liftId)},component=${warning.component} finding_id=${stringField(finding.findingId)}` +
    `,revision=${finding.revision}i,code="${finding.code}",stage="${finding.stage}",level="${warning.level}"` +
    `,cause="${warning.cause}",severity="${warning.severity}",priority="${finding.priority}",score=${finding.score}` +
    `,risk=${warning.risk},component_score=${warning.componentScore},never_budgeted=${warning.neverBudgeted}` +
    `,open=${finding.change !== 'cleared'},at_ms=${finding.at}i,onset_ms=${finding.onsetAtMs}i` +
    (horizon ? `,low_h=${horizon.lowH},mid_h=${horizon.midH}` : '') +
    (horizon?.highH === null || !horizon ? '' : `,high_h=${horizon.highH}`) +
    optional('ended_by', warning.endedBy) +
    optional('driver', lead?.feature) +
    optional('site_id', lift.siteId) +
    optional('district_id', lift.districtId) +
    optional('firm_id', lift.firmId) +
    ` ${nsTime(finding.onsetAtMs, nameCounter(finding.findingId))}`
  );
};

/** What a point of health says; null: unknown, and then the field is left out. */
export interface HealthPoint {
  readonly index: number | null;
  readonly grade: string;
  readonly coveragePercent: number;
  readonly components: readonly { readonly component: string; readonly score: number | null }[];
}

const names: ReadonlySet<string> = new Set(warningComponentNames);

/** A lift's health as a point. */
export const healthLine = (liftId: string, atMs: UnixMs, health: HealthPoint): string =>
  `health,lift_id=${tagValue(liftId)} known=${health.index !== null},grade="${health.grade}",coverage_percent=${health.coveragePercent}` +
  (health.index === null ? '' : `,index=${health.index}`) +
  health.components
    .map(({ component, score }) => (score === null || !names.has(component) ? '' : `,${component}=${score}`))
    .join('') +
  ` ${nsTime(atMs, 0)}`;

const DAY_MS = 86_400_000;

/** Number of the lift's own day: they begin at a time of day that differs from lift to lift, so that not all are due at once. */
export const healthDay = (liftId: string, atMs: UnixMs): number =>
  Math.floor((atMs + (nameCounter(liftId) / 1_000_000) * DAY_MS) / DAY_MS);

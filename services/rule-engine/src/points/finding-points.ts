import type { Finding } from '@liftwatch/schemas';
import { nameCounter, nsTime, stringField, tagValue } from './line.ts';

const optional = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `,${name}=${stringField(value)}`;

/** The newest evidence that names a reading: what the benchmark and an auditor look a finding up by. */
const originOf = (finding: Finding): string => {
  const last = finding.explanation.evidence.findLast((one) => one.seq !== undefined);
  if (last === undefined) return '';
  return `${optional('terminal', last.terminalId)}${optional('boot', last.boot)},seq=${last.seq ?? 0}i`;
};

const fields = (finding: Finding): string =>
  `finding_id=${stringField(finding.findingId)},revision=${finding.revision}i,stage="${finding.stage}"` +
  `,priority="${finding.priority}",kind=${stringField(finding.incidentKind)},rule=${stringField(finding.rule.name)}` +
  `,rule_version=${stringField(finding.rule.version)},score=${finding.score},onset_ms=${finding.onsetAtMs}i` +
  `,age_ms=${finding.ageMs}i,occupancy="${finding.occupancy}",registered=${finding.lift.registered}` +
  optional('site_id', finding.lift.siteId) +
  optional('district_id', finding.lift.districtId) +
  optional('firm_id', finding.lift.firmId) +
  originOf(finding);

const ended = (finding: Finding): string => {
  if (finding.change !== 'cleared') return '';
  return `,ended_ms=${finding.at}i,duration_s=${Math.max(0, finding.at - finding.onsetAtMs) / 1_000}`;
};

/**
 * The points of one line of the finding log: `fault` at the change, `open_fault` at the onset, so that a later
 * line of the same finding overwrites it. Writing twice is writing once.
 */
export const findingLines = (finding: Finding): readonly string[] => {
  const lift = tagValue(finding.liftId);
  const tags = `lift_id=${lift},code=${tagValue(finding.code)}`;
  const own = nameCounter(finding.findingId);
  const onset = nsTime(finding.onsetAtMs, own);
  const body = fields(finding);
  return [
    `fault,${tags},change=${finding.change} ${body} ${nsTime(finding.at, own + finding.revision)}`,
    `open_fault,${tags} ${body},open=${finding.change !== 'cleared'}${ended(finding)} ${onset}`,
  ];
};

/** What is open on a lift, for its score. */
export interface OpenScore {
  readonly score: number;
  readonly priority: string;
}

/** The lift's score: that of its worst open finding, by priority and then by score, 0 with none; `known` false when the lift is silent. */
export const scoreLine = (
  liftId: string,
  at: { readonly atMs: number; readonly known: boolean },
  open: readonly OpenScore[],
): string => {
  let worst: OpenScore = { score: 0, priority: 'none' };
  for (const one of open) {
    // P0 to P4 sort as they are written, and before `none`.
    const isWorse = one.priority < worst.priority || (one.priority === worst.priority && one.score > worst.score);
    if (isWorse) worst = one;
  }
  return `score,lift_id=${tagValue(liftId)} score=${worst.score},open_findings=${open.length}i,priority="${worst.priority}",known=${at.known} ${nsTime(at.atMs, 0)}`;
};

import type { Finding, WorklistItem } from '@liftwatch/schemas';
import { expectedHarmOf } from './harm.ts';
import { move, noted } from './lifecycle.ts';
import { expectedPrecision, type Outcomes } from './precision.ts';

/** What a line of the finding log makes of its item; undefined: nothing. */
export const takeFinding = (
  before: WorklistItem | undefined,
  finding: Finding,
  outcomes: readonly Outcomes[],
): WorklistItem | undefined => {
  const { warning } = finding;
  if (!warning || (before && before.revision >= finding.revision)) return undefined;
  const firmId = finding.lift.firmId ?? null;
  const step = { atMs: finding.receivedAtMs, reason: `finding-${warning.endedBy ?? warning.level}` };
  if (!before) {
    if (finding.change === 'cleared' || warning.level === 'ended') return undefined;
    return opened(finding, { firmId, outcomes });
  }
  const known = { ...before, revision: finding.revision };
  if (finding.change === 'cleared' || warning.level === 'ended') {
    // Whoever is on the way still says what was found; a repair is an answer of its own.
    if (before.state === 'accepted' && finding.ending !== 'removed') return noted(known, 'finding-ended', step);
    const moved = move(known, 'expired', step);
    return moved.moved ? { ...moved.item, rank: null, closedAtMs: step.atMs } : known;
  }
  const level = warning.level;
  const next: WorklistItem = {
    ...known,
    lift: finding.lift,
    firmId,
    level,
    priority: finding.priority,
    rule: finding.rule,
    neverBudgeted: warning.neverBudgeted,
    harm: expectedHarmOf(warning, expectedPrecision(outcomes, finding.rule.name, firmId)),
    summary: finding.explanation.summary,
    warning,
    updatedAtMs: step.atMs,
  };
  return ontoTheList(level === before.level ? next : noted(next, 'level', { ...step, detail: level }), step.atMs);
};

const opened = (
  finding: Finding,
  o: { readonly firmId: string | null; readonly outcomes: readonly Outcomes[] },
): WorklistItem => {
  const warning = finding.warning as NonNullable<Finding['warning']>;
  const atMs = finding.receivedAtMs;
  const item: WorklistItem = {
    itemId: finding.findingId,
    revision: finding.revision,
    liftId: finding.liftId,
    firmId: o.firmId,
    lift: finding.lift,
    code: finding.code,
    rule: finding.rule,
    priority: finding.priority,
    state: 'watch',
    level: warning.level === 'act' ? 'act' : 'watch',
    neverBudgeted: warning.neverBudgeted,
    rank: null,
    harm: expectedHarmOf(warning, expectedPrecision(o.outcomes, finding.rule.name, o.firmId)),
    summary: finding.explanation.summary,
    warning,
    openedAtMs: atMs,
    updatedAtMs: atMs,
    timeline: [{ atMs, what: 'watch', reason: 'warning-raised' }],
  };
  return ontoTheList(item, atMs);
};

/** Evidence about brake, door lock or unintended movement waits for no ranking. */
const ontoTheList = (item: WorklistItem, atMs: number): WorklistItem => {
  if (!item.neverBudgeted || item.state !== 'watch') return item;
  const moved = move(item, 'act', { atMs, reason: 'never-budgeted' });
  return moved.moved ? moved.item : item;
};

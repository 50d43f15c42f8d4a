import {
  catalogueEntry,
  type Evidence,
  type Finding,
  type IncidentKind,
  type Priority,
  type UnixMs,
} from '@liftwatch/schemas';
import { noteAlarm } from '../wear/events.ts';
import { endedSummary } from './ending.ts';
import type { LiftState, Slot } from './lift-state.ts';
import { thresholdsOf, versionOf, type Rule } from './rule.ts';
import { scoreOf } from './score.ts';
import { placeOf, signalOf } from './signal-memory.ts';

const TERMINAL_CODES = new Set(['X19', 'X20', 'X21', 'T01', 'U00']);

/** Priority of a code by what is known of people in the car; a code that the catalogue lacks is a notice. */
export const priorityOf = (code: string, occupancy: Slot['occupancy']): Priority =>
  catalogueEntry(code)?.priority[occupancy] ?? 'P4';

/** On which incident of its lift a code bears. */
export const kindOf = (code: string): IncidentKind =>
  catalogueEntry(code)?.incidentKind ??
  (TERMINAL_CODES.has(code) || !/^([A-Z0-9]{2,3}|U-[A-Z0-9-]{1,18})$/.test(code) ? 'terminal' : `fault/${code}`);

const signalEvidence = (rule: Rule, lift: LiftState): Evidence[] => {
  const lines: Evidence[] = [];
  for (const name of rule.evidenceSignals) {
    const signal = signalOf(lift.signals, name);
    if (!signal) continue;
    const value = signal.v === null ? 'unknown' : String(signal.v);
    const line: Evidence = {
      what: { zh: `${name} = ${value}`, en: `${name} = ${value}` },
      kind: 'state',
      receivedAtMs: signal.receivedAtMs,
      atMs: signal.sinceMs,
      terminalId: signal.terminalId,
    };
    if (signal.boot !== undefined) line.boot = signal.boot;
    if (signal.seq !== undefined) line.seq = signal.seq;
    lines.push(line);
  }
  return lines;
};

export const liftOf = (lift: LiftState): Finding['lift'] => {
  const facts = lift.facts;
  const floor = lift.signals.values[placeOf.floor];
  const line: Finding['lift'] = { registered: facts !== undefined };
  if (facts?.name !== undefined) line.name = facts.name;
  if (facts?.siteId !== undefined) line.siteId = facts.siteId;
  if (facts?.districtId !== undefined) line.districtId = facts.districtId;
  if (facts?.firmId !== undefined) line.firmId = facts.firmId;
  if (facts?.networkId !== undefined) line.networkId = facts.networkId;
  if (typeof floor === 'string') line.floor = floor;
  return line;
};

/** One line of the finding log for a slot as it stands. Raises the slot's revision. */
export const findingLine = (
  lift: LiftState,
  rule: Rule,
  slot: Slot,
  o: { change: Finding['change']; stage: Finding['stage']; atMs: UnixMs; receivedAtMs: UnixMs; selfReleased?: boolean },
): Finding => {
  slot.revision++;
  const explained = rule.explain(slot, lift);
  const isOver = o.change === 'cleared';
  const line: Finding = {
    findingId: slot.findingId,
    revision: slot.revision,
    change: o.change,
    stage: o.stage,
    confirmation: slot.confirmation,
    liftId: lift.liftId,
    code: slot.code,
    incidentKind: kindOf(slot.code),
    priority: slot.priority,
    rule: { name: rule.name, version: versionOf(rule, lift) },
    onsetAtMs: slot.onsetMs,
    at: o.atMs,
    receivedAtMs: o.receivedAtMs,
    ageMs: Math.max(0, o.receivedAtMs - o.atMs),
    occupancy: slot.occupancy,
    confidence: slot.confidence,
    score:
      explained.wear?.score ??
      scoreOf({
        priority: slot.priority,
        confidence: slot.confidence,
        isEntrapment: kindOf(slot.code) === 'entrapment',
        safety: rule.safety,
        heldMs: o.receivedAtMs - slot.onsetMs,
      }),
    lift: liftOf(lift),
    tags: [...slot.tags],
    explanation: {
      summary:
        isOver && rule.wordsEnd !== true ? endedSummary(explained.summary, slot.ending ?? 'self') : explained.summary,
      evidence: [...slot.evidence, ...signalEvidence(rule, lift)].slice(0, 20),
      thresholds: thresholdsOf(rule, lift),
      clearsWhen: explained.clearsWhen,
    },
  };
  if (slot.unconfirmedSinceMs > 0) line.notConfirmedSince = slot.unconfirmedSinceMs;
  if (isOver) line.ending = slot.ending ?? 'self';
  if (o.selfReleased !== undefined) line.selfReleased = o.selfReleased;
  if (slot.raw) line.raw = slot.raw;
  if (explained.wear) line.warning = explained.wear.warning;
  else if (o.change === 'raised' && o.stage === 'alarm') noteAlarm(lift, slot, o.atMs);
  return line;
};

import type { ContextEntry, OperatorDecision, UnixMs } from '@liftwatch/schemas';
import type { StepOutput } from './call.ts';
import { forgetDues } from './dues.ts';
import { EVERY_VALUE, judge } from './judge.ts';
import type { LiftState, Slot } from './lift-state.ts';
import { rulesOf } from './own-rules.ts';
import { bringBack, takeOut } from './registered.ts';
import { takeRuleSet } from './rule-set.ts';
import type { Rule } from './rule.ts';
import { changeBits } from './signals.ts';
import { slotDecided, slotUpdated, startCall } from './slots.ts';

const REMEMBERED_IDS = 32;
const REMEMBERED_JOBS = 8;

const takeJob = (lift: LiftState, entry: Extract<ContextEntry, { type: 'job' }>): void => {
  let job = lift.jobs.find((one) => one.jobId === entry.jobId);
  if (entry.phase === 'closed') {
    lift.jobs = lift.jobs.filter((one) => one !== job);
    return;
  }
  if (!job) {
    job = { jobId: entry.jobId, technicianIn: false };
    lift.jobs.push(job);
    if (lift.jobs.length > REMEMBERED_JOBS) lift.jobs.shift();
  }
  if (entry.phase === 'technician-in') job.technicianIn = true;
  if (entry.phase === 'technician-out') job.technicianIn = false;
};

const decide = (
  lift: LiftState,
  rule: Rule,
  slot: Slot,
  o: { entry: OperatorDecision; receivedAtMs: UnixMs; out: StepOutput },
): void => {
  const moment = { nowMs: o.receivedAtMs, receivedAtMs: o.receivedAtMs, out: o.out };
  switch (o.entry.decision) {
    case 'call-started':
      if (slot.confirmation !== 'rejected') startCall(slot, o.receivedAtMs);
      return;
    case 'call-answered':
      slot.callDueMs = 0;
      if (!slot.tags.includes('call-answered')) slot.tags.push('call-answered');
      return slotUpdated(lift, rule, slot, moment);
    case 'accepted':
      if (!slot.tags.includes('accepted')) slot.tags.push('accepted');
      return slotUpdated(lift, rule, slot, moment);
    case 'confirmed':
      slot.callDueMs = 0;
      slot.confirmation = 'confirmed';
      return slotUpdated(lift, rule, slot, moment);
    case 'rejected':
      return slotDecided(lift, rule, slot, { ...moment, how: 'rejected' });
    case 'released':
      return slotDecided(lift, rule, slot, { ...moment, how: 'operator' });
  }
};

const takeDecision = (
  rules: readonly Rule[],
  lift: LiftState,
  entry: OperatorDecision,
  o: { receivedAtMs: UnixMs; out: StepOutput },
): void => {
  for (const rule of rules) {
    for (const slot of lift.rules[rule.name]?.slots ?? []) {
      if (slot.revision === 0 || slot.stage === 'muted') continue;
      const meant = entry.findingId === undefined ? rule.name === 'entrapment' : slot.findingId === entry.findingId;
      if (meant) decide(lift, rule, slot, { entry, ...o });
    }
  }
};

const takeCandidate = (lift: LiftState, entry: Extract<ContextEntry, { type: 'rule-candidate' }>): void => {
  if (entry.ends === true) delete lift.candidate;
  else lift.candidate = entry;
};

/** Takes one context entry; the same id takes effect once. `base`: the rules of the partition. */
export const takeContext = (
  base: readonly Rule[],
  lift: LiftState,
  entry: ContextEntry,
  o: { receivedAtMs: UnixMs; out: StepOutput },
): void => {
  if (lift.contextIds.includes(entry.id)) return;
  lift.contextIds.push(entry.id);
  if (lift.contextIds.length > REMEMBERED_IDS) lift.contextIds.shift();
  const wasRemoved = lift.removed === true;
  if (entry.type === 'lift-facts') bringBack(lift, entry);
  else if (entry.type === 'lift-removed') takeOut(rulesOf(base, lift), lift, o);
  else if (entry.type === 'job') takeJob(lift, entry);
  else if (entry.type === 'rule-override') lift.overrides[entry.rule] = entry;
  else if (entry.type === 'rule-set') takeRuleSet(base, lift, entry, o);
  else if (entry.type === 'rule-candidate') takeCandidate(lift, entry);
  else takeDecision(rulesOf(base, lift), lift, entry, o);
  forgetDues(lift);
  const { receivedAtMs, out } = o;
  // What was about to be told of a lift that goes, and what holds of one that comes back, is looked at anew.
  const changed = wasRemoved !== (lift.removed === true) ? EVERY_VALUE : changeBits.context;
  const happened = { nowMs: receivedAtMs, receivedAtMs, changed, context: entry };
  judge(rulesOf(base, lift), lift, happened, out);
};

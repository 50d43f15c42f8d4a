import type { Finding, UnixMs } from '@liftwatch/schemas';
import { isSaid, type Ending } from './ending.ts';
import { findingLine, priorityOf } from './finding-line.ts';
import { stableId } from './hash.ts';
import { NEVER, NO_SLOTS, type LiftState, type RuleState, type Slot } from './lift-state.ts';
import { bound, type Condition, type Rule } from './rule.ts';

/** Longest wait of a due timer for a live reading after an intake outage or inside a backlog. */
export const LONGEST_HOLD_MS = 60_000;
/** Longer than any wait for the next tick. */
const LEARNT_LATE_MS = 5_000;
const CALL_UNANSWERED_MS = 120_000;

const delayOf = (rule: Rule, which: 'onDelayMs' | 'offDelayMs', lift: LiftState): number => {
  const delay = rule.delays[which];
  if (typeof delay !== 'string') return delay ?? 0;
  return bound(rule, delay, lift) * (rule.args[delay]?.unit === 's' ? 1_000 : 1);
};

const REMEMBERED_CLOSED = 8;
/** So much of a finding's id tells it from the few others of its rule and lift. */
const ID_CHARS = 12;
export const inShort = (findingId: string): string => findingId.slice(0, ID_CHARS);

/** Names a finding when it is first reported; an onset that was reported and closed before gets a new name. */
const identify = (lift: LiftState, rule: Rule, slot: Slot): void => {
  if (slot.findingId !== '') return;
  const closed = lift.rules[rule.name]?.closed ?? [];
  let id = stableId(`${lift.liftId}|${rule.name}|${slot.key}|${slot.onsetMs}`);
  while (closed.includes(inShort(id))) id = stableId(`${id}+`);
  slot.findingId = id;
};

/** What every slot begins with, besides its key, code and onset. */
export const usualSlot: Readonly<Slot> = Object.freeze({
  key: '',
  code: '',
  stage: 'waiting',
  onsetMs: 0,
  findingId: '',
  revision: 0,
  suspectAtMs: NEVER,
  alarmAtMs: NEVER,
  clearAtMs: 0,
  endedMs: 0,
  holdUntilMs: 0,
  unconfirmedSinceMs: 0,
  confirmation: 'none',
  callDueMs: 0,
  occupancy: 'unknown',
  priority: 'P4',
  tags: [],
  evidence: [],
  confidence: 1,
});

const newSlot = (key: string, c: Condition): Slot => ({
  ...usualSlot,
  key,
  code: c.code,
  onsetMs: c.onsetMs,
  tags: [],
  evidence: [],
});

/** Writes the condition into the slot; an alarm that was reported keeps its code and identity. */
const describe = (slot: Slot, c: Condition): void => {
  if (slot.stage === 'waiting' || slot.stage === 'suspected') {
    if (slot.revision === 0) slot.code = c.code;
    slot.occupancy = c.occupancy ?? 'unknown';
    slot.priority = c.priority ?? priorityOf(c.code, slot.occupancy);
    slot.confidence = c.confidence ?? 1;
    if (c.row !== undefined) slot.row = c.row;
    if (c.raw) slot.raw = c.raw;
    slot.tags = c.tags ? [...c.tags] : [];
  }
  if (c.evidence && slot.evidence.length < 8) slot.evidence.push(c.evidence);
};

export const slotHolds = (
  lift: LiftState,
  rule: Rule,
  state: RuleState,
  o: { key: string; condition: Condition },
): void => {
  const c = o.condition;
  let slot = findSlot(state, o.key);
  if (!slot) {
    slot = newSlot(o.key, c);
    if (state.slots === NO_SLOTS) state.slots = [slot];
    else state.slots.push(slot);
  } else if (slot.revision === 0 && slot.onsetMs !== c.onsetMs) {
    slot.onsetMs = c.onsetMs;
  }
  if (slot.clearAtMs > 0) {
    slot.clearAtMs = 0;
    delete slot.ending;
  }
  if (slot.stage === 'alarm' || slot.stage === 'muted') return;
  describe(slot, c);
  slot.alarmAtMs = c.alarmAtMs ?? c.onsetMs + delayOf(rule, 'onDelayMs', lift);
  if (slot.stage === 'waiting') slot.suspectAtMs = c.suspectAtMs ?? NEVER;
};

export const findSlot = (state: RuleState, key: string): Slot | undefined => {
  const { slots } = state;
  for (let i = 0; i < slots.length; i++) if (slots[i]?.key === key) return slots[i];
  return undefined;
};

/** Takes a slot away; what it had reported is remembered as closed, so that the same onset again is another finding. */
export const remove = (state: RuleState, slot: Slot): void => {
  state.slots.splice(state.slots.indexOf(slot), 1);
  if (slot.revision === 0) return;
  const closed = (state.closed ??= []);
  closed.push(inShort(slot.findingId));
  if (closed.length > REMEMBERED_CLOSED) closed.shift();
};

/** When an ending is reported: at this corrected time, received then. */
export interface Moment {
  readonly nowMs: UnixMs;
  readonly receivedAtMs: UnixMs;
  readonly out: { findings: Finding[] };
}

const isAttended = (lift: LiftState): boolean => lift.jobs.some((job) => job.technicianIn);

const clear = (lift: LiftState, rule: Rule, slot: Slot, o: Moment & { how: Ending; atMs: UnixMs }): void => {
  identify(lift, rule, slot);
  const reached = slot.stage === 'alarm';
  const passedUnseen = !reached && slot.alarmAtMs <= o.atMs;
  const stage =
    o.how === 'rejected'
      ? 'rejected'
      : reached || o.how === 'operator'
        ? 'released'
        : passedUnseen
          ? 'history'
          : 'withdrawn';
  if (o.how === 'rejected') slot.confirmation = 'rejected';
  slot.ending = o.how;
  const line = { change: 'cleared', stage, atMs: o.atMs, receivedAtMs: o.receivedAtMs } as const;
  const self = !isSaid(o.how) && !isAttended(lift);
  o.out.findings.push(findingLine(lift, rule, slot, stage === 'released' ? { ...line, selfReleased: self } : line));
};

const FLAP_WINDOW_MS = 600_000;
/** Its begin, end, begin, end and begin are the five transitions; this end is the sixth and is not reported any more. */
const FLAP_COUNT = 3;
const FLAP_KEYS = 8;

/** Five transitions of one alarm within 10 minutes: it is unstable. One finding then stays open until 10 quiet minutes. */
const isFlapping = (rule: Rule, state: RuleState, slot: Slot, nowMs: UnixMs): boolean => {
  if (rule.delays.damped === false) return false;
  const flaps = (state.flaps ??= {});
  const ends = (flaps[slot.key] ?? []).filter((at) => nowMs - at < FLAP_WINDOW_MS);
  if (ends.at(-1) !== nowMs) ends.push(nowMs);
  flaps[slot.key] = ends.slice(-FLAP_COUNT);
  const keys = Object.keys(flaps);
  if (keys.length > FLAP_KEYS) delete flaps[keys[0] as string];
  return ends.length >= FLAP_COUNT;
};

export const slotEnds = (
  lift: LiftState,
  rule: Rule,
  state: RuleState,
  o: Moment & { key: string; how: Ending; late?: boolean; tags?: readonly string[] | undefined },
): void => {
  const slot = findSlot(state, o.key);
  if (!slot) return;
  if (slot.stage === 'muted') return remove(state, slot);
  for (const tag of o.tags ?? []) if (!slot.tags.includes(tag)) slot.tags.push(tag);
  if (slot.stage === 'alarm' && !isSaid(o.how)) {
    if (rule.delays.latch === true) return;
    const flapping = slot.clearAtMs === 0 && isFlapping(rule, state, slot, o.nowMs);
    if (flapping && !slot.tags.includes('unstable')) {
      slot.tags.push('unstable');
      (lift.unstable ??= []).push(`${rule.name}|${slot.key}`);
      slotUpdated(lift, rule, slot, o);
    }
    const off = slot.tags.includes('unstable') ? FLAP_WINDOW_MS : delayOf(rule, 'offDelayMs', lift);
    if (off > 0) {
      if (slot.clearAtMs === 0) {
        slot.endedMs = o.nowMs;
        slot.clearAtMs = o.nowMs + off;
        slot.ending = slot.tags.includes('unstable') ? 'quiet' : o.how;
      }
      return;
    }
  }
  if (slot.revision > 0 || slot.alarmAtMs < o.nowMs || (o.late === true && slot.alarmAtMs <= o.nowMs))
    clear(lift, rule, slot, { ...o, atMs: o.nowMs });
  remove(state, slot);
};

/** A person ended it. The slot stays, mute, until the condition itself has ended. */
export const slotDecided = (lift: LiftState, rule: Rule, slot: Slot, o: Moment & { how: Ending }): void => {
  clear(lift, rule, slot, { ...o, atMs: o.nowMs });
  slot.stage = 'muted';
  slot.callDueMs = 0;
};

export const slotUpdated = (lift: LiftState, rule: Rule, slot: Slot, o: Moment): void => {
  if (slot.revision === 0 || slot.stage === 'muted') return;
  const stage = slot.stage === 'alarm' ? 'alarm' : 'suspected';
  o.out.findings.push(
    findingLine(lift, rule, slot, { change: 'updated', stage, atMs: o.nowMs, receivedAtMs: o.receivedAtMs }),
  );
};

/** Log time at which the slot next needs attention. */
export const slotDueMs = (lift: LiftState, slot: Slot): UnixMs => {
  let due = NEVER;
  if (slot.stage === 'waiting') due = slot.suspectAtMs < slot.alarmAtMs ? slot.suspectAtMs : slot.alarmAtMs;
  else if (slot.stage === 'suspected') due = slot.alarmAtMs;
  if (due !== NEVER) {
    if (lift.backlog.active) due = slot.stage === 'suspected' ? due + LONGEST_HOLD_MS : NEVER;
    if (slot.holdUntilMs > due) due = slot.holdUntilMs;
  }
  if (slot.callDueMs > 0 && slot.callDueMs < due) due = slot.callDueMs;
  if (slot.clearAtMs > 0 && slot.clearAtMs < due) due = slot.clearAtMs;
  return due;
};

/** Does what fell due. `receivedAtMs` is the log time that has been reached. */
export const fireSlot = (
  lift: LiftState,
  rule: Rule,
  state: RuleState,
  o: { slot: Slot; dueMs: UnixMs; receivedAtMs: UnixMs; out: { findings: Finding[] } },
): void => {
  const { slot, dueMs, receivedAtMs, out } = o;
  if (slot.clearAtMs > 0 && slot.clearAtMs <= dueMs) {
    clear(lift, rule, slot, {
      nowMs: slot.clearAtMs,
      receivedAtMs,
      out,
      how: slot.ending ?? 'self',
      atMs: slot.clearAtMs,
    });
    return remove(state, slot);
  }
  if (slot.callDueMs > 0 && slot.callDueMs <= dueMs) {
    const atMs = slot.callDueMs;
    slot.callDueMs = 0;
    slot.confirmation = 'confirmed';
    // Row 9: more than one failed contact.
    if (slot.tags.includes('call-unanswered')) {
      if (!slot.tags.includes('calls-unanswered')) slot.tags.push('calls-unanswered');
      if (slot.priority === 'P1') slot.priority = 'P0';
    } else slot.tags.push('call-unanswered');
    return slotUpdated(lift, rule, slot, { nowMs: atMs, receivedAtMs, out });
  }
  if (lift.backlog.active && slot.unconfirmedSinceMs === 0) slot.unconfirmedSinceMs = lift.backlog.lastReceivedMs;
  // Whoever learns of it only now, out of a backlog or after an outage, is not told the suspicion first.
  const learntLate = slot.alarmAtMs <= receivedAtMs && receivedAtMs - slot.suspectAtMs > LEARNT_LATE_MS;
  const reached = slot.alarmAtMs <= dueMs || slot.alarmAtMs <= slot.suspectAtMs || slot.stage === 'suspected';
  const alarm = reached || learntLate;
  identify(lift, rule, slot);
  const atMs = alarm ? slot.alarmAtMs : slot.suspectAtMs;
  const change = slot.revision === 0 ? 'raised' : 'updated';
  slot.stage = alarm ? 'alarm' : 'suspected';
  if (alarm) slot.holdUntilMs = 0;
  out.findings.push(findingLine(lift, rule, slot, { change, stage: slot.stage, atMs, receivedAtMs }));
};

export const startCall = (slot: Slot, receivedAtMs: UnixMs): void => {
  slot.callDueMs = receivedAtMs + CALL_UNANSWERED_MS;
};

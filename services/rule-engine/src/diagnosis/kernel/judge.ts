import type { ContextEntry, Reading, UnixMs } from '@liftwatch/schemas';
import { Call, type StepOutput } from './call.ts';
import { linkDueMs, loseLink, loseTerminals, terminalDueMs } from './link.ts';
import { NEVER, statesOf, type LiftState, type RuleState, type Slot } from './lift-state.ts';
import type { Rule } from './rule.ts';
import { changeBits } from './signals.ts';
import { applyDuePending, pendingDueMs } from './values.ts';
import { fireSlot, slotDueMs } from './slots.ts';

/** What the rules are told. */
export interface Happening {
  readonly nowMs: UnixMs;
  readonly receivedAtMs: UnixMs;
  readonly changed: number;
  readonly late?: boolean;
  readonly reading?: Reading | undefined;
  readonly terminalId?: string;
  readonly context?: ContextEntry | undefined;
}

const call = new Call();

const newState = (lift: LiftState, rule: Rule): RuleState => {
  const fresh: RuleState = { version: rule.version, data: rule.initial(), wakeAtMs: NEVER, slots: [] };
  lift.rules[rule.name] = fresh;
  return fresh;
};

/** A rule threw: its memory of this lift starts anew, what it had reported stays open and keeps its id. */
const isolate = (
  lift: LiftState,
  rule: Rule,
  state: RuleState,
  happened: Happening & { error: unknown; out: StepOutput },
): void => {
  lift.counts.failures++;
  state.data = rule.initial();
  state.wakeAtMs = NEVER;
  state.slots = state.slots.filter((slot) => slot.revision > 0);
  const { error, receivedAtMs, reading, context } = happened;
  happened.out.failures.push({ liftId: lift.liftId, rule: rule.name, receivedAtMs, error, reading, context });
};

const judgeOne = (lift: LiftState, rule: Rule, state: RuleState, o: { h: Happening; out: StepOutput }): void => {
  const { h, out } = o;
  const before = out.findings.length;
  call.lift = lift;
  call.rule = rule;
  call.state = state;
  call.out = out;
  call.nowMs = h.nowMs;
  call.receivedAtMs = h.receivedAtMs;
  call.changed = h.changed;
  call.late = h.late === true;
  call.reading = h.reading;
  call.terminalId = h.terminalId ?? '';
  call.context = h.context;
  try {
    rule.judge(call, state.data);
  } catch (error) {
    out.findings.length = before;
    isolate(lift, rule, state, { ...h, error, out });
  }
};

/** Tells every rule whose inputs changed. */
export const judge = (rules: readonly Rule[], lift: LiftState, h: Happening, out: StepOutput): void => {
  const states = statesOf(rules, lift);
  const told = { h, out };
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as Rule;
    if ((rule.inputs & h.changed) === 0) continue;
    // Most rules have nothing open most of the time: their memory is not even looked at.
    if (rule.idleInputs !== undefined && (rule.idleInputs & h.changed) === 0 && !states[i]?.slots.length) continue;
    judgeOne(lift, rule, (states[i] ??= newState(lift, rule)), told);
  }
};

/** The lift's earliest timer: of a slot, a rule's wake, a value's minimum hold, the link, or the end of a backlog. */
export const dueOf = (rules: readonly Rule[], lift: LiftState): UnixMs => {
  let due = Math.min(linkDueMs(lift), terminalDueMs(lift), pendingDueMs(lift));
  if (lift.backlog.active) due = Math.min(due, lift.backlog.lastReceivedMs + BACKLOG_QUIET_MS);
  const states = statesOf(rules, lift);
  for (let i = 0; i < states.length; i++) {
    const state = states[i];
    if (state === undefined) continue;
    if (state.wakeAtMs < due) due = state.wakeAtMs;
    for (let k = 0; k < state.slots.length; k++) {
      const at = slotDueMs(lift, state.slots[k] as Slot);
      if (at < due) due = at;
    }
  }
  return due;
};

const BACKLOG_QUIET_MS = 10_000;
const BACKLOG_SETTLE_MS = 1_000;

/**
 * The backlog has come down to live readings. The rest of it may still be in the socket, a moment behind: the state
 * reached is judged a second later, so that what began and ended within it is told once.
 */
export const settleBacklog = (lift: LiftState, receivedAtMs: UnixMs): void => {
  const settledMs = receivedAtMs + BACKLOG_SETTLE_MS - BACKLOG_QUIET_MS;
  if (settledMs < lift.backlog.lastReceivedMs) lift.backlog.lastReceivedMs = settledMs;
};
const EVERY_VALUE = ~(changeBits.event | changeBits.trip | changeBits.door | changeBits.heard);

/** The backlog has ended: the state reached is judged as it stands. */
export const endBacklog = (
  rules: readonly Rule[],
  lift: LiftState,
  o: { nowMs: UnixMs; receivedAtMs: UnixMs; out: StepOutput },
): void => {
  lift.backlog.active = false;
  judge(rules, lift, { nowMs: o.nowMs, receivedAtMs: o.receivedAtMs, changed: EVERY_VALUE }, o.out);
};

/** Fires the earliest timer, which is due at `dueMs`; kinds of equal time in this order: values, link, backlog, rules. */
const fireOne = (
  rules: readonly Rule[],
  lift: LiftState,
  o: { dueMs: UnixMs; receivedAtMs: UnixMs; out: StepOutput },
): void => {
  const { dueMs, receivedAtMs, out } = o;
  if (pendingDueMs(lift) <= dueMs) {
    const changed = applyDuePending(lift, dueMs);
    return judge(rules, lift, { nowMs: dueMs, receivedAtMs, changed: changed | changeBits.timer }, out);
  }
  if (linkDueMs(lift) <= dueMs) {
    loseLink(lift, dueMs);
    return judge(rules, lift, { nowMs: dueMs, receivedAtMs, changed: changeBits.link }, out);
  }
  if (terminalDueMs(lift) <= dueMs) {
    const changed = loseTerminals(lift, dueMs);
    return judge(rules, lift, { nowMs: dueMs, receivedAtMs, changed }, out);
  }
  if (lift.backlog.active && lift.backlog.lastReceivedMs + BACKLOG_QUIET_MS <= dueMs)
    return endBacklog(rules, lift, { nowMs: dueMs, receivedAtMs, out });
  const states = statesOf(rules, lift);
  for (let i = 0; i < states.length; i++) {
    const rule = rules[i] as Rule;
    const state = states[i];
    if (state === undefined) continue;
    if (state.wakeAtMs <= dueMs) {
      state.wakeAtMs = NEVER;
      const h = { nowMs: dueMs, receivedAtMs, changed: changeBits.timer };
      return judgeOne(lift, rule, state, { h, out });
    }
    for (const slot of state.slots)
      if (slotDueMs(lift, slot) <= dueMs) return fireSlot(lift, rule, state, { slot, dueMs, receivedAtMs, out });
  }
};

const MOST_FIRINGS = 1_000;

/** Fires, in order of (due, rule), every timer of the lift that is due before `beforeMs`. */
export const fireDue = (
  rules: readonly Rule[],
  lift: LiftState,
  o: { beforeMs: UnixMs; receivedAtMs: UnixMs; out: StepOutput },
): void => {
  for (let i = 0; i < MOST_FIRINGS && lift.nextDueMs < o.beforeMs; i++) {
    lift.nextDueMs = dueOf(rules, lift);
    if (lift.nextDueMs >= o.beforeMs) return;
    fireOne(rules, lift, { dueMs: lift.nextDueMs, receivedAtMs: o.receivedAtMs, out: o.out });
    lift.nextDueMs = dueOf(rules, lift);
    o.out.touched.add(lift.liftId);
  }
};

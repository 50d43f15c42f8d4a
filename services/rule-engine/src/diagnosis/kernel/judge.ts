import type { ContextEntry, Reading, UnixMs } from '@liftwatch/schemas';
import { Call, touch, type StepOutput } from './call.ts';
import { linkDueMs, loseLink, loseTerminals, terminalDueMs } from './link.ts';
import { duesOf, firstDueMs, forgetDues, noteDue } from './dues.ts';
import { isIdle, newRuleState } from './idle.ts';
import type { Derived, LiftState, RuleState } from './lift-state.ts';
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
  /** The terminal's clock is off, or has just come right. */
  readonly isClockOff?: boolean;
  readonly reading?: Reading | undefined;
  readonly terminalId?: string;
  readonly context?: ContextEntry | undefined;
}

const call = new Call();

/** A rule threw: its memory of this lift starts anew, what it had reported stays open and keeps its id. */
const isolate = (
  lift: LiftState,
  rule: Rule,
  state: RuleState,
  happened: Happening & { error: unknown; out: StepOutput },
): void => {
  lift.counts.failures++;
  state.data = rule.initial();
  state.wakeAtMs = undefined;
  state.slots = state.slots.filter((slot) => slot.revision > 0);
  const { error, receivedAtMs, reading, context } = happened;
  happened.out.failures.push({ liftId: lift.liftId, rule: rule.name, receivedAtMs, error, reading, context });
};

/** The rule remembers something of the lift for the first time: the state it was told with is the lift's own from now on. */
const keepIfAny = (
  lift: LiftState,
  derived: Derived,
  { index, rule, state }: { index: number; rule: Rule; state: RuleState },
): void => {
  if (isIdle(rule, state)) return;
  derived.states[index] = state;
  lift.rules[rule.name] = state;
  derived.idle[index] = newRuleState(rule);
};

/** From here on the rules hear of this. */
const tell = (lift: LiftState, h: Happening, out: StepOutput): void => {
  call.lift = lift;
  call.out = out;
  call.nowMs = h.nowMs;
  call.receivedAtMs = h.receivedAtMs;
  call.changed = h.changed;
  call.late = h.late === true;
  call.reading = h.reading;
  call.terminalId = h.terminalId ?? '';
  call.context = h.context;
};

/** One rule judges what they were all told. */
const judgeOne = (lift: LiftState, derived: Derived, index: number, o: { h: Happening; out: StepOutput }): void => {
  const rule = derived.order[index] as Rule;
  const known = derived.states[index];
  const state = known ?? (derived.idle[index] as RuleState);
  const before = o.out.findings.length;
  call.rule = rule;
  call.state = state;
  try {
    rule.judge(call, state.data);
  } catch (error) {
    o.out.findings.length = before;
    isolate(lift, rule, state, { ...o.h, error, out: o.out });
  }
  if (known === undefined) keepIfAny(lift, derived, { index, rule, state });
  noteDue(lift, derived, index);
};

/** Tells every rule whose inputs changed. */
export const judge = (rules: readonly Rule[], lift: LiftState, h: Happening, out: StepOutput): void => {
  const derived = duesOf(rules, lift);
  const { inputs, idleInputs, canSleep } = derived.hearing;
  const { isAwake } = derived;
  const told = { h, out };
  const { changed } = h;
  const toIdle = h.isClockOff === true ? changed : changed & ~changeBits.heard;
  tell(lift, h, out);
  for (let i = 0; i < inputs.length; i++) {
    if (((inputs[i] as number) & changed) === 0) continue;
    // Most rules have nothing open most of the time: their memory is not even looked at.
    if (canSleep[i] === 1 && ((idleInputs[i] as number) & toIdle) === 0 && isAwake[i] === 0) continue;
    judgeOne(lift, derived, i, told);
  }
  if (lift.unstable !== undefined && changed !== changeBits.unstable) {
    judge(rules, lift, { nowMs: h.nowMs, receivedAtMs: h.receivedAtMs, changed: changeBits.unstable }, out);
    delete lift.unstable;
  }
};

/** The lift's earliest timer: of a slot, a rule's wake, a value's minimum hold, the link, or the end of a backlog. */
export const dueOf = (rules: readonly Rule[], lift: LiftState): UnixMs => {
  let due = Math.min(linkDueMs(lift), terminalDueMs(lift), pendingDueMs(lift));
  if (lift.backlog.active) due = Math.min(due, lift.backlog.lastReceivedMs + BACKLOG_QUIET_MS);
  const first = firstDueMs(rules, lift);
  return first < due ? first : due;
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
/** All that a rule may look at, but for what has just happened. */
export const EVERY_VALUE = ~(changeBits.event | changeBits.trip | changeBits.door | changeBits.heard);

/** The backlog has ended: the state reached is judged as it stands. */
export const endBacklog = (
  rules: readonly Rule[],
  lift: LiftState,
  o: { nowMs: UnixMs; receivedAtMs: UnixMs; out: StepOutput },
): void => {
  lift.backlog.active = false;
  forgetDues(lift);
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
  fireRule(lift, duesOf(rules, lift), o);
};

/** Fires what the first rule that is due has due. */
const fireRule = (
  lift: LiftState,
  derived: Derived,
  o: { dueMs: UnixMs; receivedAtMs: UnixMs; out: StepOutput },
): void => {
  const { dueMs, receivedAtMs, out } = o;
  const index = derived.dueMs.findIndex((at) => at <= dueMs);
  const state = derived.states[index];
  if (state === undefined) return;
  if (state.wakeAtMs !== undefined && state.wakeAtMs <= dueMs) {
    state.wakeAtMs = undefined;
    const h = { nowMs: dueMs, receivedAtMs, changed: changeBits.timer };
    tell(lift, h, out);
    return judgeOne(lift, derived, index, { h, out });
  }
  const slot = state.slots.find((one) => slotDueMs(lift, one) <= dueMs);
  if (slot) fireSlot(lift, derived.order[index] as Rule, state, { slot, dueMs, receivedAtMs, out });
  noteDue(lift, derived, index);
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
    touch(o.out, lift);
  }
};

import { catalogueEntry, type CodeEvent } from '@liftwatch/schemas';
import { dialectFor, meaningFor } from '../intake/meaning.ts';
import type { Slot } from '../kernel/lift-state.ts';
import { defineRule, type Rule, type RuleCall, type RuleExplanation } from '../kernel/rule.ts';
import { changeBits, signalBits as s, type SignalName } from '../kernel/signals.ts';
import { occupancyOf, rawOf } from './occupancy.ts';

const REMEMBERED = 16;

/** What a rule remembers of codes that terminals report. Bounded lists; plain JSON. */
export interface CodedMemory {
  /** Event ids whose end came before their begin. */
  endedEarly: string[];
  /** Slots that end as soon as they were reported. */
  endAtOnce: string[];
  /** Codes since whose begin the car has run. */
  ran: string[];
}

export const newCodedMemory = (): CodedMemory => ({ endedEarly: [], endAtOnce: [], ran: [] });

/** A rule that takes codes of terminals, and may find the same condition in the state itself. */
export interface CodedSpec<M extends CodedMemory> {
  readonly name: string;
  readonly version?: string;
  readonly codes: readonly string[];
  readonly args?: Rule['args'];
  /** Signals, beyond those every coded rule looks at, that wake it. */
  readonly inputs?: number;
  /** Signals that `derive` looks at while nothing is open or waiting. */
  readonly derivesFrom?: number;
  readonly evidenceSignals?: readonly SignalName[];
  initial(): M;
  takes(code: string): boolean;
  /** Whether code 00 (no fault) or 40 (back to automatic) ends it. */
  endedBy(code: '00' | '40', key: string): boolean;
  /** Whether a run and a full opening at a landing end it: the lift works again. */
  endedByRun?(code: string): boolean;
  /** Whether the present state says that it is over. */
  isOver?(c: RuleCall, slot: Slot): boolean;
  priority?(c: RuleCall, code: string): Slot['priority'];
  /** After each code taken, and whenever an input changed. */
  derive?(c: RuleCall, m: M): void;
  /** A code that its table does not hold. */
  unknown?(c: RuleCall, body: CodeEvent): void;
  readonly clearsWhen?: RuleExplanation['clearsWhen'];
}

const remember = (list: string[], value: string): void => {
  if (!list.includes(value)) list.push(value);
  if (list.length > REMEMBERED) list.shift();
};

const forget = (list: string[], value: string): void => {
  const at = list.indexOf(value);
  if (at >= 0) list.splice(at, 1);
};

/** True when the slot is reported and not about to clear: a repeat says nothing new. */
export const isOpen = (slot: Slot | undefined): boolean =>
  slot !== undefined && slot.stage !== 'waiting' && slot.clearAtMs === 0;

const begins = (
  c: RuleCall,
  m: CodedMemory,
  o: { code: string; body: CodeEvent; priority?: Slot['priority'] },
): void => {
  const { code, body, priority } = o;
  if (isOpen(c.slot(code))) return;
  forget(m.ran, code);
  c.holds(code, {
    code,
    onsetMs: c.nowMs,
    alarmAtMs: c.nowMs,
    occupancy: occupancyOf(c),
    raw: rawOf(c, body),
    confidence: 0.9,
    ...(priority && { priority }),
    evidence: c.evidence({
      zh: `终端上报代码 ${body.code}`,
      en: `terminal sent code ${body.code} (${dialectFor(c.lift, body)})`,
    }),
  });
  if (body.eventId === undefined || !m.endedEarly.includes(body.eventId)) return;
  forget(m.endedEarly, body.eventId);
  remember(m.endAtOnce, code);
  c.wakeAt(c.nowMs + 1);
};

const endsCode = (c: RuleCall, m: CodedMemory, code: string, body: CodeEvent): void => {
  const slot = c.slot(code);
  const another = slot?.raw?.eventId !== undefined && body.eventId !== undefined && slot.raw.eventId !== body.eventId;
  if (slot && !another) return c.ends(code);
  if (body.eventId !== undefined) remember(m.endedEarly, body.eventId);
};

const takeCode = <M extends CodedMemory>(c: RuleCall, m: M, spec: CodedSpec<M>, body: CodeEvent): void => {
  const meaning = meaningFor(c.lift, body);
  if (!meaning) return spec.unknown?.(c, body);
  const { code } = meaning;
  if (code === '00' || code === '40') {
    for (const slot of [...c.slots()]) if (spec.endedBy(code, slot.key)) c.ends(slot.key);
    return;
  }
  if (!spec.takes(code)) return;
  if (body.phase === 'cleared' || meaning.clears === true) return endsCode(c, m, code, body);
  const priority = spec.priority?.(c, code);
  begins(c, m, { code, body, ...(priority && { priority }) });
};

const isOver = <M extends CodedMemory>(c: RuleCall, m: M, spec: CodedSpec<M>, slot: Slot): boolean => {
  if (spec.isOver?.(c, slot) === true) return true;
  if (spec.endedByRun?.(slot.code) !== true) return false;
  // Out of a backlog: a car that runs now, as its newest state says, has got over it.
  if (slot.revision === 0 && slot.raw && c.value('carStatus') === 'running') return true;
  return (
    m.ran.includes(slot.key) &&
    c.value('carDoorStatus') === 'opened' &&
    c.value('doorZone') !== false &&
    Math.max(c.since('carStatus'), c.since('doorZone'), c.since('carDoorStatus')) >= slot.onsetMs
  );
};

const followState = <M extends CodedMemory>(c: RuleCall, m: M, spec: CodedSpec<M>): void => {
  for (const slot of [...c.slots()]) {
    if (c.value('carStatus') === 'running' && c.since('carStatus') > slot.onsetMs) remember(m.ran, slot.key);
    if (c.late && slot.raw) continue;
    if (isOver(c, m, spec, slot)) c.ends(slot.key);
  }
};

const explain = (slot: Slot, clearsWhen: RuleExplanation['clearsWhen'] | undefined): RuleExplanation => {
  const entry = catalogueEntry(slot.code);
  const raw = slot.raw;
  const from = raw
    ? { zh: `（终端代码 ${raw.dialect}/${raw.code}）`, en: ` (terminal code ${raw.dialect}/${raw.code})` }
    : { zh: '（由状态推断）', en: ' (derived from the state)' };
  return {
    summary: { zh: (entry?.zh ?? slot.code) + from.zh, en: (entry?.en ?? slot.code) + from.en },
    clearsWhen: clearsWhen ?? {
      zh: '终端上报恢复，或轿厢恢复正常运行并完全开门',
      en: 'the terminal reports its end, or the car has run and opened fully again',
    },
  };
};

/** Makes a rule of the spec: the same condition from a code and from the state is one finding, whichever came first. */
export const codedRule = <M extends CodedMemory>(spec: CodedSpec<M>): Rule =>
  defineRule<M>({
    name: spec.name,
    version: spec.version ?? '1',
    codes: spec.codes,
    args: spec.args ?? {},
    delays: {},
    inputs:
      s.carStatus |
      s.doorZone |
      s.carDoorStatus |
      changeBits.event |
      changeBits.context |
      changeBits.timer |
      (spec.inputs ?? 0),
    idleInputs: changeBits.event | changeBits.timer | (spec.derivesFrom ?? 0),
    evidenceSignals: spec.evidenceSignals ?? [
      'serviceMode',
      'carStatus',
      'doorZone',
      'floor',
      'carDoorStatus',
      'passengerPresent',
    ],
    safety: true,
    initial: () => spec.initial(),
    judge(c, m) {
      if (c.changed & changeBits.timer) for (const key of m.endAtOnce.splice(0)) c.ends(key);
      const event = c.reading?.kind === 'event' && c.reading.body.type === 'code' ? c.reading.body : undefined;
      if (event) takeCode(c, m, spec, event);
      else if (c.slots().length > 0) followState(c, m, spec);
      spec.derive?.(c, m);
    },
    explain: (slot) => explain(slot, spec.clearsWhen),
  });

/** The parts of a spec that are the same for every rule of one national core fault. */
export const coreFault = (code: string) => ({
  codes: [code],
  takes: (one: string): boolean => one === code,
  endedBy: (clearing: '00' | '40'): boolean => clearing === '00',
});

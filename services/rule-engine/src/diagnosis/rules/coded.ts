import { catalogueEntry, type Bilingual, type CodeEvent } from '@liftwatch/schemas';
import { dialectFor, meaningFor } from '../intake/meaning.ts';
import type { Ending } from '../kernel/ending.ts';
import type { Slot } from '../kernel/lift-state.ts';
import { defineRule, type Rule, type RuleCall, type RuleExplanation } from '../kernel/rule.ts';
import { changeBits, signalBits as s, type SignalName } from '../kernel/signals.ts';
import { priorityOf } from '../kernel/finding-line.ts';
import { occupancyOf, rawOf } from './occupancy.ts';
import { isRootOpen, rootOf } from './root-cause.ts';

const REMEMBERED = 16;

/** What a rule remembers of codes that terminals report. Bounded lists; plain JSON. */
export interface CodedMemory {
  /** Event ids whose end came before their begin. */
  endedEarly: readonly string[];
  /** Slots that end as soon as they were reported. */
  endAtOnce: readonly string[];
  /** Codes since whose begin the car has run. */
  ran: readonly string[];
}

/** Nearly all of these lists are empty at nearly every lift: they are one. */
export const NO_CODES: readonly string[] = Object.freeze([]);

export const newCodedMemory = (): CodedMemory => ({ endedEarly: NO_CODES, endAtOnce: NO_CODES, ran: NO_CODES });

/** A rule that takes codes of terminals, and may find the same condition in the state itself. */
export interface CodedSpec<M extends CodedMemory> {
  readonly name: string;
  /**
   * Rises with every change of what the rule says, or of what its memory holds or means. Of an older memory what it
   * remembers of codes is taken over; whatever else the rule remembers begins anew.
   */
  readonly version: string;
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
  /** Why the present state says that it is over; undefined: it does not say so. */
  isOver?(c: RuleCall, slot: Slot): Ending | undefined;
  priority?(c: RuleCall, code: string): Slot['priority'];
  /** After each code taken, and whenever an input changed. */
  derive?(c: RuleCall, m: M): void;
  /** A code that its table does not hold. */
  unknown?(c: RuleCall, body: CodeEvent): void;
  readonly clearsWhen?: RuleExplanation['clearsWhen'];
}

type List = keyof CodedMemory;

const remember = (m: CodedMemory, list: List, value: string): void => {
  if (!m[list].includes(value)) m[list] = [...m[list], value].slice(-REMEMBERED);
};

const forget = (m: CodedMemory, list: List, value: string): void => {
  if (m[list].includes(value)) m[list] = m[list].filter((one) => one !== value);
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
  forget(m, 'ran', code);
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
  forget(m, 'endedEarly', body.eventId);
  remember(m, 'endAtOnce', code);
  c.wakeAt(c.nowMs + 1);
};

const UNDER = 'under-';
const LOOK_AGAIN_MS = 30_000;

/**
 * What a root cause explains is shown under it and not sent (P4), unless people are or may be in the car. A fault that
 * outlasts its root stands for itself.
 */
const putUnderRoot = (c: RuleCall, slot: Slot, usual: Slot['priority'] | undefined): void => {
  if (slot.stage === 'muted' || slot.occupancy !== 'empty') return;
  const under = slot.tags.find((tag) => tag.startsWith(UNDER));
  if (under !== undefined) {
    if (isRootOpen(c, under.slice(UNDER.length))) return c.wakeAt(c.nowMs + LOOK_AGAIN_MS);
    slot.tags.splice(slot.tags.indexOf(under), 1);
    return c.update(slot.key, { priority: usual ?? priorityOf(slot.code, slot.occupancy), tags: ['root-gone'] });
  }
  if (slot.revision > 0 || slot.priority === 'P4') return;
  const root = rootOf(c, slot.code, slot.onsetMs);
  if (root === undefined) return;
  slot.priority = 'P4';
  slot.tags.push(UNDER + root);
  c.wakeAt(c.nowMs + LOOK_AGAIN_MS);
};

const endsCode = (c: RuleCall, m: CodedMemory, code: string, body: CodeEvent): void => {
  const slot = c.slot(code);
  const another = slot?.raw?.eventId !== undefined && body.eventId !== undefined && slot.raw.eventId !== body.eventId;
  if (slot && !another) return c.ends(code, 'reported');
  if (body.eventId !== undefined) remember(m, 'endedEarly', body.eventId);
};

const takeCode = <M extends CodedMemory>(c: RuleCall, m: M, spec: CodedSpec<M>, body: CodeEvent): void => {
  const meaning = meaningFor(c.lift, body);
  if (!meaning) return spec.unknown?.(c, body);
  const { code } = meaning;
  if (code === '00' || code === '40') {
    for (const slot of [...c.slots()]) if (spec.endedBy(code, slot.key)) c.ends(slot.key, 'reported');
    return;
  }
  if (!spec.takes(code)) return;
  if (body.phase === 'cleared' || meaning.clears === true) return endsCode(c, m, code, body);
  const priority = spec.priority?.(c, code);
  begins(c, m, { code, body, ...(priority && { priority }) });
};

const endOf = <M extends CodedMemory>(c: RuleCall, m: M, spec: CodedSpec<M>, slot: Slot): Ending | undefined => {
  const over = spec.isOver?.(c, slot);
  if (over) return over;
  if (spec.endedByRun?.(slot.code) !== true) return undefined;
  // Out of a backlog: a car that runs now, as its newest state says, has got over it.
  if (slot.revision === 0 && slot.raw && c.value('carStatus') === 'running') return 'moved';
  const worked =
    m.ran.includes(slot.key) &&
    c.value('carDoorStatus') === 'opened' &&
    c.value('doorZone') !== false &&
    Math.max(c.since('carStatus'), c.since('doorZone'), c.since('carDoorStatus')) >= slot.onsetMs;
  return worked ? 'worked' : undefined;
};

const endAtOnce = (c: RuleCall, m: CodedMemory): void => {
  const keys = m.endAtOnce;
  m.endAtOnce = NO_CODES;
  for (const key of keys) c.ends(key, 'reported');
};

const followState = <M extends CodedMemory>(c: RuleCall, m: M, spec: CodedSpec<M>): void => {
  for (const slot of [...c.slots()]) {
    if (c.value('carStatus') === 'running' && c.since('carStatus') > slot.onsetMs) remember(m, 'ran', slot.key);
    if (c.late && slot.raw) continue;
    const how = endOf(c, m, spec, slot);
    if (how) c.ends(slot.key, how);
  }
};

const byRoot = (slot: Slot): Bilingual => {
  const root = slot.tags.find((tag) => tag.startsWith(UNDER))?.slice(UNDER.length);
  const entry = root === undefined ? undefined : catalogueEntry(root);
  return entry ? { zh: `，由“${entry.zh}”引起`, en: `, which "${entry.en}" explains` } : { zh: '', en: '' };
};

const explain = (slot: Slot, clearsWhen: RuleExplanation['clearsWhen'] | undefined): RuleExplanation => {
  const entry = catalogueEntry(slot.code);
  const raw = slot.raw;
  const from = raw
    ? { zh: `（终端代码 ${raw.dialect}/${raw.code}）`, en: ` (terminal code ${raw.dialect}/${raw.code})` }
    : { zh: '（由状态推断）', en: ' (derived from the state)' };
  return {
    summary: {
      zh: (entry?.zh ?? slot.code) + from.zh + byRoot(slot).zh,
      en: (entry?.en ?? slot.code) + from.en + byRoot(slot).en,
    },
    clearsWhen: clearsWhen ?? {
      zh: '终端上报恢复，或轿厢恢复正常运行并完全开门',
      en: 'the terminal reports its end, or the car has run and opened fully again',
    },
  };
};

const isListOfCodes = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

/** The memory of codes out of that of an older version; what is none is left behind. */
const codesOf = (data: unknown): Partial<CodedMemory> => {
  const old = (data ?? {}) as Readonly<Record<string, unknown>>;
  const lists = (['endedEarly', 'endAtOnce', 'ran'] satisfies List[]).filter((list) => isListOfCodes(old[list]));
  return Object.fromEntries(lists.map((list) => [list, old[list]]));
};

/** Makes a rule of the spec: the same condition from a code and from the state is one finding, whichever came first. */
export const codedRule = <M extends CodedMemory>(spec: CodedSpec<M>): Rule =>
  defineRule<M>({
    name: spec.name,
    version: spec.version,
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
    migrate: (data) => ({ ...spec.initial(), ...codesOf(data) }),
    judge(c, m) {
      if (c.changed & changeBits.timer && m.endAtOnce.length > 0) endAtOnce(c, m);
      const event = c.reading?.kind === 'event' && c.reading.body.type === 'code' ? c.reading.body : undefined;
      if (event) takeCode(c, m, spec, event);
      else if (c.slots().length > 0) followState(c, m, spec);
      spec.derive?.(c, m);
      if (c.slots().length > 0) for (const slot of c.slots()) putUnderRoot(c, slot, spec.priority?.(c, slot.code));
    },
    explain: (slot) => explain(slot, spec.clearsWhen),
  });

/** The parts of a spec that are the same for every rule of one national core fault. */
export const coreFault = (code: string) => ({
  codes: [code],
  takes: (one: string): boolean => one === code,
  endedBy: (clearing: '00' | '40'): boolean => clearing === '00',
});

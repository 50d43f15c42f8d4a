import { catalogueEntry, type CodeEvent } from '@liftwatch/schemas';
import { dialectFor, meaningFor } from '../../intake/meaning.ts';
import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { hasOpenEntrapment, isAttended, occupancyOf } from '../occupancy.ts';

/** Codes that the entrapment rule reports. */
const ENTRAPMENT = new Set(['X01', 'X02', '90']);
/** Ended by a run and a full opening: the lift works again. 05 and the overruns are not: they want a person's word. */
const ENDED_BY_RUN = new Set(['01', '02', '03', '04', '06', '07', '08', 'X08']);
const MODE_EVENTS: Readonly<Record<string, string>> = {
  '42': 'out-of-service',
  '43': 'inspection',
  '44': 'fire-return',
  '45': 'firefighter',
  '46': 'emergency-power',
  '47': 'earthquake',
};
const REMEMBERED = 16;
const UNKNOWN_CODE = 'U00';

interface Memory {
  /** Event ids whose end came before their begin. */
  endedEarly: string[];
  /** Slots that end as soon as they were reported. */
  endAtOnce: string[];
  /** Codes since whose begin the car has run. */
  ran: string[];
}

const remember = (list: string[], value: string): void => {
  if (!list.includes(value)) list.push(value);
  if (list.length > REMEMBERED) list.shift();
};

const forget = (list: string[], value: string): void => {
  const at = list.indexOf(value);
  if (at >= 0) list.splice(at, 1);
};

const rawOf = (c: RuleCall, body: CodeEvent): { dialect: string; code: string; eventId?: string } => ({
  dialect: dialectFor(c.lift, body),
  code: body.code,
  ...(body.eventId !== undefined && { eventId: body.eventId }),
});

const begins = (c: RuleCall, m: Memory, code: string, body: CodeEvent): void => {
  const known = c.slot(code);
  if (known && known.stage !== 'waiting' && known.clearAtMs === 0) return;
  forget(m.ran, code);
  c.holds(code, {
    code,
    onsetMs: c.nowMs,
    alarmAtMs: c.nowMs,
    occupancy: occupancyOf(c),
    raw: rawOf(c, body),
    confidence: 0.9,
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

const endsCode = (c: RuleCall, m: Memory, code: string, body: CodeEvent): void => {
  const slot = c.slot(code);
  const another = slot?.raw?.eventId !== undefined && body.eventId !== undefined && slot.raw.eventId !== body.eventId;
  if (slot && !another) return c.ends(code);
  if (body.eventId !== undefined) remember(m.endedEarly, body.eventId);
};

/** A code that its table does not hold is kept and told, not guessed. */
const unknown = (c: RuleCall, body: CodeEvent): void => {
  const raw = rawOf(c, body);
  const evidence = c.evidence({ zh: `未知代码 ${raw.code}`, en: `code ${raw.code} is not in table ${raw.dialect}` });
  const key = `unknown/${raw.dialect}/${raw.code}`;
  if (c.slots().length < REMEMBERED && !c.slot(key))
    c.holds(key, { code: UNKNOWN_CODE, onsetMs: c.nowMs, alarmAtMs: c.nowMs, priority: 'P4', raw, evidence });
};

const takeEvent = (c: RuleCall, m: Memory, body: CodeEvent): void => {
  const meaning = meaningFor(c.lift, body);
  if (!meaning) return unknown(c, body);
  const { code } = meaning;
  if (code === '00')
    return endAll(c, (key) => key !== '05' && !key.startsWith('unknown/') && MODE_EVENTS[key] === undefined);
  if (code === '40') return endAll(c, (key) => MODE_EVENTS[key] !== undefined);
  if (ENTRAPMENT.has(code)) return;
  if (body.phase === 'cleared' || meaning.clears === true) endsCode(c, m, code, body);
  else begins(c, m, code, body);
};

const endAll = (c: RuleCall, which: (key: string) => boolean): void => {
  for (const slot of [...c.slots()]) if (which(slot.key)) c.ends(slot.key);
};

/** 04 from the state itself, where no code says so and no entrapment does. */
const derive04 = (c: RuleCall): void => {
  const stands = c.value('carStatus') === 'stopped' && c.value('doorZone') === false;
  if (!stands || isAttended(c)) return;
  if (hasOpenEntrapment(c)) {
    if (c.slot('04')?.revision === 0) c.ends('04');
    return;
  }
  const known = c.slot('04');
  if (known && known.stage !== 'waiting' && known.clearAtMs === 0) return;
  if (known && known.raw) return;
  const onsetMs = Math.max(c.since('carStatus'), c.since('doorZone'));
  c.holds('04', {
    code: '04',
    onsetMs,
    alarmAtMs: onsetMs + c.arg('offLevelS') * 1_000,
    occupancy: occupancyOf(c),
    confidence: 0.8,
    tags: ['derived'],
  });
};

const isOver = (c: RuleCall, m: Memory, code: string, fresh: boolean): boolean => {
  const runs = c.value('carStatus') === 'running';
  if (code === '04') return runs || c.value('doorZone') === true;
  if (code === '41') return c.value('powerStatus') === 'normal';
  const mode = MODE_EVENTS[code];
  if (mode !== undefined) return c.value('serviceMode') !== undefined && c.value('serviceMode') !== mode;
  if (!ENDED_BY_RUN.has(code)) return false;
  // Out of a backlog: a car that runs now, as its newest state says, has got over it.
  if (fresh && runs) return true;
  return m.ran.includes(code) && c.value('carDoorStatus') === 'opened' && c.value('doorZone') !== false;
};

const followState = (c: RuleCall, m: Memory): void => {
  for (const slot of [...c.slots()]) {
    if (c.value('carStatus') === 'running' && c.since('carStatus') > slot.onsetMs) remember(m.ran, slot.key);
    if (c.late && slot.raw) continue;
    if (isOver(c, m, slot.key, slot.revision === 0)) {
      const told = newerThan(c, slot.key, slot.onsetMs) || slot.revision === 0;
      if (told) c.ends(slot.key);
    }
  }
};

/** A value that was there before the fault does not end it. */
const newerThan = (c: RuleCall, code: string, onsetMs: number): boolean => {
  if (code === '41') return c.since('powerStatus') >= onsetMs;
  if (MODE_EVENTS[code] !== undefined) return c.since('serviceMode') >= onsetMs;
  return Math.max(c.since('carStatus'), c.since('doorZone'), c.since('carDoorStatus')) >= onsetMs;
};

/** Faults, events and alarms that a terminal reports by code, and 04 derived from the state. */
export const faultCodes = defineRule<Memory>({
  name: 'fault-codes',
  version: '1',
  codes: ['01', '02', '03', '04', '05', '06', '07', '08', '41', '42', '43', '44', '45', '46', '47', UNKNOWN_CODE],
  args: { offLevelS: { default: 45, unit: 's', min: 5, max: 600, source: 'deployed terminal firmware 45-60 s [S]' } },
  delays: {},
  inputs:
    s.carStatus |
    s.doorZone |
    s.carDoorStatus |
    s.serviceMode |
    s.powerStatus |
    changeBits.event |
    changeBits.context |
    changeBits.timer,
  evidenceSignals: [
    'serviceMode',
    'carStatus',
    'doorZone',
    'floor',
    'carDoorStatus',
    'passengerPresent',
    'powerStatus',
  ],
  safety: true,
  initial: () => ({ endedEarly: [], endAtOnce: [], ran: [] }),
  judge(c, m) {
    if (c.changed & changeBits.timer) for (const key of m.endAtOnce.splice(0)) c.ends(key);
    const event = c.reading?.kind === 'event' && c.reading.body.type === 'code' ? c.reading.body : undefined;
    if (event) return takeEvent(c, m, event);
    if (c.slots().length > 0) followState(c, m);
    derive04(c);
  },
  explain(slot) {
    const entry = catalogueEntry(slot.code);
    const raw = slot.raw;
    const from = raw
      ? { zh: `(终端代码 ${raw.dialect}/${raw.code})`, en: ` (terminal code ${raw.dialect}/${raw.code})` }
      : { zh: '(由状态推断)', en: ' (derived from the state)' };
    const name =
      slot.code === UNKNOWN_CODE
        ? { zh: '未知代码', en: 'Unknown code' }
        : { zh: entry?.zh ?? slot.code, en: entry?.en ?? slot.code };
    return {
      summary: { zh: name.zh + from.zh, en: name.en + from.en },
      clearsWhen: {
        zh: '终端上报恢复,或轿厢恢复正常运行',
        en: 'the terminal reports its end, or the car runs normally again',
      },
    };
  },
});

import type { RuleCall } from '../../kernel/rule.ts';
import { meaningFor } from '../../intake/meaning.ts';
import type { Car } from './car.ts';
import { rawOf } from '../occupancy.ts';
import { withRecent } from '../recent.ts';
import type { Instant, Memory } from './memory.ts';

const REMEMBERED_PRESSES = 5;

/** The mechanic: inspection mode, and a job with a technician signed in. */
const isMechanic = (c: RuleCall, car: Car): boolean =>
  car.mode === 'inspection' && c.lift.jobs.some((job) => job.technicianIn);

const MISUSE_MS = 600_000;
const MISUSE_PRESSES = 3;

/** Counts presses between which the lift has run and opened fully: somebody plays with the button of a lift that works. */
const isMisuse = (c: RuleCall, m: Memory, car: Car): boolean => {
  const last = m.presses.at(-1) ?? 0;
  if (last > 0 && m.lastFullOpenMs <= last) m.presses = [];
  m.presses = withRecent(m.presses, c.nowMs, MISUSE_MS).slice(-REMEMBERED_PRESSES);
  const stuck = car.moves !== true && car.level === false;
  return !stuck && m.presses.length >= MISUSE_PRESSES && !c.slot('entrapment');
};

/** A press that calls nobody is logged: shown, never sent. */
export const logPress = (c: RuleCall, tag: 'misuse' | 'nuisance', pressedMs = c.nowMs): void => {
  const what = c.evidence({ zh: '轿厢报警按钮动作', en: 'alarm button in the car pressed' });
  c.holds('press', {
    code: '90',
    onsetMs: pressedMs,
    alarmAtMs: pressedMs - 1,
    priority: 'P4',
    row: '2',
    tags: [tag],
    evidence: what,
  });
  c.ends('press');
};

const press = (c: RuleCall, m: Memory, car: Car, o: { heldMs: number | undefined; raw: Instant['raw'] }): void => {
  if (o.heldMs !== undefined && o.heldMs < c.arg('pressS') * 1_000) return;
  if (m.lastFullOpenMs > c.nowMs) {
    if (c.late) passed(c, { row: '2', raw: o.raw });
    return;
  }
  if (isMisuse(c, m, car)) return logPress(c, 'misuse');
  const letsOut = car.door === 'open' && car.level !== false;
  if (letsOut) {
    m.openPress = { atMs: c.nowMs, openSinceMs: c.since('carDoorStatus'), raw: o.raw };
    return logPress(c, 'nuisance');
  }
  if (m.callBackMs > 0) {
    m.callBackMs = 0;
    c.update('entrapment', { priority: 'P1', tags: ['pressed-again'] });
  } else if (isMechanic(c, car) && m.pressedMs === 0 && c.slot('entrapment')?.stage !== 'alarm') {
    m.callBackMs = c.nowMs + c.arg('callBackS') * 1_000;
    c.wakeAt(m.callBackMs);
  }
  if (car.moves === true) {
    m.pressedMs = c.nowMs;
    m.pressedRaw = o.raw;
    return;
  }
  begin(c, m, { row: '2', raw: o.raw });
};

/** A press or code after an operator's word is a new entrapment, with an onset of its own. */
const begin = (c: RuleCall, m: Memory, o: Pick<Instant, 'row' | 'raw'>): void => {
  if (c.slot('entrapment')?.stage === 'muted') {
    c.ends('entrapment');
    m.judged = [];
    m.allowedMs = c.nowMs;
  }
  m.instant ??= { row: o.row, atMs: c.nowMs, late: c.late, ...(o.raw && { raw: o.raw }) };
};

/** It was over before liftwatch learnt of it. */
const passed = (c: RuleCall, o: Pick<Instant, 'row' | 'raw'>): void => {
  if (c.slot('entrapment')) return;
  const what = c.evidence({ zh: '迟到的困人信息', en: 'arrived late; the door has opened since' });
  c.holds('entrapment', {
    code: o.row === '2' ? '90' : 'X02',
    onsetMs: c.nowMs,
    alarmAtMs: c.nowMs,
    row: o.row,
    evidence: what,
    ...(o.raw && { raw: o.raw }),
  });
  c.ends('entrapment');
};

const faultBegins = (c: RuleCall, m: Memory, code: string): void => {
  // Out of a backlog, and the car has moved since: it says nothing of the present stand.
  if (c.late && c.value('carStatus') !== undefined && c.since('carStatus') > c.nowMs) return;
  m.faults[code] ??= c.nowMs;
  if (code === '02' || code === '03') m.doorFaultMs ||= c.nowMs;
  if (code === '41' && c.value('powerStatus') === undefined) m.powerLostMs ||= c.nowMs;
  if (code !== '04') return;
  if (c.value('carStatus') === undefined) m.stoppedMs ||= c.nowMs;
  if (c.value('doorZone') === undefined) m.offLevelMs ||= c.nowMs;
};

const faultEnds = (c: RuleCall, m: Memory, code: string): void => {
  delete m.faults[code];
  if (m.faults['02'] === undefined && m.faults['03'] === undefined) m.doorFaultMs = 0;
  if (code === '41') m.powerLostMs = 0;
  if (code !== '04') return;
  m.offLevelMs = 0;
  // Nothing but the code said that it stands between floors: what the code implied ends with it.
  if (c.value('doorZone') === undefined && !c.isTold('doorZone')) m.row3Ms = 0;
};

const KNOWN = new Set(['01', '02', '03', '04', '05', '06', '07', '08', '41']);

/** Takes what an `event` says into the memory: presses, entrapment codes, and what codes imply. */
export const takeEvent = (c: RuleCall, m: Memory, car: Car): void => {
  if (c.reading?.kind !== 'event') return;
  const body = c.reading.body;
  if (body.type === 'alarm-button') {
    if (body.phase !== 'cleared') press(c, m, car, { heldMs: body.pressedMs, raw: undefined });
    return;
  }
  const meaning = meaningFor(c.lift, body);
  if (!meaning) return;
  const cleared = body.phase === 'cleared' || meaning.clears === true;
  if (meaning.code === '00') for (const code of Object.keys(m.faults)) faultEnds(c, m, code);
  else if (meaning.code === '90' && !cleared) press(c, m, car, { heldMs: undefined, raw: rawOf(c, body) });
  else if ((meaning.code === 'X01' || meaning.code === 'X02') && !cleared) {
    if (m.lastFullOpenMs <= c.nowMs) begin(c, m, { row: '11', raw: rawOf(c, body) });
    else if (c.late) passed(c, { row: '11', raw: rawOf(c, body) });
  } else if (KNOWN.has(meaning.code)) {
    if (cleared) faultEnds(c, m, meaning.code);
    else faultBegins(c, m, meaning.code);
  }
};

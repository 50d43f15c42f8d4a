import { vulnerablePeople } from '@liftwatch/schemas';
import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { NEVER, type Slot } from '../../kernel/lift-state.ts';
import { changeBits, signalBits } from '../../kernel/signals.ts';
import { priorityOf } from '../../kernel/finding-line.ts';
import { args } from './args.ts';
import { leavesAgain, noteLanding, readCar, stoppedSince, type Car } from './car.ts';
import { sureness } from './confidence.ts';
import { closeAgain, takeDoorCycle } from './door.ts';
import { logPress, takeEvent } from './events.ts';
import { explain } from './explain.ts';
import { newMemory, type Memory } from './memory.ts';
import { notePerson, peopleIn, takeTrip, trackPeople, type People } from './people.ts';
import { isCutLately } from './told.ts';
import { isNuisanceProne, learnVerdict, takeRelease, trustIn } from './verdicts.ts';
import { row10, row3and6, row4and6, row5, type Running } from './rows.ts';

const KEY = 'entrapment';
const SELF_RELEASED = 'self-released';
const REPEATED_MS = 86_400_000;
const HOT_C = 35;

const isAttended = (c: RuleCall, car: Car): boolean =>
  car.mode === 'inspection' || c.lift.jobs.some((job) => job.technicianIn);

const instants = (c: RuleCall, m: Memory, car: Car): Running[] => {
  const found: Running[] = [];
  if (m.instant) {
    const { row, atMs } = m.instant;
    const ground = row === '11' ? 'reported' : 'pressed';
    found.push({ row, ground, onsetMs: atMs, suspectAtMs: NEVER, alarmAtMs: atMs });
  }
  if (m.pressedMs > 0 && car.moves === false) {
    const alarmAtMs = Math.max(stoppedSince(c, m), m.pressedMs + c.arg('pressStopS') * 1_000);
    found.push({ row: '2', ground: 'pressed-moving', onsetMs: m.pressedMs, suspectAtMs: NEVER, alarmAtMs });
  }
  return found;
};

/** Every row that runs; rows 3-6 and 10 start no new entrapment while people work at the lift. */
const runningRows = (c: RuleCall, m: Memory, car: Car, people: People): Running[] => {
  const found = instants(c, m, car);
  const slot = c.slot(KEY);
  const reported = slot !== undefined && slot.revision > 0;
  if (m.attended && !isAttended(c, car)) m.allowedMs = c.nowMs;
  const states = [
    row3and6(c, m, car, people),
    row4and6(c, m, car, people),
    row5(c, m, car, people),
    row10(c, m, car, people),
  ];
  if (isAttended(c, car) && !reported) {
    m.attended = true;
    return found;
  }
  m.attended = false;
  for (const row of states) if (row) found.push(row);
  return found;
};

const tagsOf = (c: RuleCall, m: Memory, car: Car, o: { people: People; row: string }): string[] => {
  const tags: string[] = [];
  const open = car.door !== undefined && car.door !== 'closed' && c.value('carDoorStatus') !== 'door-fault';
  if (car.level === false && open && car.moves !== true) tags.push('door-open-between-floors');
  if (o.people === 'unknown' && o.row !== '11') tags.push('occupancy-unknown');
  if (o.row === '10') tags.push('link-lost');
  if (m.callBackMs > 0) tags.push('call-back');
  const temperature = c.value('carTemperatureC');
  if (typeof temperature === 'number' && temperature > HOT_C) tags.push('hot-car');
  if (m.faults['05'] !== undefined || hasMoved(c)) tags.push('unintended-movement');
  if (m.endedMs > 0 && c.nowMs - m.endedMs < REPEATED_MS) tags.push('repeated');
  tags.push(...m.vulnerable);
  if (isNuisanceProne(m)) tags.push('nuisance-prone');
  return tags;
};

const BOOSTERS = new Set([
  'door-open-between-floors',
  'hot-car',
  'unintended-movement',
  'repeated',
  ...vulnerablePeople,
]);

/** 05 as derived from the state: its own rule tells it. */
const hasMoved = (c: RuleCall): boolean =>
  c.lift.rules['unintended-movement']?.slots.some((slot) => slot.stage === 'alarm') ?? false;

/** Row 9: what makes it worse may become known after the alarm. */
const boost = (c: RuleCall, tags: readonly string[]): void => {
  const open = c.slot(KEY);
  const fresh = tags.filter((tag) => BOOSTERS.has(tag) && open?.tags.includes(tag) === false);
  if (open && fresh.length > 0)
    c.update(KEY, { ...(open.priority === 'P1' && { priority: 'P0' as const }), tags: fresh });
};

const report = (c: RuleCall, m: Memory, car: Car, o: { people: People; rows: readonly Running[] }): void => {
  let alarm = o.rows[0] as Running;
  let suspectAtMs = NEVER;
  let onsetMs = NEVER;
  for (const row of o.rows) {
    if (row.alarmAtMs < alarm.alarmAtMs) alarm = row;
    if (row.suspectAtMs < suspectAtMs) suspectAtMs = row.suspectAtMs;
    if (row.onsetMs < onsetMs) onsetMs = row.onsetMs;
  }
  const reported = alarm.row === '11';
  const occupancy = !reported && (o.people === 'empty' || o.people === 'unknown') ? 'unknown' : 'occupied';
  const code = alarm.row === '2' ? '90' : car.level === true ? 'X01' : 'X02';
  const tags = tagsOf(c, m, car, { people: o.people, row: alarm.row });
  const usual = m.callBackMs > 0 ? 'P3' : priorityOf(code, occupancy);
  const priority = usual === 'P1' && tags.some((tag) => BOOSTERS.has(tag)) ? 'P0' : usual;
  const sure = sureness(alarm, { rows: o.rows, nowMs: c.nowMs, isCut: isCutLately(c) });
  const confidence = Math.round(sure * trustIn(m) * 100) / 100;
  const raw = alarm.row === '11' || alarm.row === '2' ? (m.instant?.raw ?? m.pressedRaw) : undefined;
  const condition = {
    code,
    onsetMs,
    suspectAtMs,
    alarmAtMs: alarm.alarmAtMs,
    occupancy,
    priority,
    tags,
    confidence,
    row: alarm.row,
    ...(raw && { raw }),
  } as const;
  const spoken = c.reading?.kind === 'event' ? { ...condition, evidence: c.evidence(eventWords(c)) } : condition;
  const before = c.slot(KEY);
  c.holds(KEY, spoken);
  if (before?.stage === 'alarm') boost(c, tags);
};

const eventWords = (c: RuleCall): { zh: string; en: string } => {
  const body = c.reading?.kind === 'event' ? c.reading.body : undefined;
  if (body?.type === 'code') return { zh: `终端上报代码 ${body.code}`, en: `terminal sent code ${body.code}` };
  return { zh: '轿厢报警按钮动作', en: 'alarm button in the car pressed' };
};

/** The mechanic did not answer: from a call-back it becomes an alarm like any other. */
const chaseCallBack = (c: RuleCall, m: Memory): void => {
  if (m.callBackMs === 0) return;
  const slot = c.slot(KEY);
  // Pressed in a car that moves: what becomes of it is known when the car stands.
  const pending = m.pressedMs > 0 && (slot === undefined || slot.revision === 0);
  if (pending && c.nowMs < m.callBackMs) return c.wakeAt(m.callBackMs);
  const answered = slot !== undefined && (slot.confirmation !== 'none' || slot.tags.includes('call-answered'));
  if (answered || !slot || slot.stage === 'muted') m.callBackMs = 0;
  else if (c.nowMs >= m.callBackMs) {
    m.callBackMs = 0;
    c.update(KEY, { priority: 'P1', tags: ['unanswered'] });
  } else c.wakeAt(m.callBackMs);
};

/** Why people were stuck, as far as the lift itself shows it; what it was is for the crew to say. */
const causeOf = (slot: Slot, m: Memory): readonly string[] => {
  if (m.wasDark) return ['cause-power'];
  if (slot.row === '4') return ['cause-door'];
  return slot.code === 'X02' && slot.row !== '10' && slot.row !== '11' ? ['cause-levelling'] : [];
};

const finish = (c: RuleCall, m: Memory, car: Car, tags: readonly string[]): void => {
  const slot = c.slot(KEY);
  if (!slot) return;
  const heard = slot.row === '10' && m.silentFromMs === 0 ? 'heard' : 'self';
  const how = m.openNow ? 'door' : car.moves === true && heard === 'self' ? 'moved' : heard;
  if (slot.stage === 'alarm') m.endedMs = c.nowMs;
  m.callBackMs = 0;
  m.vulnerable = [];
  c.ends(KEY, how, tags.includes(SELF_RELEASED) ? [...tags, ...causeOf(slot, m)] : tags);
};

/** Nobody is seen any more: worth a check, but person sensors lose people, so it stays open. */
const check = (c: RuleCall): void => {
  const slot = c.slot(KEY);
  if (slot?.stage === 'alarm' && !slot.tags.includes('check')) c.update(KEY, { tags: ['check'] });
};

const conclude = (c: RuleCall, m: Memory, car: Car): void => {
  const slot = c.slot(KEY);
  const said = m.instant?.row === '11';
  if (m.openNow && !said) {
    const itself = slot?.stage === 'alarm' && !isAttended(c, car);
    return finish(c, m, car, itself ? [SELF_RELEASED] : []);
  }
  // A press or code out of a backlog: the car has run since, so it is over.
  if (m.instant?.late === true && !c.late && car.moves === true) {
    m.instant = undefined;
    if (slot && slot.revision === 0) finish(c, m, car, []);
  }
  const people = peopleIn(m, car);
  const rows = runningRows(c, m, car, people);
  if (rows.length > 0) return report(c, m, car, { people, rows });
  if (slot && slot.stage !== 'alarm') finish(c, m, car, []);
};

const s = signalBits;
const STATE_AND_EVENTS =
  s.serviceMode |
  s.carStatus |
  s.doorZone |
  s.carDoorStatus |
  s.passengerPresent |
  s.peopleCount |
  s.powerStatus |
  s.speedMps |
  s.carTemperatureC |
  changeBits.event |
  changeBits.trip |
  changeBits.door |
  changeBits.terminal |
  changeBits.link |
  changeBits.context |
  changeBits.timer;

/** What a reading says that changes nothing for people: a speed beside a car status, a count beside a person sensor. */
const isIdle = (c: RuleCall, m: Memory): boolean => {
  let rest = c.changed & ~changeBits.heard;
  if (c.value('carStatus') !== undefined) rest &= ~s.speedMps;
  if (c.value('passengerPresent') !== undefined) rest &= ~s.peopleCount;
  const waits = m.silentFromMs > 0 || m.pressedMs > 0 || m.openPress !== undefined || m.runLostMs > 0;
  return rest === 0 && !waits;
};

const takeContext = (c: RuleCall, m: Memory): void => {
  learnVerdict(c, m);
  takeRelease(c, m, c.slot(KEY));
  if (!c.slot(KEY)) return;
  const said = c.context?.type === 'operator-decision' || c.context?.type === 'job' ? c.context.vulnerable : undefined;
  for (const people of said ?? []) if (!m.vulnerable.includes(people)) m.vulnerable.push(people);
};

/** What a reading says besides its values: of the terminal's supply, and that the lift is heard from. */
const takeReading = (c: RuleCall, m: Memory): void => {
  if (c.context) return takeContext(c, m);
  if (!c.reading) return;
  m.silentFromMs = 0;
  if (c.reading.kind === 'state') {
    const { carStatus } = c.reading.body;
    if (carStatus === 'running' && c.nowMs > m.runningToldMs) m.runningToldMs = c.nowMs;
  }
  if (c.reading.kind === 'terminal' && c.reading.body.powerSource !== undefined)
    m.onBattery = c.reading.body.powerSource === 'battery';
};

/** Entrapment: the decision table of the field reference, rows 1-11. At most one open per lift. */
export const entrapment = defineRule<Memory>({
  name: 'entrapment',
  version: '9',
  codes: ['X01', 'X02', '90'],
  args,
  delays: { damped: false },
  inputs: STATE_AND_EVENTS | s.floor | changeBits.heard,
  idleInputs: STATE_AND_EVENTS,
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
  initial: newMemory,
  judge(c, m) {
    const leaves = leavesAgain(c, m);
    if (isIdle(c, m) && !leaves) return notePerson(c, m);
    takeReading(c, m);
    if (c.changed & s.carDoorStatus) noteLanding(c, m);
    const car = readCar(c, m);
    takeEvent(c, m, car);
    const now = readCar(c, m);
    const wasOpen = m.lastFullOpenMs;
    const { instant, pressedMs } = m;
    trackPeople(c, m, now);
    notePerson(c, m);
    if (pressedMs > 0 && m.pressedMs === 0 && !c.slot(KEY)?.revision) logPress(c, 'nuisance', pressedMs);
    pressedShutIn(c, m);
    pressedStanding(c, m, now);
    // A press that came while the door stood open past the floor is judged with the opening, not against it.
    if (m.openNow && wasOpen === m.lastFullOpenMs && instant?.row === '2') m.instant = undefined;
    if (c.reading?.kind === 'trip') takeTrip(c, m, now);
    if (takeDoorCycle(c, m, now)) {
      conclude(c, m, now);
      closeAgain(c, m, now);
    }
    conclude(c, m, now);
    if (c.changed & s.passengerPresent && now.person === false) check(c);
    chaseCallBack(c, m);
  },
  explain,
  wordsEnd: true,
  migrate: (data) => ({ ...newMemory(), ...(data as Partial<Memory>) }),
});

/** The reading is from before the press and after the last that tells of a run, and says that the car stands: it was overtaken. */
const saysStood = (c: RuleCall, m: Memory): boolean =>
  c.reading?.kind === 'state' &&
  c.reading.body.carStatus === 'stopped' &&
  c.nowMs <= m.pressedMs &&
  c.nowMs > m.runningToldMs;

/** Readings may overtake each other: the stop that is told after a press was before it, and it was pressed in a car that stood. */
const pressedStanding = (c: RuleCall, m: Memory, car: Car): void => {
  if (m.pressedMs === 0 || car.moves !== false || m.openNow) return;
  const stoodMs = stoppedSince(c, m);
  if ((stoodMs === 0 || stoodMs > m.pressedMs) && !saysStood(c, m)) return;
  const raw = m.pressedRaw;
  m.instant ??= { row: '2', atMs: m.pressedMs, late: c.late, ...(raw && { raw }) };
  m.pressedMs = 0;
  m.pressedRaw = undefined;
};

/** What overtakes a press by longer than this does not come, ms. */
const OVERTAKEN_MS = 10_000;

/** The closing of the door was overtaken by the press: it was no press of somebody who could walk out. */
const pressedShutIn = (c: RuleCall, m: Memory): void => {
  if (m.openPress === undefined) return;
  const { atMs, openSinceMs, raw } = m.openPress;
  if (c.nowMs > atMs + OVERTAKEN_MS) m.openPress = undefined;
  if (c.reading?.kind !== 'state' || c.nowMs > atMs || c.nowMs <= openSinceMs) return;
  const { carDoorStatus } = c.reading.body;
  if (carDoorStatus !== 'closed' && carDoorStatus !== 'safety-locked') return;
  m.pressedMs = atMs;
  m.pressedRaw = raw;
  m.openPress = undefined;
};

import { changeBits, signalBits } from '../../kernel/signals.ts';
import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { args } from './args.ts';
import { chaseCallBack } from './call-back.ts';
import { leavesAgain, noteLanding, readCar, type Car } from './car.ts';
import { closeAgain, takeDoorCycle, takeOvertakenOpening } from './door.ts';
import { check, finish, SELF_RELEASED } from './ending.ts';
import { logPress, takeEvent } from './events.ts';
import { explain } from './explain.ts';
import { isWord, takeJudgement, unjudged } from './judged.ts';
import { KEY, newMemory, type Memory } from './memory.ts';
import { pressedShutIn, pressedStanding } from './overtaken.ts';
import { notePerson, peopleIn, takeOvertakenRun, takeTrip, trackPeople, type People } from './people.ts';
import { report } from './report.ts';
import type { Running } from './rows.ts';
import { isAttended, runningRows } from './running-rows.ts';
import { learnVerdict, takeRelease } from './verdicts.ts';

/** The rows that run and say more than a person has judged; what is new to a person's word is counted from here on. */
const newRows = (c: RuleCall, m: Memory, car: Car, people: People): readonly Running[] => {
  const rows = runningRows(c, m, car, people);
  const muted = c.slot(KEY)?.stage === 'muted';
  if (muted && (isWord(c) || m.judged.length === 0)) return takeJudgement(m, rows);
  const fresh = unjudged(m, rows);
  if (!muted || fresh.length === 0) return fresh;
  c.ends(KEY);
  m.allowedMs = c.nowMs;
  return unjudged(m, runningRows(c, m, car, people));
};

/** What this entry makes true: an end, an alarm, or neither. */
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
  const rows = newRows(c, m, car, people);
  if (rows.length > 0) return report(c, m, car, { people, rows });
  // What a person has judged stays mute for as long as the state lasts.
  if (slot?.stage === 'muted' && m.judged.length > 0) return;
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
  version: '12',
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
    takeOvertakenRun(c, m, now);
    notePerson(c, m);
    if (pressedMs > 0 && m.pressedMs === 0 && !c.slot(KEY)?.revision) logPress(c, 'nuisance', pressedMs);
    pressedShutIn(c, m);
    pressedStanding(c, m, now);
    // A press that came while the door stood open past the floor is judged with the opening, not against it.
    if (m.openNow && wasOpen === m.lastFullOpenMs && instant?.row === '2') m.instant = undefined;
    if (c.reading?.kind === 'trip') takeTrip(c, m, now);
    if (takeDoorCycle(c, m, now) || takeOvertakenOpening(c, m, now)) {
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

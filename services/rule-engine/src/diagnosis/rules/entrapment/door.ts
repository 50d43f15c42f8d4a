import type { RuleCall } from '../../kernel/rule.ts';
import { newestOf, terminalNamed } from '../../kernel/terminal-state.ts';
import { stoppedSince, type Car } from './car.ts';
import type { Memory } from './memory.ts';
import { isLostSince, toldBy } from './told.ts';

/** So many full openings in a row without a person at any of them: the sensor is dead, not the building. */
const UNSEEN_OPENINGS = 12;

/** So often in a row somebody stands in a closed car and then goes on: it is the sensor that sees what stands. */
const LONG_STANDS = 2;
const LONG_STAND_MS = 60_000;

/** What the sensor sees stands there: a car that stands closed with it says nothing by that alone. */
export const seesWhatStands = (m: Memory): boolean => m.longStands >= LONG_STANDS;

/** The car begins to run, or its door has opened fully: had it stood closed for long, with P = 1 all the time? */
export const goesOn = (c: RuleCall, m: Memory): void => {
  if (c.value('passengerPresent') !== true || m.standsMs === 0 || c.since('passengerPresent') > m.standsMs) return;
  if ((m.leftClosedMs || c.nowMs) - m.standsMs < LONG_STAND_MS) return;
  m.longStands = Math.min(LONG_STANDS, m.longStands + 1);
};

/** A door that opened fully in the zone lets people out: what was known of them starts anew. */
const opensFully = (c: RuleCall, m: Memory): void => {
  goesOn(c, m);
  Object.assign(m, {
    openNow: true,
    lastFullOpenMs: c.nowMs,
    closedMs: 0,
    standsMs: 0,
    leftClosedMs: 0,
    candidateMs: 0,
    occupiedMs: 0,
    perhaps: false,
    leftPerhaps: false,
    seenAgain: false,
    personSeen: false,
    sentOn: false,
    failedOpeningMs: 0,
    doorFaultMs: 0,
    tripEndMs: 0,
    faults: {},
    stoppedMs: 0,
    offLevelMs: 0,
    strandedMs: 0,
    pressedMs: 0,
    pressedRaw: undefined,
    row3Ms: 0,
    row4Ms: 0,
    row6Ms: 0,
    instant: undefined,
  });
  if (m.blind !== '' && m.blind !== 'dead' && m.personBefore !== true) m.blind = '';
  m.unseenOpenings = m.personBefore === false ? Math.min(UNSEEN_OPENINGS, m.unseenOpenings + 1) : 0;
  if (m.unseenOpenings === UNSEEN_OPENINGS && m.blind === '') m.blind = 'dead';
};

/** Nobody watched in between: what the door did over a silence of more than a minute is not known to have failed. */
const UNSEEN_MS = 60_000;
/** A reversal of the door takes less than this, ms. */
const TURN_MS = 15_000;
const isUnseen = (c: RuleCall, fromMs: number): boolean => c.lift.link.sinceMs > fromMs && c.nowMs - fromMs > UNSEEN_MS;

/** Nobody saw the door close, but the car has left: what happened at the opening was not seen either. */
const leftUnseen = (c: RuleCall, m: Memory, car: Car): void => {
  if (!m.openNow || (car.moves !== true && car.level !== false)) return;
  m.openNow = false;
  m.openingSeen = false;
  m.leftOpenMs = c.nowMs;
};

/**
 * Row 7: a full opening in the zone, or one after a run of 2 s. Where no zone is fitted every full opening counts; where
 * it is only unknown now, one after a run that began since people were found to be stuck.
 */
const letsOut = (c: RuleCall, m: Memory, car: Car): boolean => {
  if (car.door !== 'open' || car.level === false) return false;
  if (car.level === true || !c.isTold('doorZone')) return true;
  const slot = c.slot('entrapment');
  return car.moves !== true && slot !== undefined && slot.revision > 0 && m.longRunMs > slot.onsetMs;
};

/** A door that opens and closes at once takes at least this, ms; one that gives up is back sooner. */
const CYCLE_MS = 4_000;

const hasDoorReadings = (c: RuleCall): boolean => {
  const terminal = terminalNamed(c.lift, c.terminalId);
  return terminal !== undefined && newestOf(terminal, 'door') !== undefined;
};

/**
 * Readings were lost while the door was not closed, it had the time to open fully, and no door reading will tell. What was
 * reported of the people by then stands.
 */
const isPerhapsOpened = (c: RuleCall, m: Memory, car: Car): boolean =>
  car.level !== false &&
  c.nowMs - m.leftClosedMs >= CYCLE_MS &&
  !hasDoorReadings(c) &&
  isLostSince(c, m.leftClosed) &&
  (c.slot('entrapment')?.revision ?? 0) === 0;

/** Whether people could leave is not known, nor who is there now. */
const opensUnseen = (m: Memory): void => {
  Object.assign(m, {
    openingSeen: false,
    candidateMs: 0,
    occupiedMs: 0,
    perhaps: false,
    leftPerhaps: false,
    seenAgain: false,
    tripEndMs: 0,
  });
};

/** Brings the door up to what is now known: closed, left closed, or fully open, which lets people out. */
export const trackDoor = (c: RuleCall, m: Memory, car: Car): void => {
  if (letsOut(c, m, car)) {
    if (!m.openNow) opensFully(c, m);
    return;
  }
  if (car.door === undefined) return leftUnseen(c, m, car);
  if (m.openNow) {
    m.openNow = false;
    m.openingSeen = true;
    m.leftOpenMs = c.nowMs;
  }
  if (car.door === 'closed' && m.closedMs === 0) {
    m.closedMs = c.nowMs;
    m.standsMs ||= c.nowMs;
    const failed = m.leftClosedMs > 0 && car.moves !== true && !isUnseen(c, m.leftClosedMs);
    if (failed && isPerhapsOpened(c, m, car)) opensUnseen(m);
    else if (failed) m.failedOpeningMs = c.nowMs;
    m.leftClosedMs = 0;
    if (m.openingSeen && m.blind === '' && car.person === true && m.occupiedMs === 0) m.candidateMs = c.nowMs;
  } else if (car.door !== 'closed' && m.closedMs > 0) {
    m.leftClosedMs = c.nowMs;
    m.leftClosed = toldBy(c);
    m.closedMs = 0;
  }
};

/** A cycle that the state has told of ends with its own door reading, give or take this. */
const SAME_CYCLE_MS = 2_000;

/**
 * A door cycle that the state did not show, or not as far as fully open: a terminal that samples its state, or a line that
 * loses readings, tells of it here. True: it let people out, and what was known of them starts anew.
 */
export const takeDoorCycle = (c: RuleCall, m: Memory, car: Car): boolean => {
  if (c.reading?.kind !== 'door' || car.moves === true || car.level === false || car.door !== 'closed') return false;
  const { fullyOpened, closeTimeMs, reopens } = c.reading.body;
  if (m.openNow || c.nowMs <= m.leftOpenMs || c.nowMs < stoppedSince(c, m)) return false;
  const closed = Math.abs(c.nowMs - m.closedMs) <= SAME_CYCLE_MS;
  if (fullyOpened === false && !closed) m.failedOpeningMs = c.nowMs;
  if (fullyOpened !== true || (car.level === undefined && c.isTold('doorZone'))) return false;
  // The state told of this cycle's full opening: the door left fully open after the car came, and no longer ago than it takes to close.
  if (
    closed &&
    m.leftOpenMs > m.tripEndMs &&
    m.leftOpenMs >= c.nowMs - (closeTimeMs ?? 0) - (1 + (reopens ?? 0)) * TURN_MS
  )
    return false;
  opensFully(c, m);
  return true;
};

/**
 * That the door stood fully open was overtaken by the word that it closes, or is closed again: the car has stood at this landing since
 * before, and people could leave. True: what was known of them starts anew.
 */
export const takeOvertakenOpening = (c: RuleCall, m: Memory, car: Car): boolean => {
  if (c.reading?.kind !== 'state' || c.reading.body.carDoorStatus !== 'opened') return false;
  if (car.moves !== false || car.level !== true || car.door === undefined || car.door === 'open' || m.openNow)
    return false;
  if (c.nowMs >= c.since('carDoorStatus') || c.nowMs <= m.leftOpenMs) return false;
  const stoodMs = Math.max(stoppedSince(c, m), c.since('doorZone'));
  if (c.nowMs < stoodMs && c.reading.body.doorZone !== true) return false;
  opensFully(c, m);
  return true;
};

/** After such a cycle the door is closed again, or about to be; people who are seen once it is have boarded or stayed. */
export const closeAgain = (c: RuleCall, m: Memory, car: Car): void => {
  const closeTimeMs = c.reading?.kind === 'door' ? (c.reading.body.closeTimeMs ?? 0) : 0;
  m.openNow = false;
  m.openingSeen = true;
  m.leftOpenMs = c.nowMs - closeTimeMs;
  if (car.door !== 'closed') return;
  m.closedMs = c.reading?.kind === 'state' ? Math.max(c.nowMs, c.since('carDoorStatus')) : c.nowMs;
  if (m.blind === '' && car.person === true) m.candidateMs = c.nowMs;
};

import type { RuleCall } from '../../kernel/rule.ts';
import { stoppedSince, type Car } from './car.ts';
import type { Memory } from './memory.ts';

/** A door that opened fully in the zone lets people out: what was known of them starts anew. */
const opensFully = (c: RuleCall, m: Memory): void => {
  Object.assign(m, {
    openNow: true,
    lastFullOpenMs: c.nowMs,
    closedMs: 0,
    leftClosedMs: 0,
    candidateMs: 0,
    occupiedMs: 0,
    perhaps: false,
    personSeen: false,
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
/** Who stands still is seen again within this, ms: what the sensor sees later in a car that it had lost is not a person. */
export const SEEN_AGAIN_MS = 120_000;
/** So many full openings in a row without a person at any of them: the sensor is dead, not the building. */
const UNSEEN_OPENINGS = 12;
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
  if (car.level === true || c.lift.signals.doorZone === undefined) return true;
  const slot = c.slot('entrapment');
  return car.moves !== true && slot !== undefined && slot.revision > 0 && m.longRunMs > slot.onsetMs;
};

const trackDoor = (c: RuleCall, m: Memory, car: Car): void => {
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
    if (m.leftClosedMs > 0 && car.moves !== true && !isUnseen(c, m.leftClosedMs)) m.failedOpeningMs = c.nowMs;
    m.leftClosedMs = 0;
    if (m.openingSeen && m.blind === '' && car.person === true && m.occupiedMs === 0) m.candidateMs = c.nowMs;
  } else if (car.door !== 'closed' && m.closedMs > 0) {
    m.leftClosedMs = c.nowMs;
    m.closedMs = 0;
  }
};

const LONG_RUN_MS = 2_000;

const trackMotion = (c: RuleCall, m: Memory, car: Car): void => {
  if (car.moves === true) {
    m.failedOpeningMs = 0;
    m.stoppedMs = 0;
    if (!m.moving) {
      m.runMs = c.nowMs;
      m.personRunMs = m.personLastMs;
    }
    // Perhaps they were in it: a car that then runs and sees nobody is empty, as on its way home.
    m.perhaps = false;
    if (c.value('doorZone') !== undefined) m.offLevelMs = 0;
  } else if (m.moving && car.moves === false) {
    m.tripEndMs = c.nowMs;
    if (c.nowMs - m.runMs >= LONG_RUN_MS) m.longRunMs = m.runMs;
    // Only its speed tells that it stands.
    if (c.value('carStatus') === undefined) m.stoppedMs = c.nowMs;
  }
  if (car.moves !== undefined) m.moving = car.moves;
};

const rises = (c: RuleCall, m: Memory, car: Car, holdMs: number): void => {
  if (car.moves === true || car.door !== 'closed' || m.occupiedMs > 0) return;
  if (m.perhaps && c.nowMs - m.closedMs <= SEEN_AGAIN_MS) m.candidateMs = m.closedMs;
  else if (c.nowMs - m.closedMs <= holdMs) m.candidateMs = m.openingSeen ? c.nowMs : 0;
  else if (!m.personSeen || m.perhaps) m.blind = 'artefact';
};

const trackPerson = (c: RuleCall, m: Memory, car: Car): void => {
  const holdMs = c.arg('personHoldS') * 1_000;
  if (m.personBefore === true) m.personOneMs += Math.max(0, c.nowMs - m.personMarkMs);
  m.personMarkMs = Math.max(m.personMarkMs, c.nowMs);
  if (car.person === true || m.personBefore === true) m.personLastMs = Math.max(m.personLastMs, c.nowMs);
  const first = m.personBefore === undefined;
  if (car.person === false && m.blind !== 'dead') m.blind = '';
  if (car.person === true) {
    m.unseenOpenings = 0;
    if (m.blind === 'dead') m.blind = '';
  }
  if (car.person === true && m.personBefore === false) rises(c, m, car, holdMs);
  if (car.person === false && m.candidateMs > 0) {
    if (c.nowMs > m.candidateMs + holdMs) m.occupiedMs = m.candidateMs + holdMs;
    else m.perhaps = true;
    m.candidateMs = 0;
  }
  if (car.person === true && m.blind === '') {
    m.personSeen = true;
    if (car.moves === true && m.occupiedMs === 0) m.occupiedMs = c.nowMs;
    // The first thing heard of a car between floors is that somebody is in it: believed, though nobody saw them board.
    if (first && car.level === false && car.door !== 'open' && m.occupiedMs === 0) m.occupiedMs = c.nowMs;
  }
  if (car.person !== undefined) m.personBefore = car.person;
};

const settleCandidate = (c: RuleCall, m: Memory): void => {
  const holdMs = c.arg('personHoldS') * 1_000;
  if (m.candidateMs > 0 && c.nowMs >= m.candidateMs + holdMs) {
    m.occupiedMs = m.candidateMs + holdMs;
    m.candidateMs = 0;
  }
};

/** A person signal of 1 for hours without a door cycle is the sensor's, not a person's. */
const trackStuck = (c: RuleCall, m: Memory, car: Car): void => {
  if (car.person !== true || m.closedMs === 0) return;
  const from = Math.max(c.since('passengerPresent'), m.closedMs);
  const at = from + c.arg('stuckH') * 3_600_000;
  if (c.nowMs >= at) m.blind = m.blind === '' ? 'stuck' : m.blind;
  else c.wakeAt(at);
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
  if (fullyOpened !== true || (car.level === undefined && c.lift.signals.doorZone !== undefined)) return false;
  // The state told of this cycle's full opening: the door left fully open no longer ago than it takes to close.
  if (closed && m.leftOpenMs >= c.nowMs - (closeTimeMs ?? 0) - (1 + (reopens ?? 0)) * TURN_MS) return false;
  opensFully(c, m);
  return true;
};

/** After such a cycle the door is closed again; people who are seen then have boarded or stayed. */
export const closeAgain = (c: RuleCall, m: Memory, car: Car): void => {
  const closeTimeMs = c.reading?.kind === 'door' ? (c.reading.body.closeTimeMs ?? 0) : 0;
  m.openNow = false;
  m.openingSeen = true;
  m.leftOpenMs = c.nowMs - closeTimeMs;
  m.closedMs = c.nowMs;
  if (m.blind === '' && car.person === true) m.candidateMs = c.nowMs;
};

/** Brings door, motion and person up to what is now known. */
export const trackPeople = (c: RuleCall, m: Memory, car: Car): void => {
  settleCandidate(c, m);
  trackDoor(c, m, car);
  trackPerson(c, m, car);
  trackMotion(c, m, car);
  trackStuck(c, m, car);
};

export type People = 'occupied' | 'perhaps' | 'empty' | 'unknown';

/** Who is in the car. A candidate counts as occupied from `occupiedFrom`. */
export const peopleIn = (m: Memory, car: Car): People => {
  if (m.occupiedMs > 0 || m.candidateMs > 0) return 'occupied';
  if (car.person === undefined || m.blind !== '') return 'unknown';
  if (!m.openingSeen && !m.openNow) return 'unknown';
  return m.perhaps ? 'perhaps' : 'empty';
};

export const occupiedFrom = (c: RuleCall, m: Memory): number =>
  m.occupiedMs > 0 ? m.occupiedMs : m.candidateMs + c.arg('personHoldS') * 1_000;

import type { UnixMs } from '@liftwatch/schemas';
import type { RuleCall } from '../../kernel/rule.ts';
import { signalBits } from '../../kernel/signals.ts';
import { offLevelSince, stoppedSince, type Car } from './car.ts';
import { goesOn, trackDoor } from './door.ts';
import type { Memory } from './memory.ts';
import { isCutSince, isLostSince, isLostSinceChange, toldBy } from './told.ts';

/** Who stands still is seen again within this, ms: what the sensor sees later in a car that it had lost is not a person. */
const SEEN_AGAIN_MS = 120_000;

/** So many boardings in a row that the load cell saw and the person sensor did not: the sensor is dead. */
const UNSEEN_BOARDINGS = 2;
/** Less than a child, more than what a load cell scatters, % of the rated load. */
const BOARDED_PERCENT = 4;

/** As the car leaves a landing: it weighs more than when it came, and nobody was seen getting in. */
const weigh = (c: RuleCall, m: Memory): void => {
  const load = c.value('loadPercent');
  const before = m.loadPercent;
  m.loadPercent = typeof load === 'number' ? load : undefined;
  if (m.personBefore !== false || m.personLastMs > m.lastFullOpenMs || !m.openingSeen) return;
  if (before === undefined || m.loadPercent === undefined || m.loadPercent - before < BOARDED_PERCENT) return;
  m.unseenBoardings = Math.min(UNSEEN_BOARDINGS, m.unseenBoardings + 1);
  if (m.unseenBoardings === UNSEEN_BOARDINGS && m.blind === '') m.blind = 'dead';
};

const LONG_RUN_MS = 2_000;

/**
 * Whoever sends a car on has moved shortly before. Of people held to be in it by a second look alone, it must be so as the
 * run begins. Who has come with the car so far, and could not leave it, is in it on the next run too, seen or not.
 */
const startRun = (c: RuleCall, m: Memory, atMs: UnixMs): void => {
  m.runMs = atMs;
  const rides = m.sentOn && m.occupiedMs > 0 && !m.seenAgain;
  m.sentOn = rides || m.personLastMs >= atMs - (m.seenAgain ? 0 : c.arg('personHoldS') * 1_000);
};

/** Perhaps they were in it: a car that then runs, or is no longer where it was, and sees nobody is empty, as on its way home. */
const leavesPerhaps = (m: Memory): void => {
  m.perhaps = false;
  m.leftPerhaps = true;
};

/**
 * A car that leaves the zone moves. Where its status says that it stands, and readings were lost since, that it runs was
 * lost: it stands again when the next reading says so, be it with the status that was said before.
 */
const trackLostRun = (c: RuleCall, m: Memory, car: Car): void => {
  if (car.moves !== false || car.level !== false) m.runLostMs = 0;
  else if (c.reading?.kind === 'state' && c.reading.body.carStatus === 'stopped') {
    if (m.runLostMs > 0) m.stoppedMs = c.nowMs;
    m.runLostMs = 0;
  } else if ((c.changed & signalBits.doorZone) !== 0 && car.door === 'closed' && isLostSinceChange(c, 'carStatus'))
    m.runLostMs = c.nowMs;
};

const trackMotion = (c: RuleCall, m: Memory, car: Car): void => {
  if (m.perhaps && (car.moves === true || car.level === false)) leavesPerhaps(m);
  if (car.moves === true) {
    m.failedOpeningMs = 0;
    m.stoppedMs = 0;
    if (!m.moving) {
      goesOn(c, m);
      startRun(c, m, c.nowMs);
      weigh(c, m);
    }
    if (c.value('doorZone') !== undefined) m.offLevelMs = 0;
  } else if (m.moving && car.moves === false) {
    m.tripEndMs = c.nowMs;
    m.standsMs = c.nowMs;
    if (c.nowMs - m.runMs >= LONG_RUN_MS) m.longRunMs = m.runMs;
    // Only its speed tells that it stands.
    if (c.value('carStatus') === undefined) m.stoppedMs = c.nowMs;
  }
  if (car.moves !== undefined) m.moving = car.moves;
};

/** A run that was not seen as it went: the car came to a stand then, and whoever is seen in it since before has come with it. */
const takeRun = (c: RuleCall, m: Memory, car: Car, o: { fromMs: UnixMs; endMs: UnixMs }): void => {
  m.tripEndMs = o.endMs;
  m.stoppedMs = o.endMs;
  startRun(c, m, o.fromMs);
  const seen = m.blind === '' && (car.person === true || m.personLastMs > m.runMs);
  if (m.perhaps) leavesPerhaps(m);
  if (!seen) return;
  m.seenAgain = false;
  m.occupiedMs ||= c.nowMs;
};

/** That the car runs was overtaken by the word that it stands again, and the door has not left closed since. */
export const takeOvertakenRun = (c: RuleCall, m: Memory, car: Car): void => {
  if (c.reading?.kind !== 'state' || c.reading.body.carStatus !== 'running') return;
  const endMs = c.since('carStatus');
  if (car.moves !== false || m.moving || m.openNow || endMs <= c.nowMs || m.tripEndMs >= endMs) return;
  if (m.closedMs === 0 || m.closedMs > c.nowMs) return;
  if (endMs - c.nowMs >= LONG_RUN_MS) m.longRunMs = c.nowMs;
  m.standsMs = endMs;
  takeRun(c, m, car, { fromMs: c.nowMs, endMs });
};

/** A measured step: it stands at a landing. And a run that only its trip reading tells of: where the car's own status is not reported, or was not sampled in time. */
export const takeTrip = (c: RuleCall, m: Memory, car: Car): void => {
  m.tripToldMs = c.nowMs;
  if (c.reading?.kind === 'trip' && typeof c.reading.body.levellingErrorMm === 'number') m.levelledMs = c.nowMs;
  if (c.nowMs < m.leftOpenMs || car.moves === true) return;
  const told = c.value('carStatus') !== undefined && (m.tripEndMs > m.leftOpenMs || c.nowMs < stoppedSince(c, m));
  if (told) return;
  const durationMs = c.reading?.kind === 'trip' ? (c.reading.body.durationMs ?? 0) : 0;
  takeRun(c, m, car, { fromMs: Math.max(m.leftOpenMs, c.nowMs - durationMs), endMs: c.nowMs });
};

/** Remembers which reading last said whether somebody is there. */
export const notePerson = (c: RuleCall, m: Memory): void => {
  if (c.reading?.kind === 'state' && c.reading.body.passengerPresent !== undefined) m.personTold = toldBy(c);
};

/** That nobody is seen any more was told late: when it began is not known, so half of the time counts. */
const unsureOneMs = (c: RuleCall, m: Memory, car: Car): number =>
  car.person === false && m.personTold && isLostSince(c, m.personTold)
    ? Math.max(0, c.nowMs - m.personTold.atMs) / 2
    : 0;

/** A heartbeat makes up for what was lost within this, ms. */
const MADE_UP_MS = 300_000;

/** Somebody is seen in the closed car, and since when is not known: nobody was by the last word before it closed, and readings are missing since. */
const isPerhapsBoarded = (c: RuleCall, m: Memory, holdMs: number): boolean =>
  m.openingSeen &&
  c.nowMs - m.closedMs <= MADE_UP_MS &&
  m.personTold !== undefined &&
  m.personTold.atMs <= m.closedMs + holdMs &&
  isCutSince(c, m.personTold);

const rises = (c: RuleCall, m: Memory, car: Car, holdMs: number): void => {
  if (car.moves === true || car.door !== 'closed' || m.occupiedMs > 0) return;
  if (m.perhaps && c.nowMs - m.closedMs <= SEEN_AGAIN_MS) {
    m.candidateMs = m.closedMs;
    m.seenAgain = true;
  } else if (c.nowMs - m.closedMs <= holdMs) m.candidateMs = m.openingSeen ? c.nowMs : 0;
  else if (isPerhapsBoarded(c, m, holdMs)) m.candidateMs = m.closedMs;
  // Whom the sensor had lost as the car left is believed between floors; at a landing nobody came in through a closed door.
  else if (m.leftPerhaps && car.level === false) m.occupiedMs = c.nowMs;
  else if (!m.personSeen || m.perhaps || m.leftPerhaps) m.blind = 'artefact';
};

/** The door has not closed since it was fully open at a landing, and somebody was seen in the car as it left the zone. */
const driftedOff = (c: RuleCall, m: Memory, leftMs: UnixMs): boolean =>
  m.closedMs === 0 && m.openingSeen && leftMs > m.lastFullOpenMs && c.since('passengerPresent') <= leftMs;

/** Outside the zone whoever boarded has been moved, whatever the car's status says, and whether the door has closed or not. */
const isCarriedOff = (c: RuleCall, m: Memory, car: Car): boolean => {
  if (car.level !== false) return false;
  const leftMs = offLevelSince(c, m);
  return m.candidateMs > 0 ? leftMs > m.closedMs : driftedOff(c, m, leftMs);
};

const trackPerson = (c: RuleCall, m: Memory, car: Car): void => {
  const holdMs = c.arg('personHoldS') * 1_000;
  if (m.personBefore === true) m.personOneMs += Math.max(0, c.nowMs - m.personMarkMs) - unsureOneMs(c, m, car);
  m.personMarkMs = Math.max(m.personMarkMs, c.nowMs);
  if (car.person === true || m.personBefore === true) m.personLastMs = Math.max(m.personLastMs, c.nowMs);
  const first = m.personBefore === undefined;
  if (car.person === false) {
    m.longStands = 0;
    if (m.blind !== 'dead') m.blind = '';
  }
  if (car.person === true) {
    m.unseenOpenings = 0;
    m.unseenBoardings = 0;
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
    if (car.moves === true || isCarriedOff(c, m, car)) {
      m.occupiedMs ||= c.nowMs;
      m.seenAgain = false;
    }
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

/** Brings door, motion and person up to what is now known. */
export const trackPeople = (c: RuleCall, m: Memory, car: Car): void => {
  settleCandidate(c, m);
  trackDoor(c, m, car);
  trackPerson(c, m, car);
  trackMotion(c, m, car);
  trackLostRun(c, m, car);
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

/** Whoever boarded was seen boarding, and nobody was: people who were not there before the lights went out are not there after. */
export const wasEmpty = (m: Memory): boolean => m.openingSeen && m.blind === '' && m.personBefore === false;

export const occupiedFrom = (c: RuleCall, m: Memory): number =>
  m.occupiedMs > 0 ? m.occupiedMs : m.candidateMs + c.arg('personHoldS') * 1_000;

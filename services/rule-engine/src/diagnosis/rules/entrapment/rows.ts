import { NEVER } from '../../kernel/lift-state.ts';
import { heardMs } from '../../kernel/link.ts';
import type { RuleCall } from '../../kernel/rule.ts';
import { terminalNamed } from '../../kernel/terminal-state.ts';
import { isDark } from '../occupancy.ts';
import { offLevelSince, stoppedSince, type Car } from './car.ts';
import { seesWhatStands } from './door.ts';
import type { Memory } from './memory.ts';
import { occupiedFrom, wasEmpty, type People } from './people.ts';

/** Why a row of the table speaks, where that makes a difference to how often it is right. */
export type Ground =
  | 'between-floors'
  | 'between-floors-fault'
  | 'trip-ended'
  | 'door-failed'
  | 'stays-closed'
  | 'power-lost'
  | 'contact-lost'
  | 'unknown-between-floors'
  | 'unknown-door-failed'
  | 'unknown-power-lost'
  | 'pressed'
  | 'pressed-moving'
  | 'reported';

/** A row of the table that runs: since when, and when it speaks. */
export interface Running {
  readonly row: string;
  readonly ground: Ground;
  readonly onsetMs: number;
  readonly suspectAtMs: number;
  readonly alarmAtMs: number;
}

const SAFETY_FAULTS = ['01', '04', '05', '06', '07', '08'];
const GUARDED_MODES = new Set(['out-of-service', 'fire-return', 'firefighter', 'earthquake']);
const s = (c: RuleCall, arg: string): number => c.arg(arg) * 1_000;

const faultFrom = (m: Memory): number => {
  let from = NEVER;
  for (const code of SAFETY_FAULTS) from = Math.min(from, m.faults[code] ?? NEVER);
  return from;
};

/** A display that lags behind the car by this much says nothing of a movement, ms. */
const LAG_MS = 5_000;

/** A car whose floor goes on changing moves, whatever its status says: the reading that it had left was lost. */
const movedUntil = (c: RuleCall, standsMs: number): number => {
  const floorMs = c.since('floor');
  return c.value('floor') !== undefined && floorMs > standsMs + LAG_MS ? floorMs : standsMs;
};

/** Stopped outside the unlocking zone; rows 3 and 6 share the onset. A value that turns unknown does not stop it. */
const betweenFloors = (c: RuleCall, m: Memory, car: Car): number => {
  if (car.moves === false && car.level === true) m.strandedMs = 0;
  if (car.moves === true && m.row3Ms > 0) m.strandedMs += Math.max(0, c.nowMs - m.row3Ms);
  if (car.moves === true || car.level === true) return 0;
  if (car.moves === false && car.level === false)
    return movedUntil(c, Math.max(stoppedSince(c, m), offLevelSince(c, m)));
  return m.row3Ms;
};

/**
 * A car that jerks on between floors never stands long, and its people are stuck all the same: what it has stood there
 * since its last stop in the zone counts too, up to twice the time of the row.
 */
const inAll = (m: Memory, fromMs: number, forMs: number): number =>
  fromMs + Math.min(forMs, Math.max(0, 2 * forMs - m.strandedMs));

/** The person sensor's terminal fell silent: nothing was unknown before. */
const unknownFrom = (c: RuleCall, onsetMs: number): number =>
  Math.max(onsetMs, c.told('passengerPresent')?.silentSinceMs ?? 0, c.told('peopleCount')?.silentSinceMs ?? 0);

/** No run lasts longer, ms: a car of which it is not known that it stopped stands by then. */
const LONGEST_RUN_MS = 120_000;

export const row3and6 = (c: RuleCall, m: Memory, car: Car, people: People): Running | undefined => {
  m.row3Ms = betweenFloors(c, m, car);
  if (m.row3Ms === 0 || people === 'empty' || people === 'perhaps') return undefined;
  const stoodMs = m.runLostMs === 0 ? m.row3Ms : m.row3Ms + LONGEST_RUN_MS;
  const onsetMs = Math.max(stoodMs, m.allowedMs);
  const guarded = GUARDED_MODES.has(car.mode ?? '');
  if (people === 'unknown') {
    const fromMs = unknownFrom(c, onsetMs);
    if (guarded)
      return {
        row: '1',
        ground: 'unknown-between-floors',
        onsetMs,
        suspectAtMs: fromMs + s(c, 'guardedSuspectS'),
        alarmAtMs: inAll(m, fromMs, s(c, 'guardedAlarmS')),
      };
    const alarmAtMs = inAll(m, fromMs, s(c, 'unknownAlarmS'));
    return { row: '6', ground: 'unknown-between-floors', onsetMs, suspectAtMs: NEVER, alarmAtMs };
  }
  const known = occupiedFrom(c, m);
  const faultMs = faultFrom(m);
  const plain = inAll(m, onsetMs, s(c, guarded ? 'guardedAlarmS' : 'offLevelAlarmS'));
  const withFault = faultMs === NEVER ? NEVER : Math.max(onsetMs + s(c, 'faultAlarmS'), faultMs);
  const suspectAtMs = onsetMs + s(c, guarded ? 'guardedSuspectS' : 'offLevelSuspectS');
  return {
    row: '3',
    ground: faultMs === NEVER ? 'between-floors' : 'between-floors-fault',
    onsetMs,
    suspectAtMs: Math.max(suspectAtMs, known),
    alarmAtMs: Math.max(Math.min(plain, withFault), known),
  };
};

/** When the person signal will have been 1 for half of at least `leastMs` since the row began; NEVER as things stand. */
const halfOf = (m: Memory, startMs: number, leastMs: number): number => {
  const oneMs = m.personOneMs - m.row4OneMs;
  if (m.personBefore === true && m.blind === '')
    return Math.max(startMs + leastMs, 2 * (m.personMarkMs - oneMs) - startMs);
  return startMs + leastMs <= startMs + 2 * oneMs ? startMs + leastMs : NEVER;
};

/** A car whose zone is not known may stand at a landing: it is given the longer times of one that does. */
const closedAtFloor = (c: RuleCall, m: Memory, car: Car): number => {
  if (car.moves === true || car.level === false || car.door === 'open') return 0;
  if (car.moves === false && (car.level === true || m.row4Ms === 0) && car.door !== undefined)
    return Math.max(stoppedSince(c, m), m.leftOpenMs);
  return m.row4Ms;
};

/** After a trip people show themselves within this, ms: a signal that comes later, in the night, is not theirs. */
const SHOWN_MS = 300_000;

/**
 * Somebody was seen shortly before the trip that ended here, or shows since. A car in which nobody moves and which then
 * runs is on its way home: a sensor that sees something on the way, and nothing after it, saw no person.
 */
const tripEvidence = (c: RuleCall, m: Memory): number => {
  if (m.tripEndMs === 0 || m.tripEndMs <= m.leftOpenMs) return NEVER;
  if (m.personLastMs === 0 || m.sentOn) return m.tripEndMs;
  const heldMs = m.tripEndMs + s(c, 'personHoldS');
  const untilMs = m.tripEndMs + SHOWN_MS;
  if (m.personBefore === true) return c.since('passengerPresent') <= untilMs ? heldMs : NEVER;
  return m.personLastMs >= heldMs && m.personLastMs <= untilMs ? heldMs : NEVER;
};

const evidenceFrom = (c: RuleCall, m: Memory, startMs: number): number => {
  let from = NEVER;
  if (m.doorFaultMs > 0) from = Math.min(from, m.doorFaultMs);
  if (m.failedOpeningMs >= startMs && m.failedOpeningMs > 0) from = Math.min(from, m.failedOpeningMs);
  return Math.min(from, tripEvidence(c, m));
};

/** The door itself has failed, by a code or by an opening that came to nothing. */
const hasFailedDoor = (m: Memory, startMs: number): boolean =>
  m.doorFaultMs > 0 || (m.failedOpeningMs >= startMs && m.failedOpeningMs > 0);

export const row4and6 = (c: RuleCall, m: Memory, car: Car, people: People): Running | undefined => {
  const startMs = closedAtFloor(c, m, car);
  if (startMs > 0 && startMs !== m.row4Ms)
    m.row4OneMs = m.personOneMs - (m.personBefore === true ? Math.max(0, m.personMarkMs - startMs) : 0);
  m.row4Ms = startMs;
  if (startMs === 0 || people === 'empty') return undefined;
  const onsetMs = Math.max(startMs, m.allowedMs);
  const evidenceMs = evidenceFrom(c, m, startMs);
  if (people === 'unknown') {
    const sign = Math.min(m.doorFaultMs || NEVER, m.failedOpeningMs || NEVER);
    return sign === NEVER
      ? undefined
      : {
          row: '6',
          ground: 'unknown-door-failed',
          onsetMs,
          suspectAtMs: NEVER,
          alarmAtMs: Math.max(unknownFrom(c, onsetMs) + s(c, 'evidenceAlarmS'), sign),
        };
  }
  const known = people === 'occupied' ? occupiedFrom(c, m) : 0;
  if (evidenceMs !== NEVER) {
    const from = Math.max(known, evidenceMs);
    return {
      row: '4',
      ground: hasFailedDoor(m, startMs) ? 'door-failed' : 'trip-ended',
      onsetMs,
      suspectAtMs: Math.max(onsetMs + s(c, 'levelSuspectS'), from),
      alarmAtMs: Math.max(onsetMs + s(c, 'evidenceAlarmS'), from),
    };
  }
  if (people === 'perhaps' || seesWhatStands(m)) return undefined;
  const suspectAtMs = Math.max(halfOf(m, onsetMs, s(c, 'levelSuspectS')), known);
  const alarmAtMs = Math.max(halfOf(m, onsetMs, s(c, 'levelAlarmS')), known);
  return { row: '4', ground: 'stays-closed', onsetMs, suspectAtMs, alarmAtMs };
};

export const row5 = (c: RuleCall, m: Memory, car: Car, people: People): Running | undefined => {
  if (c.value('powerStatus') === 'lost') m.powerLostMs = c.since('powerStatus');
  else if (c.value('powerStatus') === 'normal') m.powerLostMs = 0;
  m.darkMs = isDark(c, m.onBattery) ? m.darkMs || c.nowMs : 0;
  const lostMs = m.powerLostMs || m.darkMs;
  m.wasDark = c.slot('entrapment') !== undefined && (m.wasDark || lostMs > 0);
  if (m.powerLostMs === 0 && people === 'unknown' && wasEmpty(m)) return undefined;
  if (lostMs === 0 || m.openNow || people === 'empty' || people === 'perhaps') return undefined;
  const onsetMs = Math.max(lostMs, m.allowedMs);
  const known = people === 'occupied' ? occupiedFrom(c, m) : unknownFrom(c, 0);
  // A door that opened fully after the power went has let people out, whatever closed since.
  if (m.lastFullOpenMs > lostMs) return undefined;
  const ground = people === 'occupied' ? 'power-lost' : 'unknown-power-lost';
  return { row: '5', ground, onsetMs, suspectAtMs: NEVER, alarmAtMs: Math.max(onsetMs + s(c, 'powerAlarmS'), known) };
};

const OF_THE_CAR = ['carStatus', 'doorZone', 'carDoorStatus'] as const;

/** Every terminal that tells of car and door is lost, and another only goes on seeing somebody: since when; 0: not so. */
const carSilentFrom = (c: RuleCall, car: Car): number => {
  const { terminals } = c.lift;
  if (terminals.length < 2 || car.person === false || !c.isTold('carStatus')) return 0;
  if (OF_THE_CAR.some((name) => c.isTold(name) && c.told(name)?.silentSinceMs === undefined)) return 0;
  return terminalNamed(c.lift, c.told('carStatus')?.terminalId ?? '')?.heardMs ?? 0;
};

export const row10 = (c: RuleCall, m: Memory, car: Car, people: People): Running | undefined => {
  const silentMs = c.lift.link.lost ? heardMs(c.lift) : carSilentFrom(c, car);
  if (silentMs > 0) m.silentFromMs ||= silentMs;
  // A session that comes back says nothing of the lift: only its next reading does.
  else if (!c.slot('entrapment')) m.silentFromMs = 0;
  // Whoever pressed the button of a car that moved is in it.
  if (m.silentFromMs === 0 || (people !== 'occupied' && m.pressedMs === 0)) return undefined;
  if (car.moves !== true && car.level !== false && car.door === 'open') return undefined;
  const onsetMs = Math.max(m.silentFromMs, c.lift.link.restartMs, m.allowedMs);
  const [suspectAtMs, alarmAtMs] = [onsetMs + s(c, 'linkSuspectS'), onsetMs + s(c, 'linkAlarmS')];
  return { row: '10', ground: 'contact-lost', onsetMs, suspectAtMs, alarmAtMs };
};

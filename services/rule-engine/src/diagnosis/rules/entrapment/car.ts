import type { RuleCall } from '../../kernel/rule.ts';
import type { SignalValue } from '../../kernel/signals.ts';
import type { Memory } from './memory.ts';
import { isLostSinceChange } from './told.ts';

/** The inputs of the decision table as they stand. undefined = unknown. */
export interface Car {
  /** v: true moving. */
  readonly moves: boolean | undefined;
  /** L: in the unlocking zone. */
  readonly level: boolean | undefined;
  /** d: fully open; a door that moves is not fully open. */
  readonly door: 'open' | 'closed' | 'moving' | undefined;
  /** P as reported. */
  readonly person: boolean | undefined;
  readonly mode: string | undefined;
}

const doors: Readonly<Record<string, Car['door']>> = {
  opened: 'open',
  closed: 'closed',
  'safety-locked': 'closed',
  closing: 'moving',
  opening: 'moving',
  'limited-opened': 'moving',
  'door-fault': 'moving',
};

const STANDS_BELOW_MPS = 0.05;

const movesOf = (c: RuleCall, m: Memory): boolean | undefined => {
  const status = c.value('carStatus');
  // A trip that ended or a door that opened fully since outweighs a `running` whose end was lost, until the car leaves the zone again.
  if (status === 'running') {
    const leftMs = c.value('doorZone') === false ? c.since('doorZone') : 0;
    return Math.max(m.levelledMs, m.lastFullOpenMs) <= Math.max(c.since('carStatus'), leftMs);
  }
  if (status !== undefined) return false;
  const speed = c.value('speedMps');
  if (typeof speed === 'number') return Math.abs(speed) > STANDS_BELOW_MPS;
  return m.stoppedMs > 0 ? false : undefined;
};

/** The zone as reported; a trip that ended at a landing since, the last one, outweighs a zone that was left, and last told of, before it. */
const zoneOf = (c: RuleCall, m: Memory): SignalValue | undefined => {
  const zone = c.value('doorZone');
  if (zone !== false || c.value('carStatus') === 'running') return zone;
  const toldMs = c.value('carDoorStatus') === 'opened' ? Math.max(m.levelledMs, m.tripToldMs) : m.levelledMs;
  return toldMs > Math.max(c.since('doorZone'), m.offZoneToldMs, m.runMs) ? true : zone;
};

/** That the car is out of the zone is said again, though a trip has ended at a landing since it was said first: it has left it. */
export const leavesAgain = (c: RuleCall, m: Memory): boolean => {
  if (c.reading?.kind !== 'state' || c.reading.body.doorZone !== false) return false;
  m.offZoneToldMs = Math.max(m.offZoneToldMs, c.nowMs);
  return m.levelledMs > c.since('doorZone');
};

/** A door that opens by itself does so within this after the stop, ms; nobody forces one that soon. */
const OPENS_SOON_MS = 15_000;

/** The door is fully open soon after the stop, and readings were lost since the zone was left: the car stands at a landing. */
export const noteLanding = (c: RuleCall, m: Memory): void => {
  if (c.value('carDoorStatus') !== 'opened' || c.value('doorZone') !== false) return;
  const soon = c.value('carStatus') === 'stopped' && c.nowMs - c.since('carStatus') <= OPENS_SOON_MS;
  if (soon && m.levelledMs <= c.since('doorZone') && isLostSinceChange(c, 'doorZone')) m.levelledMs = c.nowMs;
};

export const readCar = (c: RuleCall, m: Memory): Car => {
  const zone = zoneOf(c, m);
  const present = c.value('passengerPresent');
  const count = c.value('peopleCount');
  const mode = c.value('serviceMode');
  return {
    moves: movesOf(c, m),
    level: typeof zone === 'boolean' ? zone : m.offLevelMs > 0 ? false : undefined,
    door: doors[String(c.value('carDoorStatus'))],
    // A terminal that counts people says so too, where no other sensor of people speaks.
    person: typeof present === 'boolean' ? present : typeof count === 'number' ? count > 0 : undefined,
    mode: typeof mode === 'string' ? mode : undefined,
  };
};

/** When the car came to a stand, as far as is known. */
export const stoppedSince = (c: RuleCall, m: Memory): number =>
  c.value('carStatus') === 'stopped' ? Math.max(c.since('carStatus'), m.stoppedMs) : m.stoppedMs;
export const offLevelSince = (c: RuleCall, m: Memory): number => {
  if (c.value('doorZone') !== false) return m.offLevelMs;
  const firstMs = c.since('doorZone');
  return m.levelledMs > firstMs ? Math.max(firstMs, m.offZoneToldMs) : firstMs;
};

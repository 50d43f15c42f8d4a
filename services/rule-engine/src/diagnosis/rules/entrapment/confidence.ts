import type { Ground, Running } from './rows.ts';

/**
 * How sure a call is, by its ground: about the share of such calls that were so in simulated months at the rates of life, tuning seeds,
 * drawn towards the middle where few were seen [D]. The table with its numbers is in the rule's page. `reported` was not
 * measured: the simulated terminals send no entrapment code of their own.
 */
const SURE: Readonly<Record<Ground | 'pressed-borne-out', number>> = {
  'between-floors': 0.9,
  'between-floors-fault': 0.9,
  'trip-ended': 0.5,
  'door-failed': 0.9,
  'stays-closed': 0.1,
  'power-lost': 0.8,
  'contact-lost': 0.5,
  'unknown-between-floors': 0.7,
  'unknown-door-failed': 0.6,
  'unknown-power-lost': 0.6,
  pressed: 0.1,
  'pressed-moving': 0.1,
  'pressed-borne-out': 0.8,
  reported: 0.8,
};
/** A state that rests on what a line lost: the opening, the run or the zone that was not told. */
const SURE_OF_A_CUT_LINE = 0.1;

/** Doors open within seconds of a stop, and a car that somebody sends on leaves: what lasts longer bears a press out. */
const BORNE_OUT_MS = 10_000;

/** States that say by themselves that people may be shut in; a car that stands closed with somebody in it says little. */
const SPEAKING: ReadonlySet<Ground> = new Set<Ground>([
  'between-floors',
  'between-floors-fault',
  'trip-ended',
  'door-failed',
  'power-lost',
  'unknown-between-floors',
  'unknown-door-failed',
  'unknown-power-lost',
]);

const isBornOut = (rows: readonly Running[], nowMs: number): boolean =>
  rows.some(({ ground, onsetMs }) => SPEAKING.has(ground) && nowMs - onsetMs >= BORNE_OUT_MS);

const isPress = (ground: Ground): boolean => ground === 'pressed' || ground === 'pressed-moving';

/**
 * 0-1, before what persons made of the lift's earlier calls. `rows`: all that run, `alarm` among them; `isCut`: of what led here a
 * reading is missing. When a call is made does not depend on it.
 */
export const sureness = (
  alarm: Running,
  o: { readonly rows: readonly Running[]; readonly nowMs: number; readonly isCut: boolean },
): number => {
  const { ground } = alarm;
  if (ground === 'reported') return SURE.reported;
  if (isPress(ground)) return SURE[isBornOut(o.rows, o.nowMs) ? 'pressed-borne-out' : ground];
  if (o.isCut) return SURE_OF_A_CUT_LINE;
  const isSilent = ground === 'stays-closed' && o.rows.some((row) => row.ground === 'contact-lost');
  return SURE[isSilent ? 'contact-lost' : ground];
};

import type { Bilingual, Incident, UnixMs } from '@liftwatch/schemas';
import { moved, noted } from './lifecycle.ts';
import type { Hash } from './open.ts';
import { isLive } from './states.ts';

/** Trouble of liftwatch itself that a person must look at: an incident of the operator's. */
export interface Trouble {
  /** What: `clock-step`, `rota-gap`, `finding-set-aside` ... */
  readonly trouble: string;
  /** Of what: one incident at a time for each. */
  readonly subject: string;
  readonly summary: Bilingual;
  readonly detail?: string;
}

export const scopeOfTrouble = ({ subject }: Pick<Trouble, 'subject'>): string => `system/${subject}`;
export const kindOfTrouble = ({ trouble }: Pick<Trouble, 'trouble'>): `system/${string}` => `system/${trouble}`;

/** Said again, it is noted at most this often: a trouble that repeats each second must not fill its timeline. */
const NOTE_EVERY_MS = 3_600_000;

/** A new incident of the operator's. */
export const openTrouble = (trouble: Trouble, how: { readonly nowMs: UnixMs; readonly hash: Hash }): Incident => {
  const { nowMs } = how;
  const [scope, kind] = [scopeOfTrouble(trouble), kindOfTrouble(trouble)];
  return {
    incidentId: how.hash(`incident|${scope}|${kind}|${nowMs}`),
    scope,
    kind,
    state: 'alarm',
    confirmation: 'none',
    priority: 'P2',
    occupancy: 'empty',
    episode: 1,
    revision: 1,
    lift: { registered: true },
    members: [],
    suppressed: [],
    summary: trouble.summary,
    openedAtMs: nowMs,
    updatedAtMs: nowMs,
    alarmAtMs: nowMs,
    timeline: [
      {
        atMs: nowMs,
        what: 'opened-alarm',
        reason: trouble.trouble,
        ...(trouble.detail === undefined ? {} : { detail: trouble.detail }),
        words: trouble.summary,
      },
    ],
  };
};

const isSame = (one: Bilingual | undefined, other: Bilingual): boolean => one?.zh === other.zh && one.en === other.en;

/** The same trouble once more: begins anew when it had ended, else a line now and then. */
export const againTrouble = (open: Incident, trouble: Trouble, nowMs: UnixMs): Incident => {
  const why = {
    atMs: nowMs,
    reason: trouble.trouble,
    ...(trouble.detail === undefined ? {} : { detail: trouble.detail }),
    words: trouble.summary,
  };
  if (!isLive(open)) return moved({ ...open, summary: trouble.summary }, 'alarm', why);
  const last = open.timeline.findLast((t) => t.what === 'said-again' || t.what === 'opened-alarm');
  if (last && nowMs - last.atMs < NOTE_EVERY_MS)
    // What it says of itself is kept current all the same: another gap, another file.
    return isSame(open.summary, trouble.summary) ? open : { ...open, summary: trouble.summary };
  return noted({ ...open, summary: trouble.summary }, { ...why, what: 'said-again' });
};

/** The trouble is over. */
export const settledTrouble = (open: Incident, nowMs: UnixMs): Incident =>
  isLive(open) ? { ...moved(open, 'resolved', { atMs: nowMs, reason: 'trouble-over' }), outcome: 'released' } : open;

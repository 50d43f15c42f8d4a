import type { UnixMs, WorklistItem, WorklistState } from '@liftwatch/schemas';

/** From where each state can be reached; what is closed stays closed. */
const from: Readonly<Record<WorklistState, readonly WorklistState[]>> = {
  watch: ['act', 'accepted'],
  act: ['watch', 'accepted'],
  accepted: ['watch', 'act'],
  confirmed: ['watch', 'act', 'accepted'],
  rejected: ['watch', 'act', 'accepted'],
  expired: ['watch', 'act', 'accepted'],
};

export interface Step {
  readonly atMs: UnixMs;
  readonly reason: string;
  readonly detail?: string | undefined;
}

export type Moved =
  | { readonly moved: true; readonly item: WorklistItem }
  | { readonly moved: false; readonly reason: 'same' | 'closed' | 'not-from-here' };

const TIMELINE_MOST = 100;

/** A line on the item's timeline; the oldest but the first make room. */
export const noted = (item: WorklistItem, what: string, { atMs, reason, detail }: Step): WorklistItem => {
  const entry = { atMs, what, reason, ...(detail !== undefined && { detail }) };
  const timeline = [...item.timeline, entry];
  return {
    ...item,
    updatedAtMs: Math.max(item.updatedAtMs, atMs),
    timeline: timeline.length > TIMELINE_MOST ? [...timeline.slice(0, 1), ...timeline.slice(2)] : timeline,
  };
};

/** Moves an item to another state, or says why it cannot. Pure. */
export const move = (item: WorklistItem, to: WorklistState, step: Step): Moved => {
  if (item.state === to) return { moved: false, reason: 'same' };
  if (!from[to].includes(item.state))
    return {
      moved: false,
      reason: ['confirmed', 'rejected', 'expired'].includes(item.state) ? 'closed' : 'not-from-here',
    };
  return { moved: true, item: noted({ ...item, state: to }, to, step) };
};

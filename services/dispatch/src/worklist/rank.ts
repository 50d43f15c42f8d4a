import type { UnixMs, WorklistItem } from '@liftwatch/schemas';
import { expectedHarmOf } from './harm.ts';
import { move } from './lifecycle.ts';
import { expectedPrecision, type Outcomes } from './precision.ts';

/** More harm first; of equal harm the older one, then by id, so that the same items always rank the same. */
const byHarm = (a: WorklistItem, b: WorklistItem): number =>
  b.harm.points - a.harm.points || a.openedAtMs - b.openedAtMs || (a.itemId < b.itemId ? -1 : 1);

export interface Ranking {
  readonly items: readonly WorklistItem[];
  /** Those on the list because of their harm, within the capacity. */
  readonly budgetedCount: number;
  /** Those on it whatever the capacity. */
  readonly neverBudgetedCount: number;
}

/**
 * Ranks the open items of one firm anew. On the list: everything about brake, door lock and unintended movement, which
 * uses up no capacity; then, of those for which the engine asks to act, the `capacity` with the most expected harm
 * avoided. Accepted ones keep their crew and use up capacity. The rest goes back to watch. Pure.
 */
export const rank = (
  items: readonly WorklistItem[],
  o: { readonly capacity: number; readonly outcomes: readonly Outcomes[]; readonly nowMs: UnixMs },
): Ranking => {
  const { capacity, outcomes, nowMs } = o;
  const fresh = items.map((item) => ({
    ...item,
    harm: expectedHarmOf(item.warning, expectedPrecision(outcomes, item.rule.name, item.firmId)),
  }));
  const accepted = fresh.filter((item) => item.state === 'accepted');
  const waiting = fresh.filter((item) => item.state === 'watch' || item.state === 'act').sort(byHarm);
  const always = waiting.filter((item) => item.neverBudgeted);
  const left = Math.max(0, capacity - accepted.filter((item) => !item.neverBudgeted).length);
  const budgeted = waiting.filter((item) => !item.neverBudgeted && item.level === 'act').slice(0, left);
  const list = [...always, ...budgeted];
  const places = new Map(list.map((item, i) => [item.itemId, i + 1]));
  const placed = waiting.map((item) => {
    const place = places.get(item.itemId);
    const to = place === undefined ? 'watch' : 'act';
    const reason = place === undefined ? 'outranked' : item.neverBudgeted ? 'never-budgeted' : 'ranked';
    const detail = place === undefined ? undefined : `place ${place} of ${list.length}, capacity ${capacity}`;
    const moved = move(item, to, { atMs: nowMs, reason, detail });
    return { ...(moved.moved ? moved.item : item), rank: place ?? null };
  });
  return { items: [...accepted, ...placed], budgetedCount: budgeted.length, neverBudgetedCount: always.length };
};

const WORKING_DAYS_PER_WEEK = 5;
/** 1-2 % of the fleet per week, field reference 4.9 [D]. */
const SHARE_PER_WEEK = 0.015;

/** Where a firm has not said how many warnings its crews can look at in a day. */
export const usualCapacity = (liftsCount: number): number =>
  Math.max(1, Math.ceil((liftsCount * SHARE_PER_WEEK) / WORKING_DAYS_PER_WEEK));

import type { OperatorDecision, UnixMs, WarningCause, WorklistItem } from '@liftwatch/schemas';
import { move, noted } from './lifecycle.ts';

/** What a crew says of an item. */
export interface Answer {
  readonly what: 'accept' | 'return' | 'confirm' | 'reject';
  readonly by: string;
  readonly cause?: WarningCause | undefined;
  readonly note?: string | undefined;
  readonly nowMs: UnixMs;
}

export type Answered =
  | { readonly ok: true; readonly item: WorklistItem; readonly decision?: OperatorDecision['decision'] }
  | { readonly ok: false; readonly reason: 'closed' | 'not-accepted' | 'already-accepted' };

const targets = { accept: 'accepted', return: 'watch', confirm: 'confirmed', reject: 'rejected' } as const;
/** What the engine hears of it: a confirmed or rejected warning teaches it. */
const decisions = { accept: 'accepted', return: undefined, confirm: 'confirmed', reject: 'rejected' } as const;

/** Takes a crew's answer, or says why it does not fit. Pure. */
export const answer = (before: WorklistItem, said: Answer): Answered => {
  const { what, by, cause, note, nowMs } = said;
  if (what === 'return' && before.state !== 'accepted') return { ok: false, reason: 'not-accepted' };
  const detail = [by, cause, note].filter((part) => part !== undefined && part !== '').join(': ');
  const moved = move(before, targets[what], { atMs: nowMs, reason: `crew-${what}`, detail });
  if (!moved.moved) return { ok: false, reason: moved.reason === 'closed' ? 'closed' : 'already-accepted' };
  const decision = decisions[what];
  const isOver = what === 'confirm' || what === 'reject';
  const { acceptedBy: _, ...rest } = moved.item;
  const item: WorklistItem = {
    ...(what === 'return' ? rest : moved.item),
    ...(what === 'accept' && { acceptedBy: by }),
    ...(isOver && { closedBy: by, closedAtMs: nowMs, rank: null }),
    ...(cause !== undefined && { cause }),
  };
  return { ok: true, item, ...(decision !== undefined && { decision }) };
};

/** An open item of which nothing was heard for so long is over. */
const FORGOTTEN_MS = 90 * 86_400_000;

/** Undefined: it is not that old. */
export const expireForgotten = (item: WorklistItem, nowMs: UnixMs): WorklistItem | undefined => {
  if (nowMs - item.updatedAtMs < FORGOTTEN_MS) return undefined;
  const moved = move(item, 'expired', { atMs: nowMs, reason: 'nothing-heard-for-90-days' });
  return moved.moved
    ? { ...noted(moved.item, 'closed', { atMs: nowMs, reason: 'expired' }), rank: null, closedAtMs: nowMs }
    : undefined;
};

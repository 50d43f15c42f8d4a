import type { Slot } from '../../kernel/lift-state.ts';
import type { RuleCall } from '../../kernel/rule.ts';
import type { Memory } from './memory.ts';

const HALF_LIFE_MS = 90 * 86_400_000;
/** Alarms that a lift is trusted for before anybody judged one. */
const TRUST = 4;
/** Three rejections, of which the older may have faded a little. */
const PRONE_WRONG = 2.5;

const fade = (m: Memory, nowMs: number): void => {
  const factor = m.judgedMs === 0 ? 1 : 0.5 ** (Math.max(0, nowMs - m.judgedMs) / HALF_LIFE_MS);
  m.right = Math.round(m.right * factor * 1_000) / 1_000;
  m.wrong = Math.round(m.wrong * factor * 1_000) / 1_000;
  m.judgedMs = nowMs;
};

/** A person said of an alarm of this lift that it was so, or that it was not. */
export const learnVerdict = (c: RuleCall, m: Memory): void => {
  if (c.context?.type !== 'operator-decision') return;
  const { decision } = c.context;
  if (decision !== 'confirmed' && decision !== 'rejected') return;
  fade(m, c.nowMs);
  if (decision === 'confirmed') m.right += 1;
  else m.wrong += 1;
};

/**
 * Somebody at the lift says of its entrapment that nobody is in the car any more: who is held to be in it then has boarded
 * anew, or is seen in it while it runs. What the person signal still says is of the rescuers, or of nobody.
 */
export const takeRelease = (c: RuleCall, m: Memory, slot: Slot | undefined): void => {
  if (c.context?.type !== 'operator-decision' || c.context.decision !== 'released') return;
  if (slot?.ending !== 'operator') return;
  Object.assign(m, {
    occupiedMs: 0,
    candidateMs: 0,
    perhaps: false,
    leftPerhaps: false,
    seenAgain: false,
    personSeen: false,
    openingSeen: true,
    strandedMs: 0,
  });
};

/**
 * How much this lift's alarms are to be believed, 0-1, by what became of the earlier ones. It goes into confidence and
 * score alone: an alarm is never held back, or made less urgent, because the last one was false.
 */
export const trustIn = (m: Memory): number => (TRUST + m.right) / (TRUST + m.right + m.wrong);

export const isNuisanceProne = (m: Memory): boolean => m.wrong >= PRONE_WRONG && m.wrong > m.right;

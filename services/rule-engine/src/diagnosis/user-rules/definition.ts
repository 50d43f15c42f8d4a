import type { Bilingual, LiftRules, UnixMs } from '@liftwatch/schemas';
import type { Rule, RuleCall } from '../kernel/rule.ts';
import type { SignalName } from '../kernel/signals.ts';
import type { Truth } from './truth.ts';

/** A rule that users wrote, as it reaches one lift. */
export type Definition = LiftRules['rules'][number];
export type When<K extends Definition['when']['kind']> = Extract<Definition['when'], { kind: K }>;

/**
 * How a kind says what it found: the condition holds since then, does not hold, or nobody can say. The unknown neither
 * begins nor ends anything. `what` is the evidence of a begin.
 */
export type Tell = (truth: Truth, sinceMs: UnixMs, what?: Bilingual) => void;

/** One kind of rule: its numbers, what wakes it, what it remembers, how it judges. */
export interface Kind<S> {
  readonly args: Rule['args'];
  readonly inputs: number;
  readonly evidenceSignals: readonly SignalName[];
  /** Says that something does not come: its wait begins anew when the kind says so. */
  readonly isAbsence?: true;
  initial(): S;
  judge(call: RuleCall, state: S, tell: Tell): void;
  /** The condition, and what would end it, in words. */
  readonly words: Bilingual;
}

/** A number of a user rule as an argument, so that an override reaches it too. */
export const arg = (
  value: number,
  unit: string,
  range: { readonly min: number; readonly max: number },
): Rule['args'][string] => ({ default: value, unit, ...range, source: 'rule written by users' });

export const anyNumber = { min: -1_000_000_000, max: 1_000_000_000 } as const;
export const MONTH_S = 2_592_000;

import type { Bilingual, LiftRules, UnixMs } from '@liftwatch/schemas';
import type { RuleCall } from '../kernel/rule.ts';
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

/** One kind of rule: what wakes it, what it remembers, how it judges. */
export interface Kind<S> {
  readonly inputs: number;
  readonly evidenceSignals: readonly SignalName[];
  /** Says that something does not come: its wait begins anew when the kind says so. */
  readonly isAbsence?: true;
  initial(): S;
  judge(call: RuleCall, state: S, tell: Tell): void;
  /** The condition, and what would end it, in words. */
  readonly words: Bilingual;
}

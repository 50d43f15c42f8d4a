import type { Guard, UnixMs } from '@liftwatch/schemas';
import type { RuleCall } from '../kernel/rule.ts';
import type { SignalValue } from '../kernel/signals.ts';
import { signalOf } from './input.ts';

/** True, false, or undefined: nobody can say. */
export type Truth = boolean | undefined;

type Values = Guard['is'];

const among = (values: NonNullable<Values>, value: SignalValue): boolean =>
  Array.isArray(values) ? values.includes(value as string | boolean) : values === value;

/** Whether a value is one of some and none of others, and within its bounds. */
export const matches = (
  value: SignalValue | undefined,
  want: { is?: Values; isNot?: Values; above?: number | undefined; below?: number | undefined },
): Truth => {
  if (value === undefined || value === null) return undefined;
  if (want.is !== undefined && !among(want.is, value)) return false;
  if (want.isNot !== undefined && among(want.isNot, value)) return false;
  if (want.above === undefined && want.below === undefined) return true;
  if (typeof value !== 'number') return undefined;
  return (want.above === undefined || value > want.above) && (want.below === undefined || value < want.below);
};

/** All guards together: one that does not hold decides, else one that is unknown. `sinceMs`: since when all hold. */
export const allHold = (c: RuleCall, guards: readonly Guard[]): { readonly truth: Truth; readonly sinceMs: UnixMs } => {
  let truth: Truth = true;
  let sinceMs = 0;
  for (const guard of guards) {
    const name = signalOf(guard.signal);
    const one = name === undefined ? undefined : matches(c.value(name), guard);
    if (one === false) return { truth: false, sinceMs: 0 };
    if (one === undefined) truth = undefined;
    else if (name) sinceMs = Math.max(sinceMs, c.since(name));
  }
  return { truth, sinceMs };
};

/** Both: false if one is, else unknown if one is. */
export const both = (a: Truth, b: Truth): Truth => {
  if (a === false || b === false) return false;
  return a === undefined || b === undefined ? undefined : true;
};

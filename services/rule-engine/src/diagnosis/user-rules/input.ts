import { ruleInputs, type RuleInput, type UnixMs } from '@liftwatch/schemas';
import type { RuleCall } from '../kernel/rule.ts';
import { changeBits, signalBits, type SignalName } from '../kernel/signals.ts';

const kindBits: Readonly<Record<RuleInput['kind'], number>> = {
  state: 0,
  event: changeBits.event,
  trip: changeBits.trip,
  door: changeBits.door,
  terminal: changeBits.terminal,
  // Counters have no bit of their own: whoever counts on them is woken by every reading.
  counters: changeBits.heard,
};

const isSignal = (name: string): name is SignalName => Object.hasOwn(signalBits, name);

/** The signal of that name; undefined: the kernel keeps none. */
export const signalOf = (name: string): SignalName | undefined => (isSignal(name) ? name : undefined);

/** What wakes a rule that looks at this input; 0: nothing ever will, there is no such input. */
export const bitsOf = (path: string): number => {
  const input = ruleInputs.get(path);
  if (!input) return 0;
  return input.kind === 'state' ? (isSignal(path) ? signalBits[path] : 0) : kindBits[input.kind];
};

export const kindBit = (kind: string): number =>
  kind === 'state' ? changeBits.heard : (kindBits[kind as RuleInput['kind']] ?? 0);

export const unitOf = (path: string): string => ruleInputs.get(path)?.unit || '1';
export const isRecord = (path: string): boolean => (ruleInputs.get(path)?.kind ?? 'state') !== 'state';

/** A number that an input says now: a signal's present value, or what the present record says. Undefined: it says none. */
export const numberOf = (
  c: RuleCall,
  path: string,
): { readonly value: number; readonly sinceMs: UnixMs } | undefined => {
  const input = ruleInputs.get(path);
  if (!input) return undefined;
  if (input.kind === 'state') {
    const name = signalOf(path);
    const value = name && c.value(name);
    return name && typeof value === 'number' ? { value, sinceMs: c.since(name) } : undefined;
  }
  if (c.reading?.kind !== input.kind) return undefined;
  const value = (c.reading.body as unknown as Readonly<Record<string, unknown>>)[input.field];
  return typeof value === 'number' ? { value, sinceMs: c.nowMs } : undefined;
};

import { signalBits } from '../kernel/signals.ts';
import type { Kind, When } from './definition.ts';
import { signalOf } from './input.ts';
import { matches } from './truth.ts';

const list = (values: unknown): string => (Array.isArray(values) ? values.join(' / ') : String(values));

/** A signal that has, or has not, one of some values. The kernel waits `forS`. */
export const duration = (when: When<'duration'>): Kind<Record<string, never>> => {
  const signal = signalOf(when.signal);
  const shown = when.is !== undefined ? `= ${list(when.is)}` : `≠ ${list(when.isNot)}`;
  return {
    inputs: signal ? signalBits[signal] : 0,
    evidenceSignals: signal ? [signal] : [],
    initial: () => ({}),
    judge(c, _, tell) {
      if (signal) tell(matches(c.value(signal), when), c.since(signal));
    },
    words: { zh: `${when.signal} ${shown} 持续过久`, en: `${when.signal} ${shown} for too long` },
  };
};

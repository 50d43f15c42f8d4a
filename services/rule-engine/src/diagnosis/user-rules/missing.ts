import type { UnixMs } from '@liftwatch/schemas';
import { changeBits, signalBits } from '../kernel/signals.ts';
import type { Kind, When } from './definition.ts';
import { kindBit, signalOf } from './input.ts';

interface Memory {
  /** Log time of the last reading of the kind, or until which the signal was known; 0: not yet looked at. */
  lastMs: UnixMs;
  isThere: boolean;
}

/**
 * Nothing of a kind, or no known value of a signal, while the lift is heard from: that a lift is silent altogether is
 * for the built-in rules to say. Counts on log time, anew after an outage of our own intake.
 */
export const missing = (when: When<'missing'>): Kind<Memory> => {
  const signal = when.signal === undefined ? undefined : signalOf(when.signal);
  const what = when.reading ?? when.signal ?? '';
  const inputs = signal ? signalBits[signal] : kindBit(when.reading ?? 'state');
  return {
    inputs: inputs | changeBits.heard | changeBits.link | changeBits.timer,
    evidenceSignals: signal ? [signal] : [],
    isAbsence: true,
    initial: () => ({ lastMs: 0, isThere: false }),
    judge(c, m, tell) {
      const isThere = signal ? c.value(signal) !== undefined : c.reading?.kind === when.reading;
      if (m.lastMs === 0 && c.reading === undefined) return;
      if (isThere || m.lastMs === 0) m.lastMs = c.receivedAtMs;
      // A signal that has just become unknown was known until now.
      else if (signal && m.isThere) m.lastMs = c.nowMs;
      m.isThere = isThere;
      if (isThere) return tell(false, c.nowMs);
      if (c.lift.link.lost) {
        for (const slot of [...c.slots()]) if (slot.revision === 0) c.ends(slot.key);
        return;
      }
      tell(true, Math.max(m.lastMs, c.lift.link.restartMs));
    },
    words: { zh: `长时间没有 ${what}`, en: `no ${what} for too long` },
  };
};

import type { UnixMs } from '@liftwatch/schemas';
import { changeBits } from '../kernel/signals.ts';
import type { Kind, When } from './definition.ts';
import { bitsOf, numberOf, signalOf, unitOf } from './input.ts';

interface Memory {
  /** Begin of a sixteenth of the window, with the lowest and highest value in it; at most 17 of them. */
  parts: { fromMs: UnixMs; low: number; high: number }[];
  now?: number;
}

const PARTS = 16;

const take = (m: Memory, o: { value: number; nowMs: UnixMs; partMs: number }): void => {
  const last = m.parts.at(-1);
  m.now = o.value;
  if (last && o.nowMs - last.fromMs < o.partMs) {
    last.low = Math.min(last.low, o.value);
    last.high = Math.max(last.high, o.value);
    return;
  }
  m.parts.push({ fromMs: o.nowMs, low: o.value, high: o.value });
  if (m.parts.length > PARTS + 1) m.parts.shift();
};

/** A measured value that rises or falls too fast. A value that holds without being sent again counts as still so. */
export const change = (when: When<'change'>): Kind<Memory> => {
  const unit = unitOf(when.input);
  const signal = signalOf(when.input);
  const isRise = when.direction === 'rises';
  return {
    inputs: bitsOf(when.input) | changeBits.timer,
    evidenceSignals: signal ? [signal] : [],
    initial: () => ({ parts: [] }),
    judge(c, m, tell) {
      const windowMs = c.arg('withinS') * 1_000;
      const partMs = windowMs / PARTS;
      const now = c.late ? undefined : numberOf(c, when.input);
      // What was so until now belongs to the window as well: a step up from it is a rise.
      if (now && m.now !== undefined && signal) take(m, { value: m.now, nowMs: c.nowMs, partMs });
      if (now) take(m, { value: now.value, nowMs: c.nowMs, partMs });
      m.parts = m.parts.filter((part) => c.nowMs - part.fromMs < windowMs);
      if (m.now === undefined || m.parts.length === 0) return m.now === undefined ? undefined : tell(false, c.nowMs);
      const low = Math.min(m.now, ...m.parts.map((part) => part.low));
      const high = Math.max(m.now, ...m.parts.map((part) => part.high));
      const by = isRise ? m.now - low : high - m.now;
      const holds = by > c.arg('by');
      if (holds) c.wakeAt(c.nowMs + Math.ceil(partMs));
      const shown = `${when.input}: ${isRise ? '+' : '-'}${Math.round(by * 1_000) / 1_000} ${unit}`;
      tell(holds, c.nowMs, { zh: shown, en: shown });
    },
    words: {
      zh: `${when.input} ${isRise ? '上升' : '下降'}过快`,
      en: `${when.input} ${isRise ? 'rises' : 'falls'} too fast`,
    },
  };
};

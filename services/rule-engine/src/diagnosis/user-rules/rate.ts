import type { Occurrence, UnixMs } from '@liftwatch/schemas';
import { dialectFor, meaningFor } from '../intake/meaning.ts';
import type { RuleCall } from '../kernel/rule.ts';
import { changeBits, signalBits } from '../kernel/signals.ts';
import type { Kind, When } from './definition.ts';
import { bitsOf, numberOf, signalOf } from './input.ts';
import { matches } from './truth.ts';

interface Memory {
  /** When it happened, newest last; never more than the most that can be asked for. */
  at: UnixMs[];
  /** The signal had the value when last looked at. */
  was?: boolean;
}

const MOST_REMEMBERED = 100;

const hasHappened = (c: RuleCall, m: Memory, of: Occurrence): boolean => {
  const event = c.reading?.kind === 'event' ? c.reading.body : undefined;
  switch (of.what) {
    case 'alarm-button':
      return event?.type === 'alarm-button';
    case 'code': {
      if (event?.type !== 'code' || event.phase === 'cleared') return false;
      return of.dialect === undefined
        ? meaningFor(c.lift, event)?.code === of.code
        : dialectFor(c.lift, event) === of.dialect && event.code === of.code;
    }
    case 'record': {
      const now = numberOf(c, of.input);
      return now !== undefined && matches(now.value, of) === true;
    }
    case 'becomes': {
      const signal = signalOf(of.signal);
      const now = signal && matches(c.value(signal), { is: of.value });
      if (now === undefined) return false;
      const before = m.was;
      m.was = now;
      return now && before === false;
    }
  }
};

const bits = (of: Occurrence): number => {
  if (of.what === 'record') return bitsOf(of.input);
  if (of.what !== 'becomes') return changeBits.event;
  const signal = signalOf(of.signal);
  return signal ? signalBits[signal] : 0;
};

const shown = (of: Occurrence): string => {
  if (of.what === 'becomes') return `${of.signal} → ${String(of.value)}`;
  if (of.what === 'code') return of.dialect === undefined ? of.code : `${of.dialect}/${of.code}`;
  if (of.what === 'alarm-button') return of.what;
  return `${of.input}${of.above === undefined ? '' : ` > ${of.above}`}${of.below === undefined ? '' : ` < ${of.below}`}`;
};

/** Something that happens too often. Ends when, within the window, it has happened less often again. */
export const rate = (when: When<'rate'>): Kind<Memory> => ({
  inputs: bits(when.of) | changeBits.timer,
  evidenceSignals: [],
  initial: () => ({ at: [] }),
  judge(c, m, tell) {
    const windowMs = c.arg('withinS') * 1_000;
    if (!c.late && hasHappened(c, m, when.of)) m.at.push(c.nowMs);
    m.at.sort((a, b) => a - b);
    if (m.at.length > MOST_REMEMBERED) m.at.shift();
    m.at = m.at.filter((at) => c.nowMs - at < windowMs);
    const needed = m.at[m.at.length - Math.round(c.arg('atLeast'))];
    if (needed !== undefined) c.wakeAt(needed + windowMs);
    const count = `${shown(when.of)}: ${m.at.length}`;
    tell(needed !== undefined, m.at.at(-1) ?? c.nowMs, {
      zh: `窗口内 ${count} 次`,
      en: `${count} times in the window`,
    });
  },
  words: { zh: `${shown(when.of)} 过于频繁`, en: `${shown(when.of)} too often` },
});

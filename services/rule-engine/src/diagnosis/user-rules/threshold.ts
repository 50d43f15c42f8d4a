import type { Kind, When } from './definition.ts';
import { bitsOf, isRecord, numberOf, signalOf, unitOf } from './input.ts';

interface Memory {
  /** The last values of a record; at most `median` of them. */
  last: number[];
}

const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
};

/** A measured value beyond its limit. Once it holds, it ends only `deadband` inside. */
export const threshold = (when: When<'threshold'>): Kind<Memory> => {
  const isAbove = when.above !== undefined;
  const unit = unitOf(when.input);
  const signal = signalOf(when.input);
  const size = (value: number): number => (when.absolute ? Math.abs(value) : value);
  const value = `${when.absolute ? '|' : ''}${when.input}${when.absolute ? '|' : ''}`;
  const of =
    isRecord(when.input) && when.median > 1
      ? { zh: `最近${when.median}次的中位数`, en: `median of the last ${when.median}` }
      : undefined;
  return {
    inputs: bitsOf(when.input),
    evidenceSignals: signal ? [signal] : [],
    initial: () => ({ last: [] }),
    judge(c, m, tell) {
      if (isRecord(when.input) && c.late) return;
      const now = numberOf(c, when.input);
      if (now === undefined) return;
      let measured = size(now.value);
      if (isRecord(when.input)) {
        m.last.push(measured);
        if (m.last.length > when.median) m.last.splice(0, m.last.length - when.median);
        if (m.last.length < when.median) return;
        measured = median(m.last);
      }
      const open = c.slots().length > 0;
      const inside = open ? c.arg('deadband') : 0;
      const holds = isAbove ? measured > c.arg('limit') - inside : measured < c.arg('limit') + inside;
      const shown = `${value} = ${Math.round(measured * 1_000) / 1_000} ${unit}`;
      tell(holds, now.sinceMs, { zh: shown, en: shown });
    },
    words: {
      zh: `${of ? `${of.zh} ` : ''}${value} ${isAbove ? '高于' : '低于'}限值`,
      en: `${of ? `${of.en} ` : ''}${value} ${isAbove ? 'above' : 'below'} its limit`,
    },
  };
};

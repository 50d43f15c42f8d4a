import type { Bilingual } from '@liftwatch/schemas';
import { defineRule, type Rule } from '../kernel/rule.ts';
import { changeBits, signalBits as s } from '../kernel/signals.ts';
import { isAttended, occupancyOf } from './occupancy.ts';

/** A rule about one end of the shaft: its limit switch acts. */
export const limitSwitch = (o: {
  name: string;
  code: 'X03' | 'X04';
  signal: 'topLimit' | 'bottomLimit';
  summary: Bilingual;
}): Rule =>
  defineRule<Record<string, never>>({
    name: o.name,
    version: '1',
    codes: [o.code],
    args: { confirmMs: { default: 500, unit: 'ms', min: 0, max: 10_000, source: 'liftwatch default [D]' } },
    delays: { onDelayMs: 'confirmMs', offDelayMs: 10_000 },
    // A switch that still acts when the mechanic leaves is nobody's work any more.
    inputs: s[o.signal] | s.serviceMode | changeBits.context,
    evidenceSignals: [o.signal, 'speedMps', 'floor', 'direction', 'passengerPresent'],
    safety: true,
    initial: () => ({}),
    judge(c) {
      const value = c.value(o.signal);
      if (value === false) c.ends(o.code, 'value');
      else if (value === true && !isAttended(c)) {
        const begunMs = c.changed & s[o.signal] ? c.since(o.signal) : c.nowMs;
        const onsetMs = c.slot(o.code)?.onsetMs ?? begunMs;
        c.holds(o.code, { code: o.code, onsetMs, occupancy: occupancyOf(c), confidence: 0.9 });
      }
    },
    explain: () => ({
      summary: o.summary,
      clearsWhen: { zh: '极限开关复位', en: 'the limit switch is free again' },
    }),
  });

import { defineRule } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { occupancyOf } from '../occupancy.ts';
import { withRecent } from '../recent.ts';

interface Memory {
  reopens: number[];
  door: string;
  lastMs: number;
}

/** X09: the door reopens again and again. */
export const repeatedReopening = defineRule<Memory>({
  name: 'repeated-reopening',
  version: '1',
  codes: ['X09'],
  args: {
    reopenCount: { default: 3, unit: '1', min: 2, max: 20, source: 'field reference 4.1: 3 reopens in one stop [D]' },
    reopenWindowS: { default: 60, unit: 's', min: 10, max: 600, source: 'liftwatch default [D]' },
  },
  delays: {},
  inputs: s.carDoorStatus | changeBits.door | changeBits.timer,
  evidenceSignals: ['carDoorStatus', 'carStatus', 'floor', 'doorZone'],
  safety: false,
  initial: () => ({ reopens: [], door: '', lastMs: 0 }),
  judge(c, m) {
    const windowMs = c.arg('reopenWindowS') * 1_000;
    if (c.changed & changeBits.timer && c.slot('X09')) {
      if (c.nowMs >= m.lastMs + windowMs) c.ends('X09', 'quiet');
      else c.wakeAt(m.lastMs + windowMs);
    }
    const door = String(c.value('carDoorStatus') ?? '');
    const turned = m.door === 'closing' && (door === 'opening' || door === 'opened');
    m.door = door;
    if (turned) m.reopens = withRecent(m.reopens, c.nowMs, windowMs);
    const counted = c.reading?.kind === 'door' && !c.late ? (c.reading.body.reopens ?? 0) : 0;
    if (Math.max(counted, turned ? m.reopens.length : 0) < c.arg('reopenCount')) return;
    m.lastMs = c.nowMs;
    const onsetMs = c.slot('X09')?.onsetMs ?? c.nowMs;
    c.holds('X09', { code: 'X09', onsetMs, alarmAtMs: c.nowMs, occupancy: occupancyOf(c) });
    c.wakeAt(c.nowMs + windowMs);
  },
  explain: () => ({
    summary: { zh: '反复开关门', en: 'Door reopens again and again' },
    clearsWhen: { zh: '观察窗口内不再反复', en: 'the door has not reopened for the whole window' },
  }),
});

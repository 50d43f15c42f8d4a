import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { isAttended, occupancyOf } from '../occupancy.ts';

const NOT_CLOSED = new Set(['opened', 'opening', 'closing', 'limited-opened']);

const begin = (c: RuleCall): void => {
  const openedFirst = c.since('carDoorStatus') <= c.since('carStatus');
  const key = c.slot('X06') ? 'X06' : c.slot('X07') ? 'X07' : openedFirst ? 'X06' : 'X07';
  const onsetMs = Math.max(c.since('carDoorStatus'), c.since('carStatus'), c.since('doorZone'));
  c.holds(key, {
    code: key,
    onsetMs,
    alarmAtMs: onsetMs + c.arg('confirmMs'),
    occupancy: occupancyOf(c),
    confidence: 0.9,
  });
};

/** X06: the car runs out of the zone with an open door. X07: the door opens while the car runs between floors. */
export const dangerousMovement = defineRule<Record<string, never>>({
  name: 'dangerous-movement',
  version: '1',
  codes: ['X06', 'X07'],
  args: {
    confirmMs: {
      default: 1_000,
      unit: 'ms',
      min: 0,
      max: 10_000,
      source: 'deployed firmware wants two samples [S]; 1 s is ours [D]',
    },
  },
  delays: { offDelayMs: 10_000 },
  inputs: s.carStatus | s.carDoorStatus | s.doorZone | s.serviceMode | changeBits.context,
  evidenceSignals: ['carStatus', 'carDoorStatus', 'doorZone', 'floor', 'speedMps', 'passengerPresent'],
  safety: true,
  initial: () => ({}),
  judge(c) {
    const holds =
      c.value('carStatus') === 'running' &&
      c.value('doorZone') === false &&
      NOT_CLOSED.has(String(c.value('carDoorStatus')));
    if (holds && !isAttended(c)) return begin(c);
    const contrary =
      c.value('carStatus') === 'stopped' ||
      c.value('doorZone') === true ||
      c.value('carDoorStatus') === 'closed' ||
      c.value('carDoorStatus') === 'safety-locked';
    if (c.slots().length === 0 || !contrary) return;
    c.ends('X06');
    c.ends('X07');
  },
  explain: (slot) => ({
    summary:
      slot.code === 'X06'
        ? { zh: '开门走车', en: 'Car runs with an open door' }
        : { zh: '运行中开门', en: 'Door opened while the car runs' },
    clearsWhen: { zh: '轿厢停止或门关闭', en: 'the car stops, or the door is closed' },
  }),
});

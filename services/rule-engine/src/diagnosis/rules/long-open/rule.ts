import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { isAttended, isDoorClosed, occupancyOf } from '../occupancy.ts';

interface Memory {
  /** When the door was first seen fully open since it last was closed; 0: it is closed. */
  openMs: number;
  /** Something stood in its way since: it began to close and turned, or the load or a person keeps it. */
  kept: boolean;
  door: string;
}

/** Modes in which an open door is what is wanted: recall, firefighters, taken out of service. */
const OPEN_IS_WANTED = new Set(['fire-return', 'firefighter', 'out-of-service', 'emergency-power', 'earthquake']);

const follow = (c: RuleCall, m: Memory): void => {
  const door = String(c.value('carDoorStatus'));
  if (door === 'opened' && m.openMs === 0) m.openMs = c.since('carDoorStatus');
  if (m.door === 'closing' && (door === 'opening' || door === 'opened')) m.kept = true;
  m.door = door;
  if (c.value('passengerPresent') === true || c.value('overload') === true) m.kept = true;
};

/** X10: the door stays open for long. Soon where something keeps it; late where the car just stands open and idle. */
export const longOpen = defineRule<Memory>({
  name: 'long-open',
  version: '1',
  codes: ['X10'],
  args: {
    longOpenS: {
      default: 180,
      unit: 's',
      min: 30,
      max: 7_200,
      source: 'field reference 4.1: blocked for more than 3 min [D]',
    },
    idleOpenS: {
      default: 3_600,
      unit: 's',
      min: 60,
      max: 86_400,
      source: 'liftwatch default: lifts that park with the door open [D]',
    },
  },
  delays: {},
  inputs: s.carDoorStatus | s.passengerPresent | s.overload | s.serviceMode | changeBits.context,
  evidenceSignals: ['carDoorStatus', 'carStatus', 'serviceMode', 'passengerPresent', 'overload', 'floor'],
  safety: false,
  initial: () => ({ openMs: 0, kept: false, door: '' }),
  judge(c, m) {
    const closed = isDoorClosed(c);
    if (closed === undefined) return;
    if (closed) {
      m.openMs = 0;
      m.kept = false;
      m.door = '';
      return c.ends('X10', 'door-closed');
    }
    follow(c, m);
    if (isAttended(c)) return c.ends('X10', 'attended');
    if (OPEN_IS_WANTED.has(String(c.value('serviceMode')))) return c.ends('X10', 'mode');
    if (m.openMs === 0 || c.slot('X10')?.stage === 'alarm') return;
    const alarmAtMs = m.openMs + c.arg(m.kept ? 'longOpenS' : 'idleOpenS') * 1_000;
    c.holds('X10', {
      code: 'X10',
      onsetMs: m.openMs,
      alarmAtMs: Math.max(alarmAtMs, m.kept ? c.nowMs : 0),
      occupancy: occupancyOf(c),
      tags: [m.kept ? 'kept-open' : 'idle'],
    });
  },
  explain: (slot) => ({
    summary: slot.tags.includes('kept-open')
      ? { zh: '长时间开门：门被阻挡', en: 'Door open for long: something keeps it from closing' }
      : { zh: '长时间开门停放', en: 'Door open for long: the car stands open and idle' },
    clearsWhen: { zh: '门关闭', en: 'the door is closed' },
  }),
});

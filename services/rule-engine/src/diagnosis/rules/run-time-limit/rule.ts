import type { RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { codedRule, coreFault, newCodedMemory, type CodedMemory } from '../coded.ts';
import { isAttended, occupancyOf } from '../occupancy.ts';

interface Memory extends CodedMemory {
  /** The run whose progress is followed, by its start. */
  runMs: number;
  floor: string;
  positionM: number | null;
  /** Floor or position has changed since the run began. */
  advances: boolean;
}

const ACCELERATION_MPS2 = 0.8;

/** From the lowest to the highest landing at rated speed, with acceleration; undefined without lift facts. */
const fullTravelS = (c: RuleCall): number | undefined => {
  const { travelM, ratedSpeedMps } = c.lift.facts ?? {};
  if (travelM === undefined || ratedSpeedMps === undefined) return undefined;
  return travelM / ratedSpeedMps + ratedSpeedMps / ACCELERATION_MPS2;
};

/**
 * A car that runs but gets nowhere is given what the limiter gives the motor; one that gets on may take its full
 * travel, which in a tall building is more than 45 s.
 */
const limitS = (c: RuleCall, advances: boolean): number | undefined => {
  const full = fullTravelS(c);
  if (full === undefined) return undefined;
  const travelS = full + c.arg('marginS');
  return Math.max(c.arg('leastS'), advances ? travelS : Math.min(c.arg('mostS'), travelS));
};

const follow = (c: RuleCall, m: Memory): void => {
  if (c.value('carStatus') !== 'running') {
    m.runMs = 0;
    const slot = c.slot('06');
    if (slot?.revision === 0 && !slot.raw) c.ends('06');
    return;
  }
  const floor = String(c.value('floor') ?? '');
  const positionM = c.value('positionM');
  if (m.runMs !== c.since('carStatus')) {
    m.runMs = c.since('carStatus');
    m.floor = floor;
    m.positionM = typeof positionM === 'number' ? positionM : null;
    // Without a signal that could show progress, it counts as made.
    m.advances = floor === '' && m.positionM === null;
  } else if (floor !== m.floor || (typeof positionM === 'number' && positionM !== m.positionM)) m.advances = true;
  const slot = c.slot('06');
  if (isAttended(c)) {
    if (slot?.revision === 0 && !slot.raw) c.ends('06');
    return;
  }
  const limit = limitS(c, m.advances);
  if (limit === undefined || slot?.raw || slot?.stage === 'alarm') return;
  c.holds('06', {
    code: '06',
    onsetMs: m.runMs,
    alarmAtMs: m.runMs + limit * 1_000,
    occupancy: occupancyOf(c),
    confidence: 0.7,
    tags: ['derived'],
  });
};

/** 06: the motor runs longer than its limiter allows. From codes, and from runs that do not end. */
export const runTimeLimit = codedRule<Memory>({
  ...coreFault('06'),
  name: 'run-time-limit',
  args: {
    marginS: { default: 10, unit: 's', min: 5, max: 60, source: 'full travel time + 10 s, EN 81-20 5.9.2.7 [R+]' },
    leastS: { default: 20, unit: 's', min: 10, max: 60, source: 'not below 20 s, EN 81-20 5.9.2.7 [R+]' },
    mostS: {
      default: 45,
      unit: 's',
      min: 20,
      max: 120,
      source: 'at most 45 s while the car gets nowhere, EN 81-20 5.9.2.7 [R+]',
    },
  },
  inputs: s.floor | s.positionM | s.serviceMode,
  evidenceSignals: ['carStatus', 'direction', 'floor', 'positionM', 'speedMps', 'passengerPresent'],
  derivesFrom: s.carStatus | s.floor | s.positionM | s.serviceMode | changeBits.context,
  initial: () => ({ ...newCodedMemory(), runMs: 0, floor: '', positionM: null, advances: false }),
  endedByRun: () => true,
  derive(c, m) {
    if (!c.late) follow(c, m);
  },
});

import type { RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { codedRule, coreFault, NO_CODES, type CodedMemory } from '../coded.ts';
import { isAttended, occupancyOf } from '../occupancy.ts';

interface Memory extends CodedMemory {
  /** The run whose progress is followed, by its start. */
  runMs: number;
  floor: string;
  positionM: number | null;
  /** When floor or position last changed in this run; its begin where they have not. */
  progressMs: number;
}

const ACCELERATION_MPS2 = 0.8;

/** From the lowest to the highest landing at rated speed, with acceleration; undefined without lift facts. */
const fullTravelS = (c: RuleCall): number | undefined => {
  const { travelM, ratedSpeedMps } = c.lift.facts ?? {};
  if (travelM === undefined || ratedSpeedMps === undefined) return undefined;
  return travelM / ratedSpeedMps + ratedSpeedMps / ACCELERATION_MPS2;
};

/**
 * When the limiter is due. It is there for a motor that turns while the car gets nowhere: what it is given, at most 45 s,
 * counts from the last progress. A car that gets on may take its full travel, which in a tall building is longer; more
 * than that no run takes. Where no signal could show progress, only the run as a whole counts.
 */
const dueMs = (c: RuleCall, m: Memory): number | undefined => {
  const full = fullTravelS(c);
  if (full === undefined) return undefined;
  const travelS = Math.max(c.arg('leastS'), full + c.arg('marginS'));
  const wholeMs = m.runMs + travelS * 1_000;
  if (m.floor === '' && m.positionM === null) return wholeMs;
  return Math.min(wholeMs, m.progressMs + Math.max(c.arg('leastS'), Math.min(c.arg('mostS'), travelS)) * 1_000);
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
  const position = typeof positionM === 'number' ? positionM : null;
  const begins = m.runMs !== c.since('carStatus');
  if (begins) m.runMs = m.progressMs = c.since('carStatus');
  else if (floor !== m.floor || position !== m.positionM) m.progressMs = c.nowMs;
  m.floor = floor;
  m.positionM = position;
  const slot = c.slot('06');
  if (isAttended(c) || c.value('serviceMode') === 'emergency-power') {
    if (slot?.revision === 0 && !slot.raw) c.ends('06');
    return;
  }
  const alarmAtMs = dueMs(c, m);
  if (alarmAtMs === undefined || slot?.raw || slot?.stage === 'alarm') return;
  c.holds('06', {
    code: '06',
    onsetMs: m.runMs,
    alarmAtMs,
    occupancy: occupancyOf(c),
    confidence: 0.7,
    tags: ['derived'],
  });
};

/** 06: the motor runs longer than its limiter allows. From codes, and from runs that do not end. */
export const runTimeLimit = codedRule<Memory>({
  ...coreFault('06'),
  name: 'run-time-limit',
  version: '2',
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
  initial: () => ({
    endedEarly: NO_CODES,
    endAtOnce: NO_CODES,
    ran: NO_CODES,
    runMs: 0,
    floor: '',
    positionM: null,
    progressMs: 0,
  }),
  endedByRun: () => true,
  derive(c, m) {
    if (!c.late) follow(c, m);
  },
});

import { defineRule, type RuleCall } from '../../kernel/rule.ts';
import { changeBits, signalBits as s } from '../../kernel/signals.ts';
import { isAttended } from '../occupancy.ts';
import { BLOCK_MS, blockStart, expectedBy, learn, newProfile, type Profile } from './profile.ts';

interface Memory {
  runs: boolean;
  /** Begin of the present block, if the lift was watched through all of it; 0: not so. */
  blockMs: number;
  /** Runs in it. */
  count: number;
  /** The last run began then; 0: none since the lift is watched without a gap. */
  lastRunMs: number;
  /** End of the last outage of our own intake that is known here. */
  restartMs: number;
  profile: Profile | null;
}

/** Modes in which nobody expects the lift to serve. */
const OUT_OF_USE = new Set([
  'out-of-service',
  'inspection',
  'fire-return',
  'firefighter',
  'earthquake',
  'emergency-power',
]);

/** What was not watched is not learnt: the next whole block is. */
const loseTrack = (m: Memory): void => {
  m.blockMs = 0;
  m.count = 0;
  m.lastRunMs = 0;
};

/** Blocks that ended since are learnt, those without a run too; a silence that was reported is no habit. */
const closeBlocks = (m: Memory, nowMs: number, wasSilent: boolean): void => {
  const present = blockStart(nowMs);
  if (m.blockMs === 0 || wasSilent) {
    m.blockMs = m.blockMs === present ? present : present + BLOCK_MS;
    m.count = 0;
    return;
  }
  for (let at = m.blockMs; at < present; at += BLOCK_MS) {
    learn((m.profile ??= newProfile()), at, m.count);
    m.count = 0;
    m.blockMs = at + BLOCK_MS;
  }
};

const isServing = (c: RuleCall): boolean =>
  !c.lift.link.lost &&
  !isAttended(c) &&
  !OUT_OF_USE.has(String(c.value('serviceMode'))) &&
  c.value('powerStatus') !== 'lost';

/** A stop of which another finding tells already is not a silent one. */
const isTold = (c: RuleCall): boolean => {
  for (const name in c.lift.rules)
    for (const slot of c.lift.rules[name]?.slots ?? [])
      if (slot.stage === 'alarm' && slot.priority <= 'P2') return true;
  return false;
};

const watch = (c: RuleCall, m: Memory): void => {
  if (m.profile === null || m.lastRunMs === 0) return;
  const by = expectedBy(m.profile, { fromMs: m.lastRunMs, runs: c.arg('missedRuns'), leastWeeks: c.arg('leastWeeks') });
  if (by === undefined) return;
  const dueMs = Math.max(by, m.lastRunMs + c.arg('leastIdleS') * 1_000);
  if (c.nowMs < dueMs) return c.wakeAt(dueMs);
  if (isTold(c)) return c.wakeAt(c.nowMs + c.arg('leastIdleS') * 1_000);
  if (!c.slot('X22')) c.holds('X22', { code: 'X22', onsetMs: m.lastRunMs, alarmAtMs: c.nowMs, confidence: 0.6 });
};

const takeRun = (c: RuleCall, m: Memory): void => {
  const wasSilent = c.slot('X22') !== undefined;
  if (wasSilent) c.ends('X22', 'moved');
  closeBlocks(m, c.nowMs, wasSilent);
  if (c.nowMs >= m.blockMs) m.count++;
  m.lastRunMs = c.nowMs;
};

/**
 * X22: the lift is heard and in service, but has not run for so long that by its own weekday habit it would have run
 * many times: it has stopped without saying so.
 */
export const silentStop = defineRule<Memory>({
  name: 'silent-stop',
  version: '1',
  codes: ['X22'],
  args: {
    missedRuns: {
      default: 20,
      unit: '1',
      min: 9,
      max: 1_000,
      source:
        'field reference 4.7: z < -3; 9 missed runs for evenly spread ones, about twice that for bunched ones [D]',
    },
    leastIdleS: { default: 3_600, unit: 's', min: 600, max: 86_400, source: 'liftwatch default [D]' },
    leastWeeks: { default: 3, unit: '1', min: 1, max: 4, source: 'liftwatch default: a habit is seen three times [D]' },
  },
  delays: { damped: false },
  inputs: s.carStatus | s.serviceMode | s.powerStatus | changeBits.link | changeBits.context | changeBits.timer,
  evidenceSignals: ['carStatus', 'floor', 'serviceMode', 'carDoorStatus'],
  safety: false,
  initial: () => ({ runs: false, blockMs: 0, count: 0, lastRunMs: 0, restartMs: 0, profile: null }),
  judge(c, m) {
    if (c.late) return;
    if (c.lift.link.restartMs !== m.restartMs) {
      m.restartMs = c.lift.link.restartMs;
      loseTrack(m);
    }
    if (!isServing(c)) {
      if (c.slot('X22')) c.ends('X22', c.lift.link.lost ? 'silent' : isAttended(c) ? 'attended' : 'mode');
      return loseTrack(m);
    }
    const runs = c.value('carStatus') === 'running';
    if (runs && !m.runs) takeRun(c, m);
    m.runs = runs;
    if (!runs) watch(c, m);
  },
  explain: () => ({
    summary: {
      zh: '电梯在线且在服务中，但长时间没有运行，与平日规律不符，疑似故障停梯',
      en: 'The lift is heard and in service but has not run for far longer than is its habit: it may have stopped silently',
    },
    clearsWhen: { zh: '电梯再次运行', en: 'the car runs' },
  }),
});

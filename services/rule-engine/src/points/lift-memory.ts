import type { Finding } from '@liftwatch/schemas';
import { findingLines, scoreLine } from './finding-points.ts';
import { newTally, type LiftTally, type RollUps } from './roll-ups/roll-ups.ts';
import { newStateMemory, type StateMemory } from './telemetry.ts';
import { warningLine } from './warning-points.ts';

interface OpenLine {
  readonly score: number;
  readonly priority: string;
  /** It was counted as a fault; a finding is, once, when it first is an alarm. */
  readonly counted: boolean;
}

/** What the points need to remember of one lift. `tally` and `open` are saved with the lift. */
export interface LiftMemory {
  readonly tally: LiftTally;
  readonly open: Record<string, OpenLine>;
  readonly state: StateMemory;
  /** It waits to be saved. */
  isDirty: boolean;
  /** Day of its last point of health, and when that was last looked at; written anew after a restart. */
  healthDay: number;
  healthCheckedMs: number;
}

export const newLiftMemory = (atMs: number): LiftMemory => ({
  tally: newTally(atMs),
  open: {},
  state: newStateMemory(),
  isDirty: false,
  healthDay: 0,
  healthCheckedMs: 0,
});

/** JSON text without line breaks. */
export const saveLiftMemory = (memory: LiftMemory): string =>
  JSON.stringify({ tally: memory.tally, open: memory.open });

export const restoreLiftMemory = (text: string): LiftMemory => {
  const saved = JSON.parse(text) as Pick<LiftMemory, 'tally' | 'open'>;
  return { ...saved, state: newStateMemory(), isDirty: false, healthDay: 0, healthCheckedMs: 0 };
};

/** The lift's score as a point at `atMs` of log time. */
export const liftScoreLine = (liftId: string, memory: LiftMemory, atMs: number): string =>
  scoreLine(liftId, { atMs, known: memory.tally.condition !== 'unknown' }, Object.values(memory.open));

/** Takes a line of the finding log into the memory and the roll-ups, and returns its points. Wear is no fault: it has a point of its own. */
export const takeFinding = (memory: LiftMemory, rollUps: RollUps, finding: Finding): readonly string[] => {
  const wear = warningLine(finding);
  if (wear !== undefined) return [wear];
  const before = memory.open[finding.findingId];
  const isAlarm = finding.stage === 'alarm' || finding.stage === 'history';
  if (isAlarm && before?.counted !== true) rollUps.takeAlarm(memory.tally, finding);
  if (finding.change === 'cleared') delete memory.open[finding.findingId];
  else
    memory.open[finding.findingId] = {
      score: finding.score,
      priority: finding.priority,
      counted: isAlarm || before?.counted === true,
    };
  return [...findingLines(finding), liftScoreLine(finding.liftId, memory, finding.receivedAtMs)];
};

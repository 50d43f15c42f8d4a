export {
  loadEvaluation,
  entrapmentKinds,
  progressiveKinds,
  impairments,
  type Evaluation,
  type ProgressiveKind,
} from './evaluation.ts';
export { liveThrough, MONTH_MS, type LifeOptions, type LifeSpec } from './life.ts';
export type { Received } from './line.ts';
export { replayLines } from './replay-lines.ts';
export { monthsTruth, type MonthsTruth } from './truth.ts';
export { beginningOf, historyOf, HISTORY_DAYS, type History, type HistorySpan, type Said } from './history/history.ts';
export { wornFacts, wornLifts, type WornLift } from './history/worn-lifts.ts';
export { speakFor, type Speaker } from './history/speaker.ts';

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

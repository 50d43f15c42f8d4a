export type { Arrival } from './arrival.ts';
export { BESIDE } from './kernel/lift-state.ts';
export type { LiftState, RuleState, Signal, Slot, TerminalState } from './kernel/lift-state.ts';
export type { SignalName, SignalValue } from './kernel/signals.ts';
export { signalNames } from './kernel/signals.ts';
export {
  createPartition,
  isTaken,
  passTime,
  step,
  type Partition,
  type StepFailure,
  type StepOutput,
  newOutput,
} from './kernel/partition.ts';
export { restoreLift, snapshotLift } from './kernel/snapshot.ts';
export { isGone } from './kernel/registered.ts';
export { liftSummary, liftView, type LiftView, type SignalView } from './kernel/lift-view.ts';
export { defineRule, type Rule, type RuleArg } from './kernel/rule.ts';
export { terminalNamed } from './kernel/terminal-state.ts';
export { judges } from './judges.ts';
export { rules } from './rules/index.ts';
export { wearOf } from './wear/memory.ts';
export { featureWords } from './wear/words.ts';
export { healthOf, openWarnings, type WarningView } from './wear/view.ts';

import type { UnixMs } from '@liftwatch/schemas';
import { dueOf } from './judge.ts';
import { NEVER, shaped, statesOf, type LiftState, type RuleState } from './lift-state.ts';
import { rulesOf } from './own-rules.ts';
import { createPartition, indexTerminal, type Partition } from './partition.ts';
import type { Rule } from './rule.ts';

const isEmpty = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

const fresh = new WeakMap<Rule, Readonly<Record<string, unknown>>>();

/** The rule remembers nothing that it would not begin with: its state need not be saved. */
const isFresh = (rule: Rule, state: RuleState): boolean => {
  if (state.slots.length > 0 || state.wakeAtMs !== NEVER || state.closed || state.flaps) return false;
  let initial = fresh.get(rule);
  if (initial === undefined) fresh.set(rule, (initial = rule.initial() as Readonly<Record<string, unknown>>));
  const data = state.data as Readonly<Record<string, unknown>>;
  for (const name in data)
    if (data[name] !== initial[name] && !(isEmpty(data[name]) && isEmpty(initial[name]))) return false;
  return true;
};

/** JSON text of one lift; `restoreLift` takes it back. Without `base`, the partition's rules, rules that remember nothing are saved as well. */
export const snapshotLift = (lift: LiftState, base: readonly Rule[] = []): string => {
  if (base.length === 0) return JSON.stringify(lift);
  const rules = rulesOf(base, lift);
  const states = statesOf(rules, lift);
  const kept: Record<string, RuleState> = {};
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as Rule;
    const state = states[i];
    if (state !== undefined && !isFresh(rule, state)) kept[rule.name] = state;
  }
  return JSON.stringify({ ...lift, rules: kept });
};

/** JSON text of what belongs to no lift. */
export const snapshotPartition = (partition: Partition): string =>
  JSON.stringify({ logMs: partition.logMs, lastTickMs: partition.lastTickMs });

/**
 * Brings one rule's state to the version that runs now. Where the rule cannot, its memory starts anew; what it had
 * reported stays open under the same id either way.
 */
const upgrade = (rule: Rule, state: RuleState): RuleState => {
  if (state.version === rule.version) return state;
  const migrated = rule.migrate?.(state.data, state.version);
  if (migrated !== undefined) return { ...state, version: rule.version, data: migrated };
  return {
    version: rule.version,
    data: rule.initial(),
    wakeAtMs: NEVER,
    slots: state.slots.filter((slot) => slot.revision > 0),
    ...(state.closed && { closed: state.closed }),
    ...(state.flaps && { flaps: state.flaps }),
  };
};

/** Puts a lift's snapshot into the partition. Entries up to `position` are skipped for this lift. */
export const restoreLift = (partition: Partition, text: string, position: number): LiftState => {
  const lift = shaped(partition.rules, JSON.parse(text) as LiftState);
  // Of a snapshot from before these were kept: as if a state had come, and changed something, at its last arrival.
  lift.stateMs ??= lift.logMs;
  lift.changedMs ??= lift.logMs;
  const rules = rulesOf(partition.rules, lift);
  for (const rule of rules) {
    const state = lift.rules[rule.name];
    if (state) lift.rules[rule.name] = upgrade(rule, state);
  }
  lift.nextDueMs = dueOf(rules, lift);
  partition.lifts.set(lift.liftId, lift);
  for (const terminalId in lift.terminals) indexTerminal(partition, terminalId, lift.liftId);
  if (position > 0) partition.takenUpTo.set(lift.liftId, position);
  return lift;
};

/** Restores a partition: `partitionState` is of the position that is resumed from, each lift of its own. */
export const restorePartition = (
  number: number,
  o: { partitionState: string; lifts: readonly { state: string; position: number }[]; rules?: readonly Rule[] },
): Partition => {
  const partition = createPartition(number, o.rules);
  const wide = JSON.parse(o.partitionState) as { logMs: UnixMs; lastTickMs: UnixMs };
  partition.logMs = wide.logMs;
  partition.lastTickMs = wide.lastTickMs;
  for (const one of o.lifts) restoreLift(partition, one.state, one.position);
  return partition;
};

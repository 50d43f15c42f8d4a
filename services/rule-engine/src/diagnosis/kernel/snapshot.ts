import { dueOf } from './judge.ts';
import { statesOf } from './derived.ts';
import { shaped, type LiftState, type RuleState } from './lift-state.ts';
import { rulesOf } from './own-rules.ts';
import { indexTerminal, type Partition } from './partition.ts';
import type { Rule } from './rule.ts';
import { SavedNames } from './saved-names.ts';
import { readSignals, saveSignals } from './saved-signals.ts';
import { plainSignals, signalsFrom } from './signal-memory.ts';
import { plainTerminals, readTerminals, saveTerminals, terminalsFrom } from './saved-terminals.ts';
import { readOldRule, readRule, saveRule } from './saved.ts';

/** JSON text of one lift; `restoreLift` takes it back. Without `base`, the partition's rules, everything is saved as it stands, as older versions did. */
export const snapshotLift = (lift: LiftState, base: readonly Rule[] = []): string => {
  if (base.length === 0)
    return JSON.stringify({ ...lift, signals: plainSignals(lift.signals), terminals: plainTerminals(lift.terminals) });
  const rules = rulesOf(base, lift);
  const states = statesOf(rules, lift);
  const names = new SavedNames();
  const told = { names, baseMs: lift.logMs };
  const signals = saveSignals(lift.signals, told);
  const kept: Record<string, unknown> = {};
  for (let i = 0; i < rules.length; i++) {
    const rule = rules[i] as Rule;
    const state = states[i];
    const saved = state && saveRule(rule, state, told);
    if (saved !== undefined) kept[rule.name] = saved;
  }
  const saved = { ...lift, signals, terminals: saveTerminals(lift.terminals, told), rules: kept };
  return JSON.stringify({ names: names.all, lift: saved });
};

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
    wakeAtMs: undefined,
    slots: state.slots.filter((slot) => slot.revision > 0),
    ...(state.closed && { closed: state.closed }),
    ...(state.flaps && { flaps: state.flaps }),
  };
};

const named = new WeakMap<readonly Rule[], ReadonlyMap<string, Rule>>();

const namesOf = (rules: readonly Rule[]): ReadonlyMap<string, Rule> => {
  let known = named.get(rules);
  if (known === undefined) named.set(rules, (known = new Map(rules.map((rule) => [rule.name, rule]))));
  return known;
};

interface Saved {
  readonly names: readonly string[];
  readonly lift: LiftState;
}

/** The lift as it was saved in full: so older versions wrote it. */
const readInFull = (partition: Partition, lift: LiftState): LiftState => {
  const byName = namesOf(rulesOf(partition.rules, lift));
  for (const name in lift.rules) readOldRule(byName.get(name), lift.rules[name]);
  lift.signals = signalsFrom(lift.signals as never);
  lift.terminals = terminalsFrom(lift.terminals as never);
  return lift;
};

/** The lift as it was saved, each part brought back in place. */
const readLift = (partition: Partition, saved: Saved | LiftState): LiftState => {
  if (!('lift' in saved)) return readInFull(partition, saved);
  const { names, lift } = saved;
  const from = { names, baseMs: lift.logMs };
  lift.signals = readSignals(lift.signals as never, from);
  lift.terminals = readTerminals(lift.terminals as never, from);
  const byName = namesOf(rulesOf(partition.rules, lift));
  for (const name in lift.rules) lift.rules[name] = readRule(byName.get(name), lift.rules[name] as never, from);
  return lift;
};

/** Puts a lift's snapshot into the partition. Entries up to `position` are skipped for this lift. */
export const restoreLift = (partition: Partition, text: string, position: number): LiftState => {
  const lift = shaped(partition.rules, readLift(partition, JSON.parse(text) as Saved | LiftState));
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
  for (const { terminalId } of lift.terminals) indexTerminal(partition, terminalId, lift.liftId);
  if (position > 0) partition.takenUpTo.set(lift.liftId, position);
  return lift;
};

import type { UnixMs } from '@liftwatch/schemas';
import { initialOf, isEmpty, isIdle, isPlain, isSame, type Plain } from './idle.ts';
import { NEVER, NO_SLOTS, type RuleState } from './lift-state.ts';
import type { Rule } from './rule.ts';
import type { SavedNames } from './saved-names.ts';
import { readSlot, saveSlot, type SavedSlot } from './saved-slots.ts';
import { inShort } from './slots.ts';

/**
 * How the parts of a lift are written into its snapshot: without what they begin with, times and numbers as steps, names by their
 * place. Nothing is lost.
 */

/** What differs from `usual`; undefined: it cannot be told that way, because something of `usual` is gone. */
const differing = (value: Plain, usual: Plain): Plain | undefined => {
  for (const name in usual) if (usual[name] !== undefined && value[name] === undefined) return undefined;
  const kept: Record<string, unknown> = {};
  for (const name in value) if (!isSame(value[name], usual[name])) kept[name] = value[name];
  return kept;
};

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** One rule's state as it is saved. `data` in full, `own` as the rule writes it, or `changed`: what differs from its beginning. */
interface SavedRule {
  readonly version: string;
  readonly data?: unknown;
  readonly own?: unknown;
  readonly changed?: Plain;
  readonly wakeAtMs?: number;
  readonly slots?: readonly SavedSlot[];
  readonly closed?: RuleState['closed'];
  readonly flaps?: RuleState['flaps'];
}

/** The state of a rule without what it begins with; undefined: it remembers nothing else, and need not be saved. */
export const saveRule = (
  rule: Rule,
  state: RuleState,
  o: { names: SavedNames; baseMs: UnixMs },
): SavedRule | undefined => {
  if (isIdle(rule, state)) return undefined;
  const { version, data, wakeAtMs, slots, closed, flaps } = state;
  const saved: Writable<SavedRule> = { version };
  if (rule.save) saved.own = rule.save(data, o.names.place);
  else saveData(saved, data, initialOf(rule));
  if (wakeAtMs !== undefined) saved.wakeAtMs = wakeAtMs;
  if (slots.length > 0) saved.slots = slots.map((slot) => saveSlot(slot, o));
  if (closed) saved.closed = closed;
  if (flaps) saved.flaps = flaps;
  return saved;
};

const saveData = (saved: Writable<SavedRule>, data: unknown, initial: unknown): void => {
  const changed = isPlain(data) && isPlain(initial) ? differing(data, initial) : undefined;
  if (changed === undefined) saved.data = data;
  else if (!isEmpty(changed)) saved.changed = changed;
};

interface From {
  readonly names: readonly string[];
  readonly baseMs: UnixMs;
}

const readData = (rule: Rule | undefined, { data, own, changed }: SavedRule, { names }: From): unknown => {
  if (own !== undefined) return rule?.read ? rule.read(own, names) : own;
  if (data !== undefined) return rule?.fromPlain ? rule.fromPlain(data) : data;
  const initial = (rule?.initial() ?? {}) as Plain;
  return changed ? Object.assign(initial, changed) : initial;
};

/** A state in full. Older versions remembered ids in full, and wrote a time for "no wake asked for". */
export const readOldRule = (rule: Rule | undefined, state: RuleState | undefined): void => {
  if (!state) return;
  if (state.closed) state.closed = state.closed.map(inShort);
  if (state.wakeAtMs === NEVER) state.wakeAtMs = undefined;
  if (rule?.fromPlain) state.data = rule.fromPlain(state.data);
};

/** The other way; `rule` undefined: nobody here knows it, and its memory stays as it was saved. */
export const readRule = (rule: Rule | undefined, saved: SavedRule, from: From): RuleState => {
  const state: RuleState = {
    version: saved.version,
    data: readData(rule, saved, from),
    wakeAtMs: saved.wakeAtMs,
    slots: saved.slots ? saved.slots.map((slot) => readSlot(slot, from)) : NO_SLOTS,
  };
  if (saved.closed) state.closed = saved.closed;
  if (saved.flaps) state.flaps = saved.flaps;
  return state;
};

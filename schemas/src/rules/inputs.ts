import { readingSchemas, type ReadingKind } from '../readings/index.ts';

/** What a rule that users write can look at: a signal of `state` by its name, or `kind.field` of another reading. */
export interface RuleInput {
  readonly path: string;
  readonly kind: ReadingKind;
  readonly field: string;
  readonly type: 'number' | 'boolean' | 'word';
  /** Of a number, from its name; '1' for counts. */
  readonly unit: string;
  /** Of a word, where it has a list. */
  readonly words: readonly string[];
}

interface Described {
  readonly def: { readonly type: string; readonly innerType?: Described; readonly entries?: Record<string, string> };
}

const bare = (schema: Described): Described =>
  (schema.def.type === 'optional' || schema.def.type === 'nullable') && schema.def.innerType
    ? bare(schema.def.innerType)
    : schema;

const units: readonly (readonly [RegExp, string])[] = [
  [/Mps2$/, 'm/s²'],
  [/Mps$/, 'm/s'],
  [/Percent$/, '%'],
  [/Dbm$/, 'dBm'],
  [/Kwh$/, 'kWh'],
  [/Wh$/, 'Wh'],
  [/Ms$/, 'ms'],
  [/Mm$/, 'mm'],
  [/M$/, 'm'],
  [/H$/, 'h'],
  [/C$/, '°C'],
  [/A$/, 'A'],
  [/J$/, 'J'],
];

const typeOf = (type: string): RuleInput['type'] | undefined => {
  if (type === 'number' || type === 'int') return 'number';
  if (type === 'boolean') return 'boolean';
  return type === 'enum' || type === 'string' ? 'word' : undefined;
};

const envelope = new Set(['at', 'boot', 'seq', 'sentAt', 'firmware', 'fromFloor']);

const inputsOf = (kind: Exclude<ReadingKind, 'event'>): RuleInput[] =>
  Object.entries(readingSchemas[kind].shape as unknown as Record<string, Described>).flatMap(([field, schema]) => {
    const { def } = bare(schema);
    const type = typeOf(def.type);
    if (envelope.has(field) || type === undefined) return [];
    const unit = units.find(([ending]) => ending.test(field))?.[1] ?? '1';
    const path = kind === 'state' ? field : `${kind}.${field}`;
    return [{ path, kind, field, type, unit: type === 'number' ? unit : '', words: Object.values(def.entries ?? {}) }];
  });

/** Every input, by path. */
export const ruleInputs: ReadonlyMap<string, RuleInput> = new Map(
  (['state', 'trip', 'door', 'counters', 'terminal'] as const).flatMap(inputsOf).map((input) => [input.path, input]),
);

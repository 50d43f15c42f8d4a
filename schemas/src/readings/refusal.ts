import type { z } from 'zod';

/** Why a publish, or one reading of it, was refused. Codes are documented in docs/errors.md. */
export interface Refusal {
  readonly code:
    | 'LIFT_READING_NOT_UTF8'
    | 'LIFT_READING_NOT_JSON'
    | 'LIFT_READING_INVALID'
    | 'LIFT_READING_FOREIGN_TOPIC'
    | 'LIFT_READING_TOO_LARGE'
    | 'LIFT_BATCH_INVALID';
  /** Place in the payload, e.g. `readings[2].floor`; empty for the payload as a whole. */
  readonly field: string;
  /** What is wrong and what to do, in English: the value, what is expected, the field's unit and range, the remedy. */
  readonly message: string;
}

/**
 * What JSON.parse would not take. What it says of nothing, and of a mark that no editor shows, would help nobody.
 * @param wanted what to send in its place
 */
export const notJson = (text: string, error: unknown, wanted: string): Refusal => {
  const refusal = (message: string): Refusal => ({ code: 'LIFT_READING_NOT_JSON', field: '', message });
  if (text.trim() === '') return refusal(`payload is empty: send ${wanted}`);
  if (text.startsWith('\ufeff'))
    return refusal('payload begins with a byte order mark (U+FEFF): send the JSON without it');
  const why = error instanceof Error ? error.message : 'syntax error';
  return refusal(`payload is not JSON: ${why}. Send ${wanted}`);
};

/** One object of a payload, with the schema that refused it. */
export interface Refused {
  readonly code: Refusal['code'];
  /** Where the object stands in the payload: '' or `readings[2]`. */
  readonly base: string;
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly error: z.ZodError | undefined;
}

interface Described {
  readonly description?: string | undefined;
  readonly def?: { readonly shape?: Record<string, Described>; readonly options?: readonly Described[] };
  isOptional?(): boolean;
  isNullable?(): boolean;
}

const place = (base: string, path: readonly PropertyKey[]): string => {
  let at = base;
  for (const step of path) at += typeof step === 'number' ? `[${step}]` : at === '' ? String(step) : `.${String(step)}`;
  return at;
};

const own = (value: unknown, key: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<PropertyKey, unknown>)[key]
    : undefined;

const valueAt = (value: unknown, path: readonly PropertyKey[]): unknown => path.reduce(own, value);

/** The source at the end of a description, `[GB/T 24476-2017 as implemented, S]`: for the documentation, not for a refusal. */
const PROVENANCE = / \[[^\]]+\]$/;

const LONGEST_SHOWN = 60;
const show = (value: unknown): string => {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  // JSON writes 1e400 as null, which would hide what is wrong with it.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}... (${text.length} characters)` : text;
};

const literalOf = (field: Described | undefined): unknown =>
  (field?.def as { readonly values?: readonly unknown[] } | undefined)?.values?.[0];

/** The fields that the value could have; of a union, those of the option whose `type` the value names. */
const shapeOf = (schema: Described, value: unknown): Record<string, Described> => {
  const shapes = (schema.def?.options ?? [schema]).map((option) => option.def?.shape ?? {});
  const type = own(value, 'type');
  return shapes.find((shape) => type !== undefined && literalOf(shape['type']) === type) ?? shapes[0] ?? {};
};

const typeNames: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text in quotes',
  boolean: 'true or false',
  object: 'an object {...}',
  array: 'an array [...]',
  record: 'an object {...}',
};

const list = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(', ');

const limit = (issue: { readonly origin: string }, bound: string): string =>
  issue.origin === 'string' || issue.origin === 'array' ? `its length must be ${bound}` : `must be ${bound}`;

/** What the issue asks for, in words. */
const expected = (issue: z.core.$ZodIssue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${typeNames[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be one of ${list(issue.values)}`;
    case 'too_big':
      return limit(issue, `at most ${issue.maximum}`);
    case 'too_small':
      return limit(issue, `at least ${issue.minimum}`);
    case 'invalid_union':
      return 'options' in issue && issue.options ? `must be one of ${list(issue.options)}` : 'has no valid form';
    default:
      return issue.message;
  }
};

const unknownField = ({ code, base, schema, value }: Refused, path: readonly PropertyKey[], key: string): Refusal => {
  const shape = shapeOf(schema as Described, value);
  const known = path.length === 0 ? ` Known: ${Object.keys(shape).join(', ')}` : '';
  return {
    code,
    field: place(base, [...path, key]),
    message: `${show(key)} is no known field: remove it or correct its name.${known}`,
  };
};

const remedy = (field: Described | undefined, found: unknown): string => {
  if (found === undefined) return 'Add it.';
  if (field?.isNullable?.()) return 'Correct it, send null for unknown, or leave it out for unchanged.';
  return field?.isOptional?.() ? 'Correct it, or leave it out.' : 'Correct it.';
};

/** Words a refusal out of the first thing that a schema objected to. */
export const refusalOf = (refused: Refused): Refusal => {
  const { code, base, schema, value, error } = refused;
  const issue = error?.issues[0];
  if (!issue) return { code, field: base, message: 'is not valid: see schemas/json' };
  if (issue.code === 'unrecognized_keys') return unknownField(refused, issue.path, issue.keys[0] ?? '');
  const found = valueAt(value, issue.path);
  const field = own(shapeOf(schema as Described, value), issue.path[0] ?? '') as Described | undefined;
  if (issue.path.length === 0)
    return { code, field: base, message: `the payload is ${show(value)}: ${expected(issue)}` };
  const name = String(issue.path.at(-1));
  const about = field?.description ? ` (${field.description.replace(PROVENANCE, '')})` : '';
  const message = `${name} is ${show(found)}: ${expected(issue)}${about}. ${remedy(field, found)}`;
  return { code, field: place(base, issue.path), message };
};

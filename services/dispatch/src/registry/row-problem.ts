import type { z } from 'zod';

const LONGEST_SHOWN = 60;
const show = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}...` : text;
};

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text, in quotes where it looks like a number',
  number: 'a number',
  int: 'a whole number',
  boolean: 'yes or no',
  array: 'a list',
  object: 'a row of fields',
};

const PERSONAL: ReadonlySet<string> = new Set(['address', 'personId']);

/** A spreadsheet shows a long code so, and has lost its last digits. */
const SCIENTIFIC = /^\d(\.\d+)?E\+\d+$/i;

const expected = (
  issue: z.core.$ZodIssue,
  field: { readonly description?: string | undefined } | undefined,
): string => {
  if (issue.code === 'invalid_type') return `must be ${TYPES[issue.expected] ?? issue.expected}`;
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  const isOfZod = issue.code === 'invalid_format' && issue.message.startsWith('Invalid');
  return isOfZod && field?.description !== undefined ? `must be ${field.description}` : issue.message;
};

/**
 * What is wrong with a row of the registry, in words for whoever wrote the file: the field, what stands there, what should.
 * @param of `kind` of the row, the `value` as it was read, and the fields that it may have
 */
export const problemOfRow = (
  issue: z.core.$ZodIssue,
  of: {
    readonly kind: string;
    readonly value: unknown;
    readonly fields: Readonly<Record<string, { readonly description?: string | undefined }>>;
  },
): string => {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = issue.path.length === 0 ? `. A ${of.kind} has ${Object.keys(of.fields).join(', ')}` : '';
    return `${path === '' ? of.kind : path}: no field ${issue.keys.map((key) => `"${key}"`).join(', ')}${known}`;
  }
  const found = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    of.value,
  );
  const words = expected(issue, of.fields[path]);
  if (path === '') return `${of.kind}: ${show(found)}: ${words}`;
  const lost =
    typeof found === 'string' && SCIENTIFIC.test(found)
      ? '; the spreadsheet has lost digits: format the column as text'
      : '';
  // A number or address of a person is not repeated where it may be kept.
  const shown = PERSONAL.has(path) ? 'not as it should be' : show(found);
  return `${path}: ${found === undefined ? 'is missing' : shown}: ${words}${lost}`;
};

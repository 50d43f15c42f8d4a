import { z } from 'zod';
import { readingSchemas, type Reading, type ReadingByKind, type ReadingKind } from './index.ts';
import { unixMs } from './envelope.ts';

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
  /** What is wrong and what to do, in English. */
  readonly message: string;
}

export type DecodedItem =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly index: number; readonly refusal: Refusal };

export type DecodedPublish =
  | { readonly ok: true; readonly sentAtMs: number | undefined; readonly items: readonly DecodedItem[] }
  | { readonly ok: false; readonly refusal: Refusal };

type SafeParse = (value: unknown) => { success: boolean; data?: unknown; error?: z.ZodError | undefined };
const compiled = Object.fromEntries(
  Object.entries(readingSchemas).map(([kind, schema]) => {
    const parser = z.compile(schema as z.ZodType);
    return [kind, (value: unknown) => parser.safeParse(value)];
  }),
) as unknown as Record<ReadingKind, SafeParse>;

const batchEnvelope = z.strictObject({ sentAt: unixMs, readings: z.array(z.unknown()).min(1).max(5_000) });

const place = (base: string, path: readonly PropertyKey[]): string => {
  let at = base;
  for (const step of path) at += typeof step === 'number' ? `[${step}]` : at === '' ? String(step) : `.${String(step)}`;
  return at;
};

const refuse = (code: Refusal['code'], base: string, error: z.ZodError | undefined): Refusal => {
  const issue = error?.issues[0];
  if (!issue) return { code, field: base, message: 'not a valid reading' };
  if (issue.code === 'unrecognized_keys') {
    const field = place(base, [...issue.path, issue.keys[0] ?? '']);
    return { code, field, message: `unknown field: remove it or correct its name (see schemas/json)` };
  }
  return { code, field: place(base, issue.path), message: issue.message };
};

const check = <K extends ReadingKind>(kind: K, value: unknown, index: number, base: string): DecodedItem => {
  const result = compiled[kind](value);
  return result.success
    ? { ok: true, reading: { kind, body: result.data as ReadingByKind[K] } as unknown as Reading }
    : { ok: false, index, refusal: refuse('LIFT_READING_INVALID', base, result.error) };
};

const isBatch = (value: unknown): value is { readings: unknown } =>
  typeof value === 'object' && value !== null && 'readings' in value;

/**
 * Decodes the text of one publish: one reading, or `{sentAt, readings: [...]}`. Readings of a batch are judged alone,
 * in order; the good ones stand. Pure and deterministic: broker, engine and replay see the same verdict. Never throws.
 */
export const decodePublish = (kind: ReadingKind, text: string): DecodedPublish => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : 'syntax error';
    return { ok: false, refusal: { code: 'LIFT_READING_NOT_JSON', field: '', message: `payload is not JSON: ${why}` } };
  }
  if (!isBatch(value)) {
    const item = check(kind, value, 0, '');
    if (!item.ok) return { ok: false, refusal: item.refusal };
    return { ok: true, sentAtMs: item.reading.body.sentAt, items: [item] };
  }
  const batch = batchEnvelope.safeParse(value);
  if (!batch.success) return { ok: false, refusal: refuse('LIFT_BATCH_INVALID', '', batch.error) };
  const items = batch.data.readings.map((one, index) => check(kind, one, index, `readings[${index}]`));
  return { ok: true, sentAtMs: batch.data.sentAt, items };
};

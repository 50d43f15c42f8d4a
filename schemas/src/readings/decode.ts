import { z } from 'zod';
import { readingSchemas, type Reading, type ReadingByKind, type ReadingKind } from './index.ts';
import { unixMs } from './envelope.ts';
import { notJson, refusalOf, type Refusal } from './refusal.ts';

export type { Refusal } from './refusal.ts';

export type DecodedItem =
  | { readonly ok: true; readonly reading: Reading }
  | { readonly ok: false; readonly index: number; readonly refusal: Refusal };

export type DecodedPublish =
  | { readonly ok: true; readonly sentAtMs: number | undefined; readonly items: readonly DecodedItem[] }
  | { readonly ok: false; readonly refusal: Refusal };

/** Says whether a value is a reading of its kind; builds nothing, since what was parsed is the reading. */
const compiled = Object.fromEntries(
  Object.entries(readingSchemas).map(([kind, schema]) => [kind, z.compile(schema as z.ZodType)]),
) as unknown as Record<ReadingKind, z.ZodType>;

/** Several readings of one kind in one publish. Each is judged alone, hence unknown here. */
export const batchEnvelope = z.strictObject({
  sentAt: unixMs.describe(
    "When the batch was sent, by the terminal's own clock; ms since the Unix epoch (UTC), 0 or more [liftwatch, D]",
  ),
  readings: z.array(z.unknown()).min(1).max(5_000).describe('Readings of one kind, 1-5000 [liftwatch, D]'),
});
const compiledBatch = z.compile(batchEnvelope);

const check = <K extends ReadingKind>(kind: K, value: unknown, index: number): DecodedItem => {
  if (z.validate(compiled[kind], value))
    return { ok: true, reading: { kind, body: value as ReadingByKind[K] } as unknown as Reading };
  // Words are made for refusals only; a good reading pays nothing for them.
  const base = index < 0 ? '' : `readings[${index}]`;
  const schema = readingSchemas[kind];
  const { error } = schema.safeParse(value);
  const refusal = refusalOf({ code: 'LIFT_READING_INVALID', base, schema, value, error });
  return { ok: false, index: Math.max(index, 0), refusal };
};

/** The readings of a publish, in order, and when it was sent. */
export interface PublishedReadings {
  readonly sentAtMs: number | undefined;
  readonly readings: readonly Reading[];
}

/**
 * The readings of a text that {@link decodePublish} has taken whole: the same, without looking at each value again.
 * @throws {SyntaxError} for what is not JSON, which it then never took
 */
export const readPublish = (kind: ReadingKind, text: string): PublishedReadings => {
  const value: unknown = JSON.parse(text);
  if (isBatch(value)) {
    const { sentAt, readings } = value as { sentAt: number; readings: unknown[] };
    return { sentAtMs: sentAt, readings: readings.map((body) => ({ kind, body }) as Reading) };
  }
  const reading = { kind, body: value } as Reading;
  return { sentAtMs: reading.body.sentAt, readings: [reading] };
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
    return { ok: false, refusal: notJson(text, error, 'one JSON object {...}, or {sentAt, readings: [...]}') };
  }
  if (!isBatch(value)) {
    const item = check(kind, value, -1);
    if (!item.ok) return { ok: false, refusal: item.refusal };
    return { ok: true, sentAtMs: item.reading.body.sentAt, items: [item] };
  }
  const batch = compiledBatch.safeParse(value);
  if (!batch.success) {
    const { error } = batch;
    return {
      ok: false,
      refusal: refusalOf({ code: 'LIFT_BATCH_INVALID', base: '', schema: batchEnvelope, value, error }),
    };
  }
  const items = batch.data.readings.map((one, index) => check(kind, one, index));
  return { ok: true, sentAtMs: batch.data.sentAt, items };
};

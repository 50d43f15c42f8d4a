import { isUtf8 } from 'node:buffer';
import {
  contextEntry,
  decodePublish,
  presenceReading,
  type DecodedPublish,
  type ReadingKind,
  type Refusal,
} from '@liftwatch/schemas';
import { z } from 'zod';

/** The verdict on one publish. `dead`: what is refused of it; `isLogged`: whether the payload itself enters the log. */
export interface Judgement {
  readonly isLogged: boolean;
  readonly readings: number;
  readonly dead: readonly { readonly readingIndex?: number; readonly refusal: Refusal }[];
  /** The readings, decoded, so that nobody in this process decodes them again. */
  readonly decoded?: DecodedPublish;
}

const NONE: Judgement['dead'] = [];
const GOOD: Judgement = { isLogged: true, readings: 1, dead: [] };
const refused = (refusal: Refusal): Judgement => ({ isLogged: false, readings: 1, dead: [{ refusal }] });

export const notUtf8: Refusal = {
  code: 'LIFT_READING_NOT_UTF8',
  field: '',
  message: 'payload is not UTF-8: send JSON in UTF-8',
};

/** Reading of one kind, or a batch of them: the good readings of a batch stand, each bad one is refused alone. */
export const judgeReading = (kind: ReadingKind, payload: Buffer): Judgement => {
  if (!isUtf8(payload)) return refused(notUtf8);
  const decoded = decodePublish(kind, payload.toString('utf8'));
  if (!decoded.ok) return refused(decoded.refusal);
  const { items } = decoded;
  if (items.length === 1 && items[0]?.ok === true) return { isLogged: true, readings: 1, dead: NONE, decoded };
  const dead = items.flatMap((item) => (item.ok ? [] : [{ readingIndex: item.index, refusal: item.refusal }]));
  return { isLogged: true, readings: items.length, dead, decoded };
};

const presence = z.compile(presenceReading as z.ZodType);
const context = z.compile(contextEntry as z.ZodType);

const parse = (payload: Buffer): { readonly value: unknown } | { readonly refusal: Refusal } => {
  if (!isUtf8(payload)) return { refusal: notUtf8 };
  try {
    return { value: JSON.parse(payload.toString('utf8')) as unknown };
  } catch (error) {
    const why = error instanceof Error ? error.message : 'syntax error';
    return { refusal: { code: 'LIFT_READING_NOT_JSON', field: '', message: `payload is not JSON: ${why}` } };
  }
};

const judgeBy = (
  schema: { safeParse(value: unknown): { success: boolean; error?: unknown } },
  payload: Buffer,
): Judgement => {
  const parsed = parse(payload);
  if ('refusal' in parsed) return refused(parsed.refusal);
  const result = schema.safeParse(parsed.value);
  if (result.success) return GOOD;
  const issue = (result.error as z.ZodError).issues[0];
  return refused({
    code: 'LIFT_READING_INVALID',
    field: issue?.path.join('.') ?? '',
    message: issue?.message ?? 'invalid',
  });
};

export const judgePresence = (payload: Buffer): Judgement => judgeBy(presence, payload);

/** A context entry whose `liftId` is its topic's. */
export const judgeContext = (liftId: string, payload: Buffer): Judgement => {
  const judgement = judgeBy(context, payload);
  if (!judgement.isLogged) return judgement;
  const entry = JSON.parse(payload.toString('utf8')) as { liftId: string };
  if (entry.liftId === liftId) return judgement;
  return refused({
    code: 'LIFT_READING_INVALID',
    field: 'liftId',
    message: `is ${entry.liftId}, the topic says ${liftId}: make them equal`,
  });
};

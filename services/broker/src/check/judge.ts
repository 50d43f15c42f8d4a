import { isUtf8 } from 'node:buffer';
import {
  decodePublish,
  refuseContext,
  refusePresence,
  type DecodedPublish,
  type ReadingKind,
  type Refusal,
} from '@liftwatch/schemas';

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

const judgeBy = (refuse: (text: string) => Refusal | undefined, payload: Buffer): Judgement => {
  if (!isUtf8(payload)) return refused(notUtf8);
  const refusal = refuse(payload.toString('utf8'));
  return refusal ? refused(refusal) : GOOD;
};

export const judgePresence = (payload: Buffer): Judgement => judgeBy(refusePresence, payload);

/** A context entry whose `liftId` is its topic's. */
export const judgeContext = (liftId: string, payload: Buffer): Judgement => {
  const judgement = judgeBy(refuseContext, payload);
  if (!judgement.isLogged) return judgement;
  const entry = JSON.parse(payload.toString('utf8')) as { liftId: string };
  if (entry.liftId === liftId) return judgement;
  return refused({
    code: 'LIFT_READING_INVALID',
    field: 'liftId',
    message: `is ${entry.liftId}, the topic says ${liftId}: make them equal`,
  });
};

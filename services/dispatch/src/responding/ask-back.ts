import type { Bilingual, Delivery, Incident, NoticeKind, UnixMs } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import { insertDelivery, loadIncident } from '../database/desk-store.ts';
import { hashOf } from '../database/hash.ts';
import type { DispatchTables } from '../database/tables.ts';
import { personOf } from '../routing/directory.ts';
import type { Action } from '../incidents/actions/action.ts';
import type { SmsAnswer } from './answer.ts';
import { notedWords, stampOf } from './noted.ts';

type Db = Kysely<DispatchTables>;

/** A question that was put is not put again for so long: a person may take his time, and a machine that answers must not be fed. */
const ASKED_EVERY_MS = 600_000;
/** Several are open: each of the first ones says by which letter it is answered. */
const MOST_ASKED_COUNT = 3;

interface Question {
  readonly of: Delivery;
  readonly notice: Extract<NoticeKind, 'reminder' | 'released' | 'taken' | 'noted'>;
  /** Stable code of why. */
  readonly reason: string;
  readonly note: Bilingual;
  /** Only once for its incident, whatever is written; else again after {@link ASKED_EVERY_MS}; a word: once for each. */
  readonly isOnce: boolean | string;
}

const sentOf = async (db: Db, deliveryId: string): Promise<Delivery | undefined> => {
  const row = await db
    .selectFrom('delivery')
    .select('document')
    .where('delivery_id', '=', deliveryId)
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as Delivery);
};

/** The last message to a number about anything, also about what is closed. */
const lastTo = async (db: Db, numberKey: string): Promise<Delivery | undefined> => {
  const row = await db
    .selectFrom('reply_slot')
    .innerJoin('delivery', 'delivery.delivery_id', 'reply_slot.delivery_id')
    .select('delivery.document')
    .where('reply_slot.number_key', '=', numberKey)
    .orderBy('reply_slot.at_ms', 'desc')
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as Delivery);
};

/** The last SMS to whoever is called, about the same incident; undefined: he was told by none. */
const lastSmsTo = async (db: Db, call: Delivery): Promise<Delivery | undefined> => {
  const rows = await db
    .selectFrom('delivery')
    .select('document')
    .where('incident_id', '=', call.incidentId)
    .where('channel', '=', 'sms')
    .orderBy('seq', 'desc')
    .execute();
  return rows.map((row) => JSON.parse(row.document) as Delivery).find((sent) => personOf(sent) === personOf(call));
};

/** Who has it, for the recipient of a message about it. */
const standing = (incident: Incident | undefined, of: Delivery): 'nobody-has-it' | 'owner' | 'stands-by' => {
  const owner = incident?.response?.owner;
  if (!owner) return 'nobody-has-it';
  return owner.id === personOf(of) ? 'owner' : 'stands-by';
};

/** An owner is asked to say that he is there, all others to take it on. */
const withOwner = (of: Delivery, isOwner: boolean): Delivery => {
  const { toOwner: _to, ...content } = of.content;
  return { ...of, content: { ...content, ...(isOwner ? { toOwner: true as const } : {}) } };
};

const unread = { reason: 'reply-not-understood', note: { zh: '回复未能识别', en: 'reply not understood' } };
const several = {
  reason: 'reply-fits-several',
  note: { zh: '多起未处理，请加字母', en: 'several are open: add the letter' },
};
const over = { reason: 'reply-after-end', note: { zh: '该事件已结束', en: 'it is over' } };
const owned = { reason: 'reply-after-another', note: { zh: '已有其他人员接单', en: 'somebody else has it' } };

const notDone = (reason: string): Pick<Question, 'notice' | 'reason' | 'note'> => {
  if (reason === 'LIFT_DISPATCH_OWNED') return { notice: 'taken', ...owned };
  if (reason === 'LIFT_DISPATCH_NOT_FOUND' || reason === 'LIFT_DISPATCH_NOT_OPEN')
    return { notice: 'released', ...over };
  return { notice: 'reminder', reason: 'reply-not-possible', note: { zh: '当前不能这样操作', en: 'not possible now' } };
};

/** What was done, where nothing else tells him so: an end is told to everybody who was told of it. */
const done = async (db: Db, of: Delivery, action: Action): Promise<readonly Question[]> => {
  const note = notedWords(action);
  const incident = await loadIncident(db, of.incidentId);
  if (note === undefined || incident === undefined) return [];
  const isOwner = standing(incident, of) === 'owner' && incident.state !== 'arrived';
  const said = { notice: 'noted' as const, reason: `noted-${action.is}`, note };
  return [{ of: withOwner(of, isOwner), ...said, isOnce: `${action.is} ${stampOf(incident, personOf(of))}` }];
};

const questionsOf = async (db: Db, answer: SmsAnswer, numberKey: string): Promise<readonly Question[]> => {
  if (answer.is === 'nobody') return [];
  if (answer.is === 'done') {
    const sent = await sentOf(db, answer.candidate.deliveryId);
    return sent ? done(db, sent, answer.action) : [];
  }
  if (answer.is === 'none') {
    const last = await lastTo(db, numberKey);
    return last ? [{ of: last, notice: 'released', ...over, isOnce: true }] : [];
  }
  if (answer.is === 'not-done') {
    const sent = await sentOf(db, answer.candidate.deliveryId);
    return sent ? [{ of: sent, ...notDone(answer.reason), isOnce: false }] : [];
  }
  const live = answer.candidates.filter((c) => !c.isOver);
  if (live.length === 0) return questionsOf(db, { is: 'none' }, numberKey);
  const open = live.slice(0, answer.is === 'unread' ? 1 : MOST_ASKED_COUNT);
  const sent = await Promise.all(open.map((candidate) => sentOf(db, candidate.deliveryId)));
  const isOnce = answer.is === 'unread';
  const asked = { notice: 'reminder' as const, ...(isOnce ? unread : several), isOnce };
  return Promise.all(
    sent
      .filter((one) => one !== undefined)
      .map(async (of) => {
        const stands = standing(await loadIncident(db, of.incidentId), of);
        // Whoever stands by is not called to come by being asked what he meant.
        if (stands === 'stands-by') return { of, notice: 'taken' as const, ...owned, isOnce };
        return { of: withOwner(of, stands === 'owner'), ...asked };
      }),
  );
};

const asDelivery = ({ of, notice, reason, note, isOnce }: Question, nowMs: UnixMs): Delivery => {
  const when = typeof isOnce === 'string' ? isOnce : isOnce ? 'once' : Math.floor(nowMs / ASKED_EVERY_MS);
  const { formerOnsetAtMs: _former, ...content } = of.content;
  return {
    deliveryId: hashOf(`asked-back|${of.incidentId}|${of.episode}|${of.recipientId}|${reason}|${when}`),
    incidentId: of.incidentId,
    episode: of.episode,
    notice,
    role: of.role,
    recipientId: of.recipientId,
    ...(of.personId === undefined ? {} : { personId: of.personId }),
    channel: of.channel,
    ...(of.address === undefined ? {} : { address: of.address }),
    ...(of.language === undefined ? {} : { language: of.language }),
    reason,
    content: { ...content, note },
    refersTo: of.refersTo ?? { deliveryId: of.deliveryId, createdAtMs: of.createdAtMs },
    createdAtMs: nowMs,
    state: 'queued',
    attempts: 0,
    possiblyRepeated: false,
  };
};

/**
 * Answers a reply by a message of the outbox, for carriers that take approved texts only: what it says is what that incident's messages say, so that no
 * text need be approved for it. What was done is confirmed once, however often the carrier brings the reply. What cannot be read is asked back once for each incident, so that a machine which answers every
 * message is not answered for ever; all else at most each ten minutes. How many were queued.
 */
export const askBack = async (
  db: Db,
  answer: SmsAnswer,
  from: { readonly numberKey: string; readonly nowMs: UnixMs },
): Promise<number> => {
  return queue(db, await questionsOf(db, answer, from.numberKey), from.nowMs);
};

/**
 * Answers a key that was pressed in a call, by an SMS to the same person, who was told by SMS too. Whoever has no such number
 * is told by the next call: it speaks to him as to whom it is. How many were queued.
 */
export const confirmKey = async (
  db: Db,
  call: Delivery,
  pressed: {
    readonly action: Action;
    readonly answered: { readonly done: boolean; readonly reason?: string };
    readonly nowMs: UnixMs;
  },
): Promise<number> => {
  const of = await lastSmsTo(db, call);
  if (of === undefined) return 0;
  const { action, answered, nowMs } = pressed;
  return queue(
    db,
    answered.done ? await done(db, of, action) : [{ of, ...notDone(answered.reason ?? ''), isOnce: false }],
    nowMs,
  );
};

const queue = async (db: Db, questions: readonly Question[], nowMs: UnixMs): Promise<number> => {
  const messages = questions.map((question) => asDelivery(question, nowMs)).filter((one) => one.address !== undefined);
  await db.transaction().execute(async (trx) => {
    for (const message of messages) await insertDelivery(trx, message);
  });
  return messages.length;
};

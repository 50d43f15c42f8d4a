import type { Bilingual, Delivery, Incident } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { masked } from '../channels/masked.ts';
import { asksForAnswer } from '../channels/sms/sms-text.ts';
import type { IncomingSms } from '../channels/sms/smpp.ts';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import type { Action } from '../incidents/actions/action.ts';
import { deliveryOfCarrier, type NumberKey } from '../outbox/attempts.ts';
import type { DeliveryRecord } from '../outbox/record.ts';
import type { ActOrder } from '../pipeline/decide-act.ts';
import { personOf } from '../routing/directory.ts';
import { answerText, type SmsAnswer } from './answer.ts';
import { askBack, confirmKey } from './ask-back.ts';
import { openSpacing } from './spacing.ts';
import { linkToken, readLinkToken } from './link.ts';
import { readReply } from './reply.ts';
import { candidatesOf } from './slots.ts';
import { whichIncident } from './which.ts';
import { doneText, notDoneText } from './words.ts';

export interface ResponderParts {
  readonly database: Kysely<DispatchTables>;
  readonly logger: Logger;
  readonly record: DeliveryRecord;
  readonly numberKey: NumberKey;
  readonly key: string;
  readonly nowMs: () => number;
  readonly publicUrl: () => string;
  readonly act: (order: ActOrder) => Promise<unknown>;
  readonly wakeOutbox: () => void;
}

export interface Answered {
  readonly done: boolean;
  /** Stable code of why not. */
  readonly reason?: string;
  readonly text: Bilingual;
}

/** The message behind a link, and the incident as it stands. */
export interface LinkTarget {
  readonly delivery: Delivery;
  readonly incident: Incident;
}

/** How people answer a message: by its link, by SMS, by a key in a call. Each is idempotent and one of dispatch's steps. */
export interface Responder {
  nowMs(): number;
  /** Where a recipient answers a message. */
  linkOf(delivery: Delivery): string;
  /** @throws {DispatchError} LIFT_DISPATCH_NOT_FOUND for a token that is not ours or too old */
  target(token: string): Promise<LinkTarget>;
  byLink(token: string, action: Action): Promise<Answered>;
  /** A phone's SMS; resolves to what the phone is told, undefined where silence is right. */
  bySms(sms: IncomingSms): Promise<string | undefined>;
  /** As `bySms`, by a carrier that takes no free text: what there is to say is queued. */
  bySmsReport(sms: IncomingSms): Promise<void>;
  byKey(
    of: { readonly provider: string; readonly carrierId?: string; readonly deliveryId?: string },
    key: string,
  ): Promise<void>;
}

/** Two machines that answer each other would never end. */
const UNREAD_ANSWERED_EVERY_MS = 600_000;
const LINK_DAYS = 7;
const DAY_MS = 86_400_000;

const unknownLink = (): DispatchError =>
  new DispatchError('LIFT_DISPATCH_NOT_FOUND', 'this link is not ours, or older than 7 days: use the newest message', {
    recoverable: false,
  });

const keys: Readonly<Record<string, Action>> = {
  '1': { is: 'acknowledge' },
  '2': { is: 'refuse', reason: 'refused-by-key' },
  '3': { is: 'arrive' },
};

export const openResponder = (parts: ResponderParts): Responder => {
  const { database, record, nowMs, key, logger } = parts;
  const unreadAnswers = openSpacing(UNREAD_ANSWERED_EVERY_MS);

  const perform = async (
    delivery: Pick<Delivery, 'deliveryId' | 'incidentId' | 'recipientId' | 'personId'>,
    { action, via }: { readonly action: Action; readonly via: 'link' | 'sms' | 'call' },
  ): Promise<Answered> => {
    try {
      await parts.act({ incidentId: delivery.incidentId, by: personOf(delivery), via, action });
    } catch (error) {
      if (!(error instanceof DispatchError) || error.code === 'LIFT_DISPATCH_INTERNAL') throw error;
      return { done: false, reason: error.code, text: notDoneText(error.code) };
    } finally {
      await record.receipt(delivery.deliveryId, { state: 'acknowledged', atMs: nowMs() });
    }
    return { done: true, text: doneText(action) };
  };

  const deliveryById = async (deliveryId: string): Promise<Delivery | undefined> => {
    const row = await database
      .selectFrom('delivery')
      .select('document')
      .where('delivery_id', '=', deliveryId)
      .executeTakeFirst();
    return row && (JSON.parse(row.document) as Delivery);
  };

  const target = async (token: string): Promise<LinkTarget> => {
    const id = readLinkToken(token, key);
    if (id === undefined) throw unknownLink();
    const row = await database
      .selectFrom('delivery')
      .innerJoin('incident', 'incident.incident_id', 'delivery.incident_id')
      .select(['delivery.document as sent', 'incident.document as incident'])
      .where('delivery.delivery_id', '>=', id)
      .where('delivery.delivery_id', '<', `${id}~`)
      .executeTakeFirst();
    const delivery = row && (JSON.parse(row.sent) as Delivery);
    if (!row || !delivery || nowMs() - delivery.createdAtMs > LINK_DAYS * DAY_MS) throw unknownLink();
    return { delivery, incident: JSON.parse(row.incident) as Incident };
  };

  const answerTo = async (sms: IncomingSms): Promise<SmsAnswer> => {
    const reply = readReply(sms.text);
    const candidates = await candidatesOf(database, parts.numberKey(sms.from));
    logger.info({ from: masked(sms.from), action: reply?.action.is, openCount: candidates.length }, 'SMS reply');
    if (reply === undefined) return candidates.length === 0 ? { is: 'nobody' } : { is: 'unread', candidates };
    const which = whichIncident(candidates, reply.slot);
    if (which.is !== 'one') return which;
    const { candidate } = which;
    const { done, text, reason = '' } = await perform(candidate, { action: reply.action, via: 'sms' });
    if (!done) return { is: 'not-done', candidate, text, reason };
    const { etaMinutes } = reply;
    if (etaMinutes === undefined) return { is: 'done', candidate, text, action: reply.action };
    const action = { is: 'eta', etaMinutes } as const;
    const eta = await perform(candidate, { action, via: 'sms' });
    return eta.done
      ? { is: 'done', candidate, text: doneText(reply.action, etaMinutes), action }
      : { is: 'done', candidate, text, action: reply.action };
  };

  return {
    nowMs,
    linkOf: (delivery) => `${parts.publicUrl()}/r/${linkToken(delivery.deliveryId, key)}`,
    target,
    byLink: async (token, action) => perform((await target(token)).delivery, { action, via: 'link' }),
    async bySms(sms) {
      const answer = await answerTo(sms);
      const isMachine = answer.is === 'unread' && !unreadAnswers.allows(parts.numberKey(sms.from), nowMs());
      return isMachine ? undefined : answerText(answer);
    },
    async bySmsReport(sms) {
      const from = { numberKey: parts.numberKey(sms.from), nowMs: nowMs() };
      const count = await askBack(database, await answerTo(sms), from);
      if (count > 0) parts.wakeOutbox();
    },
    async byKey(of, pressed) {
      const action = Object.hasOwn(keys, pressed) ? keys[pressed] : undefined;
      const { provider, carrierId } = of;
      const known = carrierId === undefined ? undefined : await deliveryOfCarrier(database, provider, carrierId);
      const deliveryId = of.deliveryId ?? known;
      const delivery = deliveryId === undefined ? undefined : await deliveryById(deliveryId);
      // Who is only informed was offered no key: what he pressed says nothing.
      if (!action || !delivery || !asksForAnswer(delivery)) return;
      const answered = await perform(delivery, { action, via: 'call' });
      if ((await confirmKey(database, delivery, { action, answered, nowMs: nowMs() })) > 0) parts.wakeOutbox();
    },
  };
};

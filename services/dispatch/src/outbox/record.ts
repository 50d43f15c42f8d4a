import type { Delivery, Incident, UnixMs } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { Outcome } from '../channels/channel.ts';
import { insertDelivery } from '../database/desk-store.ts';
import type { DispatchTables } from '../database/tables.ts';
import { afterAttempt, afterSilence, type AfterAttempt, type AttemptMeans, type Unreached } from './after-attempt.ts';
import { deliveryOfCarrier, saveAttempt, type NumberKey } from './attempts.ts';
import { callAgain, callAgainUnheard } from './call-again.ts';
import { changeDelivery } from './delivery-store.ts';
import { noteWord } from './in-order.ts';
import { leaveOut } from './needless-call.ts';
import { settleLine } from './phone-line.ts';
import { afterWaiting, saveWaiting, unleasedCall, unreachedBy } from './waiting-call.ts';
import { supersedeOld } from './supersede.ts';
import { afterReceipt, keepEarlyReceipt, takeEarlyReceipts, type Receipt } from './receipts.ts';

type Trx = Transaction<DispatchTables>;

export interface RecordOptions {
  readonly database: Kysely<DispatchTables>;
  readonly nowMs: () => UnixMs;
  readonly means: Omit<AttemptMeans, 'nowMs'>;
  readonly numberKey: NumberKey;
  /** Whom to tell that a message reached nobody; made durable with what it says. */
  readonly pages: (delivery: Delivery, why: Unreached, incident: Incident) => readonly Delivery[];
  /** A message reached nobody, for the first time: the next person's turn. Called after it is durable. */
  readonly onUnreached: (delivery: Delivery, why: Unreached) => void;
  /** A call waits for its line, or is not placed any more. Called after it is durable. */
  readonly onCall?: (call: Delivery, what: CallNote) => void;
  /** More of what must be durable with a change of state. */
  readonly alsoOnChange?: (trx: Trx, after: Delivery, before: Delivery) => Promise<void>;
}

export type CallNote = 'waits' | 'not-placed';

/** What becomes of messages: answers, receipts and silence, each in one transaction, in any order. */
export interface DeliveryRecord {
  /** An attempt has ended. */
  attempted(deliveryId: string, outcome: Outcome): Promise<Delivery | undefined>;
  /** A receipt that names our id. One for an unknown id changes nothing. */
  receipt(deliveryId: string, receipt: Receipt): Promise<Delivery | undefined>;
  /** A receipt that names the carrier's id; kept when the answer that tells us the id is still on its way. */
  carrierReceipt(carrierId: string, receipt: Receipt & { readonly provider: string }): Promise<void>;
  /** No receipt came in time. */
  silence(deliveryId: string): Promise<Delivery | undefined>;
  /** A call that is due waits for its line: said once; then the next person is told, then it is given up; or nobody needs it any more. */
  lineBusy(deliveryId: string): Promise<void>;
}

const incidentOf = async (trx: Trx, incidentId: string): Promise<Incident | undefined> => {
  const row = await trx
    .selectFrom('incident')
    .select('document')
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  return row && (JSON.parse(row.document) as Incident);
};

export const openDeliveryRecord = (options: RecordOptions): DeliveryRecord => {
  const { database, nowMs, means } = options;

  const page = async (trx: Trx, delivery: Delivery, why: Unreached): Promise<void> => {
    const incident = await incidentOf(trx, delivery.incidentId);
    if (!incident) return;
    for (const one of options.pages(delivery, why, incident)) await insertDelivery(trx, one);
  };

  const change = async (
    deliveryId: string,
    step: (delivery: Delivery) => AfterAttempt,
    more: { readonly also?: (trx: Trx, after: Delivery) => Promise<void>; readonly outcome?: Outcome } = {},
  ): Promise<Delivery | undefined> => {
    const changed = await changeDelivery(database, deliveryId, {
      change: step,
      also: async (trx, { delivery, unreached }, before) => {
        await more.also?.(trx, delivery);
        await settleLine(trx, delivery, { outcome: more.outcome, nowMs: nowMs() });
        await supersedeOld(trx, delivery);
        if (delivery.state !== before.state) await callAgain(trx, delivery, nowMs());
        await options.alsoOnChange?.(trx, delivery, before);
        if (unreached) await page(trx, delivery, unreached);
      },
    });
    if (changed?.unreached) options.onUnreached(changed.delivery, changed.unreached);
    return changed?.delivery;
  };

  const receipt = (deliveryId: string, one: Receipt): Promise<Delivery | undefined> =>
    change(deliveryId, (d) => afterReceipt(d, one, means.hasAnother), {
      also: (trx) => noteWord(trx, one.provider, one.atMs),
    });

  const takeEarly = async (delivery: Delivery): Promise<void> => {
    const { provider, carrierId } = delivery;
    if (provider === undefined || carrierId === undefined) return;
    const early = await database.transaction().execute((trx) => takeEarlyReceipts(trx, provider, carrierId));
    for (const one of early) await receipt(delivery.deliveryId, one);
  };

  return {
    receipt,
    async attempted(deliveryId, outcome) {
      const atMs = nowMs();
      const delivery = await change(deliveryId, (d) => afterAttempt(d, outcome, { ...means, nowMs: atMs }), {
        outcome,
        also: async (trx, after) => {
          const untried = 'untried' in outcome && outcome.untried === true;
          if (!untried) await saveAttempt(trx, after, { outcome, atMs, numberKey: options.numberKey });
        },
      });
      if (delivery) await takeEarly(delivery);
      return delivery;
    },
    async carrierReceipt(carrierId, one) {
      const deliveryId = await database.transaction().execute(async (trx) => {
        const known = await deliveryOfCarrier(trx, one.provider, carrierId);
        if (known === undefined) {
          await keepEarlyReceipt(trx, { ...one, carrierId });
          await noteWord(trx, one.provider, one.atMs);
        }
        return known;
      });
      if (deliveryId !== undefined) await receipt(deliveryId, one);
    },
    async silence(deliveryId) {
      const step = (d: Delivery): AfterAttempt => afterSilence(d, { nowMs: nowMs(), hasAnother: means.hasAnother });
      return change(deliveryId, step, { also: (trx, after) => callAgainUnheard(trx, after, nowMs()) });
    },
    async lineBusy(deliveryId) {
      const atMs = nowMs();
      const waited = await database.transaction().execute(async (trx) => {
        const call = await unleasedCall(trx, deliveryId, atMs);
        const leftOut = call && (await leaveOut(trx, call));
        if (!call || leftOut) return leftOut && { delivery: leftOut, is: 'not-placed' as const };
        const after = afterWaiting(call, atMs);
        if (!after) return undefined;
        await saveWaiting(trx, after.delivery);
        if (after.is !== 'begun') await page(trx, after.delivery, unreachedBy[after.is]);
        return after;
      });
      if (!waited) return;
      const { delivery, is } = waited;
      if (is === 'begun' || is === 'not-placed') options.onCall?.(delivery, is === 'begun' ? 'waits' : is);
      else options.onUnreached(delivery, unreachedBy[is]);
    },
  };
};

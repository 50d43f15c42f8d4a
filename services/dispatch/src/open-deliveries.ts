import { createHmac } from 'node:crypto';
import type { ChannelName, Delivery } from '@liftwatch/schemas';
import type { Logger } from 'pino';
import type { Kysely } from 'kysely';
import { openAllChannels } from './channels/all-channels.ts';
import type { Channel } from './channels/channel.ts';
import type { LiftOfCity } from './channels/city/city-message.ts';
import { masked } from './channels/masked.ts';
import { plainNumber } from './channels/plain-number.ts';
import { asksForAnswer } from './channels/sms/sms-text.ts';
import type { IncomingSms } from './channels/sms/smpp.ts';
import type { DispatchConfig } from './config.ts';
import { hashOf } from './database/hash.ts';
import type { DispatchTables } from './database/tables.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Unreached } from './outbox/after-attempt.ts';
import { sentCount } from './outbox/attempts.ts';
import { defaultBackoff, seededRandom } from './outbox/backoff.ts';
import { openCircuits, type Circuits } from './outbox/breaker.ts';
import { anotherCarrier, startOutbox, type Outbox } from './outbox/outbox.ts';
import { openDeliveryRecord, type CallNote, type DeliveryRecord } from './outbox/record.ts';
import { withSlot } from './responding/slots.ts';
import type { Directory } from './routing/directory.ts';
import { undeliveredPages } from './routing/undelivered.ts';
import type { Secrets } from './secrets.ts';

export interface DeliveryParts {
  readonly config: DispatchConfig;
  readonly database: Kysely<DispatchTables>;
  readonly logger: Logger;
  readonly secrets: Secrets;
  readonly metrics: Metrics;
  readonly directory: Directory;
  readonly nowMs: () => number;
  /** Where carriers reach us with receipts. */
  readonly ownUrl: () => string;
  /** The port to escalation: a message reached nobody, for the first time; the next person's turn. */
  readonly onUnreached?: (delivery: Delivery, why: Unreached) => void;
  /** A call waits for its line, or is not placed any more. */
  readonly onCall?: (call: Delivery, what: CallNote) => void;
  /** A carrier has it: an alarm that it tells of is dispatched. */
  readonly onHandedOver?: (delivery: Delivery) => void;
  /** A phone's SMS; the text that it resolves to goes back to the phone. */
  readonly onIncoming: (sms: IncomingSms) => Promise<string | undefined>;
  /** A carrier has brought what a phone wrote. */
  readonly heardFrom: (provider: string) => Promise<void>;
  /** Where a recipient answers a message. */
  readonly linkOf: (delivery: Delivery) => string | undefined;
}

/** Outbox, carriers, and the record of what becomes of messages. */
export interface Deliveries {
  readonly record: DeliveryRecord;
  readonly numberKey: (address: string) => string;
  readonly circuits: Circuits;
  isUsable(channel: ChannelName): boolean;
  /** Carriers that cannot send now, by name. */
  down(): readonly string[];
  /** Ends the links that carriers hold; after the outbox. */
  close(): Promise<void>;
  /** Starts sending; once REST listens, since receipts must find their way back from the first message on. */
  start(): Outbox;
}

const DAY_MS = 86_400_000;

/** What a log line may say of a message. */
const told = (delivery: Delivery) => ({
  deliveryId: delivery.deliveryId,
  incidentId: delivery.incidentId,
  channel: delivery.channel,
  recipientId: delivery.recipientId,
  address: delivery.address === undefined ? undefined : masked(delivery.address),
  provider: delivery.provider,
  attempts: delivery.attempts,
  lastError: delivery.lastError,
});

const openRecord = (
  parts: DeliveryParts,
  own: {
    readonly channels: Readonly<Record<ChannelName, Channel>>;
    readonly numberKey: (address: string) => string;
    readonly random: () => number;
    readonly wake: () => void;
  },
): DeliveryRecord => {
  const { database, nowMs, metrics, logger, directory } = parts;
  return openDeliveryRecord({
    database,
    nowMs,
    numberKey: own.numberKey,
    means: { random: own.random, backoff: defaultBackoff, hasAnother: anotherCarrier(own.channels) },
    pages: (delivery, why, incident) =>
      undeliveredPages(delivery, why, { incident, directory, hash: hashOf, nowMs: nowMs() }),
    ...(parts.onCall ? { onCall: parts.onCall } : {}),
    onUnreached: (delivery, why) => {
      if (why === 'given-up') metrics.dead.inc({ channel: delivery.channel });
      metrics.unreached.inc({ channel: delivery.channel, why });
      logger.error(
        { ...told(delivery), why, zh: '消息未能送达，请人工联系', en: 'message not delivered: call by hand' },
        'operator alert',
      );
      parts.onUnreached?.(delivery, why);
      own.wake();
    },
  });
};

/** Opens outbox and carriers over one database. */
export const openDeliveries = (parts: DeliveryParts): Deliveries => {
  const { config, database, secrets, metrics, nowMs, logger } = parts;
  const random = seededRandom(nowMs());
  const timeoutMs = config.LIFTWATCH_DISPATCH_SEND_TIMEOUT_MS;
  const circuits = openCircuits({ nowMs, random, timeoutMs });
  const numberKey = (address: string): string =>
    createHmac('sha256', secrets.receiptToken)
      .update(`number|${plainNumber(address)}`)
      .digest('base64url')
      .slice(0, 22);
  let outbox: Outbox | undefined;
  const all = openAllChannels({
    ...{ config, secrets, logger, circuits, nowMs, ownUrl: parts.ownUrl },
    sentCount: (provider, to) => sentCount(database, { provider, numberKey: numberKey(to), sinceMs: nowMs() - DAY_MS }),
    onReceipt: async (provider, carrierId, state) => {
      await record.carrierReceipt(carrierId, { provider, state, atMs: nowMs() });
      outbox?.wake();
    },
    onIncoming: async (provider, sms) => {
      await parts.heardFrom(provider);
      return parts.onIncoming(sms);
    },
    linkOf: parts.linkOf,
    liftOf: async (liftId) => {
      const row = await database.selectFrom('lift').select('document').where('lift_id', '=', liftId).executeTakeFirst();
      return row ? (JSON.parse(row.document) as LiftOfCity) : {};
    },
  });
  const { channels } = all;
  const record = openRecord(parts, { channels, numberKey, random, wake: () => outbox?.wake() });
  metrics.onCollect(() => circuits.open());
  return {
    record,
    numberKey,
    circuits,
    down: () => [...all.down(), ...circuits.open()],
    isUsable: all.isUsable,
    close: () => all.close(),
    start() {
      outbox = startOutbox({
        database,
        channels,
        record,
        prepare: async (trx, delivery) =>
          delivery.channel === 'sms' && asksForAnswer(delivery) && delivery.address !== undefined
            ? withSlot(trx, delivery, { numberKey: numberKey(delivery.address), nowMs: nowMs() })
            : delivery,
        nowMs,
        timeoutMs,
        concurrencyCount: config.LIFTWATCH_DISPATCH_CONCURRENCY_COUNT,
        channelConcurrencyCount: config.LIFTWATCH_DISPATCH_CHANNEL_CONCURRENCY_COUNT,
        onAttempt: (delivery, outcome) => {
          metrics.attempts.inc({ channel: delivery.channel, outcome: outcome.is });
          logger.info({ ...told(delivery), outcome: outcome.is }, 'delivery attempted');
          if (outcome.is === 'accepted' || outcome.is === 'delivered') parts.onHandedOver?.(delivery);
        },
        onLeftOut: (call) => parts.onCall?.(call, 'not-placed'),
        onError: (error) => logger.error({ err: error }, 'outbox failed'),
      });
      return outbox;
    },
  };
};

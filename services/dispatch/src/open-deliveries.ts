import { createHmac } from 'node:crypto';
import type { ChannelName, Delivery } from '@liftwatch/schemas';
import type { Logger } from 'pino';
import type { Kysely } from 'kysely';
import { capChannel } from './channels/cap/cap.ts';
import type { Channel } from './channels/channel.ts';
import { logChannel } from './channels/log/log.ts';
import { masked } from './channels/masked.ts';
import { kannelProvider } from './channels/sms/kannel.ts';
import { smsChannel, type SmsProvider } from './channels/sms/sms.ts';
import { webhookChannel } from './channels/webhook/webhook.ts';
import { withBreaker } from './channels/with-breaker.ts';
import type { DispatchConfig } from './config.ts';
import { hashOf } from './database/hash.ts';
import type { DispatchTables } from './database/tables.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { Unreached } from './outbox/after-attempt.ts';
import { sentCount } from './outbox/attempts.ts';
import { defaultBackoff, seededRandom } from './outbox/backoff.ts';
import { openCircuits, type Circuits } from './outbox/breaker.ts';
import { anotherCarrier, startOutbox, type Outbox } from './outbox/outbox.ts';
import { openDeliveryRecord, type DeliveryRecord } from './outbox/record.ts';
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
  /** A carrier has it: an alarm that it tells of is dispatched. */
  readonly onHandedOver?: (delivery: Delivery) => void;
}

/** Outbox, carriers, and the record of what becomes of messages. */
export interface Deliveries {
  readonly record: DeliveryRecord;
  readonly circuits: Circuits;
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

const smsProviders = ({ config, secrets, nowMs, ownUrl }: DeliveryParts): readonly SmsProvider[] =>
  config.LIFTWATCH_DISPATCH_SMS_URL === undefined
    ? []
    : [
        kannelProvider({
          sendSmsUrl: config.LIFTWATCH_DISPATCH_SMS_URL,
          user: config.LIFTWATCH_DISPATCH_SMS_USER,
          password: () => secrets.smsPassword,
          from: config.LIFTWATCH_DISPATCH_SMS_FROM,
          receiptUrlOf: (id) => `${ownUrl()}/callbacks/kannel/${secrets.receiptToken}?id=${id}&type=%d`,
          receiptWaitMs: config.LIFTWATCH_DISPATCH_RECEIPT_WAIT_MS,
          nowMs,
        }),
      ];

const unserved = (name: ChannelName): Channel => ({
  send: () => Promise.resolve({ is: 'later', reason: `channel ${name} is not configured` }),
});

const openChannels = (
  parts: DeliveryParts,
  circuits: Circuits,
  numberKey: (address: string) => string,
): Readonly<Record<ChannelName, Channel>> => {
  const { config, secrets, nowMs, database } = parts;
  const webhook = webhookChannel({ secretOf: secrets.webhookSecretOf, nowMs });
  const cap = capChannel({
    sender: config.LIFTWATCH_DISPATCH_CAP_SENDER,
    status: config.LIFTWATCH_DISPATCH_CAP_STATUS,
    tokenOf: () => secrets.capToken,
    nowMs,
  });
  const sms = smsChannel({
    providers: smsProviders(parts),
    circuits,
    sentCount: (provider, to) => sentCount(database, { provider, numberKey: numberKey(to), sinceMs: nowMs() - DAY_MS }),
  });
  return {
    webhook: withBreaker(webhook, circuits),
    cap: withBreaker(cap, circuits),
    sms,
    log: logChannel(parts.logger),
    mqtt: unserved('mqtt'),
    city: unserved('city'),
    email: unserved('email'),
    voice: unserved('voice'),
  };
};

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
    createHmac('sha256', secrets.receiptToken).update(`number|${address}`).digest('base64url').slice(0, 22);
  const channels = openChannels(parts, circuits, numberKey);
  let outbox: Outbox | undefined;
  const record = openRecord(parts, { channels, numberKey, random, wake: () => outbox?.wake() });
  metrics.onCollect(() => circuits.open());
  return {
    record,
    circuits,
    start() {
      outbox = startOutbox({
        database,
        channels,
        record,
        nowMs,
        timeoutMs,
        concurrencyCount: config.LIFTWATCH_DISPATCH_CONCURRENCY_COUNT,
        channelConcurrencyCount: config.LIFTWATCH_DISPATCH_CHANNEL_CONCURRENCY_COUNT,
        onAttempt: (delivery, outcome) => {
          metrics.attempts.inc({ channel: delivery.channel, outcome: outcome.is });
          logger.info({ ...told(delivery), outcome: outcome.is }, 'delivery attempted');
          if (outcome.is === 'accepted' || outcome.is === 'delivered') parts.onHandedOver?.(delivery);
        },
        onError: (error) => logger.error({ err: error }, 'outbox failed'),
      });
      return outbox;
    },
  };
};

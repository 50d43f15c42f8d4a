import type { ChannelName, Delivery } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { Channel } from '../../src/channels/channel.ts';
import { hashOf } from '../../src/database/hash.ts';
import type { DispatchTables } from '../../src/database/tables.ts';
import type { Unreached } from '../../src/outbox/after-attempt.ts';
import { defaultBackoff, seededRandom, type BackoffPolicy } from '../../src/outbox/backoff.ts';
import { anotherCarrier, startOutbox, type Outbox } from '../../src/outbox/outbox.ts';
import { openDeliveryRecord, type CallNote } from '../../src/outbox/record.ts';
import { directoryOfFindings } from '../../src/routing/directory.ts';
import { undeliveredPages } from '../../src/routing/undelivered.ts';

const silent: Channel = { send: () => Promise.resolve({ is: 'delivered' }) };

/** An outbox with its record over given channels; those that are not given deliver. */
export const openOffice = (
  database: Kysely<DispatchTables>,
  channels: Partial<Record<ChannelName, Channel>>,
  how: {
    readonly nowMs: () => number;
    readonly backoff?: BackoffPolicy;
    readonly onUnreached?: (delivery: Delivery, why: Unreached) => void;
    readonly onCall?: (call: Delivery, what: CallNote) => void;
    readonly onError: (error: unknown) => void;
  },
) => {
  const all = {
    ...{ webhook: silent, mqtt: silent, cap: silent, city: silent },
    ...{ email: silent, sms: silent, voice: silent, log: silent },
    ...channels,
  };
  let outbox: Outbox | undefined;
  const record = openDeliveryRecord({
    database,
    nowMs: how.nowMs,
    numberKey: (address) => `key-of-${address}`,
    means: { random: seededRandom(1), backoff: how.backoff ?? defaultBackoff, hasAnother: anotherCarrier(all) },
    pages: (delivery, why, incident) =>
      undeliveredPages(delivery, why, { incident, directory: directoryOfFindings, hash: hashOf, nowMs: how.nowMs() }),
    onCall: (call, what) => how.onCall?.(call, what),
    onUnreached: (delivery, why) => {
      how.onUnreached?.(delivery, why);
      outbox?.wake();
    },
  });
  return {
    record,
    start(): Outbox {
      outbox = startOutbox({
        ...{ database, channels: all, record, nowMs: how.nowMs },
        ...{ timeoutMs: 1_000, concurrencyCount: 2, channelConcurrencyCount: 2 },
        onAttempt: () => undefined,
        onLeftOut: (call) => how.onCall?.(call, 'not-placed'),
        onError: how.onError,
      });
      return outbox;
    },
  };
};

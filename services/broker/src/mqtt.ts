import { Aedes, type AedesOptions, type Client } from 'aedes';
import type { Connection } from './admission/connection.ts';

/** aedes knows its client by the socket; we hang our connection on the client, so that a publish finds it at once. */
export interface LiftClient extends Client {
  liftwatch?: Connection;
}

type Published = (error?: Error | null) => void;
interface Forwardable {
  /** Set on what stands and somebody may hear: presence, `errors`. All else goes to the log only. */
  isForwarded?: boolean;
}

const proto = Aedes.prototype as unknown as { publish(packet: object, client: unknown, done?: Published): void };

/**
 * Aedes that hands nothing on unless it is marked. Readings are read from the log, never from MQTT: without this, each
 * would cost a walk through subscriptions and persistence after its PUBACK.
 */
export class LiftAedes extends Aedes {
  override publish(packet: object, client: unknown, done?: Published): void {
    const { qos, messageId } = packet as { qos?: number; messageId?: number };
    // From here on aedes knows a QoS 2 publish by its id.
    if (qos === 2 && messageId !== undefined) (client as LiftClient | null)?.liftwatch?.arriving.delete(messageId);
    // A copy at QoS 0: what a sleeping session missed is never queued in memory, and no delivery waits for an answer.
    if ((packet as Forwardable).isForwarded === true) proto.publish.call(this, { ...packet, qos: 0 }, client, done);
    else if (typeof client === 'function') (client as Published)();
    else done?.(null);
  }
}

export const forward = (packet: object): void => {
  (packet as Forwardable).isForwarded = true;
};

interface Sessions {
  subscriptionsByClient(client: { readonly id: string }): Promise<readonly object[]>;
  incomingGetPacket(client: object, packet: object): Promise<object>;
  incomingStorePacket(client: object, packet: object): Promise<void>;
}

const sessionsOf = (aedes: object): Sessions => (aedes as { persistence: Sessions }).persistence;

/** Stands for a session without subscriptions. No filter of a client: nobody may subscribe below `$`. */
export const SESSION_MARK = '$session';

/**
 * An aedes that listens to no socket yet. It takes a session that has no subscriptions for none, and would tell its
 * client to forget what is in flight [MQTT-3.2.2-2]; so such a session is given a mark, which is never subscribed.
 */
export const createAedes = async (
  options: AedesOptions,
  isResumed: (clientId: string) => boolean,
): Promise<LiftAedes> => {
  const aedes = new LiftAedes(options);
  await aedes.listen();
  const sessions = sessionsOf(aedes);
  const stored = sessions.subscriptionsByClient.bind(sessions);
  sessions.subscriptionsByClient = async (client) => {
    const subscriptions = await stored(client);
    return subscriptions.length === 0 && isResumed(client.id) ? [{ topic: SESSION_MARK, qos: 0 }] : subscriptions;
  };
  const keep = sessions.incomingStorePacket.bind(sessions);
  // Of a QoS 2 publish only the id is needed until PUBREL: what it says is in the log, and would fill the memory.
  sessions.incomingStorePacket = (client, packet) =>
    keep(client, { messageId: (packet as { messageId: number }).messageId });
  return aedes;
};

/** Whether a QoS 2 publish with this packet id was taken before and not released since. */
export const isUnreleased = (client: LiftClient, packet: object): Promise<boolean> =>
  sessionsOf((client as unknown as { broker: object }).broker)
    .incomingGetPacket(client, packet)
    .then(
      () => true,
      () => false,
    );

/**
 * What goes out has QoS 0, so that is what SUBACK grants [MQTT-3.8.4-6]; aedes would grant what was asked for. It would also
 * leave out a filter that is there twice, and with it the return code that is owed for it [MQTT-3.9.3-1].
 */
export const grantQos0 = (client: LiftClient): void => {
  const parser = (client as unknown as { _parser: NodeJS.EventEmitter })._parser;
  parser.prependListener('packet', (packet: { cmd: string; subscriptions?: { qos: number }[] }) => {
    const { cmd, subscriptions = [] } = packet;
    if (cmd !== 'subscribe') return;
    for (const subscription of subscriptions) subscription.qos = 0;
    Object.defineProperty(packet, 'subscriptions', {
      get: () => subscriptions,
      set: () => {
        // They stay as they came.
      },
    });
  });
};

/** Gives a client another id, before aedes registers it. */
export const rename = (client: LiftClient, id: string): void => {
  (client as { id: string }).id = id;
};

/** The filters that a client has subscribed to, as keys. */
export const filtersOf = (client: LiftClient): Readonly<Record<string, unknown>> =>
  (client as unknown as { subscriptions: Record<string, unknown> }).subscriptions;

export const puback = (packetId: number): Buffer => {
  const packet = Buffer.allocUnsafe(4);
  packet[0] = 0x40;
  packet[1] = 2;
  packet[2] = packetId >> 8;
  packet[3] = packetId & 255;
  return packet;
};

const KEEP_ALIVE_EVERY_MS = 500;

/** A publish that aedes does not see is a sign of life all the same [MQTT-3.1.2-24]; half a second is near enough. */
export const keepAlive = (client: LiftClient, seen: { keptAliveAtMs: number }, nowMs: number): void => {
  if (nowMs - seen.keptAliveAtMs < KEEP_ALIVE_EVERY_MS) return;
  seen.keptAliveAtMs = nowMs;
  (client as unknown as { _keepaliveTimer?: NodeJS.Timeout | null })._keepaliveTimer?.refresh();
};

/**
 * Answers one QoS 1 publish that is not forwarded: PUBACK in one write, where aedes would build a packet, write it in
 * three parts and publish to nobody. Then aedes is told to go on reading, as its own `done` would.
 */
export const acknowledge = (client: LiftClient, messageId: number, done: Published): Published => {
  const inner = client as unknown as { _nextBatch?: () => void; waitForDrain?: (then: () => void) => void };
  const goOn = inner._nextBatch;
  if (typeof goOn !== 'function' || typeof inner.waitForDrain !== 'function') return done;
  return () => {
    const { conn } = client;
    if (conn.destroyed) return;
    if (conn.write(puback(messageId))) goOn();
    else inner.waitForDrain?.(goOn);
  };
};

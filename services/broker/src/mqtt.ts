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
    // A copy at QoS 0: what a sleeping session missed is never queued in memory, and no delivery waits for an answer.
    if ((packet as Forwardable).isForwarded === true) proto.publish.call(this, { ...packet, qos: 0 }, client, done);
    else if (typeof client === 'function') (client as Published)();
    else done?.(null);
  }
}

export const forward = (packet: object): void => {
  (packet as Forwardable).isForwarded = true;
};

export const createAedes = async (options: AedesOptions): Promise<LiftAedes> => {
  const aedes = new LiftAedes(options);
  await aedes.listen();
  return aedes;
};

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

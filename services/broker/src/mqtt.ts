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
    const puback = Buffer.allocUnsafe(4);
    puback[0] = 0x40;
    puback[1] = 2;
    puback[2] = messageId >> 8;
    puback[3] = messageId & 255;
    if (conn.write(puback)) goOn();
    else inner.waitForDrain?.(goOn);
  };
};

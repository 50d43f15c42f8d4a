import type { Connection, PlainPublish } from './admission/connection.ts';
import type { Door } from './admission/door.ts';
import type { Pressure } from './admission/pressure.ts';
import type { Intake } from './check/intake.ts';
import { BrokerError } from './errors.ts';
import type { LimitLog } from './limit-log.ts';
import { acknowledge, forward, isUnreleased, keepAlive, puback, type LiftAedes, type LiftClient } from './mqtt.ts';

interface PublishParts {
  readonly monotonicMs: () => number;
  readonly limits: LimitLog;
  readonly intake: Intake;
  readonly door: Door;
  readonly pressure: Pressure;
}

export interface WirePublish {
  topic: string;
  payload: Buffer | string;
  qos: number;
  retain: boolean;
  messageId?: number;
}

type Done = (error?: Error | null) => void;

const RETAINED_TOPICS = 200_000;

/** What a publish has behind its fixed header, bytes. */
const bytesOf = ({ topic, qos, payload }: WirePublish): number =>
  2 + Buffer.byteLength(topic) + (qos > 0 ? 2 : 0) + Buffer.byteLength(payload);

/** The ways of a publish into the log: straight from the gate, and through aedes. */
export class Publishes {
  readonly #parts: PublishParts;
  /** Absent until the broker listens. */
  readonly #aedes: () => LiftAedes | undefined;
  readonly #retained = new Set<string>();

  constructor(parts: PublishParts, aedes: () => LiftAedes | undefined) {
    this.#parts = parts;
    this.#aedes = aedes;
  }

  /**
   * The way of nearly every reading: from the gate into the commit, PUBACK straight to the socket. What aedes would do
   * for it (parse, persist, match subscriptions) leads nowhere, since readings are read from the log.
   */
  takePublish(connection: Connection, publish: PlainPublish): boolean {
    const { client, socket } = connection;
    const { topic, packetId, payload } = publish;
    if (client === undefined || client.closed || this.#parts.door.forwardsReadings) return false;
    const route = connection.route(topic);
    if (route.topic.type !== 'reading' || !route.isAllowed) return false;
    keepAlive(client, connection, this.#parts.monotonicMs());
    connection.arrived(2 + topic.length + 2 + payload.length);
    connection.takenAtGate++;
    const answer = (): void => {
      connection.takenAtGate--;
      if (!socket.destroyed) socket.write(puback(packetId));
    };
    this.#parts.intake.take(connection, { topic, payload, route }, answer, true);
    return true;
  }

  /**
   * Exactly once [MQTT-4.3.3-2]: a QoS 2 publish that comes again before its PUBREL is answered again, once the first is
   * in the log, and not taken again. aedes would ask only after it was taken.
   */
  publishOnce(client: LiftClient, packet: WirePublish, done: Done): void {
    const connection = client.liftwatch;
    const { messageId } = packet;
    if (!connection || messageId === undefined) return this.publish(client, packet, done);
    const again = (): void => {
      connection.arrived(bytesOf(packet));
      this.#parts.intake.pass(connection, done);
    };
    if (connection.arriving.has(messageId)) return again();
    connection.arriving.add(messageId);
    void isUnreleased(client, packet).then((isAgain) => {
      if (!isAgain) return this.publish(client, packet, this.#settleOnce(client, packet, done));
      connection.arriving.delete(messageId);
      again();
    });
  }

  /**
   * When a first copy is in the log: aedes keeps its packet id until PUBREL. Where its session has ended meanwhile nothing may be kept: the
   * next session of that client id counts its ids anew.
   */
  #settleOnce(client: LiftClient, packet: WirePublish, done: Done): Done {
    return (error) => {
      if (this.#parts.door.hasSession(client)) done(error);
      else this.#aedes()?.publish(packet, client, () => undefined);
    };
  }

  /** One that aedes has parsed: into the log, and on to subscribers where they may hear it. `done` once that stands. */
  publish(client: LiftClient | null, packet: WirePublish, done: Done): void {
    const connection = client?.liftwatch;
    if (!client || !connection?.grant)
      return done(
        new BrokerError('LIFT_BROKER_NO_SESSION', `${packet.topic}: published without a session: connect first`),
      );
    const isWill = client.closed;
    if (isWill && this.#parts.pressure.isReserveFull) return this.#dropWill(client, done);
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    if (!isWill) connection.arrived(bytesOf(packet));
    const isPresence = packet.topic.endsWith('/presence');
    if (packet.retain && isPresence && payload.length === 0 && connection.route(packet.topic).isAllowed) {
      // Nothing is said: what was retained is cleared [MQTT-3.3.1-10].
      this.#retained.delete(packet.topic);
      forward(packet);
      return this.#parts.intake.pass(isWill ? undefined : connection, done);
    }
    if (packet.retain && !(isPresence && this.#mayRetain(packet.topic))) {
      this.#parts.limits.hit('retain-stripped', { clientId: client.id, topic: packet.topic.slice(0, 200) });
      packet.retain = false;
    }
    const isForwardable = isPresence || this.#parts.door.forwardsReadings;
    const answer =
      isForwardable || isWill || packet.qos !== 1 ? done : acknowledge(client, packet.messageId ?? 0, done);
    const stands = this.#parts.intake.take(connection, { topic: packet.topic, payload }, answer, !isWill);
    if (!stands) packet.retain = false;
    else if (isForwardable) forward(packet);
  }

  #dropWill(client: LiftClient, done: Done): void {
    this.#parts.limits.hit('will-dropped', { clientId: client.id });
    const why = `${this.#parts.pressure.waitingBytes} bytes wait for the log: the last will is left out`;
    done(new BrokerError('LIFT_BROKER_INTAKE_FULL', why));
  }

  #mayRetain(topic: string): boolean {
    if (this.#retained.size < RETAINED_TOPICS) this.#retained.add(topic);
    return this.#retained.has(topic);
  }
}

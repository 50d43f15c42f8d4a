import type { Socket } from 'node:net';
import type { AedesOptions } from 'aedes';
import type { Addresses } from './admission/addresses.ts';
import { Connection, type ConnectionHost, type PauseCause, type PlainPublish } from './admission/connection.ts';
import type { Door, WireConnect } from './admission/door.ts';
import type { Pressure } from './admission/pressure.ts';
import type { Intake } from './check/intake.ts';
import type { LogClock } from './clock/log-clock.ts';
import type { BrokerConfig } from './config.ts';
import type { CredentialBook } from './credentials/book.ts';
import type { Violation } from './framing/packet-check.ts';
import type { SkippedPublish } from './framing/skipped-publish.ts';
import type { LimitCause, LimitLog } from './limit-log.ts';
import { checkPauses } from './long-pauses.ts';
import { filtersOf, grantQos0, keepAlive, type LiftAedes, type LiftClient } from './mqtt.ts';
import { Publishes, type WirePublish } from './publishes.ts';
import type { SessionEntries } from './sessions/session-entries.ts';

export interface RimParts {
  readonly config: BrokerConfig;
  readonly partitions: number;
  readonly monotonicMs: () => number;
  readonly book: CredentialBook;
  readonly limits: LimitLog;
  readonly clock: LogClock;
  readonly sessions: SessionEntries;
  readonly intake: Intake;
  readonly addresses: Addresses;
  readonly door: Door;
  readonly pressure: Pressure;
}

/** Where sockets and aedes meet the rooms: admission in front, intake behind, and the second's round. */
export class Rim implements ConnectionHost {
  readonly connections = new Set<Connection>();
  readonly partitions: number;
  readonly unansweredLimit: number;
  readonly monotonicMs: () => number;
  clockDifferenceMs = 0;
  readonly #parts: RimParts;
  readonly #publishes: Publishes;
  #aedes: LiftAedes | undefined;

  constructor(parts: RimParts) {
    this.#parts = parts;
    this.#publishes = new Publishes(parts, () => this.#aedes);
    this.partitions = parts.partitions;
    this.monotonicMs = parts.monotonicMs;
    this.unansweredLimit = parts.config.LIFTWATCH_BROKER_UNANSWERED_PER_CONNECTION;
  }

  pausedCount(): number {
    let count = 0;
    for (const connection of this.connections) if (connection.pauseCause !== undefined) count++;
    return count;
  }

  aedesOptions(): AedesOptions {
    const { config, door } = this.#parts;
    return {
      drainTimeout: config.LIFTWATCH_BROKER_DRAIN_MS,
      maxTopicLevels: config.LIFTWATCH_BROKER_TOPIC_LEVELS,
      maxClientsIdLength: 200,
      connectTimeout: 10_000,
      concurrency: 1_000,
      // As many as there are packet ids: a client that publishes a long backlog with QoS 2 sends its PUBRELs behind it.
      maxInflightInbound: 65_535,
      preConnect: (client, packet, done) => {
        const connection = (client as LiftClient).liftwatch;
        if (connection) connection.connect = packet as WireConnect;
        done(null, true);
      },
      authenticate: (client, name, secret, done) => {
        const refusal = door.admit(client, name, secret);
        if (refusal) done(refusal, null);
        else done(null, true);
      },
      authorizePublish: (client, packet, done) => {
        if (packet.qos === 2 && client?.closed === false)
          this.#publishes.publishOnce(client, packet as WirePublish, done);
        else this.#publishes.publish(client, packet as WirePublish, done);
      },
      authorizeSubscribe: (client, subscription, done) =>
        done(null, door.maySubscribe(client, subscription.topic) ? subscription : null),
    };
  }

  attach(aedes: LiftAedes): void {
    const { limits } = this.#parts;
    this.#aedes = aedes;
    aedes.on('clientReady', (client) => (client as LiftClient).liftwatch?.gate.open());
    aedes.on('client', (client) => this.#onConnected(client));
    aedes.on('clientDisconnect', (client) => this.#onDisconnected(client));
    aedes.on('unsubscribe', (_filters, client: LiftClient) => {
      if (client.liftwatch) client.liftwatch.filterCount = Object.keys(filtersOf(client)).length;
    });
    aedes.on('clientError', (client, err) => limits.hit('client-error', { clientId: client.id, err: err.message }));
    aedes.on('connectionError', (_client, err) => limits.hit('client-error', { err: err.message }));
    (aedes as NodeJS.EventEmitter).on('error', (err: unknown) => limits.hit('client-error', { err }));
  }

  accept(socket: Socket): void {
    const { addresses, limits, config, pressure } = this.#parts;
    const address = socket.remoteAddress ?? '';
    if (pressure.isStopped || !addresses.enter(address)) {
      if (!pressure.isStopped) limits.hit('address-connections', { address });
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, this, {
      packetBytes: config.LIFTWATCH_BROKER_PACKET_BYTES,
      packetCloseBytes: config.LIFTWATCH_BROKER_PACKET_CLOSE_BYTES,
    });
    this.connections.add(connection);
    socket.once('close', () => {
      addresses.leave(address);
      this.connections.delete(connection);
      connection.letGo();
      pressure.forget(connection);
    });
    const client = this.#aedes?.handle(socket) as LiftClient;
    client.liftwatch = connection;
    connection.client = client;
    grantQos0(client);
  }

  takePublish(connection: Connection, publish: PlainPublish): boolean {
    return this.#publishes.takePublish(connection, publish);
  }

  #onConnected(client: LiftClient): void {
    const connection = client.liftwatch;
    if (!connection?.grant) return;
    connection.sessionId = this.#parts.sessions.nextSessionId();
    this.#parts.sessions.write(connection, 'connected');
  }

  #onDisconnected(client: LiftClient): void {
    const connection = client.liftwatch;
    if (connection && connection.sessionId > 0) this.#parts.sessions.write(connection, 'disconnected');
  }

  intakePause(): PauseCause | undefined {
    return this.#parts.pressure.pauseCause();
  }

  mayBuffer(): boolean {
    return !this.#parts.pressure.isFull;
  }

  onPartial(connection: Connection): void {
    if (connection.client) keepAlive(connection.client, connection, this.monotonicMs());
  }

  onPassing(bytes: number): void {
    this.#parts.pressure.onPassing(bytes);
  }

  onHeld(bytes: number): void {
    this.#parts.pressure.onHeld(bytes);
  }

  onPaused(connection: Connection, cause: PauseCause): void {
    this.#parts.limits.hit(cause, { terminalId: connection.terminalId });
    if (cause === 'unanswered-bytes' || cause === 'disk-full') this.#parts.pressure.wait(connection);
  }

  onCommitted(): void {
    this.#parts.sessions.writeOwed();
    this.#parts.pressure.relieve();
  }

  onSkipped(connection: Connection, skipped: SkippedPublish): void {
    const { terminalId } = connection;
    this.#parts.limits.hit('publish-skipped', { terminalId, payloadBytes: skipped.payloadBytes });
    this.#parts.intake.takeSkipped(connection, skipped, () => {
      if (skipped.qos === 0 || connection.socket.destroyed) return;
      const answer = skipped.qos === 1 ? 0x40 : 0x50;
      connection.socket.write(Buffer.from([answer, 2, skipped.packetId >> 8, skipped.packetId & 255]));
    });
  }

  onViolation(connection: Connection, violation: Violation): void {
    this.#parts.limits.hit('protocol', { address: connection.address, reason: violation.reason });
    if (violation.connackCode === undefined) connection.socket.destroy();
    else connection.socket.end(Buffer.from([0x20, 2, 0, violation.connackCode]), () => connection.socket.destroy());
  }

  onTooLarge(connection: Connection, bytes: number): void {
    this.closeFor(connection, 'packet-too-large', { bytes });
  }

  closeFor(connection: Connection, cause: LimitCause, detail: object = {}): void {
    this.#parts.limits.hit(cause, { terminalId: connection.terminalId, address: connection.address, ...detail });
    connection.socket.destroy();
  }

  /** Closes connections whose credential was changed or revoked. */
  onCredentialsChanged(error: unknown): void {
    if (error !== undefined) return this.#parts.limits.hit('credentials-file', { err: error });
    for (const connection of this.connections) {
      const { grant } = connection;
      if (!grant || grant.fingerprint === 'anonymous') continue;
      if (this.#parts.book.current(grant.id)?.fingerprint !== grant.fingerprint) this.closeFor(connection, 'revoked');
    }
  }

  /** Once per second: clock, disk, long pauses, then the tick. */
  everySecond(): void {
    const { config, clock, limits, sessions, pressure } = this.#parts;
    const { differenceMs, isAlert } = clock.discipline();
    this.clockDifferenceMs = differenceMs;
    if (isAlert) limits.hit('clock', { differenceMs: Math.round(differenceMs) });
    pressure.checkDisk();
    checkPauses(this.connections, {
      nowMs: this.monotonicMs(),
      closeMs: config.LIFTWATCH_BROKER_PAUSE_CLOSE_MS,
      sessions,
      close: (connection) => this.closeFor(connection, 'pause-closed'),
    });
    this.onCommitted();
    if (pressure.isIntakeOpen) sessions.tick();
  }

  destroyAll(): void {
    for (const connection of this.connections) connection.socket.destroy();
  }
}

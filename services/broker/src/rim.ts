import type { Socket } from 'node:net';
import type { Aedes, AedesOptions } from 'aedes';
import type { Addresses } from './admission/addresses.ts';
import { Connection, type ConnectionHost, type PauseCause } from './admission/connection.ts';
import { isClientIdOf, maySubscribe } from './admission/grants.ts';
import { Rate } from './admission/rate.ts';
import type { Intake } from './check/intake.ts';
import type { LogClock } from './clock/log-clock.ts';
import type { GroupCommit } from './commit/group-commit.ts';
import type { BrokerConfig } from './config.ts';
import type { CredentialBook, Grant } from './credentials/book.ts';
import { BrokerError, connack, ConnectRefusal } from './errors.ts';
import type { Violation } from './framing/packet-check.ts';
import type { SkippedPublish } from './framing/skipped-publish.ts';
import type { LimitCause, LimitLog } from './limit-log.ts';
import { forward, type LiftClient } from './mqtt.ts';
import type { SessionEntries } from './sessions/session-entries.ts';

export interface RimParts {
  readonly config: BrokerConfig;
  readonly partitions: number;
  readonly monotonicMs: () => number;
  readonly book: CredentialBook;
  readonly limits: LimitLog;
  readonly clock: LogClock;
  readonly commit: GroupCommit;
  readonly sessions: SessionEntries;
  readonly intake: Intake;
  readonly addresses: Addresses;
  readonly freeBytes: () => number;
}

interface WirePublish {
  topic: string;
  payload: Buffer | string;
  qos: number;
  retain: boolean;
  messageId?: number;
}

/** Beyond the budget for readings, so much more may wait as entries of sessions and wills. */
const SESSION_RESERVE = 1.25;
const RETAINED_TOPICS = 200_000;
const STUCK_MS = 1_000;

const anonymousGrant = (terminalId: string): Grant => {
  const rest = { publish: [], subscribe: [], readingsPerSecond: undefined, fingerprint: 'anonymous' };
  return { id: terminalId, isService: false, lifts: '*', ...rest };
};

/** Where sockets and aedes meet the rooms: admission in front, intake behind, and the second's round. */
export class Rim implements ConnectionHost {
  readonly connections = new Set<Connection>();
  readonly partitions: number;
  readonly unansweredLimit: number;
  clockDifferenceMs = 0;
  readonly #parts: RimParts;
  readonly #rates = new Map<string, Rate>();
  readonly #retained = new Set<string>();
  readonly #waiting = new Set<Connection>();
  #aedes: Aedes | undefined;
  #isDiskFull = false;
  #isStopped = false;
  #forwardsReadings = false;
  /** Bytes that passed a gate and did not reach intake yet. */
  #releasedBytes = 0;

  constructor(parts: RimParts) {
    this.#parts = parts;
    this.partitions = parts.partitions;
    this.unansweredLimit = parts.config.LIFTWATCH_BROKER_UNANSWERED_PER_CONNECTION;
  }

  get isIntakeOpen(): boolean {
    return !this.#isDiskFull && !this.#isStopped && !this.#isLogStuck();
  }

  #isLogStuck(): boolean {
    return this.#parts.commit.isFailing || this.#parts.commit.busyMs > STUCK_MS;
  }

  pausedCount(): number {
    let count = 0;
    for (const connection of this.connections) if (connection.pauseCause !== undefined) count++;
    return count;
  }

  notReady(): readonly string[] {
    const reasons: string[] = [];
    if (this.#isDiskFull) reasons.push('the disk is full: free space');
    if (this.#isLogStuck()) reasons.push('the log does not commit');
    if (this.#isStopped) reasons.push('the broker is closing');
    return reasons;
  }

  monotonicMs(): number {
    return this.#parts.monotonicMs();
  }

  aedesOptions(): AedesOptions {
    const { config } = this.#parts;
    return {
      drainTimeout: config.LIFTWATCH_BROKER_DRAIN_MS,
      maxTopicLevels: config.LIFTWATCH_BROKER_TOPIC_LEVELS,
      maxClientsIdLength: 200,
      connectTimeout: 10_000,
      concurrency: 1_000,
      authenticate: (client, name, secret, done) => {
        const admitted = this.#admit(client, name, secret);
        if (admitted instanceof ConnectRefusal) done(admitted as never, null);
        else done(null, true);
      },
      authorizePublish: (client, packet, done) => this.#publish(client, packet as WirePublish, done),
      authorizeSubscribe: (client, subscription, done) => {
        if (!this.#maySubscribe(client, subscription.topic)) return done(null, null);
        return done(null, subscription);
      },
    };
  }

  attach(aedes: Aedes): void {
    this.#aedes = aedes;
    aedes.on('clientReady', (client) => (client as LiftClient).liftwatch?.gate.open());
    aedes.on('client', (client) => this.#onConnected(client));
    aedes.on('clientDisconnect', (client) => this.#onDisconnected(client));
    aedes.on('clientError', (client, err) =>
      this.#parts.limits.hit('client-error', { clientId: client.id, err: err.message }),
    );
    aedes.on('connectionError', (_client, err) => this.#parts.limits.hit('client-error', { err: err.message }));
    (aedes as NodeJS.EventEmitter).on('error', (err: unknown) => this.#parts.limits.hit('client-error', { err }));
  }

  accept(socket: Socket): void {
    const { addresses, limits, config } = this.#parts;
    const address = socket.remoteAddress ?? '';
    if (this.#isStopped || !addresses.enter(address)) {
      if (!this.#isStopped) limits.hit('address-connections', { address });
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
      this.onReleased(-connection.releasedBytes);
      connection.releasedBytes = 0;
      this.#waiting.delete(connection);
    });
    const client = this.#aedes?.handle(socket) as LiftClient;
    client.liftwatch = connection;
  }

  #admit(client: LiftClient, name: string | undefined, secret: Buffer | undefined): true | ConnectRefusal {
    const { config, book, limits, commit } = this.#parts;
    const connection = client.liftwatch as Connection;
    const refuse = (cause: LimitCause, code: number) => {
      limits.hit(cause, { clientId: client.id, address: connection.address });
      return new ConnectRefusal(code, cause);
    };
    if (commit.pendingBytes >= config.LIFTWATCH_BROKER_UNANSWERED_BYTES)
      return refuse('intake-full', connack.unavailable);
    let grant: Grant | undefined;
    if (name !== undefined) grant = book.verify(name, secret ?? Buffer.alloc(0));
    else if (config.LIFTWATCH_BROKER_ANONYMOUS === 'on')
      grant = anonymousGrant((client.id.split('/')[0] ?? '').slice(0, 64));
    else return refuse('anonymous', connack.notAuthorized);
    if (!grant) return refuse('bad-credentials', connack.badCredentials);
    if (name !== undefined && !isClientIdOf(grant.id, client.id)) return refuse('client-id', connack.identifier);
    connection.grant = grant;
    connection.terminalId = grant.id;
    connection.rate = this.#rateOf(grant);
    return true;
  }

  #rateOf(grant: Grant): Rate {
    const { config, monotonicMs } = this.#parts;
    const perLift = config.LIFTWATCH_BROKER_TERMINAL_READINGS_PER_SECOND;
    const isFeed = grant.lifts === '*' || grant.isService;
    const perSecond =
      grant.readingsPerSecond ??
      (isFeed ? config.LIFTWATCH_BROKER_FEED_READINGS_PER_SECOND : perLift * (grant.lifts as ReadonlySet<string>).size);
    const known = this.#rates.get(grant.id);
    if (known?.perSecond === perSecond) return known;
    const rate = new Rate(perSecond, monotonicMs());
    if (this.#rates.size > RETAINED_TOPICS) this.#rates.clear();
    this.#rates.set(grant.id, rate);
    return rate;
  }

  #maySubscribe(client: LiftClient, filter: string): boolean {
    const grant = client.liftwatch?.grant;
    if (!grant || !maySubscribe(grant, filter)) {
      this.#parts.limits.hit('forbidden-subscribe', { clientId: client.id, filter: filter.slice(0, 200) });
      return false;
    }
    // Sticky: a service that was granted readings is rare, and then every reading is offered to aedes.
    if (grant.isService && !/\/(errors|presence)$/.test(filter)) this.#forwardsReadings = true;
    return true;
  }

  #publish(client: LiftClient | null, packet: WirePublish, done: (error?: Error | null) => void): void {
    const connection = client?.liftwatch;
    if (!client || !connection?.grant)
      return done(
        new BrokerError('LIFT_BROKER_NO_SESSION', `${packet.topic}: published without a session: connect first`),
      );
    const isWill = client.closed;
    const { limits, commit } = this.#parts;
    if (isWill && commit.pendingBytes >= this.#byteLimit()) {
      limits.hit('will-dropped', { clientId: client.id });
      return done(
        new BrokerError(
          'LIFT_BROKER_INTAKE_FULL',
          `${commit.pendingBytes} bytes wait for the log: the last will is left out`,
        ),
      );
    }
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    if (!isWill) connection.arrived(2 + Buffer.byteLength(packet.topic) + (packet.qos > 0 ? 2 : 0) + payload.length);
    const wantsRetain = packet.retain;
    const isPresence = packet.topic.endsWith('/presence');
    if (wantsRetain && !(isPresence && this.#mayRetain(packet.topic))) {
      limits.hit('retain-stripped', { clientId: client.id, topic: packet.topic.slice(0, 200) });
      packet.retain = false;
    }
    const stands = this.#parts.intake.take(connection, { topic: packet.topic, payload }, done, !isWill);
    if (!stands) packet.retain = false;
    else if (isPresence || this.#forwardsReadings) forward(packet);
  }

  #mayRetain(topic: string): boolean {
    if (this.#retained.size < RETAINED_TOPICS) this.#retained.add(topic);
    return this.#retained.has(topic);
  }

  #byteLimit(): number {
    return this.#parts.config.LIFTWATCH_BROKER_UNANSWERED_BYTES * SESSION_RESERVE;
  }

  #onConnected(client: LiftClient): void {
    const connection = client.liftwatch;
    if (!connection?.grant) return;
    connection.sessionId = this.#parts.sessions.nextSessionId();
    this.#writeSession(connection, 'connected');
  }

  #onDisconnected(client: LiftClient): void {
    const connection = client.liftwatch;
    if (connection && connection.sessionId > 0) this.#writeSession(connection, 'disconnected');
  }

  #writeSession(connection: Connection, session: 'connected' | 'disconnected' | 'paused' | 'resumed'): void {
    if (this.#parts.commit.pendingBytes < this.#byteLimit()) this.#parts.sessions.write(connection, session);
    else this.#parts.limits.hit('session-dropped', { terminalId: connection.terminalId, session });
  }

  intakePause(): PauseCause | undefined {
    if (this.#isDiskFull || this.#isStopped) return 'disk-full';
    const bytes = this.#parts.commit.pendingBytes + this.#releasedBytes;
    return bytes >= this.#parts.config.LIFTWATCH_BROKER_UNANSWERED_BYTES ? 'unanswered-bytes' : undefined;
  }

  onReleased(bytes: number): void {
    this.#releasedBytes += bytes;
  }

  onPaused(connection: Connection, cause: PauseCause): void {
    this.#parts.limits.hit(cause, { terminalId: connection.terminalId });
    if (cause === 'unanswered-bytes' || cause === 'disk-full') this.#waiting.add(connection);
  }

  /** Room was made: whoever waited for it is read again. */
  onCommitted(): void {
    if (this.#waiting.size === 0 || this.intakePause() !== undefined) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const connection of waiting) connection.gate.reopen();
  }

  onSkipped(connection: Connection, skipped: SkippedPublish): void {
    this.#parts.limits.hit('publish-skipped', {
      terminalId: connection.terminalId,
      payloadBytes: skipped.payloadBytes,
    });
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
    const { clock, limits, sessions } = this.#parts;
    const { differenceMs, isAlert } = clock.discipline();
    this.clockDifferenceMs = differenceMs;
    if (isAlert) limits.hit('clock', { differenceMs: Math.round(differenceMs) });
    this.#checkDisk();
    this.#checkPauses();
    this.onCommitted();
    if (this.isIntakeOpen) sessions.tick();
  }

  #checkDisk(): void {
    const { config, freeBytes, limits } = this.#parts;
    try {
      this.#isDiskFull = freeBytes() < config.LIFTWATCH_BROKER_MIN_FREE_BYTES;
    } catch (err) {
      limits.hit('disk-full', { err });
    }
    if (this.#isDiskFull) limits.hit('disk-full', { minFreeBytes: config.LIFTWATCH_BROKER_MIN_FREE_BYTES });
  }

  #checkPauses(): void {
    const nowMs = this.monotonicMs();
    const closeMs = this.#parts.config.LIFTWATCH_BROKER_PAUSE_CLOSE_MS;
    for (const connection of this.connections) {
      const isPaused = connection.pauseCause !== undefined;
      const pausedMs = isPaused ? nowMs - connection.pausedSinceMs : 0;
      if (isPaused && connection.pauseCause !== 'rate' && pausedMs >= closeMs)
        this.closeFor(connection, 'pause-closed');
      else if (pausedMs >= STUCK_MS && !connection.isPauseLogged) this.#logPause(connection, 'paused');
      else if (!isPaused && connection.isPauseLogged) this.#logPause(connection, 'resumed');
    }
  }

  #logPause(connection: Connection, session: 'paused' | 'resumed'): void {
    connection.isPauseLogged = session === 'paused';
    this.#writeSession(connection, session);
  }

  stopIntake(): void {
    this.#isStopped = true;
  }

  destroyAll(): void {
    for (const connection of this.connections) connection.socket.destroy();
  }
}

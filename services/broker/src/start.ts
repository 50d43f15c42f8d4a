import { readFileSync, statfsSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { join } from 'node:path';
import { openReadingLogReader, type ReadingLogReader, type ReadingLogWriter } from '@liftwatch/stores';
import type { Logger } from 'pino';
import { Addresses } from './admission/addresses.ts';
import { Door } from './admission/door.ts';
import { Pressure } from './admission/pressure.ts';
import { Intake, type IntakeStats } from './check/intake.ts';
import { LogClock } from './clock/log-clock.ts';
import { GroupCommit } from './commit/group-commit.ts';
import type { BrokerConfig } from './config.ts';
import { CredentialBook } from './credentials/book.ts';
import { redriveHandler } from './dead-letters/redrive-handler.ts';
import { brokerTokenFile, readOrCreateToken } from './dead-letters/token.ts';
import { createHttpServer } from './http/server.ts';
import { LimitLog, type LimitCause } from './limit-log.ts';
import { listen } from './listen.ts';
import { createMetrics } from './metrics.ts';
import { createAedes, forward, type LiftAedes } from './mqtt.ts';
import { Rim } from './rim.ts';
import { SessionEntries } from './sessions/session-entries.ts';

export interface BrokerDeps {
  readonly log: ReadingLogWriter;
  readonly logger: Logger;
  /** Free bytes on the disk of the log; absent: asked of the operating system for the data folder. */
  readonly freeBytes?: () => number;
  /** Opens the log for reading, when dead letters are re-driven; absent: log/ in the data folder. */
  readonly openReader?: () => Promise<ReadingLogReader>;
  readonly monotonicMs?: () => number;
  readonly wallMs?: () => number;
  readonly diagnostics?: {
    /** UNSAFE `before-commit`: acknowledges what is not durable. For negative controls only. */
    readonly acknowledge?: 'after-commit' | 'before-commit';
  };
}

export interface BrokerStats {
  readonly intake: IntakeStats;
  readonly limits: Readonly<Record<LimitCause, number>>;
  readonly connections: number;
  readonly pausedConnections: number;
  readonly pendingBytes: number;
}

export interface BrokerHandle {
  readonly mqttPort: number;
  readonly httpPort: number;
  readonly stats: () => BrokerStats;
  /** Re-reads the credentials file now. @throws {BrokerError} when it is wrong; the old ones stay */
  reloadCredentials(): void;
  /** Stops listening, commits what is collected, answers it, closes connections. The log stays open: its owner closes it. */
  close(): Promise<void>;
}

const CLOSE_MS = 5_000;
/** What a socket reads ahead of its gate. */
const SOCKET_BYTES = 16_384;
/** A PUBACK waits for no company, and a client that has no keep-alive and is gone without a word is found out. */
const SOCKET_OPTIONS = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 };

const listener = (config: BrokerConfig, onSocket: (socket: Socket) => void): Server => {
  const { LIFTWATCH_BROKER_TLS_CERT_FILE: certFile, LIFTWATCH_BROKER_TLS_KEY_FILE: keyFile } = config;
  // Node opens a TLS socket's `data` only after the handshake, so that a connection counts from there.
  if (certFile !== undefined && keyFile !== undefined)
    return createTlsServer(
      { ...SOCKET_OPTIONS, cert: readFileSync(certFile), key: readFileSync(keyFile), handshakeTimeout: 10_000 },
      onSocket,
    );
  return createServer({ ...SOCKET_OPTIONS, highWaterMark: SOCKET_BYTES }, onSocket);
};

const freeBytesOf = (dir: string) => (): number => {
  const { bavail, bsize } = statfsSync(dir);
  return bavail * bsize;
};

const closeServer = (server: Server): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
const closeAedes = (aedes: LiftAedes): Promise<void> => new Promise((resolve) => aedes.close(() => resolve()));

const tell = (aedes: LiftAedes, topic: string, text: string): void => {
  const payload = Buffer.from(text);
  const packet = { cmd: 'publish' as const, topic, payload, qos: 0 as const, retain: false, dup: false };
  forward(packet);
  aedes.publish(packet, null, () => undefined);
};

const openBook = (config: BrokerConfig): CredentialBook => {
  const { LIFTWATCH_BROKER_CREDENTIALS_FILE: file, LIFTWATCH_BROKER_CREDENTIALS_KEY_FILE: keyFile } = config;
  return new CredentialBook(file === undefined ? undefined : { file, ...(keyFile !== undefined && { keyFile }) });
};

/**
 * Starts the broker: MQTT in, the reading log out, health and metrics beside. A publish is acknowledged when it is in the log.
 * @throws {BrokerError} LIFT_BROKER_LISTEN_FAILED, LIFT_BROKER_CREDENTIALS_INVALID, LIFT_BROKER_KEY_INVALID
 */
export const startBroker = async (config: BrokerConfig, deps: BrokerDeps): Promise<BrokerHandle> => {
  const { log, logger } = deps;
  const monotonicMs = deps.monotonicMs ?? (() => performance.now());
  const book = openBook(config);
  const limits = new LimitLog(logger, monotonicMs);
  const clock = new LogClock({
    monotonicMs,
    wallMs: deps.wallMs ?? (() => Date.now()),
    lastReceivedAtMs: log.lastReceivedAtMs,
  });
  const commit: GroupCommit = new GroupCommit(log, {
    lingerMs: config.LIFTWATCH_BROKER_LINGER_MS,
    commitRecords: config.LIFTWATCH_BROKER_COMMIT_READINGS,
    retryMs: config.LIFTWATCH_BROKER_RETRY_MS,
    monotonicMs,
    ...deps.diagnostics,
    onCommitted: (records, elapsedMs) => {
      metrics.observeCommit(records, elapsedMs);
      rim.onCommitted();
    },
    onFailed: (err) => limits.hit('log-unwritable', { err }),
    onRecovered: () => logger.info('the log takes commits again'),
  });
  const freeBytes = deps.freeBytes ?? freeBytesOf(config.LIFTWATCH_BROKER_DATA_DIR);
  const unansweredBytes = config.LIFTWATCH_BROKER_UNANSWERED_BYTES;
  const minFreeBytes = config.LIFTWATCH_BROKER_MIN_FREE_BYTES;
  const pressure = new Pressure({ commit, limits, freeBytes, unansweredBytes, minFreeBytes });
  const door = new Door({ config, book, limits, monotonicMs, isFull: () => pressure.isFull });
  const sessions = new SessionEntries(commit, clock, {
    partitions: log.partitions,
    isFull: () => pressure.isReserveFull,
    onDropped: (terminalId) => limits.hit('session-dropped', { terminalId }),
  });
  const intake = new Intake(commit, clock, {
    errorsPerMinute: config.LIFTWATCH_BROKER_ERRORS_PER_MINUTE,
    foreignPerMinute: config.LIFTWATCH_BROKER_FOREIGN_TOPICS_PER_MINUTE,
    monotonicMs,
    tell: (topic, payload) => tell(aedes, topic, payload),
    onForeignLimit: (connection) => rim.closeFor(connection, 'foreign-topics'),
  });
  const addresses = new Addresses(config.LIFTWATCH_BROKER_CONNECTIONS_PER_ADDRESS);
  const rim: Rim = new Rim({
    config,
    partitions: log.partitions,
    monotonicMs,
    book,
    limits,
    clock,
    sessions,
    intake,
    addresses,
    door,
    pressure,
  });
  const metrics = createMetrics({
    intake: intake.stats,
    limits: limits.counts,
    connections: () => rim.connections.size,
    paused: () => rim.pausedCount(),
    pendingBytes: () => commit.pendingBytes,
    isIntakeOpen: () => pressure.isIntakeOpen,
    clockDifferenceMs: () => rim.clockDifferenceMs,
  });
  const aedes = await createAedes(rim.aedesOptions(), (clientId) => door.isResumed(clientId));
  rim.attach(aedes);
  const mqttServer = listener(config, (socket) => rim.accept(socket));
  mqttServer.on('tlsClientError', (err: Error, socket: Socket) => {
    limits.hit('client-error', { err: err.message });
    // Node leaves a socket whose handshake failed or never came to whoever listens here.
    socket.destroy();
  });
  const redrive = redriveHandler({
    token: readOrCreateToken(brokerTokenFile(config)),
    openReader: deps.openReader ?? (() => openReadingLogReader({ dir: join(config.LIFTWATCH_BROKER_DATA_DIR, 'log') })),
    partitions: log.partitions,
    commit,
    clock,
    book,
    logger,
  });
  const httpServer = createHttpServer({ registry: metrics.registry, notReady: () => pressure.notReady(), redrive });
  const mqttPort = await listen(mqttServer, config.LIFTWATCH_BROKER_MQTT_HOST, config.LIFTWATCH_BROKER_MQTT_PORT);
  const httpPort = await listen(httpServer, config.LIFTWATCH_BROKER_HTTP_HOST, config.LIFTWATCH_BROKER_HTTP_PORT).catch(
    async (error: unknown) => {
      await closeServer(mqttServer);
      throw error;
    },
  );
  const unwatch = book.watch((error) => rim.onCredentialsChanged(error));
  const second = setInterval(() => rim.everySecond(), 1_000);
  logger.info({ mqttPort, httpPort, partitions: log.partitions }, 'broker listens');

  const close = async (): Promise<void> => {
    clearInterval(second);
    unwatch();
    const closed = [closeServer(mqttServer), closeServer(httpServer)];
    pressure.stop();
    await commit.close(CLOSE_MS);
    await closeAedes(aedes);
    rim.destroyAll();
    httpServer.closeAllConnections();
    await Promise.all(closed);
  };
  return {
    mqttPort,
    httpPort,
    close,
    reloadCredentials: () => {
      book.reload();
      rim.onCredentialsChanged(undefined);
    },
    stats: () => ({
      intake: intake.stats,
      limits: limits.counts,
      connections: rim.connections.size,
      pausedConnections: rim.pausedCount(),
      pendingBytes: commit.pendingBytes,
    }),
  };
};

import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { contextEntry, type ContextEntry } from '@liftwatch/schemas';
import { migrateDatabase, type FindingLog } from '@liftwatch/stores';
import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { receiptOf } from './channels/sms/receipt.ts';
import type { DispatchConfig } from './config.ts';
import { queueContext, startContextPublisher } from './context/context-outbox.ts';
import { openMqttPublish } from './context/mqtt-publish.ts';
import { dispatchMigrations } from './database/migrations.ts';
import type { DispatchTables } from './database/tables.ts';
import { DispatchError } from './errors.ts';
import { startFindingFeed } from './finding-feed.ts';
import { incidentDetail, isRegistryList, listIncidents, listRegistry } from './http/desk-view.ts';
import type { DeskService } from './http/desk.ts';
import { serveHttp } from './http/serve.ts';
import { openMetrics, type Metrics } from './metrics/metrics.ts';
import { openDispatchPipeline, type DispatchPipeline } from './open-dispatch-pipeline.ts';
import { openDeliveries, type Deliveries } from './open-deliveries.ts';
import type { Outbox } from './outbox/outbox.ts';
import { defaultDispatchPolicy, type DispatchPolicy } from './pipeline/policy.ts';
import { openRegistryView, type RegistryView } from './registry/registry-directory.ts';
import { readRegistryFile } from './registry/registry-file.ts';
import { saveRegistry } from './registry/registry-store.ts';
import { loadSecrets, type Secrets } from './secrets.ts';

export interface DispatchDeps {
  readonly findings: FindingLog;
  readonly database: Kysely<DispatchTables>;
  readonly logger: Logger;
  readonly policy?: DispatchPolicy;
  readonly nowMs?: () => number;
}

export interface RunningDispatch {
  readonly httpPort: number;
  /** Resolves when every finding in the log is taken and nothing that is due is unsent. */
  idle(): Promise<void>;
  /** Stops taking findings, finishes what is under way, closes REST. The database and the finding log stay open. */
  close(): Promise<void>;
}

interface Parts {
  readonly config: DispatchConfig;
  readonly deps: DispatchDeps;
  readonly secrets: Secrets;
  readonly metrics: Metrics;
  readonly nowMs: () => number;
  /** Where the SMS gateway reaches us; known once REST listens. */
  readonly ownUrl: () => string;
}

const openContext = ({ config, deps, secrets, nowMs }: Parts) => {
  const onError = (error: unknown): void => deps.logger.warn({ err: error }, 'context publish failed');
  if (config.LIFTWATCH_DISPATCH_BROKER_URL === undefined) return undefined;
  const user = config.LIFTWATCH_DISPATCH_BROKER_USER;
  const mqtt = openMqttPublish(
    {
      url: config.LIFTWATCH_DISPATCH_BROKER_URL,
      clientId: user,
      username: user,
      ...(secrets.brokerPassword === undefined ? {} : { password: secrets.brokerPassword }),
    },
    onError,
  );
  const publisher = startContextPublisher({ database: deps.database, publish: mqtt.publish, nowMs, onError });
  return {
    wake: publisher.wake,
    idle: publisher.idle,
    close: async () => {
      await publisher.close();
      await mqtt.close();
    },
  };
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

const takeReceipt = async (
  own: { readonly deliveries: Deliveries },
  receipt: { readonly deliveryId: string; readonly type: string; readonly atMs: number },
): Promise<void> => {
  const state = receiptOf(receipt.type);
  if (state === undefined) return;
  await own.deliveries.record.receipt(receipt.deliveryId, { state, provider: 'kannel', atMs: receipt.atMs });
};

const deskOf = (
  parts: Parts,
  own: {
    readonly pipeline: DispatchPipeline;
    readonly registry: RegistryView;
    readonly outbox: Outbox;
    readonly deliveries: Deliveries;
    readonly wakeContext: () => void;
    readonly isReady: () => boolean;
  },
): DeskService => {
  const { deps, secrets, metrics, nowMs } = parts;
  const db = deps.database;
  return {
    metricsType: metrics.registry.contentType,
    metrics: () => metrics.registry.metrics(),
    readiness: () => ({ ready: own.isReady(), reasons: own.isReady() ? [] : ['finding log not read to its end yet'] }),
    isWriter: (authorization) =>
      secrets.writeToken !== undefined &&
      secrets.writeToken !== '' &&
      same(authorization ?? '', `Bearer ${secrets.writeToken}`),
    incidents: (query) => listIncidents(db, query),
    incident: (id) => incidentDetail(db, id),
    async close(id, order) {
      await own.pipeline.close({ incidentId: id, ...order, nowMs: nowMs() });
      own.outbox.wake();
      return incidentDetail(db, id);
    },
    registry(list, query) {
      if (isRegistryList(list)) return listRegistry(db, list, query);
      throw new DispatchError('LIFT_DISPATCH_NOT_FOUND', `no list "${list.slice(0, 40)}": see /openapi.json`, {
        recoverable: false,
      });
    },
    async importRegistry(text, format) {
      const imported = await saveRegistry(db, readRegistryFile(text, format), nowMs());
      await own.registry.refresh();
      own.wakeContext();
      return imported;
    },
    async queue(written) {
      const entry: ContextEntry = contextEntry.parse({ ...written, id: written.id ?? randomUUID(), at: nowMs() });
      await db.transaction().execute((trx) => queueContext(trx, entry, nowMs()));
      own.wakeContext();
      return { id: entry.id, queued: true };
    },
    async receipt(token, deliveryId, type) {
      if (!same(token, secrets.receiptToken))
        throw new DispatchError('LIFT_DISPATCH_TOKEN_WRONG', 'the token in the receipt URL is not ours', {
          recoverable: false,
        });
      await takeReceipt(own, { deliveryId, type, atMs: nowMs() });
      own.outbox.wake();
    },
  };
};

/**
 * Starts dispatch: finding log -> pipeline -> outbox -> carriers, REST beside it. The wiring, top to bottom.
 * @throws {DispatchError} LIFT_DISPATCH_SECRET_UNREADABLE
 */
export const startDispatch = async (config: DispatchConfig, deps: DispatchDeps): Promise<RunningDispatch> => {
  let port = 0;
  let ready = false;
  const ownUrl = (): string =>
    config.LIFTWATCH_DISPATCH_PUBLIC_URL?.replace(/\/$/, '') ?? `http://${config.LIFTWATCH_DISPATCH_HTTP_HOST}:${port}`;
  const nowMs = deps.nowMs ?? Date.now;
  const parts: Parts = { config, deps, secrets: loadSecrets(config), metrics: openMetrics(), nowMs, ownUrl };
  const { metrics } = parts;
  await migrateDatabase(deps.database, dispatchMigrations);
  const registry = await openRegistryView(deps.database, {
    firm: config.LIFTWATCH_DISPATCH_FIRM_WEBHOOK_URL,
    platform: config.LIFTWATCH_DISPATCH_CAP_URL,
    manager: config.LIFTWATCH_DISPATCH_MANAGER_PHONE,
  });
  const pipeline = await openDispatchPipeline({
    database: deps.database,
    policy: deps.policy ?? defaultDispatchPolicy,
    directory: registry,
    topology: registry,
  });
  const context = openContext(parts);
  const deliveries = openDeliveries({ ...parts, ...deps, directory: registry, nowMs });
  const lateOutbox: { wake?: () => void } = {};
  const outboxHandle: Outbox = {
    wake: () => lateOutbox.wake?.(),
    idle: () => outbox.idle(),
    close: () => outbox.close(),
  };
  const desk = deskOf(parts, {
    pipeline,
    registry,
    outbox: outboxHandle,
    deliveries,
    wakeContext: () => context?.wake(),
    isReady: () => ready,
  });
  const http = await serveHttp(desk, {
    host: config.LIFTWATCH_DISPATCH_HTTP_HOST,
    port: config.LIFTWATCH_DISPATCH_HTTP_PORT,
    logger: deps.logger,
  });
  port = http.port;
  // The outbox starts once the port is known: receipts must find their way back from the first message on.
  const outbox = deliveries.start();
  lateOutbox.wake = outbox.wake;
  const feed = startFindingFeed({
    findings: deps.findings,
    pipeline,
    nowMs,
    onChanges: (changes, linesCount) => {
      metrics.findings.inc(linesCount);
      metrics.position.set(pipeline.position);
      for (const delivery of changes.deliveries)
        metrics.deliveries.inc({ role: delivery.role, notice: delivery.notice });
      if (changes.deliveries.length > 0) outbox.wake();
      if (linesCount === 0) ready = true;
    },
    onError: (error) => deps.logger.error({ err: error }, 'finding feed failed'),
    onSetAside: ({ position, finding }, err) => {
      metrics.setAside.inc();
      deps.logger.error(
        {
          err,
          position,
          liftId: finding.liftId,
          zh: '一条判断无法处理，请人工核查',
          en: 'a finding could not be taken: look at the lift',
        },
        'operator alert',
      );
    },
  });
  deps.logger.info({ port }, 'dispatch listens');
  return {
    httpPort: port,
    async idle() {
      await feed.idle();
      await outbox.idle();
      await context?.idle();
    },
    async close() {
      await http.close();
      await feed.close();
      await outbox.close();
      await context?.close();
    },
  };
};

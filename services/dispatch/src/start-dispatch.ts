import type { Delivery } from '@liftwatch/schemas';
import { migrateDatabase, type FindingLine } from '@liftwatch/stores';
import type { DispatchConfig } from './config.ts';
import { openContext } from './context/open-context.ts';
import { dispatchMigrations } from './database/migrations.ts';
import { startFindingFeed, type FindingFeed } from './finding-feed.ts';
import { openDesk } from './http/open-desk.ts';
import { serveHttp } from './http/serve.ts';
import { openMetrics } from './metrics/metrics.ts';
import { openDispatchPipeline, type DispatchPipeline } from './open-dispatch-pipeline.ts';
import { openDeliveries } from './open-deliveries.ts';
import type { Outbox } from './outbox/outbox.ts';
import type { DispatchDeps, Parts } from './parts.ts';
import { defaultDispatchPolicy } from './pipeline/policy.ts';
import { openRegistryView } from './registry/registry-directory.ts';
import { openRuleSets } from './rule-sets/rule-sets.ts';
import { openRulesFile } from './rule-sets/open-rules-file.ts';
import { startWarningFeed } from './worklist-desk/warning-feed.ts';
import { openWorklist } from './worklist-desk/worklist-desk.ts';
import { loadSecrets } from './secrets.ts';

export interface RunningDispatch {
  readonly httpPort: number;
  /** Resolves when every finding in the log is taken and nothing that is due is unsent. */
  idle(): Promise<void>;
  /** Stops taking findings, finishes what is under way, closes REST. The database and the finding log stay open. */
  close(): Promise<void>;
}

/** What carriers make of messages goes back to their incidents. */
const watchDeliveries = ({ deps, nowMs }: Parts, pipeline: DispatchPipeline) => {
  const running = new Set<Promise<unknown>>();
  return {
    onHandedOver(delivery: Delivery): void {
      const one: Promise<unknown> = pipeline
        .handedOver(delivery, nowMs())
        .catch((error: unknown) => deps.logger.error({ err: error }, 'hand-over not noted'))
        .finally(() => running.delete(one));
      running.add(one);
    },
    async idle(): Promise<void> {
      while (running.size > 0) await Promise.all(running);
    },
  };
};

const setAside = ({ deps, metrics }: Parts, { position, finding }: FindingLine, err: unknown): void => {
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
};

const openFeed = (
  parts: Parts,
  own: { readonly pipeline: DispatchPipeline; readonly outbox: Outbox; readonly onCaughtUp: () => void },
): FindingFeed => {
  const { deps, metrics, nowMs } = parts;
  const { pipeline, outbox } = own;
  return startFindingFeed({
    findings: deps.findings,
    pipeline,
    nowMs,
    onChanges: (changes, linesCount) => {
      metrics.findings.inc(linesCount);
      metrics.position.set(pipeline.position);
      for (const delivery of changes.deliveries)
        metrics.deliveries.inc({ role: delivery.role, notice: delivery.notice });
      if (changes.deliveries.length > 0) outbox.wake();
      if (linesCount === 0) own.onCaughtUp();
    },
    onError: (error) => deps.logger.error({ err: error }, 'finding feed failed'),
    onSetAside: (line, error) => setAside(parts, line, error),
  });
};

/**
 * Starts dispatch: finding log -> pipeline -> outbox -> carriers, REST beside it. The wiring, top to bottom.
 * @throws {DispatchError} LIFT_DISPATCH_SECRET_UNREADABLE
 */
export const startDispatch = async (config: DispatchConfig, deps: DispatchDeps): Promise<RunningDispatch> => {
  const { LIFTWATCH_DISPATCH_HTTP_HOST: host, LIFTWATCH_DISPATCH_HTTP_PORT } = config;
  const late: { port: number; ready: boolean; outbox?: Outbox } = { port: 0, ready: false };
  const parts: Parts = {
    config,
    deps,
    secrets: loadSecrets(config),
    metrics: openMetrics(),
    nowMs: deps.nowMs ?? Date.now,
    ownUrl: () => config.LIFTWATCH_DISPATCH_PUBLIC_URL?.replace(/\/$/, '') ?? `http://${host}:${late.port}`,
  };
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
  const watch = watchDeliveries(parts, pipeline);
  const context = openContext(parts);
  const deliveries = openDeliveries({
    ...parts,
    ...deps,
    nowMs: parts.nowMs,
    directory: registry,
    onHandedOver: watch.onHandedOver,
  });
  const ruleSets = openRuleSets({ database: deps.database, nowMs: parts.nowMs, onTold: () => context?.wake() });
  await ruleSets.refresh();
  const rulesFile = openRulesFile(parts, ruleSets);
  const worklist = await openWorklist({
    database: deps.database,
    nowMs: parts.nowMs,
    onContext: () => context?.wake(),
  });
  const desk = openDesk(parts, {
    pipeline,
    registry,
    ruleSets,
    deliveries,
    wakeOutbox: () => late.outbox?.wake(),
    wakeContext: () => context?.wake(),
    isReady: () => late.ready,
  });
  const http = await serveHttp(
    { desk, ruleSets, worklist },
    { host, port: LIFTWATCH_DISPATCH_HTTP_PORT, logger: deps.logger },
  );
  late.port = http.port;
  // The outbox starts once the port is known: receipts must find their way back from the first message on.
  const outbox = (late.outbox = deliveries.start());
  const feed = openFeed(parts, { pipeline, outbox, onCaughtUp: () => (late.ready = true) });
  const warnings = startWarningFeed({ ...deps, worklist, nowMs: parts.nowMs });
  deps.logger.info({ port: http.port }, 'dispatch listens');
  return {
    httpPort: http.port,
    async idle() {
      await rulesFile?.idle();
      await feed.idle();
      await warnings.idle();
      await outbox.idle();
      await watch.idle();
      await context?.idle();
    },
    async close() {
      await http.close();
      await rulesFile?.close();
      await feed.close();
      await warnings.close();
      await outbox.close();
      await watch.idle();
      await context?.close();
    },
  };
};

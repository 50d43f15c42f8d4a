import { performance } from 'node:perf_hooks';
import type { EngineStore, FindingLog, ReadingLogReader, SpoolSender, SpoolSenderOptions } from '@liftwatch/stores';
import type { Logger } from 'pino';
import type { EngineConfig } from './config.ts';
import type { Rule } from './diagnosis/index.ts';
import { serveHttp } from './http/serve.ts';
import { engineView } from './http/view-of-engine.ts';
import { forgetFindings } from './intake/forget-findings.ts';
import { partitionFold } from './intake/partition-fold.ts';
import { PartitionHost } from './intake/partition-host.ts';
import { engineMetrics } from './metrics.ts';
import { shadowView } from './shadow/shadow-view.ts';
import { newStats, type EngineStats } from './stats.ts';

export interface RuleEngineDeps {
  readonly reader: ReadingLogReader;
  readonly findings: FindingLog;
  readonly engineStore: EngineStore;
  /** Empties the spool. Absent: points stay there. */
  readonly startSending?: StartSending;
  readonly logger: Logger;
  /** Absent: every rule. */
  readonly rules?: readonly Rule[];
}

export interface RuleEngine {
  readonly httpPort: number;
  readonly stats: Readonly<EngineStats>;
  /** Takes a partition, from whoever holds it. Idempotent. */
  take(partition: number): void;
  /** Lets a partition go after its slice in hand is checkpointed. Idempotent. */
  release(partition: number): Promise<void>;
  /**
   * Resolves when every held partition has judged and checkpointed the log as it stands, and, with a time series, the
   * spool is empty.
   * @throws {EngineError} LIFT_ENGINE_TIMEOUT after `timeoutMs`
   */
  idle(timeoutMs?: number): Promise<void>;
  /** Stops in order: HTTP, judging (with a last checkpoint), sending. The stores stay open: they are the caller's. */
  close(): Promise<void>;
}

const partitionsOf = (config: EngineConfig, count: number): readonly number[] =>
  config.LIFTWATCH_ENGINE_PARTITIONS === 'all'
    ? Array.from({ length: count }, (_, partition) => partition)
    : config.LIFTWATCH_ENGINE_PARTITIONS.split(',').map(Number);

/** Few large writes cost a time series, and us, less than many small ones. */
const SERIES_IDLE_MS = 1_000;

/** Begins to empty the engine's spool into a time series. */
export type StartSending = (options: Omit<SpoolSenderOptions, 'store' | 'series'>) => SpoolSender;

const sendingOptions = (
  config: EngineConfig,
  { stats, logger }: { readonly stats: EngineStats; readonly logger: Logger },
): Parameters<StartSending>[0] => ({
  log: logger,
  maxPoints: config.LIFTWATCH_ENGINE_SERIES_BATCH_POINTS,
  idleMs: SERIES_IDLE_MS,
  backOffMs: [250, config.LIFTWATCH_ENGINE_SERIES_RETRY_S * 1_000],
  onWritten: (points) => {
    stats.seriesPointsWritten += points;
  },
  onRefused: ({ refusedPoints, reason }) => {
    stats.seriesPointsRefused += refusedPoints;
    logger.error({ refusedPoints, reason }, 'time series refused points for good');
  },
});

/**
 * Starts the rule engine around the doors it is given: log in, finding log and spool out, a sender beside it, HTTP at
 * the rim. Nothing that the time series or HTTP does delays a finding.
 */
export const startRuleEngine = async (config: EngineConfig, deps: RuleEngineDeps): Promise<RuleEngine> => {
  const { reader, findings, engineStore, startSending, logger } = deps;
  const stats = newStats();
  const heartbeatMs = config.LIFTWATCH_ENGINE_HEARTBEAT_S * 1_000;
  const nowMs = (): number => performance.now();
  const host = new PartitionHost(
    { reader, findings, engineStore },
    {
      engineId: config.LIFTWATCH_ENGINE_ID,
      sliceEntries: config.LIFTWATCH_ENGINE_SLICE_ENTRIES,
      checkpointMs: config.LIFTWATCH_ENGINE_CHECKPOINT_MS,
      snapshotMs: config.LIFTWATCH_ENGINE_SNAPSHOT_MS,
      pollMs: config.LIFTWATCH_ENGINE_POLL_MS,
      newFold: (partition) =>
        partitionFold({ partition, heartbeatMs, stats, nowMs, ...(deps.rules && { rules: deps.rules }) }),
      stats,
      logger,
      nowMs,
    },
  );
  for (const partition of partitionsOf(config, reader.partitions)) host.take(partition);
  const stopForgetting = forgetFindings({
    ...{ findings, keptDays: config.LIFTWATCH_ENGINE_FINDINGS_DAYS, nowMs: () => Date.now() },
    onForgotten: (count) => logger.info({ count }, 'old findings deleted'),
    onError: (err) => logger.error({ err }, 'old findings not deleted'),
  });
  const sender = startSending?.(sendingOptions(config, { stats, logger }));
  const view = engineView({
    host,
    findings,
    partitions: reader.partitions,
    readyLagS: config.LIFTWATCH_ENGINE_READY_LAG_S,
    nowMs: () => Date.now(),
  });
  const metrics = engineMetrics({
    stats,
    spooled: () => engineStore.spooled,
    partitions: () => view.readiness().partitions,
    conditions: () => host.conditions(),
    seriesFailures: () => sender?.sent.failuresInARow ?? 0,
  });
  const http = await serveHttp(
    {
      view: { ...view, metrics: () => metrics.metrics(), metricsType: metrics.contentType },
      shadow: () => shadowView(host.runners().map(({ fold }) => fold.shadow)),
    },
    { host: config.LIFTWATCH_ENGINE_HTTP_HOST, port: config.LIFTWATCH_ENGINE_HTTP_PORT, logger },
  ).catch(async (error: unknown) => {
    await stopForgetting();
    await host.close();
    await sender?.close();
    throw error;
  });
  logger.info({ port: http.port, partitions: host.held() }, 'rule engine started');

  return {
    httpPort: http.port,
    stats,
    take: (partition) => host.take(partition),
    release: (partition) => host.release(partition),
    idle: (timeoutMs = 60_000) =>
      host.idle(timeoutMs, () => {
        if (sender === undefined || engineStore.spooled.points === 0) return true;
        sender.wake();
        return false;
      }),
    async close() {
      await http.close();
      await stopForgetting();
      await host.close();
      await sender?.close();
      logger.info({ stats }, 'rule engine stopped');
    },
  };
};

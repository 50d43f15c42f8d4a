import { openSeries, type EngineConfig } from '@liftwatch/rule-engine/thread';
import {
  checkpointedBy,
  defaultRetentionMs,
  openReadingLogReader,
  openReadingLogWriter,
  openSqliteFindingLog,
} from '@liftwatch/stores';
import type { DataFolder } from './data-folder.ts';

const DAY_MS = 86_400_000;
/** In the demonstration trends reach back over the weeks that some of its lifts bring with them. */
const demoRetentionMs = (measurement: string): number => Math.max(60 * DAY_MS, defaultRetentionMs(measurement));

/**
 * The embedded stores of one installation that its main thread has open. What engine and dispatch work on is their
 * threads'; the finding log is read here too.
 */
export type Stores = Awaited<ReturnType<typeof openStores>>;

/** @throws {StoreError} LIFT_STORE_LOCKED when another process has the folder, with its remedy */
export const openStores = async (
  folder: DataFolder,
  options: { engine: EngineConfig; isDemo: boolean; onMaintenanceError: (error: unknown) => void },
) => {
  const writer = await openReadingLogWriter({
    dir: folder.log,
    partitions: 4,
    onThread: true,
    retention: { checkpointed: checkpointedBy(folder.engine) },
    onMaintenanceError: options.onMaintenanceError,
  });
  const reader = await openReadingLogReader({ dir: folder.log, fromFile: true });
  const findings = await openSqliteFindingLog({ path: folder.findings });
  const series = await openSeries(options.engine, options.isDemo ? demoRetentionMs : undefined);
  return {
    writer,
    reader,
    findings,
    series,
    /** In the order in which nothing is left to write: readers of a store before its writer. */
    async close(): Promise<void> {
      await series?.close();
      await findings.close();
      await reader.close();
      await writer.close();
    },
  };
};

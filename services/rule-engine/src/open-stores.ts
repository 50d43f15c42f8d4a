import { join } from 'node:path';
import { openReadingLogReader, openThreadedEngineStore, openThreadedFindingLog } from '@liftwatch/stores';
import type { EngineConfig } from './config.ts';

/** What an engine reads and writes in its data folder, but for the time series. */
export const openEngineStores = async (config: EngineConfig) => {
  const dir = config.LIFTWATCH_ENGINE_DATA_DIR;
  const opened: { close(): Promise<void> }[] = [];
  const kept = async <S extends { close(): Promise<void> }>(opening: Promise<S>): Promise<S> => {
    const store = await opening;
    opened.push(store);
    return store;
  };
  const close = async (): Promise<void> => {
    for (const store of opened.splice(0).reverse()) await store.close();
  };
  try {
    const reader = await kept(openReadingLogReader({ dir: join(dir, 'log') }));
    const findings = await kept(openThreadedFindingLog({ path: join(dir, 'findings.db') }));
    const engineStore = await kept(openThreadedEngineStore({ path: join(dir, 'spool.db') }));
    return { reader, findings, engineStore, close };
  } catch (error) {
    await close();
    throw error;
  }
};

import { workerData } from 'node:worker_threads';
import { serveThread } from '../thread/serve.ts';
import type { EngineStore } from './port.ts';
import { openSqliteEngineStore, type SqliteEngineStoreOptions } from './sqlite.ts';

let store: EngineStore;
/** Every answer says how much waits in the spool, since that is asked for without waiting. */
const spooled = () => ({ spooled: store.spooled });

serveThread({
  async open() {
    store = await openSqliteEngineStore(workerData as SqliteEngineStoreOptions);
    return spooled();
  },
  async resume(partition: number) {
    return { value: await store.resume(partition), ...spooled() };
  },
  async commit(commit: Parameters<EngineStore['commit']>[0]) {
    await store.commit(commit);
    return spooled();
  },
  async peekSpool(maxPoints: number) {
    return { value: await store.peekSpool(maxPoints), ...spooled() };
  },
  async dropSpool(ids: readonly number[]) {
    await store.dropSpool(ids);
    return spooled();
  },
  close: () => store.close(),
});

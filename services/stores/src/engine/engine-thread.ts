import { workerData } from 'node:worker_threads';
import { serveThread } from '../thread/serve.ts';
import type { EngineStore } from './port.ts';
import { startSending, type Sending, type SendingOptions } from './sending.ts';
import { openSqliteEngineStore, type SqliteEngineStoreOptions } from './sqlite.ts';

let store: EngineStore;
let sending: Sending | undefined;

/** Every answer says how much waits in the spool and what became of what was sent, since that is asked for without waiting. */
const told = () => ({
  spooled: store.spooled,
  ...(sending && { sent: sending.sender.sent, events: sending.takeEvents() }),
});

serveThread({
  async open() {
    store = await openSqliteEngineStore(workerData as SqliteEngineStoreOptions);
    return told();
  },
  async resume(partition: number) {
    return { value: await store.resume(partition), ...told() };
  },
  async commit(commit: Parameters<EngineStore['commit']>[0]) {
    await store.commit(commit);
    return told();
  },
  async peekSpool(maxPoints: number) {
    return { value: await store.peekSpool(maxPoints), ...told() };
  },
  async dropSpool(ids: readonly number[]) {
    await store.dropSpool(ids);
    return told();
  },
  startSending(options: SendingOptions) {
    sending ??= startSending(store, options);
    return told();
  },
  look: () => told(),
  wake() {
    sending?.sender.wake();
    return told();
  },
  async stopSending() {
    await sending?.close();
    return told();
  },
  close: () => store.close(),
});

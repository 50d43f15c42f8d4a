/** The beginning of dispatch's thread: see start-in-thread.ts. */
import { workerData } from 'node:worker_threads';
import { borrowSeries, serveThread } from '@liftwatch/stores';
import { pino } from 'pino';
import { openDispatchStores, type DispatchStores } from '../open-stores.ts';
import { startRehearsed } from '../rehearse.ts';
import type { RunningDispatch } from '../start-dispatch.ts';
import type { DispatchThreadData } from './thread-data.ts';

const { config, seriesPort, log } = workerData as DispatchThreadData;

let stores: DispatchStores;
let dispatch: RunningDispatch;

serveThread({
  async start() {
    stores = await openDispatchStores(config);
    const logger = pino(
      { level: log.level, base: { service: 'dispatch' } },
      pino.destination({ dest: log.dest, sync: true }),
    );
    const borrowed = seriesPort && { series: borrowSeries(seriesPort) };
    dispatch = await startRehearsed(config, { ...stores, ...borrowed, logger });
    return dispatch.httpPort;
  },
  idle: () => dispatch.idle(),
  async close() {
    await dispatch.close();
    seriesPort?.close();
    await stores.close();
  },
});

/** The beginning of dispatch's thread: see start-in-thread.ts. */
import { borrowSeries, serveThread } from '@liftwatch/stores';
import { pino } from 'pino';
import { openDispatchStores, type DispatchStores } from '../open-stores.ts';
import { rehearse, startRehearsed } from '../rehearse.ts';
import type { RunningDispatch } from '../start-dispatch.ts';
import type { DispatchThreadData } from './thread-data.ts';

let stores: DispatchStores;
let dispatch: RunningDispatch;
let closeBorrowed: () => void = () => undefined;

// While the thread that loads this one does something else; what is wrong with it is told at the start.
const rehearsal = rehearse();
rehearsal.catch(() => undefined);

serveThread({
  async start({ config, seriesPort, log }: DispatchThreadData) {
    closeBorrowed = () => seriesPort?.close();
    stores = await openDispatchStores(config);
    const logger = pino(
      { level: log.level, base: { service: 'dispatch' } },
      pino.destination({ dest: log.dest, sync: true }),
    );
    const borrowed = seriesPort && { series: borrowSeries(seriesPort) };
    dispatch = await startRehearsed(config, { ...stores, ...borrowed, logger }, rehearsal);
    return dispatch.httpPort;
  },
  idle: () => dispatch.idle(),
  async close() {
    await dispatch.close();
    closeBorrowed();
    await stores.close();
  },
});

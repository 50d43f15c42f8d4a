/** The beginning of the engine's thread: see start-in-thread.ts. */
import type { MessagePort } from 'node:worker_threads';
import { borrowSeries, serveThread, takeTail, type EngineStore } from '@liftwatch/stores';
import { pino } from 'pino';
import { openSending, sendingHere, type OpenedSending } from '../open-series.ts';
import { openEngineStores } from '../open-stores.ts';
import { startRuleEngine, type RuleEngine } from '../start-rule-engine.ts';
import type { EngineThreadData } from './thread-data.ts';

/** Into a time series of the thread that started this one. */
const sendingToStarter = (store: EngineStore, port: MessagePort): OpenedSending => {
  return { startSending: sendingHere(store, borrowSeries(port)), close: async () => port.close() };
};

let engine: RuleEngine;
let closeRest: () => Promise<void>;

serveThread({
  async start({ config, tail, seriesPort, log }: EngineThreadData) {
    const feed = takeTail(`${config.LIFTWATCH_ENGINE_DATA_DIR}/log`, tail);
    const stores = await openEngineStores(config);
    const { engineStore } = stores;
    const sending = seriesPort ? sendingToStarter(engineStore, seriesPort) : await openSending(config, engineStore);
    closeRest = async () => {
      await sending.close();
      await stores.close();
      feed.close();
    };
    const logger = pino(
      { level: log.level, base: { service: 'rule-engine' } },
      pino.destination({ dest: log.dest, sync: true }),
    );
    engine = await startRuleEngine(config, { ...stores, ...sending, logger });
    return engine.httpPort;
  },
  stats: () => engine.stats,
  idle: (timeoutMs: number) => engine.idle(timeoutMs),
  async close() {
    await engine.close();
    await closeRest();
  },
});

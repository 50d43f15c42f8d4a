/** The beginning of the engine's thread: see start-in-thread.ts. */
import { workerData } from 'node:worker_threads';
import { Asking, serveThread, takeTail, type Answer, type TimeSeries } from '@liftwatch/stores';
import { pino } from 'pino';
import { openSeries } from '../open-series.ts';
import { openEngineStores } from '../open-stores.ts';
import { startRuleEngine, type RuleEngine } from '../start-rule-engine.ts';
import type { EngineThreadData } from './thread-data.ts';

const { config, tail, findingsPort, seriesPort, log } = workerData as EngineThreadData;

/** A time series of the thread that started this one. */
const askedSeries = (port: NonNullable<typeof seriesPort>): Pick<TimeSeries, 'prepare' | 'write' | 'close'> => {
  const asking = new Asking(port);
  port.on('message', (answer: Answer) => asking.answered(answer));
  return {
    prepare: async () => void (await asking.ask('prepare', [])),
    write: (lines) => asking.ask('write', [lines]) as ReturnType<TimeSeries['write']>,
    close: async () => port.close(),
  };
};

let engine: RuleEngine;
let closeRest: () => Promise<void>;

serveThread({
  async start() {
    const feed = takeTail(`${config.LIFTWATCH_ENGINE_DATA_DIR}/log`, tail);
    const stores = await openEngineStores(config);
    const series = seriesPort ? askedSeries(seriesPort) : await openSeries(config);
    const unhook = stores.findings.onAppended(() => findingsPort.postMessage(null));
    closeRest = async () => {
      unhook();
      await series?.close();
      await stores.close();
      feed.close();
      findingsPort.close();
    };
    const logger = pino(
      { level: log.level, base: { service: 'rule-engine' } },
      pino.destination({ dest: log.dest, sync: true }),
    );
    engine = await startRuleEngine(config, { ...stores, logger, ...(series && { series }) });
    return engine.httpPort;
  },
  stats: () => engine.stats,
  idle: (timeoutMs: number) => engine.idle(timeoutMs),
  async close() {
    await engine.close();
    await closeRest();
  },
});

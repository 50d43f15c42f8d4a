/**
 * liftwatch under test: broker, rule engine with all rules, or both in this process; durable acknowledgements, InfluxDB
 * behind the spool. Arguments: folder of the stores, InfluxDB URL, database, role. Talks to its parent over IPC (see
 * usage.ts); on `idle` answers when everything is judged and written, with when each finding was committed.
 */
import { join } from 'node:path';
import { loadConfig as loadBrokerConfig, startBroker } from '@liftwatch/broker';
import {
  loadConfig as loadEngineConfig,
  openEngineStores,
  openSending,
  startEngineInThread,
  startRuleEngine,
} from '@liftwatch/rule-engine';
import { openInfluxSeries, openReadingLogWriter, loadServiceThread, threadFile } from '@liftwatch/stores';
import { pino } from 'pino';
import { answerUsage } from './usage.ts';

const [folder, influxUrl, database, role = 'both'] = process.argv.slice(2);
if (!folder || !influxUrl || !database) throw new TypeError('usage: under-test.ts FOLDER INFLUX_URL DATABASE [ROLE]');

const logger = pino({ level: 'error' }, pino.destination(2));

const runBroker = async () => {
  const log = await openReadingLogWriter({ dir: join(folder, 'log'), partitions: 4, onThread: true });
  const config = loadBrokerConfig({
    LIFTWATCH_BROKER_MQTT_PORT: '0',
    LIFTWATCH_BROKER_HTTP_PORT: '0',
    LIFTWATCH_BROKER_DATA_DIR: folder,
    LIFTWATCH_BROKER_CREDENTIALS_FILE: join(folder, 'credentials.json'),
  });
  return startBroker(config, { log, logger });
};

const engineConfig = loadEngineConfig({
  LIFTWATCH_ENGINE_HTTP_PORT: '0',
  LIFTWATCH_ENGINE_DATA_DIR: folder,
  LIFTWATCH_SERIES_STORE: 'influx',
  LIFTWATCH_INFLUX_URL: influxUrl,
  LIFTWATCH_INFLUX_DATABASE: database,
});

/** As in a service of its own: a time series that is away keeps nobody from judging. */
const prepareSeries = async (): Promise<void> => {
  const series = openInfluxSeries({ url: influxUrl, database });
  await series.prepare().catch((error: unknown) => logger.warn({ err: error }, 'time series not prepared'));
  await series.close();
};

/** As `liftwatch-engine` runs it: alone in its process. */
const runEngine = async () => {
  const stores = await openEngineStores(engineConfig);
  await prepareSeries();
  const sending = await openSending(engineConfig, stores.engineStore);
  const engine = await startRuleEngine(engineConfig, { ...stores, ...sending, logger });
  return { ...engine, stats: () => engine.stats };
};

/** As `liftwatch start` runs it: in a thread beside the broker. */
const runEngineBeside = async () => {
  await prepareSeries();
  return startEngineInThread(engineConfig, {
    log: { dest: 2, level: 'error' },
    onDied: (error) => {
      throw error;
    },
  });
};

/** What is found is read beside the engine, as dispatch reads it. */
const reader =
  role === 'broker'
    ? undefined
    : await loadServiceThread(threadFile('./reader-thread', import.meta.url)).start({
        data: join(folder, 'findings.db'),
      });
const broker = role === 'engine' ? undefined : await runBroker();
const engine = role === 'broker' ? undefined : await (role === 'engine' ? runEngine() : runEngineBeside());

process.on('message', (message: { type?: string }) => {
  if (message.type !== 'idle') return;
  const tell = async (error?: string): Promise<void> => {
    const committed = (await reader?.ask('committed')) ?? [];
    process.send?.({ type: 'idle', committed, ...(error !== undefined && { error }) });
  };
  (engine?.idle(300_000) ?? Promise.resolve()).then(
    () => tell(),
    (error: unknown) => tell(String(error)),
  );
});
answerUsage(async () => ({ engine: await engine?.stats(), broker: broker?.stats() }));
process.send?.({ type: 'ready', mqttPort: broker?.mqttPort ?? 0, httpPort: engine?.httpPort ?? 0 });

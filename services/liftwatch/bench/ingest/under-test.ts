/**
 * liftwatch under test: broker, rule engine with all rules, or both in this process; durable acknowledgements, InfluxDB
 * behind the spool. Arguments: folder of the stores, InfluxDB URL, database, role. Talks to its parent over IPC (see
 * usage.ts); on `idle` answers when everything is judged and written, with when each finding was committed.
 */
import { join } from 'node:path';
import { loadConfig as loadBrokerConfig, startBroker } from '@liftwatch/broker';
import { loadConfig as loadEngineConfig, startRuleEngine } from '@liftwatch/rule-engine';
import type { Finding } from '@liftwatch/schemas';
import {
  openInfluxSeries,
  openReadingLogReader,
  openReadingLogWriter,
  openThreadedEngineStore,
  openThreadedFindingLog,
  type FindingLog,
} from '@liftwatch/stores';
import { pino } from 'pino';
import { answerUsage } from './usage.ts';

const [folder, influxUrl, database, role = 'both'] = process.argv.slice(2);
if (!folder || !influxUrl || !database) throw new TypeError('usage: under-test.ts FOLDER INFLUX_URL DATABASE [ROLE]');

/** Wall time at which the finding log had made a line of each alarm durable, by lift and onset. */
const committed: { liftId: string; code: string; onsetAtMs: number; at: number; committedAtMs: number }[] = [];
const timed = (inner: FindingLog): FindingLog => ({
  claim: (partition, engineId) => inner.claim(partition, engineId),
  async append(partition, epoch, lines: readonly Finding[]) {
    await inner.append(partition, epoch, lines);
    const committedAtMs = performance.timeOrigin + performance.now();
    for (const f of lines)
      if (f.stage === 'alarm')
        committed.push({ liftId: f.liftId, code: f.code, onsetAtMs: f.onsetAtMs, at: f.at, committedAtMs });
  },
  forget: (beforeMs, most) => inner.forget(beforeMs, most),
  read: (after, limit) => inner.read(after, limit),
  head: () => inner.head(),
  onAppended: (wake) => inner.onAppended(wake),
  close: () => inner.close(),
});

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

const runEngine = async () => {
  const reader = await openReadingLogReader({ dir: join(folder, 'log') });
  const findings = timed(await openThreadedFindingLog({ path: join(folder, 'findings.db') }));
  const engineStore = await openThreadedEngineStore({ path: join(folder, 'spool.db') });
  const series = openInfluxSeries({ url: influxUrl, database });
  // As in a service of its own: a time series that is away keeps nobody from judging.
  await series.prepare().catch((error: unknown) => logger.warn({ err: error }, 'time series not prepared'));
  const config = loadEngineConfig({ LIFTWATCH_ENGINE_HTTP_PORT: '0' });
  return startRuleEngine(config, { reader, findings, engineStore, series, logger });
};

const broker = role === 'engine' ? undefined : await runBroker();
const engine = role === 'broker' ? undefined : await runEngine();

process.on('message', (message: { type?: string }) => {
  if (message.type !== 'idle') return;
  (engine?.idle(300_000) ?? Promise.resolve()).then(
    () => process.send?.({ type: 'idle', committed }),
    (error: unknown) => process.send?.({ type: 'idle', committed, error: String(error) }),
  );
});
answerUsage(() => ({ engine: engine?.stats, broker: broker?.stats() }));
process.send?.({ type: 'ready', mqttPort: broker?.mqttPort ?? 0, httpPort: engine?.httpPort ?? 0 });

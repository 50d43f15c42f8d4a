import { openReadingLogWriter, type LogBatch, type ReadingLogWriter } from '@liftwatch/stores';
import { pino } from 'pino';
import { loadConfig } from '../src/config.ts';
import { startBroker } from '../src/start.ts';

// A broker with the real limits on the real log, whose commits wait while the log is stuck. Arguments: folder, how many
// times faster its monotonic clock runs. Lines on stdin: stick, release, stats; each answers with a line of figures.
const [dir = '', speed = '1'] = process.argv.slice(2);
const real = await openReadingLogWriter({ dir: `${dir}/log`, partitions: 4, onThread: true, minFreeBytes: 0 });
let isStuck = false;
let underWay: Promise<void> = Promise.resolve();
const waiting: (() => void)[] = [];
const log: ReadingLogWriter = {
  partitions: real.partitions,
  get lastReceivedAtMs() {
    return real.lastReceivedAtMs;
  },
  async append(batch: LogBatch) {
    if (isStuck) await new Promise<void>((resolve) => waiting.push(resolve));
    underWay = real.append(batch);
    await underWay;
  },
  close: () => real.close(),
};
const config = loadConfig({
  LIFTWATCH_BROKER_MQTT_PORT: '0',
  LIFTWATCH_BROKER_HTTP_PORT: '0',
  LIFTWATCH_BROKER_DATA_DIR: dir,
  LIFTWATCH_BROKER_ANONYMOUS: 'on',
  LIFTWATCH_BROKER_MIN_FREE_BYTES: '0',
  ...(process.env['TEST_UNLIMITED'] === '1' && {
    LIFTWATCH_BROKER_UNANSWERED_PER_CONNECTION: '65535',
    LIFTWATCH_BROKER_UNANSWERED_BYTES: '16000000000',
    LIFTWATCH_BROKER_FEED_READINGS_PER_SECOND: '1000000',
  }),
});
const monotonicMs = () => performance.now() * Number(speed);
const broker = await startBroker(config, { log, logger: pino({ level: 'silent' }), monotonicMs });
process.stdout.write(`${broker.mqttPort}\n`);

const obey = async (command: string): Promise<void> => {
  if (command === 'stick') {
    isStuck = true;
    // A commit that began before may still end, and is acknowledged: from the answer on nothing is.
    await underWay.catch(() => undefined);
  }
  if (command === 'release') {
    isStuck = false;
    for (const go of waiting.splice(0)) go();
  }
  globalThis.gc?.();
  const { pendingBytes, limits, intake, connections } = broker.stats();
  const rssBytes = process.memoryUsage.rss();
  process.stdout.write(
    `${JSON.stringify({ rssBytes, pendingBytes, limits, publishes: intake.publishes, readings: intake.readings, connections })}\n`,
  );
};

process.stdin.setEncoding('utf8').on('data', (text: string) => void obey(text.trim()));

import { openReadingLogWriter } from '@liftwatch/stores';
import { pino } from 'pino';
import { loadConfig } from '../src/config.ts';
import { startBroker } from '../src/start.ts';

// A broker on the real log in a process of its own, to be killed. Arguments: folder, acknowledge, synchronous.
const [dir = '', acknowledge = 'after-commit', synchronous = 'full'] = process.argv.slice(2);
const log = await openReadingLogWriter({
  dir: `${dir}/log`,
  partitions: 4,
  onThread: true,
  minFreeBytes: 0,
  diagnostics: { synchronous: synchronous as 'full' | 'off' },
});
const config = loadConfig({
  LIFTWATCH_BROKER_MQTT_PORT: '0',
  LIFTWATCH_BROKER_HTTP_PORT: '0',
  LIFTWATCH_BROKER_DATA_DIR: dir,
  LIFTWATCH_BROKER_ANONYMOUS: 'on',
  LIFTWATCH_BROKER_MIN_FREE_BYTES: '0',
  LIFTWATCH_BROKER_LINGER_MS: '5',
});
const broker = await startBroker(config, {
  log,
  logger: pino({ level: 'silent' }),
  diagnostics: { acknowledge: acknowledge as 'after-commit' },
});
process.stdout.write(`${broker.mqttPort}\n`);

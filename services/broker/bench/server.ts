import { mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadingLogWriter } from '@liftwatch/stores';
import { Aedes } from 'aedes';
import { pino } from 'pino';
import { loadConfig } from '../src/config.ts';
import { startBroker } from '../src/start.ts';

// `ours` on the real log, or `stock` aedes with an asynchronous authorizePublish that does nothing. Prints its port, then CPU us per second line on stdin.
const startOurs = async (): Promise<number> => {
  const dir = mkdtempSync(join(tmpdir(), 'lw-bench-'));
  const log = await openReadingLogWriter({ dir: join(dir, 'log'), partitions: 4, onThread: true, minFreeBytes: 0 });
  const env = {
    LIFTWATCH_BROKER_MQTT_PORT: '0',
    LIFTWATCH_BROKER_HTTP_PORT: '0',
    LIFTWATCH_BROKER_DATA_DIR: dir,
    LIFTWATCH_BROKER_ANONYMOUS: 'on',
    LIFTWATCH_BROKER_MIN_FREE_BYTES: '0',
  };
  return (await startBroker(loadConfig(env), { log, logger: pino({ level: 'silent' }) })).mqttPort;
};
const startStock = async (): Promise<number> => {
  const aedes = new Aedes({ authorizePublish: (_client, _packet, done) => void setImmediate(done) });
  await aedes.listen();
  const server = createServer({ noDelay: true }, aedes.handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};
process.stdout.write(`${await (process.argv[2] === 'stock' ? startStock() : startOurs())}\n`);
process.stdin.on('data', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(`${user + system} ${process.memoryUsage().rss}\n`);
});

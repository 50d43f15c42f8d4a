import { join } from 'node:path';
import { openReadingLogReader, openThreadedEngineStore, openThreadedFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { loadConfig, type EngineConfig } from './config.ts';
import { EngineError } from './errors.ts';
import { openSeries } from './open-series.ts';
import { startRuleEngine } from './start-rule-engine.ts';

const EXIT_CONFIG = 78;
const EXIT_FAILED = 1;

const configured = (): EngineConfig => {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return process.exit(EXIT_CONFIG);
  }
};

const config = configured();
const logger = pino({ name: 'rule-engine', level: config.LIFTWATCH_ENGINE_LOG_LEVEL });
const dir = config.LIFTWATCH_ENGINE_DATA_DIR;

const run = async (): Promise<void> => {
  const reader = await openReadingLogReader({ dir: join(dir, 'log') });
  const findings = await openThreadedFindingLog({ path: join(dir, 'findings.db') });
  const engineStore = await openThreadedEngineStore({ path: join(dir, 'spool.db') });
  const series = await openSeries(config);
  const engine = await startRuleEngine(config, { reader, findings, engineStore, logger, ...(series && { series }) });
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'rule engine stops');
  await engine.close();
  await series?.close();
  await engineStore.close();
  await findings.close();
  await reader.close();
};

run().catch((error: unknown) => {
  logger.fatal({ err: error }, 'rule engine failed');
  process.exitCode = EXIT_FAILED;
});

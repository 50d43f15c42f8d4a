import { exitCodeOfFailure, exitCodes, misspeltSettings, misspeltWords } from '@liftwatch/schemas';
import { pino } from 'pino';
import { loadConfig, type EngineConfig } from './config.ts';
import { EngineError } from './errors.ts';
import { openSending } from './open-series.ts';
import { openEngineStores } from './open-stores.ts';
import { startRuleEngine } from './start-rule-engine.ts';

const configured = (): EngineConfig => {
  try {
    return loadConfig(process.env);
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return process.exit(exitCodes.config);
  }
};

const config = configured();
const logger = pino({ name: 'rule-engine', level: config.LIFTWATCH_ENGINE_LOG_LEVEL });
const misspelt = misspeltWords(misspeltSettings(process.env));
if (misspelt !== undefined) logger.warn(misspelt);

const run = async (): Promise<void> => {
  const stores = await openEngineStores(config);
  const sending = await openSending(config, stores.engineStore);
  const engine = await startRuleEngine(config, { ...stores, ...sending, logger });
  const signal = await new Promise<string>((resolve) => {
    process.once('SIGTERM', resolve);
    process.once('SIGINT', resolve);
  });
  logger.info({ signal }, 'rule engine stops');
  await engine.close();
  await sending.close();
  await stores.close();
};

run().catch((error: unknown) => {
  logger.fatal({ err: error }, 'rule engine failed');
  // What was opened before may still hold the process.
  process.exit(exitCodeOfFailure(error));
});

import { addTerminalCredential, BrokerError } from '@liftwatch/broker';
import {
  ConsoleError,
  loadConfig as loadConsoleConfig,
  startConsole,
  type ConsoleHandle,
  type MakeCredential,
} from '@liftwatch/console';
import type { ReadingLogReader, TimeSeries } from '@liftwatch/stores';
import type { Logger } from 'pino';
import { reachedAt, type CliConfig } from '../config.ts';
import type { DataFolder } from './data-folder.ts';
import { openDeadLetterDesk } from './dead-letter-desk.ts';

export interface ConsoleSurroundings {
  /** Settings of the console that the process was given. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly urls: { readonly broker: string; readonly engine: string; readonly dispatch: string };
  readonly mqttPort: number;
  readonly folder: DataFolder;
  readonly series: TimeSeries | undefined;
  readonly reader: ReadingLogReader;
  readonly isDemo: boolean;
  readonly logger: Logger;
}

/** Makes a credential in the broker's folder; the running broker takes it up by itself. */
const credentialMaker =
  (folder: DataFolder): MakeCredential =>
  ({ terminalId, lifts }) => {
    const paths = { file: folder.credentials, keyFile: folder.credentialKey };
    try {
      return { username: terminalId, password: addTerminalCredential(paths, { terminalId, lifts: [...lifts] }) };
    } catch (error) {
      if (error instanceof BrokerError) throw new ConsoleError('LIFT_CONSOLE_REQUEST_INVALID', error.message, error);
      throw error;
    }
  };

/** The console beside the other services of this process: it reads their time series and makes credentials in their folder. */
export const startConsoleBeside = (config: CliConfig, around: ConsoleSurroundings): Promise<ConsoleHandle> => {
  const { environment, urls, mqttPort, folder, series, reader, isDemo, logger } = around;
  const consoleConfig = loadConsoleConfig({
    ...environment,
    LIFTWATCH_CONSOLE_HTTP_HOST: config.LIFTWATCH_BIND,
    LIFTWATCH_CONSOLE_HTTP_PORT: String(config.LIFTWATCH_CONSOLE_PORT),
    LIFTWATCH_CONSOLE_BROKER_URL: urls.broker,
    LIFTWATCH_CONSOLE_ENGINE_URL: urls.engine,
    LIFTWATCH_CONSOLE_DISPATCH_URL: urls.dispatch,
    LIFTWATCH_CONSOLE_DISPATCH_TOKEN_FILE: folder.dispatchToken,
    LIFTWATCH_CONSOLE_MQTT_URL: `mqtt://${reachedAt(config.LIFTWATCH_BIND)}:${mqttPort}`,
  });
  return startConsole(consoleConfig, {
    logger,
    series,
    isDemo,
    makeCredential: credentialMaker(folder),
    deadLetters: openDeadLetterDesk({ reader, brokerUrl: urls.broker, dataDir: config.LIFTWATCH_DATA_DIR }),
  });
};

import { makeLedgerKey } from './ledger-key.ts';
import { join } from 'node:path';
import { loadConfig as loadBrokerConfig, startBroker } from '@liftwatch/broker';
import { loadConfig as loadDispatchConfig } from '@liftwatch/dispatch/thread';
import type { Sandbox } from '@liftwatch/infra';
import { loadConfig as loadEngineConfig } from '@liftwatch/rule-engine/thread';
import { pino } from 'pino';
import { reachedAt, serviceEnvironment, type CliConfig } from '../config.ts';
import { openAnnouncer, welcome } from './announce.ts';
import { startConsoleBeside } from './console.ts';
import { makeDataFolder, secretIn, type DataFolder } from './data-folder.ts';
import { startDemo, startDemoSandbox, writeSandboxSecrets } from './demo.ts';
import { assertFreePorts } from './free-ports.ts';
import { guardProcess } from './guard.ts';
import { dispatchAccount } from './service-account.ts';
import { openStores } from './stores.ts';
import type { LoadingThreads } from './threads.ts';

export interface AllInOne {
  readonly mqttPort: number;
  readonly urls: {
    readonly console: string;
    readonly engine: string;
    readonly dispatch: string;
    readonly broker: string;
  };
  readonly sandbox: Sandbox | undefined;
  /** Stops from the rim inwards: fleet, intake, engine, dispatch, doors. Nothing acknowledged is left behind. */
  close(): Promise<void>;
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');
const LOG_FILE = 'liftwatch.log';

/** dispatch's channels into the sandbox instead of the outside world. */
const sandboxChannels = (sandbox: Sandbox, secretFile: (name: string) => string) => ({
  LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE: secretFile('firm-webhook.secret'),
  LIFTWATCH_DISPATCH_SMS_URL: sandbox.smsc.sendSmsUrl,
  LIFTWATCH_DISPATCH_SMS_USER: sandbox.smsc.user,
  LIFTWATCH_DISPATCH_SMS_PASSWORD_FILE: secretFile('sms.secret'),
  LIFTWATCH_DISPATCH_CARRIERS_FILE: secretFile('carriers.yaml'),
  LIFTWATCH_DISPATCH_CAP_STATUS: 'Exercise',
});

type Environment = ReturnType<typeof serviceEnvironment>;

/** Secrets that nobody has brought are made at the first start; a file that is named must be there. */
const makeSecrets = async (
  environment: Environment,
  { dispatchToken, secretFile }: { readonly dispatchToken: string; readonly secretFile: (name: string) => string },
): Promise<void> => {
  const isOurs = (setting: string): boolean => environment[setting] === undefined;
  if (isOurs('LIFTWATCH_DISPATCH_TOKEN_FILE')) await secretIn(dispatchToken);
  if (isOurs('LIFTWATCH_DISPATCH_RECEIPT_TOKEN_FILE')) await secretIn(secretFile('receipts.token'));
  if (isOurs('LIFTWATCH_DISPATCH_LEDGER_KEY_FILE')) await makeLedgerKey(secretFile('ledger.key'));
};

const engineConfigOf = (config: CliConfig, environment: Environment) =>
  loadEngineConfig({
    // Naming an InfluxDB means wanting it.
    LIFTWATCH_SERIES_STORE: environment['LIFTWATCH_INFLUX_URL'] === undefined ? 'sqlite' : 'influx',
    ...environment,
    LIFTWATCH_ENGINE_HTTP_HOST: config.LIFTWATCH_BIND,
    LIFTWATCH_ENGINE_HTTP_PORT: String(config.LIFTWATCH_ENGINE_PORT),
    LIFTWATCH_ENGINE_DATA_DIR: config.LIFTWATCH_DATA_DIR,
    LIFTWATCH_ENGINE_PARTITIONS: 'all',
  });

const brokerConfigOf = (config: CliConfig, from: { environment: Environment; folder: DataFolder; isDemo: boolean }) =>
  loadBrokerConfig({
    ...from.environment,
    LIFTWATCH_BROKER_MQTT_HOST: config.LIFTWATCH_BIND,
    LIFTWATCH_BROKER_MQTT_PORT: String(config.LIFTWATCH_MQTT_PORT),
    LIFTWATCH_BROKER_HTTP_HOST: config.LIFTWATCH_BIND,
    LIFTWATCH_BROKER_HTTP_PORT: String(config.LIFTWATCH_BROKER_HTTP_PORT),
    LIFTWATCH_BROKER_DATA_DIR: config.LIFTWATCH_DATA_DIR,
    LIFTWATCH_BROKER_CREDENTIALS_FILE: from.folder.credentials,
    LIFTWATCH_BROKER_CREDENTIALS_KEY_FILE: from.folder.credentialKey,
    LIFTWATCH_BROKER_ANONYMOUS: from.isDemo && isLoopback(config.LIFTWATCH_BIND) ? 'on' : 'off',
  });

const urlsOf = ({ firm, platform, smsc, voice }: Sandbox) => ({
  firm: firm.url,
  platform: platform.url,
  smsc: smsc.url,
  voice: voice.url,
});

/** Composes broker, engine, dispatch and console over the embedded stores; with `demo`, a small town around them. */
export const startAllInOne = async (
  config: CliConfig,
  options: { demo: boolean; tell: (text: string) => void; threads: LoadingThreads },
): Promise<AllInOne> => {
  const { LIFTWATCH_BIND: host, LIFTWATCH_DATA_DIR: root } = config;
  const at = reachedAt(host);
  await assertFreePorts(config, { sandbox: options.demo });
  const environment = serviceEnvironment();
  const folder = await makeDataFolder(root, config.LIFTWATCH_DISPATCH_TOKEN_FILE);
  const secretFile = (name: string): string => join(root, name);
  // Written line by line: the last line before an end is the one that is wanted. There are few; none is per reading.
  const logger = pino({ level: 'info' }, pino.destination({ dest: join(root, LOG_FILE), mkdir: true, sync: true }));
  const closers: (() => unknown)[] = [
    guardProcess(process, {
      logger,
      tell: (line) => void process.stderr.write(`${line}\n`),
      exit: (code) => process.exit(code),
    }),
  ];
  const close = async (): Promise<void> => {
    for (const one of closers.splice(0).reverse()) await one();
  };
  try {
    await makeSecrets(environment, { dispatchToken: folder.dispatchToken, secretFile });
    await dispatchAccount(folder, secretFile('dispatch-broker.secret'));
    const engineConfig = engineConfigOf(config, environment);
    const stores = await openStores(folder, {
      engine: engineConfig,
      isDemo: options.demo,
      onMaintenanceError: (err) => logger.error({ err }, 'a log segment was not packed or deleted, tried again later'),
    });
    closers.push(() => stores.close());
    const announcer = openAnnouncer(stores.findings, options.tell);
    closers.push(() => announcer.close());
    const sandbox = options.demo ? await startDemoSandbox(config, announcer.received) : undefined;
    if (sandbox) closers.push(() => sandbox.close());
    if (sandbox) await writeSandboxSecrets(sandbox, secretFile);

    // InfluxDB takes from everybody; the embedded series has one writer.
    const lent = engineConfig.LIFTWATCH_SERIES_STORE === 'sqlite' ? stores.series : undefined;
    const beside = {
      series: lent,
      log: { dest: join(root, LOG_FILE), level: logger.level },
      // Nobody judges, or nobody is told: as with any error that nobody took, the process ends and is started again.
      onDied: (error: Error) => {
        throw error;
      },
    };

    // Started in the order in which a reading passes, so that what one gives the next already takes.
    const broker = await startBroker(brokerConfigOf(config, { environment, folder, isDemo: options.demo }), {
      log: stores.writer,
      logger: logger.child({ service: 'broker' }),
    });
    closers.push(() => broker.close());
    const engine = await options.threads.engine.start(engineConfig, beside);
    closers.push(() => engine.close());
    const dispatch = await options.threads.dispatch.start(
      loadDispatchConfig({
        // On loopback whoever is on this machine may read, as the page and the links that are shown to a new user do.
        LIFTWATCH_DISPATCH_ANONYMOUS_READ: isLoopback(host) ? 'on' : 'off',
        LIFTWATCH_DISPATCH_HEALTH_URLS: `http://${at}:${broker.httpPort}/readyz,http://${at}:${engine.httpPort}/readyz`,
        LIFTWATCH_DISPATCH_LEDGER_KEY_FILE: secretFile('ledger.key'),
        LIFTWATCH_DISPATCH_RECEIPT_TOKEN_FILE: secretFile('receipts.token'),
        ...environment,
        LIFTWATCH_DISPATCH_HTTP_HOST: host,
        LIFTWATCH_DISPATCH_HTTP_PORT: String(config.LIFTWATCH_DISPATCH_PORT),
        LIFTWATCH_DISPATCH_TOKEN_FILE: folder.dispatchToken,
        LIFTWATCH_DISPATCH_DATABASE: folder.app,
        LIFTWATCH_FINDINGS_DATABASE: folder.findings,
        LIFTWATCH_SERIES_STORE: engineConfig.LIFTWATCH_SERIES_STORE,
        LIFTWATCH_DISPATCH_BROKER_URL: `mqtt://${at}:${broker.mqttPort}`,
        LIFTWATCH_DISPATCH_BROKER_PASSWORD_FILE: secretFile('dispatch-broker.secret'),
        ...(sandbox && sandboxChannels(sandbox, secretFile)),
      }),
      beside,
    );
    closers.push(() => dispatch.close());
    const url = (port: number): string => `http://${at}:${port}`;
    const urls = { engine: url(engine.httpPort), dispatch: url(dispatch.httpPort), broker: url(broker.httpPort) };
    const consoleService = await startConsoleBeside(config, {
      environment,
      urls,
      mqttPort: broker.mqttPort,
      folder,
      series: stores.series,
      reader: stores.reader,
      isDemo: options.demo,
      logger: logger.child({ service: 'console' }),
    });
    closers.push(() => consoleService.close());
    const demo =
      sandbox &&
      (await startDemo({
        mqttUrl: `mqtt://${at}:${broker.mqttPort}`,
        dispatchUrl: urls.dispatch,
        tokenFile: folder.dispatchToken,
        dataDir: root,
        sandbox,
        onTrouble: (error) => logger.error({ err: error }, 'simulated fleet stopped'),
      }));
    if (demo) closers.push(() => demo.close());
    options.tell(
      welcome({
        ...urls,
        console: url(consoleService.httpPort),
        brokerHealth: urls.broker,
        ...{ mqttHost: at, mqttPort: broker.mqttPort },
        sandbox: sandbox && urlsOf(sandbox),
        lifts: demo?.lifts ?? 0,
        liftId: 'my-lift',
        dataDir: root,
      }),
    );
    return { mqttPort: broker.mqttPort, urls: { ...urls, console: url(consoleService.httpPort) }, sandbox, close };
  } catch (error) {
    await close();
    throw error;
  }
};

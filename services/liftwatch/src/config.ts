import { isIPv6 } from 'node:net';
import { givenSettings, settingProblems } from '@liftwatch/schemas';
import { z } from 'zod';
import { CliError } from './errors.ts';

const port = (what: string, fallback: number) =>
  z.coerce.number().int().min(0).max(65_535).default(fallback).describe(`${what}; 0: any free port`);

/** Settings of the command line and of the all-in-one process. */
export const configSchema = z.object({
  LIFTWATCH_DATA_DIR: z
    .string()
    .min(1)
    .default('.liftwatch')
    .describe('Folder of the embedded stores; made when missing'),
  LIFTWATCH_BIND: z.string().min(1).default('127.0.0.1').describe('Address on which the all-in-one process listens'),
  LIFTWATCH_MQTT_PORT: port('MQTT port of the all-in-one process', 1883),
  LIFTWATCH_CONSOLE_PORT: port('HTTP port of the console in the all-in-one process', 8080),
  LIFTWATCH_ENGINE_PORT: port('HTTP port of the rule engine in the all-in-one process', 8081),
  LIFTWATCH_DISPATCH_PORT: port('HTTP port of dispatch in the all-in-one process', 8082),
  LIFTWATCH_BROKER_HTTP_PORT: port('HTTP port of the broker (health, metrics) in the all-in-one process', 8083),
  LIFTWATCH_SANDBOX_PORT: port('HTTP port of the sandbox outside world', 8090),
  LIFTWATCH_BROKER_URL: z
    .string()
    .regex(/^mqtts?:\/\//, 'must begin with mqtt:// or mqtts://')
    .default('mqtt://127.0.0.1:1883')
    .describe('Broker that `liftwatch simulate` talks to'),
  LIFTWATCH_DISPATCH_URL: z
    .string()
    .default('http://127.0.0.1:8082')
    .describe('dispatch that `liftwatch decide`, `import`, `rules` and `worklist` talk to; absent: at its port above'),
  LIFTWATCH_ENGINE_URL: z
    .string()
    .default('http://127.0.0.1:8081')
    .describe('rule engine that `liftwatch rules shadow status` asks; absent: at its port above'),
  LIFTWATCH_CHROMIUM: z
    .string()
    .min(1)
    .default('/usr/bin/chromium')
    .describe('Chromium that `liftwatch report --format pdf` prints with'),
  LIFTWATCH_DISPATCH_TOKEN_FILE: z
    .string()
    .optional()
    .describe('File with the token for changes through dispatch; absent: dispatch.token in the data folder'),
});
export type CliConfig = z.infer<typeof configSchema>;

/**
 * The environment, for the services inside the all-in-one process: their own variables hold there too, save those that
 * the process decides itself (addresses, ports, data folder, secrets between the parts).
 */
export const serviceEnvironment = (): Readonly<Record<string, string | undefined>> => ({ ...process.env });

/** The host of a URL under which a process that listens on `bind` is reached on its own machine. */
export const reachedAt = (bind: string): string => {
  if (bind === '0.0.0.0') return '127.0.0.1';
  if (bind === '::') return '[::1]';
  return isIPv6(bind) ? `[${bind}]` : bind;
};

/** Who changes address or ports of the all-in-one process need not say where its parts are then. */
const besideIt = (config: CliConfig, env: Readonly<Record<string, string | undefined>>): CliConfig => {
  const { LIFTWATCH_DISPATCH_PORT: dispatch, LIFTWATCH_ENGINE_PORT: engine } = config;
  const moves = (url: string, port: string): boolean =>
    env[url] === undefined && (env[port] !== undefined || env['LIFTWATCH_BIND'] !== undefined);
  const host = reachedAt(config.LIFTWATCH_BIND);
  return {
    ...config,
    ...(moves('LIFTWATCH_DISPATCH_URL', 'LIFTWATCH_DISPATCH_PORT') &&
      dispatch > 0 && { LIFTWATCH_DISPATCH_URL: `http://${host}:${dispatch}` }),
    ...(moves('LIFTWATCH_ENGINE_URL', 'LIFTWATCH_ENGINE_PORT') &&
      engine > 0 && { LIFTWATCH_ENGINE_URL: `http://${host}:${engine}` }),
  };
};

/**
 * Reads the settings.
 * @throws {CliError} LIFT_CLI_BAD_CONFIG listing every key that is wrong
 */
export const loadConfig = (env: Readonly<Record<string, string | undefined>> = process.env): CliConfig => {
  const given = givenSettings(env);
  const parsed = configSchema.safeParse(given);
  if (parsed.success) return besideIt(parsed.data, given);
  const problems = settingProblems(configSchema, given, parsed.error);
  throw new CliError(
    'LIFT_CLI_BAD_CONFIG',
    `configuration is wrong, correct these variables:\n  ${problems.join('\n  ')}`,
  );
};

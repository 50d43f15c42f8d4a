import { z } from 'zod';
import { ConsoleError } from './errors.ts';

const serviceUrl = (what: string, port: number) =>
  z
    .url({ protocol: /^https?$/, error: 'write a URL that begins with http:// or https://' })
    .default(`http://127.0.0.1:${port}`)
    .describe(`Where the console reaches ${what}`);

const file = (what: string) => z.string().min(1).optional().describe(`File with ${what}`);

/** The console's configuration, keyed by environment names. Units are in the names. */
export const configSchema = z.object({
  LIFTWATCH_CONSOLE_HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address on which the console listens'),
  LIFTWATCH_CONSOLE_HTTP_PORT: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8080)
    .describe('Port of the console; 0: any free one'),
  LIFTWATCH_CONSOLE_BROKER_URL: serviceUrl('health and metrics of the broker', 8083),
  LIFTWATCH_CONSOLE_ENGINE_URL: serviceUrl('the REST surface of the rule engine', 8081),
  LIFTWATCH_CONSOLE_DISPATCH_URL: serviceUrl('the REST surface of dispatch', 8082),
  LIFTWATCH_CONSOLE_DISPATCH_TOKEN_FILE: file(
    'the token with which the console asks dispatch; the page changes things with it while it listens on a loopback address',
  ),
  LIFTWATCH_CONSOLE_MQTT_URL: z
    .url({ protocol: /^mqtts?$/ })
    .default('mqtt://127.0.0.1:1883')
    .describe('Where terminals reach the broker; shown to people who connect one'),
  LIFTWATCH_CONSOLE_INFLUX_URL: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('InfluxDB that trends are read from; absent: the page shows none'),
  LIFTWATCH_CONSOLE_INFLUX_DATABASE: z.string().min(1).default('liftwatch').describe('Database in InfluxDB'),
  LIFTWATCH_CONSOLE_INFLUX_USERNAME: z.string().optional().describe('User of InfluxDB 1.x that may read'),
  LIFTWATCH_CONSOLE_INFLUX_PASSWORD_FILE: file('the password of that user'),
  LIFTWATCH_CONSOLE_INFLUX_TOKEN_FILE: file('a token of InfluxDB 2.x or 3.x that may read'),
  LIFTWATCH_CONSOLE_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('Least level of log lines'),
});
export type ConsoleConfig = Readonly<z.infer<typeof configSchema>>;

/**
 * Reads the configuration from environment variables.
 * @throws {ConsoleError} LIFT_CONSOLE_CONFIG_INVALID naming every wrong key at once
 */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): ConsoleConfig => {
  const parsed = configSchema.safeParse(env);
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = parsed.error.issues.map((issue) => {
    const key = issue.path.join('.');
    return `${key}=${JSON.stringify(env[key])}: ${issue.message}`;
  });
  const message = `configuration is wrong, correct these variables:\n  ${problems.join('\n  ')}`;
  throw new ConsoleError('LIFT_CONSOLE_CONFIG_INVALID', message);
};

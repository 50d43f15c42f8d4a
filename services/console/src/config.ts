import { givenSettings, settingProblems } from '@liftwatch/schemas';
import { z } from 'zod';
import { ConsoleError } from './errors.ts';

const serviceUrl = (what: string, port: number) =>
  z
    .url({ protocol: /^https?$/, error: 'write a URL that begins with http:// or https://' })
    .default(`http://127.0.0.1:${port}`)
    .describe(`Where the console reaches ${what}`);

const file = (what: string) => z.string().min(1).optional().describe(`File with ${what}`);

const isLoopbackHost = (hostname: string): boolean => ['127.0.0.1', 'localhost', '[::1]', '::1'].includes(hostname);

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
  LIFTWATCH_CONSOLE_PUBLIC_URL: z
    .url({ protocol: /^https?$/ })
    .refine((text) => new URL(text).pathname === '/', 'an address without a path')
    .optional()
    .describe(
      'How browsers reach the console, such as https://lifts.example; the identity provider sends them back to {this}/auth/callback; absent: the listening address',
    ),
  LIFTWATCH_CONSOLE_OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine(
      (text) => text.startsWith('https:') || isLoopbackHost(new URL(text).hostname),
      'https, or http on a loopback address',
    )
    .optional()
    .describe(
      'Issuer of the identity provider (OpenID Connect) at which people sign in, the same as LIFTWATCH_DISPATCH_OIDC_ISSUER; then everybody signs in, also on this machine; absent: with tokens alone',
    ),
  LIFTWATCH_CONSOLE_OIDC_CLIENT_ID: z
    .string()
    .min(1)
    .default('liftwatch')
    .describe('Our client id there, the same as LIFTWATCH_DISPATCH_OIDC_CLIENT_ID: dispatch takes tokens for it alone'),
  LIFTWATCH_CONSOLE_OIDC_CLIENT_SECRET_FILE: file('our client secret there'),
  LIFTWATCH_CONSOLE_OIDC_SCOPES: z
    .string()
    .regex(/(?:^| )openid(?: |$)/, 'openid must be among them')
    .default('openid')
    .describe('Scopes that are asked for, with spaces between'),
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

/** Settings that say nothing without another one. */
const missingBeside = (config: ConsoleConfig): string[] =>
  config.LIFTWATCH_CONSOLE_OIDC_ISSUER !== undefined &&
  config.LIFTWATCH_CONSOLE_PUBLIC_URL === undefined &&
  !isLoopbackHost(config.LIFTWATCH_CONSOLE_HTTP_HOST)
    ? ['LIFTWATCH_CONSOLE_PUBLIC_URL: the identity provider sends browsers back there']
    : [];

/**
 * Reads the configuration from environment variables.
 * @throws {ConsoleError} LIFT_CONSOLE_CONFIG_INVALID naming every wrong key at once
 */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): ConsoleConfig => {
  const given = givenSettings(env);
  const parsed = configSchema.safeParse(given);
  const problems = parsed.success ? missingBeside(parsed.data) : settingProblems(configSchema, given, parsed.error);
  if (parsed.success && problems.length === 0) return Object.freeze(parsed.data);
  const message = `configuration is wrong, correct these variables:\n  ${problems.join('\n  ')}`;
  throw new ConsoleError('LIFT_CONSOLE_CONFIG_INVALID', message);
};

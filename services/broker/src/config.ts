import { givenSettings, settingProblems } from '@liftwatch/schemas';
import { z } from 'zod';
import { BrokerError } from './errors.ts';

const whole = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);
const GB = 1_000_000_000;
const MB = 1_000_000;

/** The broker's configuration, keyed by environment names. Units are in the names. */
export const configSchema = z.object({
  LIFTWATCH_BROKER_MQTT_HOST: z.string().min(1).default('127.0.0.1').describe('Address on which MQTT listens'),
  LIFTWATCH_BROKER_MQTT_PORT: whole(1883, 0, 65_535).describe('MQTT port; 0: any free one'),
  LIFTWATCH_BROKER_HTTP_HOST: z.string().min(1).default('127.0.0.1').describe('Address of health and metrics'),
  LIFTWATCH_BROKER_HTTP_PORT: whole(8083, 0, 65_535).describe('Port of health and metrics; 0: any free one'),
  LIFTWATCH_BROKER_TLS_CERT_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('Certificate chain, PEM; with the key file MQTT speaks TLS only'),
  LIFTWATCH_BROKER_TLS_KEY_FILE: z.string().min(1).optional().describe('Private key of the certificate, PEM'),
  LIFTWATCH_BROKER_DATA_DIR: z.string().min(1).default('.liftwatch').describe('Folder that holds log/'),
  LIFTWATCH_BROKER_PARTITIONS: whole(4, 1, 256).describe(
    'Partitions of a log that is created; an existing log keeps its own',
  ),
  LIFTWATCH_BROKER_CREDENTIALS_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('JSON file of credentials, re-read when it changes; absent: nobody has any'),
  LIFTWATCH_BROKER_CREDENTIALS_KEY_FILE: z
    .string()
    .min(1)
    .optional()
    .describe('Key under which secrets are stored; absent: the credentials file with .key'),
  LIFTWATCH_BROKER_TOKEN_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'File with the token that re-driving dead letters asks for, made when missing; absent: broker.token in the data folder',
    ),
  LIFTWATCH_BROKER_ANONYMOUS: z
    .enum(['off', 'on'])
    .default('off')
    .describe('on: whoever names no user may speak for any lift. For demonstrations on loopback'),
  LIFTWATCH_BROKER_CONNECTIONS_PER_ADDRESS: whole(20_000, 1, 1_000_000).describe(
    'Connections from one address, count; a refusal is counted and logged once a minute. Terminals behind one NAT or balancer count as one address: raise it above their number',
  ),
  LIFTWATCH_BROKER_TERMINAL_READINGS_PER_SECOND: whole(200, 1, 1_000_000).describe(
    'A terminal is read no faster than this for each of its lifts, readings/s',
  ),
  LIFTWATCH_BROKER_FEED_READINGS_PER_SECOND: whole(20_000, 1, 1_000_000).describe(
    'A credential for all lifts is read no faster than this, readings/s',
  ),
  LIFTWATCH_BROKER_FOREIGN_TOPICS_PER_MINUTE: whole(100, 1, 100_000).describe(
    'Foreign topics after which a connection is closed, count per minute',
  ),
  LIFTWATCH_BROKER_ERRORS_PER_MINUTE: whole(10, 0, 10_000).describe('Refusals told to a terminal, count per minute'),
  LIFTWATCH_BROKER_TOPIC_LEVELS: whole(8, 4, 100).describe('Levels of a topic, count'),
  LIFTWATCH_BROKER_PACKET_BYTES: whole(256_000, 1_024, 16_000_000).describe(
    'A larger publish is skipped and dead-lettered, bytes',
  ),
  LIFTWATCH_BROKER_PACKET_CLOSE_BYTES: whole(16_000_000, 1_024, 268_435_455).describe(
    'A larger packet closes its connection, bytes',
  ),
  LIFTWATCH_BROKER_UNANSWERED_PER_CONNECTION: whole(64, 1, 65_535).describe(
    'Publishes without PUBACK after which a socket is paused, count',
  ),
  LIFTWATCH_BROKER_UNANSWERED_BYTES: whole(64 * MB, 1_024, 16 * GB).describe(
    'Bytes that wait for the log, in all, after which sockets are paused',
  ),
  LIFTWATCH_BROKER_PAUSE_CLOSE_MS: whole(10_000, 10, 600_000).describe(
    'A socket that waited this long for the log is closed, ms',
  ),
  LIFTWATCH_BROKER_LINGER_MS: whole(4, 0, 1_000).describe('A commit waits this long for company, ms'),
  LIFTWATCH_BROKER_COMMIT_READINGS: whole(5_000, 1, 100_000).describe(
    'A commit waits no longer when it has so many records, count',
  ),
  LIFTWATCH_BROKER_RETRY_MS: whole(1_000, 1, 60_000).describe('Longest wait before a commit is tried again, ms'),
  LIFTWATCH_BROKER_MIN_FREE_BYTES: whole(GB, 0, Number.MAX_SAFE_INTEGER).describe(
    'Intake stops while the disk has less free space, bytes',
  ),
  LIFTWATCH_BROKER_DRAIN_MS: whole(5_000, 100, 60_000).describe(
    'A subscriber that takes nothing for so long is closed, ms',
  ),
  LIFTWATCH_BROKER_LOG_KEPT_BYTES: whole(20 * GB, 1_000_000, Number.MAX_SAFE_INTEGER).describe(
    'The oldest whole segments of the log are deleted above this size, never before the engine has read them, bytes',
  ),
  LIFTWATCH_BROKER_LOG_KEPT_S: whole(7 * 86_400, 3_600, 10 * 366 * 86_400).describe(
    'Segments of the log older than this are deleted, never before the engine has read them, s',
  ),
  LIFTWATCH_BROKER_ENGINE_STORE_FILE: z
    .string()
    .min(1)
    .optional()
    .describe("The engine's spool.db, whose checkpoints say what may be deleted; absent: the one in the data folder"),
  LIFTWATCH_BROKER_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('Least level of log lines'),
});
export type BrokerConfig = Readonly<z.infer<typeof configSchema>>;

/**
 * Reads the configuration from environment variables.
 * @throws {BrokerError} LIFT_BROKER_CONFIG_INVALID naming every wrong key at once
 */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): BrokerConfig => {
  const given = givenSettings(env);
  const parsed = configSchema.safeParse(given);
  const problems = parsed.success ? [] : [...settingProblems(configSchema, given, parsed.error)];
  const hasCert = given['LIFTWATCH_BROKER_TLS_CERT_FILE'] !== undefined;
  if (hasCert !== (given['LIFTWATCH_BROKER_TLS_KEY_FILE'] !== undefined))
    problems.push(
      'LIFTWATCH_BROKER_TLS_CERT_FILE, LIFTWATCH_BROKER_TLS_KEY_FILE: TLS needs both: set the other, or neither',
    );
  if (parsed.success && problems.length === 0) return Object.freeze(parsed.data);
  throw new BrokerError(
    'LIFT_BROKER_CONFIG_INVALID',
    `configuration is wrong, correct these variables:\n  ${problems.join('\n  ')}`,
  );
};

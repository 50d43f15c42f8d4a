import { givenSettings, settingProblems } from '@liftwatch/schemas';
import { seriesSettings } from '@liftwatch/stores';
import { z } from 'zod';
import { EngineError } from './errors.ts';

const whole = (fallback: number, min: number, max: number) =>
  z.coerce.number().int().min(min).max(max).default(fallback);

/** The rule engine's configuration, keyed by environment names. Units are in the names. */
export const configSchema = z.object({
  LIFTWATCH_ENGINE_ID: z
    .string()
    .min(1)
    .max(64)
    .default('engine-1')
    .describe('Names this engine when it claims partitions'),
  LIFTWATCH_ENGINE_PARTITIONS: z
    .string()
    .regex(/^(all|\d+(,\d+)*)$/, 'write `all`, or partition numbers with commas between: 0,1,2')
    .default('all')
    .describe('Partitions that this engine holds from its start: `all`, or numbers with commas between'),
  LIFTWATCH_ENGINE_HTTP_HOST: z
    .string()
    .default('127.0.0.1')
    .describe('Address on which REST, health and metrics listen'),
  LIFTWATCH_ENGINE_HTTP_PORT: whole(8081, 0, 65_535).describe('Port of REST, health and metrics; 0: any free one'),
  LIFTWATCH_ENGINE_CHECKPOINT_MS: whole(500, 10, 60_000).describe(
    'Longest time between checkpoints of a partition, ms',
  ),
  LIFTWATCH_ENGINE_SNAPSHOT_MS: whole(45_000, 10, 600_000).describe('A changed lift is saved at most this often, ms'),
  LIFTWATCH_ENGINE_SLICE_ENTRIES: whole(64, 1, 10_000).describe(
    'Log entries judged before findings are appended, count',
  ),
  LIFTWATCH_ENGINE_HEARTBEAT_S: whole(60, 1, 3_600).describe(
    'A still lift is written to the time series this often, s',
  ),
  LIFTWATCH_ENGINE_POLL_MS: whole(1_000, 10, 60_000).describe(
    'Looks for new entries without being woken this often, ms',
  ),
  LIFTWATCH_ENGINE_READY_LAG_S: whole(30, 1, 86_400).describe(
    'Not ready when a partition is further behind than this, s',
  ),
  LIFTWATCH_ENGINE_FINDINGS_DAYS: whole(1_461, 30, 36_500).describe(
    'Findings are kept this long, days; dispatch must have read them by then',
  ),
  LIFTWATCH_ENGINE_SERIES_BATCH_POINTS: whole(5_000, 1, 100_000).describe(
    'Points in one write to the time series, count',
  ),
  LIFTWATCH_ENGINE_SERIES_RETRY_S: whole(15, 1, 600).describe('Longest pause before the time series is tried again, s'),
  ...seriesSettings,
  LIFTWATCH_ENGINE_DATA_DIR: z
    .string()
    .min(1)
    .default('.liftwatch')
    .describe('Folder of log/, findings.db, spool.db and series.db'),
  LIFTWATCH_ENGINE_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace'])
    .default('info')
    .describe('Least level of log lines'),
});
export type EngineConfig = Readonly<z.infer<typeof configSchema>>;

/**
 * Reads the configuration from environment variables.
 * @throws {EngineError} LIFT_ENGINE_CONFIG_INVALID naming every wrong key at once
 */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): EngineConfig => {
  const given = givenSettings(env);
  const parsed = configSchema.safeParse(given);
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = settingProblems(configSchema, given, parsed.error);
  throw new EngineError(
    'LIFT_ENGINE_CONFIG_INVALID',
    `configuration is wrong, correct these variables:\n  ${problems.join('\n  ')}`,
  );
};

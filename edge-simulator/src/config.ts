import { givenSettings, settingProblems } from '@liftwatch/schemas';
import { z } from 'zod';
import { SimulatorError } from './errors.ts';

/** Environment of the simulator as a process of its own. */
export const configSchema = z.object({
  LIFTWATCH_SIMULATOR_SCENARIO: z
    .string()
    .min(1)
    .default('demo')
    .describe('Name of a shipped scenario, or path of a .yaml file'),
  LIFTWATCH_SIMULATOR_BROKER_URL: z
    .string()
    .regex(/^(mqtts?|wss?):\/\//, 'must begin with mqtt:// or mqtts://')
    .default('mqtt://127.0.0.1:1883')
    .describe('Broker to publish to'),
  LIFTWATCH_SIMULATOR_SEED: z.coerce
    .number()
    .int()
    .min(0)
    .default(1)
    .describe('Seed: the same one gives the same lifts'),
  LIFTWATCH_SIMULATOR_SPEED: z.coerce
    .number()
    .positive()
    .default(1)
    .describe('Virtual seconds per second; Infinity: as fast as possible'),
  LIFTWATCH_SIMULATOR_DURATION_S: z.coerce
    .number()
    .positive()
    .optional()
    .describe("Length of the run, virtual s; absent: the scenario's own"),
  LIFTWATCH_SIMULATOR_CREDENTIALS_FILE: z
    .string()
    .optional()
    .describe('JSON file, terminal id -> secret; absent: anonymous. The user name is the terminal id'),
  LIFTWATCH_SIMULATOR_TRUTH_FILE: z
    .string()
    .optional()
    .describe('Ground truth is written here as NDJSON; absent: not written'),
  LIFTWATCH_SIMULATOR_RECORD_FILE: z
    .string()
    .optional()
    .describe('Record to this file in the replay format instead of publishing; needs no broker and no time'),
});
export type SimulatorConfig = z.infer<typeof configSchema>;

/** @throws {SimulatorError} LIFT_SIMULATOR_CONFIG_INVALID listing every problem */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): SimulatorConfig => {
  const given = givenSettings(env);
  const result = configSchema.safeParse(given);
  if (result.success) return Object.freeze(result.data);
  const problems = settingProblems(configSchema, given, result.error);
  throw new SimulatorError(
    'LIFT_SIMULATOR_CONFIG_INVALID',
    `configuration is wrong, correct these variables:\n  ${problems.join('\n  ')}`,
    { problems },
  );
};

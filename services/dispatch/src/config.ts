import { seriesSettings } from '@liftwatch/stores';
import { z } from 'zod';
import { DispatchError } from './errors.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const path = z.string().min(1).optional();
const url = z.url().optional();

/** What dispatch reads from the environment. */
export const configSchema = z.object({
  LIFTWATCH_DISPATCH_HTTP_HOST: z.string().default('127.0.0.1').describe('Address that REST listens on'),
  LIFTWATCH_DISPATCH_HTTP_PORT: port.default(8_082).describe('Port of REST; 0: a free one'),
  LIFTWATCH_DISPATCH_DATABASE: z
    .string()
    .default('.liftwatch/app.db')
    .describe('SQLite file of registry, incidents and outbox'),
  LIFTWATCH_FINDINGS_DATABASE: z.string().default('.liftwatch/findings.db').describe('SQLite file of the finding log'),
  LIFTWATCH_DISPATCH_TOKEN_FILE: path.describe(
    'File with the bearer token that changes need; without it every change is refused',
  ),
  LIFTWATCH_DISPATCH_POLICY_FILE: path.describe(
    'YAML with escalation, holding and correlation of this city; absent: the three-level rescue network as delivered',
  ),
  LIFTWATCH_DISPATCH_RULES_FILE: path.describe(
    'Rule set that is followed: a new version in it becomes the active one (docs/rule-sets.md); absent: REST alone',
  ),
  LIFTWATCH_DISPATCH_PUBLIC_URL: url.describe(
    'How the SMS gateway reaches REST, for receipts; absent: the listening address',
  ),
  LIFTWATCH_DISPATCH_RECEIPT_TOKEN_FILE: path.describe(
    'File with the token in receipt URLs; absent: a new one at each start, receipts of messages before it are refused',
  ),
  LIFTWATCH_DISPATCH_BROKER_URL: url.describe(
    'mqtt:// or mqtts:// of the broker that context is published to; absent: context waits in the outbox',
  ),
  LIFTWATCH_DISPATCH_BROKER_USER: z.string().default('dispatch').describe('Service account, also the client id'),
  LIFTWATCH_DISPATCH_BROKER_PASSWORD_FILE: path.describe('File with the password of the service account'),
  LIFTWATCH_DISPATCH_FIRM_WEBHOOK_URL: url.describe('Webhook of firms that the registry names no contact for'),
  LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE: path.describe(
    'File with the signing secret (whsec_...); lines `recipientId=whsec_...` give one recipient its own',
  ),
  LIFTWATCH_DISPATCH_CAP_URL: url.describe('Emergency platform that CAP goes to where the registry names none'),
  LIFTWATCH_DISPATCH_CAP_SENDER: z
    .string()
    .regex(/^[^\s,<&]+$/)
    .default('liftwatch')
    .describe('CAP sender: no space, comma, < or &'),
  LIFTWATCH_DISPATCH_CAP_STATUS: z.enum(['Actual', 'Exercise', 'Test']).default('Actual').describe('CAP status'),
  LIFTWATCH_DISPATCH_CAP_TOKEN_FILE: path.describe('File with a bearer token for the platform'),
  LIFTWATCH_DISPATCH_MANAGER_PHONE: z
    .string()
    .regex(/^\+?\d{5,15}$/)
    .optional()
    .describe('Number that managers without a contact are told at'),
  LIFTWATCH_DISPATCH_SMS_URL: url.describe("Kannel's sendsms, http://host:port/cgi-bin/sendsms"),
  LIFTWATCH_DISPATCH_SMS_USER: z.string().default('liftwatch').describe('Kannel user'),
  LIFTWATCH_DISPATCH_SMS_PASSWORD_FILE: path.describe('File with the Kannel password'),
  LIFTWATCH_DISPATCH_SMS_FROM: z.string().default('10690000').describe('Number that messages come from'),
  LIFTWATCH_DISPATCH_RECEIPT_WAIT_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(3_600_000)
    .default(60_000)
    .describe('Without a receipt for so long, an SMS goes to the next carrier, or the next person is told, ms'),
  LIFTWATCH_DISPATCH_SEND_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('Longest wait for a carrier, ms'),
  LIFTWATCH_DISPATCH_CONCURRENCY_COUNT: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(2)
    .describe('Sends under way at once per recipient'),
  LIFTWATCH_DISPATCH_CHANNEL_CONCURRENCY_COUNT: z.coerce
    .number()
    .int()
    .min(1)
    .max(1_024)
    .default(64)
    .describe('Sends under way at once per channel'),
  ...seriesSettings,
  LIFTWATCH_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
    .default('info')
    .describe('Least level that is logged'),
});
export type DispatchConfig = Readonly<z.infer<typeof configSchema>>;

/** @throws {DispatchError} LIFT_DISPATCH_CONFIG_INVALID naming every wrong key */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): DispatchConfig => {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = configSchema.safeParse(set);
  if (parsed.success) return Object.freeze(parsed.data);
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new DispatchError('LIFT_DISPATCH_CONFIG_INVALID', `configuration is wrong: ${problems.join('; ')}`, {
    recoverable: false,
    problems,
  });
};

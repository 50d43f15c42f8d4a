import { channelNames, givenSettings, settingProblems } from '@liftwatch/schemas';
import { seriesSettings } from '@liftwatch/stores';
import { z } from 'zod';
import { DispatchError } from './errors.ts';

const port = z.coerce.number().int().min(0).max(65_535);
const path = z.string().min(1).optional();
const url = z.url().optional();
/** `a,b,c` */
const listOf = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((one) => one.trim())
        .filter(Boolean),
    )
    .pipe(z.array(item));

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
    'File with the first operator token; more tokens are made with `liftwatch tokens add`',
  ),
  LIFTWATCH_DISPATCH_ANONYMOUS_READ: z
    .enum(['on', 'off'])
    .default('off')
    .describe('on: whoever reaches REST may read without a credential'),
  LIFTWATCH_DISPATCH_OIDC_ISSUER: url.describe('Issuer of the identity provider (OpenID Connect); absent: no sign-in'),
  LIFTWATCH_DISPATCH_OIDC_CLIENT_ID: z
    .string()
    .default('liftwatch')
    .describe('Our client id there, and the audience of its tokens'),
  LIFTWATCH_DISPATCH_OIDC_CLIENT_SECRET_FILE: path.describe('File with our client secret there'),
  LIFTWATCH_DISPATCH_OIDC_CLAIM: z
    .string()
    .default('liftwatch')
    .describe('Claim that holds {role, firmIds, siteIds, districtIds}'),
  LIFTWATCH_DISPATCH_OIDC_TOKEN_MAX_AGE_S: z.coerce
    .number()
    .int()
    .min(60)
    .max(86_400)
    .default(3_600)
    .describe('So long a token of the provider counts about which it cannot be asked (an ID token), from its issue, s'),
  LIFTWATCH_DISPATCH_OIDC_SCOPES: z.string().default('openid').describe('Scopes that are asked for'),
  LIFTWATCH_DISPATCH_REQUESTS_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(3_000)
    .describe('Requests a minute that one caller may make'),
  LIFTWATCH_DISPATCH_FAILURES_PER_MINUTE: z.coerce
    .number()
    .int()
    .min(1)
    .default(60)
    .describe('Wrong credentials a minute that one address may show before it is shut out'),
  LIFTWATCH_DISPATCH_LEDGER_KEY_FILE: path.describe(
    'File with the Ed25519 key (PEM) that signs the head of the audit ledger; absent: heads are not signed',
  ),
  LIFTWATCH_DISPATCH_LEDGER_HEAD_URL: url.describe(
    'Where the signed head is POSTed once a day; with none of the three ways it is kept here only',
  ),
  LIFTWATCH_DISPATCH_LEDGER_HEAD_DIR: path.describe(
    'Folder that the signed head is put into once a day, to be carried elsewhere; it must exist',
  ),
  LIFTWATCH_DISPATCH_LEDGER_HEAD_MAIL: listOf(z.email()).describe(
    'Who is mailed the signed head once a day, separated by commas; needs LIFTWATCH_DISPATCH_SMTP_URL',
  ),
  LIFTWATCH_DISPATCH_POLICY_FILE: path.describe(
    'YAML with escalation, holding and correlation of this city; absent: the three-level rescue network as delivered',
  ),
  LIFTWATCH_DISPATCH_RULES_FILE: path.describe(
    'Rule set that is followed: a new version in it becomes the active one (docs/rule-sets.md); absent: REST alone',
  ),
  LIFTWATCH_DISPATCH_PUBLIC_URL: url.describe(
    'How REST is reached from outside: receipts of the SMS gateway, links in messages, {this}/auth/callback of the sign-in; absent: the listening address',
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
  LIFTWATCH_DISPATCH_CARRIERS_FILE: path.describe(
    'YAML file of more carriers of SMS and voice calls (SMPP, Aliyun, Tencent, a voice gateway), in their order',
  ),
  LIFTWATCH_DISPATCH_SMTP_URL: url.describe('smtp:// or smtps:// of the mail server; absent: no e-mail'),
  LIFTWATCH_DISPATCH_SMTP_USER: z.string().min(1).optional().describe('User at the mail server'),
  LIFTWATCH_DISPATCH_SMTP_PASSWORD_FILE: path.describe('File with the password at the mail server'),
  LIFTWATCH_DISPATCH_MAIL_FROM: z.string().default('liftwatch@localhost').describe('Sender of e-mail'),
  LIFTWATCH_DISPATCH_NOTICE_BROKER_URL: url.describe(
    'mqtt:// or mqtts:// of the broker that notices for apps go to (liftwatch/v1/notices/...); absent: no notices by MQTT',
  ),
  LIFTWATCH_DISPATCH_NOTICE_BROKER_USER: z
    .string()
    .default('dispatch-notices')
    .describe('User there, also the client id'),
  LIFTWATCH_DISPATCH_NOTICE_BROKER_PASSWORD_FILE: path.describe('File with the password there'),
  LIFTWATCH_DISPATCH_CITY_FILE: path.describe(
    'YAML file with the dialect of the city feed (channel `city`); absent: the built-in dialect shanghai',
  ),
  LIFTWATCH_DISPATCH_CITY_TOKEN_FILE: path.describe('File with the token of the city feed'),
  LIFTWATCH_DISPATCH_HEARTBEAT_URL: url.describe(
    'Address outside that is called each minute while all is well; absent: nobody notices when liftwatch itself is dead',
  ),
  LIFTWATCH_DISPATCH_HEALTH_URLS: listOf(z.url()).describe(
    '/readyz of intake and engine, separated by commas: the heartbeat stops when one is not ready',
  ),
  LIFTWATCH_DISPATCH_REQUIRED_CHANNELS: listOf(z.enum(channelNames)).describe(
    'Channels without which the heartbeat stops, separated by commas, such as sms,voice',
  ),
  LIFTWATCH_DISPATCH_SELF_TEST_PHONE: z
    .string()
    .regex(/^\+?\d{5,15}$/)
    .optional()
    .describe('Number that a synthetic alarm goes to once a day; absent: no self-test'),
  LIFTWATCH_DISPATCH_SELF_TEST_TIMEOUT_MS: z.coerce
    .number()
    .int()
    .min(1_000)
    .max(3_600_000)
    .default(180_000)
    .describe('Longest time until the self-test has its receipt, ms'),
  LIFTWATCH_DISPATCH_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .default(1_461)
    .describe('Closed incidents and their messages are kept so long: 4 years'),
  LIFTWATCH_DISPATCH_NUMBER_RETENTION_DAYS: z.coerce
    .number()
    .int()
    .min(1)
    .default(90)
    .describe('Addresses and numbers in messages of closed incidents are kept so long'),
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

/** Settings that say nothing without another one. */
const missingBeside = (config: DispatchConfig): string[] => {
  const { LIFTWATCH_DISPATCH_LEDGER_HEAD_URL: headUrl, LIFTWATCH_DISPATCH_LEDGER_HEAD_DIR: headDir } = config;
  const mailed = config.LIFTWATCH_DISPATCH_LEDGER_HEAD_MAIL.length > 0;
  const isSent = headUrl !== undefined || headDir !== undefined || mailed;
  return [
    ...(isSent && config.LIFTWATCH_DISPATCH_LEDGER_KEY_FILE === undefined
      ? ['LIFTWATCH_DISPATCH_LEDGER_KEY_FILE: the head that is sent out is signed with it']
      : []),
    ...(mailed && config.LIFTWATCH_DISPATCH_SMTP_URL === undefined
      ? ['LIFTWATCH_DISPATCH_SMTP_URL: LIFTWATCH_DISPATCH_LEDGER_HEAD_MAIL is mailed by it']
      : []),
  ];
};

/** @throws {DispatchError} LIFT_DISPATCH_CONFIG_INVALID naming every wrong key */
export const loadConfig = (env: Readonly<Record<string, string | undefined>>): DispatchConfig => {
  const given = givenSettings(env);
  const parsed = configSchema.safeParse(given);
  const problems = parsed.success ? missingBeside(parsed.data) : settingProblems(configSchema, given, parsed.error);
  if (parsed.success && problems.length === 0) return Object.freeze(parsed.data);
  throw new DispatchError(
    'LIFT_DISPATCH_CONFIG_INVALID',
    `configuration is wrong, correct these variables:\n  ${problems.join('\n  ')}`,
    {
      recoverable: false,
      problems,
    },
  );
};

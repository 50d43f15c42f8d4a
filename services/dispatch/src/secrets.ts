import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { DispatchConfig } from './config.ts';
import { DispatchError } from './errors.ts';

/** @throws {DispatchError} LIFT_DISPATCH_SECRET_UNREADABLE naming the file */
export const readSecretFile = (path: string): string => read(path) ?? '';

const read = (path: string | undefined): string | undefined => {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new DispatchError(
      'LIFT_DISPATCH_SECRET_UNREADABLE',
      `cannot read the secret file ${path}: create it, readable by this user`,
      { recoverable: false, cause },
    );
  }
};

const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

/** Lines of the secret file: one alone is for all, `recipientId=secret` for one. */
const webhookSecrets = (text: string | undefined): ((recipientId: string) => string) => {
  const lines = (text ?? '')
    .split(/\r?\n/)
    .map((l) => l.trim())
    .filter(Boolean);
  const own = new Map(
    lines
      .filter((l) => /^[^=]+=whsec_/.test(l))
      .map((l): [string, string] => [l.slice(0, l.indexOf('=whsec_')), l.slice(l.indexOf('=whsec_') + 1)]),
  );
  const shared = lines.find((l) => l.startsWith('whsec_')) ?? newSecret();
  return (recipientId) => own.get(recipientId) ?? shared;
};

export interface Secrets {
  readonly writeToken: string | undefined;
  readonly receiptToken: string;
  readonly brokerPassword: string | undefined;
  readonly smsPassword: string;
  readonly capToken: string | undefined;
  readonly smtpPassword: string | undefined;
  readonly ledgerKey: string | undefined;
  readonly oidcClientSecret: string | undefined;
  readonly cityToken: string | undefined;
  readonly noticeBrokerPassword: string | undefined;
  readonly webhookSecretOf: (recipientId: string) => string;
}

/** @throws {DispatchError} LIFT_DISPATCH_SECRET_UNREADABLE naming the file */
export const loadSecrets = (config: DispatchConfig): Secrets => ({
  writeToken: read(config.LIFTWATCH_DISPATCH_TOKEN_FILE),
  receiptToken: read(config.LIFTWATCH_DISPATCH_RECEIPT_TOKEN_FILE) ?? randomBytes(32).toString('base64url'),
  brokerPassword: read(config.LIFTWATCH_DISPATCH_BROKER_PASSWORD_FILE),
  smsPassword: read(config.LIFTWATCH_DISPATCH_SMS_PASSWORD_FILE) ?? '',
  capToken: read(config.LIFTWATCH_DISPATCH_CAP_TOKEN_FILE),
  cityToken: read(config.LIFTWATCH_DISPATCH_CITY_TOKEN_FILE),
  oidcClientSecret: read(config.LIFTWATCH_DISPATCH_OIDC_CLIENT_SECRET_FILE),
  ledgerKey: read(config.LIFTWATCH_DISPATCH_LEDGER_KEY_FILE),
  smtpPassword: read(config.LIFTWATCH_DISPATCH_SMTP_PASSWORD_FILE),
  noticeBrokerPassword: read(config.LIFTWATCH_DISPATCH_NOTICE_BROKER_PASSWORD_FILE),
  webhookSecretOf: webhookSecrets(read(config.LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE)),
});

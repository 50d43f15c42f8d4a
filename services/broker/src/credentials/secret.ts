import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { BrokerError } from '../errors.ts';

/** A fresh secret: 256 random bits, base64url (43 characters). Not a password, so a plain HMAC protects it. */
export const generateSecret = (): string => randomBytes(32).toString('base64url');

/** What is stored of a secret, hex. */
export const hmacOf = (key: Buffer, secret: string | Buffer): string =>
  createHmac('sha256', key).update(secret).digest('hex');

/** Compares in constant time. */
export const isSecret = (key: Buffer, secret: Buffer, secretHmac: string): boolean =>
  timingSafeEqual(createHmac('sha256', key).update(secret).digest(), Buffer.from(secretHmac, 'hex'));

/**
 * The key of a credentials file: 32 bytes, base64url, readable by the owner only.
 * @throws {BrokerError} LIFT_BROKER_KEY_INVALID when it is missing or not 32 bytes
 */
export const readKey = (keyFile: string): Buffer => {
  let text: string;
  try {
    text = readFileSync(keyFile, 'utf8');
  } catch (cause) {
    throw new BrokerError(
      'LIFT_BROKER_KEY_INVALID',
      `${keyFile} cannot be read: restore it, or add a credential to begin anew`,
      cause,
    );
  }
  const key = Buffer.from(text.trim(), 'base64url');
  if (key.length === 32) return key;
  throw new BrokerError(
    'LIFT_BROKER_KEY_INVALID',
    `${keyFile} holds ${key.length} bytes, 32 are needed: restore it from a backup`,
  );
};

/** The key; made when there is none. */
export const readOrCreateKey = (keyFile: string): Buffer => {
  if (!existsSync(keyFile))
    writeFileSync(keyFile, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  return readKey(keyFile);
};

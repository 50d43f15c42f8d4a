import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '@liftwatch/stores';
import { BrokerError } from '../errors.ts';

/** Where the token of a data folder is. */
export const brokerTokenFile = (config: {
  readonly LIFTWATCH_BROKER_DATA_DIR: string;
  readonly LIFTWATCH_BROKER_TOKEN_FILE?: string | undefined;
}): string => config.LIFTWATCH_BROKER_TOKEN_FILE ?? join(config.LIFTWATCH_BROKER_DATA_DIR, 'broker.token');

/** @throws {BrokerError} LIFT_BROKER_TOKEN_UNREADABLE */
export const readToken = (file: string): string => {
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (token.length >= 32) return token;
  } catch (cause) {
    throw new BrokerError(
      'LIFT_BROKER_TOKEN_UNREADABLE',
      `${file} cannot be read: run as the broker's user, or name the file of the running broker`,
      cause,
    );
  }
  throw new BrokerError(
    'LIFT_BROKER_TOKEN_UNREADABLE',
    `${file} holds less than 32 characters: delete it and restart the broker`,
  );
};

/** The token; made of 256 random bits when there is none, readable by its owner only. */
export const readOrCreateToken = (file: string): string => {
  try {
    makeFolder(dirname(file));
    writeFileSync(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST')
      throw new BrokerError(
        'LIFT_BROKER_TOKEN_UNREADABLE',
        `${file} cannot be made: correct the folder's rights`,
        error,
      );
  }
  return readToken(file);
};

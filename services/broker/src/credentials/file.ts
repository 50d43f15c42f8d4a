import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '@liftwatch/stores';
import { BrokerError } from '../errors.ts';
import {
  credentialsFile,
  type CredentialsFile,
  type ServiceCredential,
  type TerminalCredential,
} from './credential.ts';
import { generateSecret, hmacOf, readOrCreateKey } from './secret.ts';

export interface CredentialPaths {
  readonly file: string;
  /** Absent: `file` with `.key`. */
  readonly keyFile?: string;
}

export const keyFileOf = (paths: CredentialPaths): string => paths.keyFile ?? `${paths.file}.key`;

/**
 * Reads and checks a credentials file. A file that does not exist holds nobody.
 * @throws {BrokerError} LIFT_BROKER_CREDENTIALS_UNREADABLE, LIFT_BROKER_CREDENTIALS_INVALID naming the place
 */
export const readCredentials = (file: string): CredentialsFile => {
  if (!existsSync(file)) return { version: 1, terminals: [], services: [] };
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new BrokerError(
      'LIFT_BROKER_CREDENTIALS_UNREADABLE',
      `${file} is not readable JSON: correct or restore it`,
      cause,
    );
  }
  const parsed = credentialsFile.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new BrokerError('LIFT_BROKER_CREDENTIALS_INVALID', `${file} is wrong, correct: ${problems.join('; ')}`);
};

/** Written beside, synced, then renamed: a reader sees the old file or the new one. */
const writeCredentials = (file: string, content: CredentialsFile): void => {
  makeFolder(dirname(file));
  const beside = `${file}.${process.pid}.new`;
  const fd = openSync(beside, 'w', 0o600);
  try {
    writeSync(fd, `${JSON.stringify(credentialsFile.parse(content), null, 2)}\n`);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(beside, file);
};

const refuseExisting = (content: CredentialsFile, id: string): void => {
  if (content.terminals.some((one) => one.terminalId === id) || content.services.some((one) => one.serviceId === id))
    throw new BrokerError(
      'LIFT_BROKER_CREDENTIAL_EXISTS',
      `${id} has a credential: revoke it first, or choose another name`,
    );
};

/**
 * Adds a terminal and returns its secret, which is shown once and not stored.
 * @throws {BrokerError} LIFT_BROKER_CREDENTIAL_EXISTS
 */
export const addTerminalCredential = (
  paths: CredentialPaths,
  terminal: Omit<TerminalCredential, 'secretHmac'>,
): string => {
  const content = readCredentials(paths.file);
  refuseExisting(content, terminal.terminalId);
  makeFolder(dirname(keyFileOf(paths)));
  const secret = generateSecret();
  const secretHmac = hmacOf(readOrCreateKey(keyFileOf(paths)), secret);
  writeCredentials(paths.file, { ...content, terminals: [...content.terminals, { ...terminal, secretHmac }] });
  return secret;
};

/**
 * Adds a service account and returns its secret, which is shown once and not stored.
 * @throws {BrokerError} LIFT_BROKER_CREDENTIAL_EXISTS
 */
export const addServiceCredential = (
  paths: CredentialPaths,
  service: Omit<ServiceCredential, 'secretHmac'>,
): string => {
  const content = readCredentials(paths.file);
  refuseExisting(content, service.serviceId);
  makeFolder(dirname(keyFileOf(paths)));
  const secret = generateSecret();
  const secretHmac = hmacOf(readOrCreateKey(keyFileOf(paths)), secret);
  writeCredentials(paths.file, { ...content, services: [...content.services, { ...service, secretHmac }] });
  return secret;
};

export type CredentialListing =
  | { readonly type: 'terminal'; readonly id: string; readonly lifts: '*' | readonly string[] }
  | {
      readonly type: 'service';
      readonly id: string;
      readonly publish: readonly string[];
      readonly subscribe: readonly string[];
    };

/** Who may speak, without anything of the secrets. */
export const listCredentials = (paths: CredentialPaths): readonly CredentialListing[] => {
  const { terminals, services } = readCredentials(paths.file);
  return [
    ...terminals.map((one) => ({ type: 'terminal' as const, id: one.terminalId, lifts: one.lifts })),
    ...services.map((one) => ({
      type: 'service' as const,
      id: one.serviceId,
      publish: one.publish,
      subscribe: one.subscribe,
    })),
  ];
};

/**
 * Takes a credential away; a running broker closes its connections when it sees the file change.
 * @throws {BrokerError} LIFT_BROKER_CREDENTIAL_UNKNOWN
 */
export const revokeCredential = (paths: CredentialPaths, id: string): void => {
  const content = readCredentials(paths.file);
  const terminals = content.terminals.filter((one) => one.terminalId !== id);
  const services = content.services.filter((one) => one.serviceId !== id);
  if (terminals.length + services.length === content.terminals.length + content.services.length)
    throw new BrokerError(
      'LIFT_BROKER_CREDENTIAL_UNKNOWN',
      `${id} has no credential in ${paths.file}: list them to see the names`,
    );
  writeCredentials(paths.file, { ...content, terminals, services });
};

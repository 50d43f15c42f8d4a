import { randomBytes } from 'node:crypto';
import { access, constants, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unwritableBy } from '@liftwatch/schemas';
import { makeFolder, StoreError } from '@liftwatch/stores';
import { CliError } from '../errors.ts';

/** Where the embedded stores of one installation live; made with access for its owner only. */
export interface DataFolder {
  readonly log: string;
  readonly findings: string;
  readonly engine: string;
  readonly series: string;
  readonly app: string;
  readonly credentials: string;
  readonly credentialKey: string;
  readonly dispatchToken: string;
}

const OWNER_ONLY = 0o600;

/** The files of a data folder; nothing is made. */
export const dataFolderAt = (root: string): DataFolder => ({
  log: join(root, 'log'),
  findings: join(root, 'findings.db'),
  engine: join(root, 'spool.db'),
  series: join(root, 'series.db'),
  app: join(root, 'app.db'),
  credentials: join(root, 'credentials.json'),
  credentialKey: join(root, 'credentials.key'),
  dispatchToken: join(root, 'dispatch.token'),
});

/**
 * Makes the folder where it is missing.
 * @param dispatchToken a token file that somebody brought, in place of the folder's own
 * @throws {CliError} LIFT_CLI_CANNOT_WRITE when there is none to be had in which this user may write
 */
export const makeDataFolder = async (root: string, dispatchToken?: string): Promise<DataFolder> => {
  try {
    makeFolder(root, 0o700);
    await access(root, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const why = unwritableBy(cause instanceof StoreError ? cause.cause : cause);
    if (why === undefined) throw cause;
    throw new CliError(
      'LIFT_CLI_CANNOT_WRITE',
      `LIFTWATCH_DATA_DIR: ${root} is no folder in which this user may write (${why}): name another, or change its owner`,
      { cause },
    );
  }
  const folder = dataFolderAt(root);
  return dispatchToken === undefined ? folder : { ...folder, dispatchToken };
};

/** The secret in a file, made of 256 random bits on first use; readable by its owner only. Never logged. */
export const secretIn = async (path: string): Promise<string> => {
  try {
    await writeFile(path, `${randomBytes(32).toString('base64url')}\n`, { flag: 'wx', mode: OWNER_ONLY });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return (await readFile(path, 'utf8')).trim();
};

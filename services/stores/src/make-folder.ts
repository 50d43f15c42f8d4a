import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { StoreError } from './errors.ts';

/**
 * Makes a folder and those above it that are missing; one that is there stays as it is.
 *
 * Node's own `recursive` never comes back where a folder cannot be made although the one above it is there, as in /proc:
 * it tries the two in turn for ever.
 * @param mode rights of each folder that is made
 * @throws {StoreError} LIFT_STORE_FILE_UNWRITABLE when it cannot be had, with what the operating system says
 */
export const makeFolder = (path: string, mode = 0o777): void => {
  try {
    make(resolve(path), mode);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new StoreError(
      'LIFT_STORE_FILE_UNWRITABLE',
      `${path} is no folder and cannot be made one (${why}): name another, or let this user write there`,
      { recoverable: false, cause },
    );
  }
};

const make = (folder: string, mode: number): void => {
  if (existsSync(folder)) return void mkdirSync(folder, { recursive: true });
  make(dirname(folder), mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Another process was faster.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
};

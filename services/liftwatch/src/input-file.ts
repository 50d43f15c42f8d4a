import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { InvalidArgumentError } from 'commander';
import { CliError } from './errors.ts';

/** The name that stands for standard input. */
export const STANDARD_INPUT = '-';

/** How a file is written, as `--encoding` takes it: a name of the WHATWG's list. */
export const encodingName = (text: string): string => {
  try {
    return new TextDecoder(text).encoding;
  } catch {
    throw new InvalidArgumentError('give an encoding such as utf-8, gbk, big5 or utf-16be');
  }
};

/** Fails early, with the name, when a file cannot be read; a folder is a slip. */
export const assertReadable = async (path: string): Promise<void> => {
  if (path === STANDARD_INPUT) return;
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    throw new CliError('LIFT_CLI_NO_INPUT', `cannot read ${path}: check the name and its permissions`, { cause });
  }
  if ((await stat(path)).isDirectory())
    throw new CliError('LIFT_CLI_NO_INPUT', `${path} is a folder: name a file in it`);
};

/** As `assertReadable`, for what is read twice: a pipe would be empty at the second reading and give nothing without a word. */
export const assertRegularFile = async (path: string): Promise<void> => {
  await assertReadable(path);
  if (path === STANDARD_INPUT || !(await stat(path)).isFile())
    throw new CliError(
      'LIFT_CLI_NO_INPUT',
      `${path === STANDARD_INPUT ? 'standard input' : path} is not a regular file, and it is read more than once: save it to a file first`,
    );
};

/** The bytes of a file, of standard input for `-`; of `.gz` what was packed. An error of either comes out of the stream. */
export const openInput = (path: string): Readable => {
  if (path === STANDARD_INPUT) return process.stdin;
  const raw = createReadStream(path);
  if (!path.endsWith('.gz')) return raw;
  const unpacked = createGunzip();
  raw.on('error', (error) => unpacked.destroy(error));
  return raw.pipe(unpacked);
};

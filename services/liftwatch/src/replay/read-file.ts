import { createReadStream } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { CliError } from '../errors.ts';
import { parseReplayLine } from './line.ts';
import type { NumberedLine } from './with-ticks.ts';

const textLines = async function* (path: string): AsyncGenerator<{ lineNumber: number; text: string }> {
  let lineNumber = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
    lineNumber += 1;
    if (text.trim() !== '') yield { lineNumber, text: lineNumber === 1 ? text.replace(/^\uFEFF/, '') : text };
  }
};

/**
 * Fails early, with the name, when a file cannot be read. A pipe would be empty at the second reading and give nothing
 * without a word; a folder is a slip.
 */
export const assertReadable = async (path: string): Promise<void> => {
  try {
    await access(path, constants.R_OK);
  } catch (cause) {
    throw new CliError('LIFT_CLI_NO_INPUT', `cannot read ${path}: check the name and its permissions`, { cause });
  }
  if (!(await stat(path)).isFile())
    throw new CliError(
      'LIFT_CLI_NO_INPUT',
      `${path} is not a regular file, and replay reads it twice: save it to a file first`,
    );
};

/** Whether the file brings its own log time, that is, has any tick line. */
export const fileHasTicks = async (path: string): Promise<boolean> => {
  for await (const { lineNumber, text } of textLines(path))
    if (text.includes('"tick"') && parseReplayLine(text, lineNumber).type === 'tick') return true;
  return false;
};

/** The lines of a file, checked one by one as they are read. */
export const replayLines = async function* (path: string): AsyncGenerator<NumberedLine> {
  for await (const { lineNumber, text } of textLines(path))
    yield { lineNumber, line: parseReplayLine(text, lineNumber) };
};

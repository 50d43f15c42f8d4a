import { createInterface } from 'node:readline';
import { openInput } from '../input-file.ts';
import { parseReplayLine } from './line.ts';
import type { NumberedLine } from './with-ticks.ts';

const textLines = async function* (path: string): AsyncGenerator<{ lineNumber: number; text: string }> {
  let lineNumber = 0;
  for await (const text of createInterface({ input: openInput(path), crlfDelay: Infinity })) {
    lineNumber += 1;
    if (text.trim() !== '') yield { lineNumber, text: lineNumber === 1 ? text.replace(/^\uFEFF/, '') : text };
  }
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

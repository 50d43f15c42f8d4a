import { StringDecoder } from 'node:string_decoder';
import { openInput } from '../input-file.ts';
import { assertMilliseconds, parseReplayLine } from './line.ts';
import type { NumberedLine } from './with-ticks.ts';

/** Text between line feeds alone: JSON may hold U+2028 within a string, which Node's readline takes for the end of a line. */
const rawLines = async function* (path: string): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const bytes of openInput(path)) {
    const lines = (rest + decoder.write(bytes as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  rest += decoder.end();
  if (rest !== '') yield rest;
};

const textLines = async function* (path: string): AsyncGenerator<{ lineNumber: number; text: string }> {
  let lineNumber = 0;
  for await (const text of rawLines(path)) {
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
  let isFirst = true;
  for await (const { lineNumber, text } of textLines(path)) {
    const line = parseReplayLine(text, lineNumber);
    if (isFirst) assertMilliseconds(line, lineNumber);
    isFirst = false;
    yield { lineNumber, line };
  }
};

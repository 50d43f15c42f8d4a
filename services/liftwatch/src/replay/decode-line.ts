import { decodeRecord, type Arrival } from '@liftwatch/rule-engine';
import type { LogRecord } from '@liftwatch/stores';
import type { ReplayLine } from './line.ts';

/** The log record that the broker would have written for a line; a context line needs none. */
const recordOf = (line: Exclude<ReplayLine, { type: 'context' }>): LogRecord => {
  if (line.type !== 'session') return line;
  const { sessionId, ...rest } = line;
  return sessionId === undefined ? rest : { ...rest, sessionId };
};

/** What the engine takes of a line; undefined: a publish that the broker would have refused whole. */
export const decodeLine = (line: ReplayLine): Arrival | undefined =>
  line.type === 'context' ? line : decodeRecord(recordOf(line));

import { contextEntry, type ContextEntry, type UnixMs } from '@liftwatch/schemas';
import { z } from 'zod';
import { CliError } from '../errors.ts';

/** One line of a replay file, checked. See docs/replay-format.md. */
export type ReplayLine =
  | {
      readonly type: 'reading';
      readonly receivedAtMs: UnixMs;
      readonly terminalId: string;
      readonly topic: string;
      readonly payload: Buffer;
    }
  | {
      readonly type: 'session';
      readonly receivedAtMs: UnixMs;
      readonly terminalId: string;
      readonly session: SessionWord;
      readonly sessionId: number | undefined;
    }
  | { readonly type: 'tick'; readonly receivedAtMs: UnixMs }
  | { readonly type: 'context'; readonly receivedAtMs: UnixMs; readonly context: ContextEntry };

const sessionWords = ['connected', 'disconnected', 'paused', 'resumed'] as const;
type SessionWord = (typeof sessionWords)[number];

/** Milliseconds since the epoch, or an ISO 8601 time with an offset, as people write it by hand. */
export const instant = z.union(
  [z.int().min(0), z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))],
  'must be whole milliseconds since 1970, or ISO 8601 with an offset (2026-01-05T10:00:00+08:00)',
);

const lineSchema = z.strictObject({
  receivedAt: instant,
  terminal: z.string().min(1).max(128).optional(),
  topic: z.string().min(1).optional(),
  payload: z.unknown().optional(),
  payloadBase64: z.base64().optional(),
  session: z.enum(sessionWords).optional(),
  sessionId: z.int().min(0).optional(),
  tick: z.literal(true).optional(),
  context: z.record(z.string(), z.unknown()).optional(),
});
type RawLine = z.infer<typeof lineSchema>;

const invalid = (lineNumber: number, why: string): CliError =>
  new CliError('LIFT_REPLAY_LINE_INVALID', `line ${lineNumber}: ${why}`);

const describe = (error: z.ZodError, prefix = ''): string =>
  error.issues.map((issue) => `${prefix}${issue.path.map(String).join('.') || 'line'}: ${issue.message}`).join('; ');

const payloadOf = (raw: RawLine): Buffer | undefined => {
  if (raw.payloadBase64 !== undefined) return Buffer.from(raw.payloadBase64, 'base64');
  if (raw.payload === undefined) return undefined;
  return Buffer.from(typeof raw.payload === 'string' ? raw.payload : JSON.stringify(raw.payload));
};

const readingLine = (raw: RawLine, lineNumber: number): ReplayLine => {
  const payload = payloadOf(raw);
  if (raw.terminal === undefined || raw.topic === undefined || payload === undefined)
    throw invalid(lineNumber, 'a reading needs terminal, topic and payload (or payloadBase64)');
  return { type: 'reading', receivedAtMs: raw.receivedAt, terminalId: raw.terminal, topic: raw.topic, payload };
};

const contextLine = (raw: RawLine, lineNumber: number): ReplayLine => {
  // Hand-written files may leave out the entry's own id and time: the line names both.
  const parsed = contextEntry.safeParse({ id: `line-${lineNumber}`, at: raw.receivedAt, ...raw.context });
  if (!parsed.success) throw invalid(lineNumber, describe(parsed.error, 'context.'));
  return { type: 'context', receivedAtMs: raw.receivedAt, context: parsed.data };
};

/** As milliseconds, epoch seconds are of January 1970 to 1973, and microseconds of the year 5138 and later. */
const SECONDS = { least: 1e9, below: 1e11 };
const MICROSECONDS_LEAST = 1e14;

/**
 * A recording in another unit would be judged without a word, wrongly. Small numbers are a recording that begins at 0.
 * @throws {CliError} LIFT_REPLAY_LINE_INVALID where the first line's `receivedAt` can only be meant in s, us or ns
 */
export const assertMilliseconds = ({ receivedAtMs: value }: ReplayLine, lineNumber: number): void => {
  const isSeconds = value >= SECONDS.least && value < SECONDS.below;
  if (!isSeconds && value < MICROSECONDS_LEAST) return;
  const unit = isSeconds ? 'seconds' : 'microseconds or nanoseconds';
  throw invalid(lineNumber, `receivedAt: ${value} looks like ${unit}: write milliseconds since 1970`);
};

/** What a line says; of two, one would be left out without a word. */
const ONE_OF = ['payload', 'payloadBase64', 'session', 'tick', 'context'] as const;

/**
 * Reads one line. A payload that is not a valid reading is not an error here: it is judged like a publish.
 * @throws {CliError} LIFT_REPLAY_LINE_INVALID naming the line, the field and what it must be
 */
export const parseReplayLine = (text: string, lineNumber: number): ReplayLine => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalid(lineNumber, `not JSON (${why}): each line is one whole JSON object, in UTF-8`);
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) throw invalid(lineNumber, describe(parsed.error));
  const raw = parsed.data;
  const said = ONE_OF.filter((key) => raw[key] !== undefined);
  if (said.length > 1) throw invalid(lineNumber, `${said.join(' and ')} in one line: give each a line of its own`);
  if (raw.tick) return { type: 'tick', receivedAtMs: raw.receivedAt };
  if (raw.context) return contextLine(raw, lineNumber);
  if (raw.session === undefined) return readingLine(raw, lineNumber);
  if (raw.terminal === undefined) throw invalid(lineNumber, 'a session needs terminal');
  return {
    type: 'session',
    receivedAtMs: raw.receivedAt,
    terminalId: raw.terminal,
    session: raw.session,
    sessionId: raw.sessionId,
  };
};

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';

/** The files of a fault run: what was injected (truth), what the receivers saw, what the time series holds. See docs/reliability-format.md. */

export const channels = ['webhook', 'cap', 'sms'] as const;
const channel = z.enum(channels, `one of ${channels.join(', ')}`);
export type ReceiverChannel = z.infer<typeof channel>;

const atMs = z.int('whole ms since 1970, UTC').min(0);
const name = z.string().min(1).max(200);
const ranges = z.array(
  z
    .tuple([z.int().min(0), z.int().min(0)], 'a range [first, last] of seq')
    .refine(([from, to]) => from <= to, 'a range [first, last] with first <= last'),
);
/** Names the injection that a line belongs to; its row in the table. */
const fault = name;

const truthLines = z.discriminatedUnion(
  'truth',
  [
    z.strictObject({ truth: z.literal('run'), format: z.literal(1), seed: z.number(), scale: z.number().optional() }),
    z.strictObject({
      truth: z.literal('fault'),
      fault,
      what: name,
      fromMs: atMs,
      toMs: atMs,
      /** Left out of the sums: it is there to be seen. */
      control: z.enum(['miss', 'duplicate']).optional(),
      note: name.optional(),
    }),
    z.strictObject({
      truth: z.literal('expected'),
      fault,
      liftId: name,
      kind: name,
      notice: name,
      channels: z.array(channel).min(1),
      fromMs: atMs,
      dueMs: atMs,
      limitMs: z.number().min(0),
    }),
    z.strictObject({
      truth: z.literal('outage'),
      fault,
      what: name,
      fromMs: atMs,
      toMs: atMs,
      recoverMs: z.number().min(0),
      channels: z.array(channel).min(1).optional(),
    }),
    z.strictObject({
      truth: z.literal('cut'),
      fault,
      channel,
      atMs,
      liftId: name,
      kind: name,
      notice: name,
      key: name.optional(),
      /**
       * held: aimed at; sender-died: it fell there by chance; no-answer: the receiver never answered; crossed: answered, and the sender
       * ended so shortly after that it may or may not have written that down.
       */
      cause: z.enum(['held', 'sender-died', 'no-answer', 'crossed']),
    }),
    z.strictObject({ truth: z.literal('killed'), fault, process: name, atMs, sends: z.boolean() }),
    z.strictObject({ truth: z.literal('acked'), fault, terminal: name, boot: name, ranges, withoutPoint: ranges }),
  ],
  'one of run, fault, expected, outage, cut, killed, acked',
);
export type TruthLine = z.infer<typeof truthLines>;
export type TruthOf<T extends TruthLine['truth']> = Extract<TruthLine, { truth: T }>;

/** Receivers' logs have more in them than is scored. */
const receivedLine = z
  .object({
    atMs,
    channel,
    /** Whom it was sent to; tells recipients of one channel apart. */
    to: z.string().max(200).optional(),
    /** The idempotency key: webhook-id, CAP identifier. */
    key: name.optional(),
    liftId: name,
    kind: name,
    notice: name,
    possiblyRepeated: z.boolean().optional(),
    /** What the receiver answered; null: nothing. Absent: it took the message. */
    status: z.int().min(100).max(599).nullable().optional(),
    text: z.string().optional(),
  })
  .superRefine((line, context) => {
    if (line.channel !== 'sms' && line.key === undefined)
      context.addIssue({
        code: 'custom',
        path: ['key'],
        message: `needed for ${line.channel}: give the webhook-id or CAP identifier that came with it`,
      });
  });
export type ReceivedLine = z.infer<typeof receivedLine>;

const pointsLine = z.object({ terminal: name, boot: name, ranges });
export type PointsLine = z.infer<typeof pointsLine>;

/** A file that cannot be scored; the message names file, line, field and remedy. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}

const parseLine = (text: string, where: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new FormatError(`${where}: not JSON (${why}): write one object per line`, { cause });
  }
};

const readLines = async <T>(path: string, schema: z.ZodType<T>): Promise<T[]> => {
  const lines: T[] = [];
  let number = 0;
  const input = createReadStream(path, 'utf8');
  try {
    for await (const raw of createInterface({ input, crlfDelay: Infinity })) {
      number += 1;
      // Some programs begin a file with a byte order mark.
      const text = number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
      if (text.trim() === '') continue;
      const parsed = schema.safeParse(parseLine(text, `${path} line ${number}`));
      if (!parsed.success) {
        const problems = parsed.error.issues.map((i) => `${i.path.map(String).join('.') || 'line'}: ${i.message}`);
        throw new FormatError(
          `${path} line ${number}: ${problems.join('; ')}: correct it, see docs/reliability-format.md`,
        );
      }
      lines.push(parsed.data);
    }
  } catch (error) {
    if (error instanceof FormatError || !(error instanceof Error)) throw error;
    throw new FormatError(`${path}: cannot be read (${error.message}): give the path of an NDJSON file`, {
      cause: error,
    });
  }
  return lines;
};

/**
 * A truth in which nothing was due would find every run without fault.
 * @throws {FormatError} naming line, field and remedy
 */
export const readTruth = async (path: string): Promise<TruthLine[]> => {
  const lines = await readLines(path, truthLines);
  if (lines.some(({ truth }) => truth === 'expected' || truth === 'acked')) return lines;
  throw new FormatError(
    `${path}: there is nothing to score: say with \`expected\` lines which messages were due, see docs/reliability-format.md`,
  );
};
/** @throws {FormatError} naming line, field and remedy */
export const readReceived = (path: string): Promise<ReceivedLine[]> => readLines(path, receivedLine);
/** @throws {FormatError} naming line, field and remedy */
export const readPointsFile = (path: string): Promise<PointsLine[]> => readLines(path, pointsLine);

import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LogBatch, ReadingLogReader } from '@liftwatch/stores';
import type { Logger } from 'pino';
import { z } from 'zod';
import { mayPublish } from '../admission/grants.ts';
import type { LogClock } from '../clock/log-clock.ts';
import type { GroupCommit } from '../commit/group-commit.ts';
import type { CredentialBook } from '../credentials/book.ts';
import { refuse } from '../http/answers.ts';
import { listDeadLetters, redriveDeadLetters } from './dead-letters.ts';

const BODY_BYTES = 10_000;
const filterSchema = z.strictObject({ terminalId: z.string().optional(), sinceMs: z.number().optional() });
type Filter = z.infer<typeof filterSchema>;

/** One outcome as a line of NDJSON. */
export const redriveLine = z.object({
  terminal: z.string(),
  topic: z.string(),
  outcome: z.enum(['redriven', 'still-refused']),
  message: z.string().optional(),
});

export interface RedriveParts {
  readonly token: string;
  readonly openReader: () => Promise<ReadingLogReader>;
  readonly partitions: number;
  readonly commit: GroupCommit;
  readonly clock: LogClock;
  readonly book: CredentialBook;
  readonly logger: Logger;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const isToken = (request: IncomingMessage, token: string): boolean =>
  timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${token}`));

const filterOf = async (request: IncomingMessage): Promise<Filter | undefined> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > BODY_BYTES) return undefined;
    parts.push(part);
  }
  try {
    return filterSchema.parse(bytes === 0 ? {} : JSON.parse(Buffer.concat(parts).toString('utf8')));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
};

/** Re-driven readings pass the same commit as those that arrive, so that one process writes the log. */
const throughCommit = (commit: GroupCommit, partitions: number) => ({
  partitions,
  append: (batch: LogBatch): Promise<void> =>
    new Promise((resolve, reject) => {
      let bytes = 0;
      for (const [partition, records] of batch)
        for (const record of records) {
          commit.add(partition, record);
          if (record.type === 'reading') bytes += record.payload.length;
        }
      commit.whenCommitted(undefined, bytes, (error) => (error ? reject(error) : resolve()));
    }),
});

const redriveAll = async (parts: RedriveParts, filter: Filter, response: ServerResponse): Promise<void> => {
  const { commit, clock, book, logger, partitions } = parts;
  const reader = await parts.openReader();
  try {
    const { terminalId, sinceMs } = filter;
    const letters = listDeadLetters(reader, {
      ...(terminalId !== undefined && { terminalId }),
      ...(sinceMs !== undefined && { sinceMs }),
    });
    const isAllowed = (id: string, topic: string): boolean => {
      const grant = book.current(id);
      return grant !== undefined && mayPublish(grant, topic);
    };
    const deps = { nowMs: () => clock.nowMs(), logger, isAllowed };
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    for await (const done of redriveDeadLetters(letters, throughCommit(commit, partitions), deps)) {
      const { terminalId: terminal, topic } = done.letter.record;
      const message = 'message' in done ? { message: done.message } : {};
      response.write(`${JSON.stringify({ terminal, topic, outcome: done.outcome, ...message })}\n`);
    }
    response.end();
  } finally {
    await reader.close();
  }
};

/** Judges dead letters anew in the running broker: `Authorization: Bearer TOKEN`, a filter as JSON, outcomes as NDJSON. */
export const redriveHandler =
  (parts: RedriveParts) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const run = async (): Promise<void> => {
      if (!isToken(request, parts.token))
        return refuse(response, {
          status: 401,
          code: 'LIFT_BROKER_TOKEN_WRONG',
          detail: 'send Authorization: Bearer with the token of the token file',
          headers: { 'www-authenticate': 'Bearer' },
        });
      const filter = await filterOf(request);
      if (!filter)
        return refuse(response, {
          status: 400,
          code: 'LIFT_BROKER_REQUEST_INVALID',
          detail: 'the body is not {"terminalId"?: string, "sinceMs"?: number}',
        });
      return redriveAll(parts, filter, response);
    };
    run().catch((err: unknown) => {
      parts.logger.error({ err }, 'dead letters were not re-driven');
      if (response.headersSent) response.destroy();
      else refuse(response, { status: 500, code: 'LIFT_BROKER_INTERNAL', detail: String(err) });
    });
  };

import { contextTopic, type ContextEntry } from '@liftwatch/schemas';
import type { Kysely, Transaction } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';

/** Queues an entry for the reading log, in the transaction that changes what it tells of. The same id is queued once. */
export const queueContext = async (
  trx: Kysely<DispatchTables> | Transaction<DispatchTables>,
  entry: ContextEntry,
  nowMs: number,
): Promise<void> => {
  await trx
    .insertInto('context_outbox')
    .values({
      id: entry.id,
      lift_id: entry.liftId,
      document: JSON.stringify(entry),
      created_at_ms: nowMs,
      published_at_ms: null,
    })
    .onConflict((c) => c.column('id').doNothing())
    .execute();
};

/** Publishes to the broker and resolves when it is acknowledged, that is, in the log. */
export type Publish = (topic: string, payload: string) => Promise<void>;

export interface ContextPublisher {
  wake(): void;
  idle(): Promise<void>;
  close(): Promise<void>;
}

const BATCH_COUNT = 100;
const LOOK_EVERY_MS = 1_000;

/** Empties the outbox in order, each entry marked once it is acknowledged; what fails is tried again at the next look. */
export const startContextPublisher = (options: {
  readonly database: Kysely<DispatchTables>;
  readonly publish: Publish;
  readonly nowMs: () => number;
  readonly onError: (error: unknown) => void;
}): ContextPublisher => {
  const { database } = options;
  let closed = false;
  let running: Promise<void> | undefined;

  const sendAll = async (): Promise<void> => {
    while (!closed) {
      const rows = await database
        .selectFrom('context_outbox')
        .selectAll()
        .where('published_at_ms', 'is', null)
        .orderBy('seq')
        .limit(BATCH_COUNT)
        .execute();
      if (rows.length === 0) return;
      for (const row of rows) {
        await options.publish(contextTopic(row.lift_id), row.document);
        await database
          .updateTable('context_outbox')
          .set({ published_at_ms: options.nowMs() })
          .where('seq', '=', row.seq)
          .execute();
      }
    }
  };
  const wake = (): void => {
    if (closed) return;
    running ??= sendAll()
      .catch(options.onError)
      .finally(() => (running = undefined));
  };
  const timer = setInterval(wake, LOOK_EVERY_MS);
  return {
    wake,
    async idle() {
      wake();
      await running;
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await running;
    },
  };
};

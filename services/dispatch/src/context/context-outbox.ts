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

interface Row {
  readonly seq: number;
  readonly lift_id: string;
  readonly document: string;
}

/** The first rows up to the second one of a lift: these may go out side by side, since order counts within a lift only. */
const leading = (rows: readonly Row[]): readonly Row[] => {
  const lifts = new Set<string>();
  for (const [place, { lift_id: liftId }] of rows.entries()) {
    if (lifts.has(liftId)) return rows.slice(0, place);
    lifts.add(liftId);
  }
  return rows;
};

/**
 * Empties the outbox, each lift's entries in order and lifts side by side: the facts of a city would take half an hour one by one. Each
 * entry is marked once it is acknowledged; what fails is tried again at the next look.
 */
export const startContextPublisher = (options: {
  readonly database: Kysely<DispatchTables>;
  readonly publish: Publish;
  readonly nowMs: () => number;
  readonly onError: (error: unknown) => void;
}): ContextPublisher => {
  const { database } = options;
  let closed = false;
  let running: Promise<void> | undefined;

  const sendSideBySide = async (rows: readonly Row[]): Promise<void> => {
    const sent = await Promise.allSettled(rows.map((row) => options.publish(contextTopic(row.lift_id), row.document)));
    const acknowledged = rows.filter((_, place) => sent[place]?.status === 'fulfilled').map(({ seq }) => seq);
    if (acknowledged.length > 0)
      await database
        .updateTable('context_outbox')
        .set({ published_at_ms: options.nowMs() })
        .where('seq', 'in', acknowledged)
        .execute();
    for (const one of sent) if (one.status === 'rejected') throw one.reason;
  };
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
      await sendSideBySide(leading(rows));
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

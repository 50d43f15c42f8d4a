import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import type { HeadSigner } from './head.ts';
import { lastLine } from './ledger-store.ts';

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 60_000;

/** Takes a signed head out of the house. Rejects when it did not arrive. */
export type SendHead = (jws: string) => Promise<void>;

export interface DailyHead {
  /** A head of now, signed. */
  now(): Promise<{ readonly jws: string; readonly seq: number; readonly hash: string; readonly atMs: number }>;
  /** Makes the day's head when it is due, and sends what is unsent. */
  look(): Promise<void>;
  close(): void;
}

/** Once a day the head is signed, kept and sent out; one that does not arrive is tried again each minute. */
export const startDailyHead = (options: {
  readonly database: Kysely<DispatchTables>;
  readonly signer: HeadSigner;
  readonly send: SendHead | undefined;
  readonly nowMs: () => number;
  readonly onError: (error: unknown) => void;
}): DailyHead => {
  const { database, signer, nowMs } = options;
  const now = async () => {
    const last = await lastLine(database);
    const head = { seq: last?.seq ?? 0, hash: last?.hash ?? '0'.repeat(64), atMs: nowMs() };
    return { ...head, jws: await signer.sign(head) };
  };
  const makeWhenDue = async (): Promise<void> => {
    const newest = await database
      .selectFrom('ledger_head')
      .select('at_ms')
      .orderBy('at_ms', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest && Number(newest.at_ms) > nowMs() - DAY_MS) return;
    const { seq, hash, atMs, jws } = await now();
    await database.insertInto('ledger_head').values({ at_ms: atMs, seq, hash, jws, sent_at_ms: null }).execute();
  };
  const sendUnsent = async (send: SendHead): Promise<void> => {
    const unsent = await database
      .selectFrom('ledger_head')
      .selectAll()
      .where('sent_at_ms', 'is', null)
      .orderBy('at_ms')
      .execute();
    for (const head of unsent) {
      await send(head.jws);
      await database.updateTable('ledger_head').set({ sent_at_ms: nowMs() }).where('at_ms', '=', head.at_ms).execute();
    }
  };
  const look = async (): Promise<void> => {
    try {
      await makeWhenDue();
      if (options.send) await sendUnsent(options.send);
    } catch (error) {
      options.onError(error);
    }
  };
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  void look();
  return { now, look, close: () => clearInterval(timer) };
};

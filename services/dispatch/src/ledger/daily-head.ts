import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import type { HeadSigner } from './head.ts';
import { lastLine } from './ledger-store.ts';
import type { HeadWay, SignedHead } from './ways/way.ts';

const DAY_MS = 86_400_000;
const LOOK_EVERY_MS = 60_000;
/** What has not gone out for so long is told. */
const LATE_MS = 3_600_000;
/** Older heads say nothing that a newer one does not: a way that is set up today is not sent the past years. */
const SENT_WITHIN_MS = 31 * DAY_MS;

export interface DailyHead {
  /** A head of now, signed. */
  now(): Promise<SignedHead>;
  /** Makes the day's head when it is due, and sends what is unsent. */
  look(): Promise<void>;
  close(): void;
}

type Row = DispatchTables['ledger_head'];

export interface DailyHeadOptions {
  readonly database: Kysely<DispatchTables>;
  readonly signer: HeadSigner;
  /** Each head goes out by every way, once; none: it is kept here only. */
  readonly ways: readonly HeadWay[];
  readonly nowMs: () => number;
  readonly onError: (error: unknown) => void;
  /** A head has not gone out by every way for an hour, or all have now. Told when it changes. */
  readonly onLate?: (isLate: boolean) => void;
}

const openSender = ({ database, signer, ways, nowMs, onError }: DailyHeadOptions) => {
  const waysOf = async ({ at_ms }: Row): Promise<ReadonlySet<string>> => {
    const rows = await database.selectFrom('ledger_head_way').select('way').where('head_at_ms', '=', at_ms).execute();
    return new Set(rows.map((row) => row.way));
  };
  /** Whether the head has arrived by that way. */
  const sendBy = async (way: HeadWay, row: Row): Promise<boolean> => {
    const { jws, hash } = row;
    try {
      await way.send({ jws, hash, seq: Number(row.seq), atMs: Number(row.at_ms), publicKey: signer.publicKey });
    } catch (error) {
      onError(error);
      return false;
    }
    const sent = { head_at_ms: row.at_ms, way: way.name, sent_at_ms: nowMs() };
    await database.insertInto('ledger_head_way').values(sent).execute();
    return true;
  };
  const send = async (row: Row): Promise<void> => {
    const done = await waysOf(row);
    let isSent = true;
    for (const way of ways) if (!done.has(way.name) && !(await sendBy(way, row))) isSent = false;
    if (isSent)
      await database.updateTable('ledger_head').set({ sent_at_ms: nowMs() }).where('at_ms', '=', row.at_ms).execute();
  };
  const unsent = (): Promise<readonly Row[]> =>
    database
      .selectFrom('ledger_head')
      .selectAll()
      .where('sent_at_ms', 'is', null)
      .where('at_ms', '>', nowMs() - SENT_WITHIN_MS)
      .orderBy('at_ms')
      .execute();
  return {
    /** Since when something has not gone out; undefined: all has. A way that is away holds up no other. */
    async sendUnsent(): Promise<number | undefined> {
      for (const row of await unsent()) await send(row);
      const [oldest] = await unsent();
      return oldest && Number(oldest.at_ms);
    },
  };
};

/** Once a day the head is signed, kept and sent out; one that does not arrive is tried again each minute, by that way alone. */
export const startDailyHead = (options: DailyHeadOptions): DailyHead => {
  const { database, signer, nowMs, ways } = options;
  const sender = openSender(options);
  let wasLate: boolean | undefined;
  const now = async (): Promise<SignedHead> => {
    const last = await lastLine(database);
    const head = { seq: last?.seq ?? 0, hash: last?.hash ?? '0'.repeat(64), atMs: nowMs() };
    return { ...head, jws: await signer.sign(head), publicKey: signer.publicKey };
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
    // Of an empty ledger there is nothing to prove.
    if (seq === 0) return;
    await database.insertInto('ledger_head').values({ at_ms: atMs, seq, hash, jws, sent_at_ms: null }).execute();
  };
  const sendUnsent = async (): Promise<void> => {
    const sinceMs = await sender.sendUnsent();
    const isLate = sinceMs !== undefined && nowMs() - sinceMs >= LATE_MS;
    if (isLate !== wasLate) options.onLate?.(isLate);
    wasLate = isLate;
  };
  const lookNow = async (): Promise<void> => {
    try {
      await makeWhenDue();
      if (ways.length > 0) await sendUnsent();
    } catch (error) {
      options.onError(error);
    }
  };
  // One look after another: a slow way must not be sent the same head by two of them.
  let tail: Promise<void> = Promise.resolve();
  const look = (): Promise<void> => (tail = tail.then(lookNow));
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  timer.unref();
  void look();
  return { now, look, close: () => clearInterval(timer) };
};

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '@liftwatch/infra';
import { openSqliteDatabase } from '@liftwatch/stores';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDispatchPipeline, type DispatchTables } from '../src/index.ts';
import type { Directory } from '../src/routing/directory.ts';
import { aFinding, s } from './support/a-finding.ts';

const WORKER = fileURLToPath(new URL('support/outbox-worker.ts', import.meta.url));
const LIFTS = 30;
const MOST_LIFTS = 600;
const ONE_PHONE = '13800000001';
const WAIT_MS = 60_000;

let dir: string;
const children: ChildProcess[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'dispatch-workers-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) await ended(child, 'SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

const database = (): string => join(dir, 'app.db');
const log = (): string => join(dir, 'sent.log');

/** Entrapments of so many lifts more, each with its messages queued; how many messages there are in all. */
const queueMessages = async (fromLift = 1): Promise<number> => {
  const db = openSqliteDatabase<DispatchTables>(database());
  const pipeline = await openDispatchPipeline({ database: db });
  for (let n = fromLift; n < fromLift + LIFTS; n += 1)
    await pipeline.apply({ position: n, finding: aFinding({ liftId: `L${n}`, atS: n, receivedAtMs: s(n) }) });
  const { count } = await db
    .selectFrom('delivery')
    .select((e) => e.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  await db.destroy();
  return Number(count);
};

/** Calls of so many incidents to one phone, which two contacts have, and to another. */
const queueCalls = async (): Promise<number> => {
  const db = openSqliteDatabase<DispatchTables>(database());
  const contacts = [
    { recipientId: 'night', role: 'firm', channel: 'voice', address: ONE_PHONE },
    { recipientId: 'owner', role: 'manager', channel: 'voice', address: `+86 ${ONE_PHONE}` },
    { recipientId: 'other', role: 'firm', channel: 'voice', address: '13800000002' },
  ] as const;
  const directory: Directory = { recipientsOf: (role) => contacts.filter((one) => one.role === role) };
  const pipeline = await openDispatchPipeline({ database: db, directory });
  for (let n = 1; n <= LIFTS; n += 1)
    await pipeline.apply({ position: n, finding: aFinding({ liftId: `L${n}`, atS: n, receivedAtMs: s(n) }) });
  await db.destroy();
  return LIFTS * contacts.length;
};

/** What a worker had taken and not given back: leased in the database, whether its carrier was reached or not. */
const handedOut = async (): Promise<ReadonlySet<string>> => {
  const db = openSqliteDatabase<DispatchTables>(database());
  const rows = await db.selectFrom('delivery').select('delivery_id').where('lease_until_ms', '>', 0).execute();
  await db.destroy();
  return new Set(rows.map((row) => row.delivery_id));
};

const startWorker = async (name: string, ...more: readonly string[]): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ['--conditions=liftwatch-dev', WORKER, database(), log(), name, ...more], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  await once(child.stdout!, 'data');
  return child;
};
const ended = async (child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill(signal);
  await closed;
};

interface Sent {
  readonly by: string;
  readonly id: string;
  readonly again: boolean;
  /** Of a call: the number that rings, or whose call is over. */
  readonly rings?: string;
  readonly ends?: string;
}
const sent = (): readonly Sent[] =>
  existsSync(log())
    ? readFileSync(log(), 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Sent)
    : [];
const distinct = (lines: readonly Sent[]): number => new Set(lines.map(({ id }) => id)).size;

test('two processes over one database: each message goes out once, by one of them, and both work', async () => {
  let count = await queueMessages();
  expect(count).toBeGreaterThan(LIFTS);
  const workers = await Promise.all([startWorker('a'), startWorker('b')]);
  // On a busy machine the first that is up may send them all: there is more to do until both have done some.
  const atWork = (): number => new Set(sent().map(({ by }) => by)).size;
  for (let lift = LIFTS + 1; lift <= MOST_LIFTS; lift += LIFTS) {
    await waitUntil('every message to go out', () => distinct(sent()) === count, WAIT_MS);
    if (atWork() === workers.length) break;
    count = await queueMessages(lift);
  }
  for (const worker of workers) await ended(worker, 'SIGTERM');
  const lines = sent();
  expect(lines).toHaveLength(count);
  expect(lines.filter(({ again }) => again)).toEqual([]);
  expect(new Set(lines.map(({ by }) => by))).toEqual(new Set(['a', 'b']));
}, 120_000);

test('one of them dies with messages in its hands: the other sends these again, marked, and the rest once', async () => {
  const count = await queueMessages();
  const dying = await startWorker('dying', 'hang');
  await waitUntil('it to hold some', () => sent().length > 0, WAIT_MS);
  await ended(dying, 'SIGKILL');
  const held = new Set(sent().map(({ id }) => id));
  const inItsHands = await handedOut();
  // What it had in its hands as it died may not have come as far as its carrier.
  expect([...held].filter((id) => !inItsHands.has(id))).toEqual([]);
  await startWorker('heir');
  const heirs = (): readonly Sent[] => sent().filter(({ by }) => by === 'heir');
  await waitUntil('the heir to send all', () => distinct(heirs()) === count, WAIT_MS);
  expect(heirs()).toHaveLength(count);
  const again = new Set(
    heirs()
      .filter((line) => line.again)
      .map(({ id }) => id),
  );
  expect(again).toEqual(inItsHands);
}, 120_000);

test('two processes call one phone, by two contacts: one call at a time, each placed once', async () => {
  const count = await queueCalls();
  const workers = await Promise.all([startWorker('a'), startWorker('b')]);
  const overCount = (): number => sent().filter(({ ends }) => ends !== undefined).length;
  await waitUntil('every call to be over', () => overCount() === count, WAIT_MS);
  for (const worker of workers) await ended(worker, 'SIGTERM');
  const calls = sent();
  expect(distinct(calls)).toBe(count);
  expect(calls).toHaveLength(2 * count);
  let ringing: string | undefined;
  for (const call of calls.filter((one) => (one.rings ?? one.ends)!.endsWith(ONE_PHONE))) {
    expect(ringing).toBe(call.rings === undefined ? call.id : undefined);
    ringing = call.rings === undefined ? undefined : call.id;
  }
}, 120_000);

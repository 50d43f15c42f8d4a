import type { Delivery } from '@liftwatch/schemas';
import { waitUntil } from '@liftwatch/infra';
import { openSqliteDatabase } from '@liftwatch/stores';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Channel } from '../src/channels/channel.ts';
import { openDispatchPipeline, type DispatchTables } from '../src/index.ts';
import type { Outbox } from '../src/outbox/outbox.ts';
import { aFinding, s } from './support/a-finding.ts';
import { openOffice } from './support/open-office.ts';

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'dispatch-along-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

interface Row {
  readonly state: string;
  readonly attempts: number;
  readonly lease_until_ms: number;
}

/** A pipeline whose messages go along with its commits, over a file that a second connection looks into. */
const open = async (send: Channel['send'] = () => Promise.resolve({ is: 'delivered' })) => {
  const path = join(dir, 'app.db');
  const database = openSqliteDatabase<DispatchTables>(path);
  const errors: unknown[] = [];
  const [clock, diskTakes] = [{ ms: s(0) }, { ms: 0 }];
  const late: { outbox?: Outbox } = {};
  const pipeline = await openDispatchPipeline({
    database,
    sendAlong: async (trx, queued) => {
      const send = await late.outbox?.sendAlong(trx, queued);
      return (isDurable) => {
        clock.ms += diskTakes.ms;
        send?.(isDurable);
      };
    },
  });
  const beside = openSqliteDatabase<DispatchTables>(path, { readOnly: true });
  const rowOf = async ({ deliveryId }: Delivery): Promise<Row | undefined> =>
    beside
      .selectFrom('delivery')
      .select(['state', 'attempts', 'lease_until_ms'])
      .where('delivery_id', '=', deliveryId)
      .executeTakeFirst();
  const channel: Channel = { send };
  const office = openOffice(
    database,
    { webhook: channel, cap: channel, sms: channel },
    { nowMs: () => clock.ms, onError: (error) => errors.push(error) },
  );
  const outbox = (late.outbox = office.start());
  await outbox.idle();
  return {
    ...{ pipeline, database, rowOf, clock, diskTakes, errors, outbox },
    async close(): Promise<void> {
      await outbox.close();
      await beside.destroy();
      await database.destroy();
    },
  };
};

test('a message leaves with the decision that made it, without being looked for, and is durable and leased before', async () => {
  const seen: (Row | undefined)[] = [];
  const sent: string[] = [];
  const o = await open(async (delivery) => {
    sent.push(delivery.role);
    seen.push(await o.rowOf(delivery));
    return { is: 'delivered' };
  });
  const { deliveries } = await o.pipeline.apply({ position: 1, finding: aFinding() });
  // Nobody wakes the outbox here.
  await waitUntil('every message to leave', () => sent.length === deliveries.length, 30_000);
  expect(sent.toSorted()).toEqual(deliveries.map((d) => d.role).toSorted());
  for (const row of seen) expect(row).toEqual({ state: 'queued', attempts: 1, lease_until_ms: s(0) + 1_000 + 5_000 });
  await o.outbox.idle();
  expect(sent).toHaveLength(deliveries.length);
  expect(o.errors).toEqual([]);
  await o.close();
});

test('where the clock that decided is ahead of this one the message leaves all the same, and is leased by the clock of who sends it', async () => {
  const seen: (Row | undefined)[] = [];
  const o = await open(async (delivery) => {
    seen.push(await o.rowOf(delivery));
    return { is: 'delivered' };
  });
  const { deliveries } = await o.pipeline.apply({
    position: 1,
    finding: aFinding({ atS: 86_400, receivedAtMs: s(86_400) }),
  });
  await waitUntil('every message to leave', () => seen.length === deliveries.length, 30_000);
  for (const row of seen) expect(row).toMatchObject({ attempts: 1, lease_until_ms: s(0) + 6_000 });
  await o.close();
});

test('a decision that is not durable sends nothing, and its places are free for the next', async () => {
  const sent: Delivery[] = [];
  const o = await open((delivery) => {
    sent.push(delivery);
    return Promise.resolve({ is: 'delivered' });
  });
  const refuse = `CREATE TRIGGER refuse BEFORE UPDATE ON delivery BEGIN SELECT RAISE(ROLLBACK, 'disk went away'); END`;
  const admin = openSqliteDatabase<DispatchTables>(join(dir, 'app.db'));
  await sql.raw(refuse).execute(admin);
  // More often than there are places.
  for (let n = 1; n <= 5; n += 1) {
    await expect(o.pipeline.apply({ position: n, finding: aFinding({ liftId: `L${n}` }) })).rejects.toThrow();
    expect(o.pipeline.position).toBe(0);
  }
  expect(sent).toEqual([]);
  await sql.raw('DROP TRIGGER refuse').execute(admin);
  await admin.destroy();
  const { deliveries } = await o.pipeline.apply({ position: 1, finding: aFinding() });
  await waitUntil('every message to leave', () => sent.length === deliveries.length, 30_000);
  expect(sent.every((d) => !d.possiblyRepeated)).toBe(true);
  await o.close();
});

test('what cannot be leased within the decision does not hold it up: it leaves from the queue', async () => {
  const sent: Delivery[] = [];
  const o = await open((delivery) => {
    sent.push(delivery);
    return Promise.resolve({ is: 'delivered' });
  });
  const admin = openSqliteDatabase<DispatchTables>(join(dir, 'app.db'));
  const refuse = `CREATE TRIGGER refuse BEFORE UPDATE ON delivery BEGIN SELECT RAISE(ABORT, 'not now'); END`;
  await sql.raw(refuse).execute(admin);
  const { deliveries } = await o.pipeline.apply({ position: 1, finding: aFinding() });
  expect(o.pipeline.position).toBe(1);
  expect(o.errors).toHaveLength(1);
  expect(sent).toEqual([]);
  await sql.raw('DROP TRIGGER refuse').execute(admin);
  await admin.destroy();
  await o.outbox.idle();
  expect(sent).toHaveLength(deliveries.length);
  await o.close();
});

test('a worker that stood still until its lease was nearly over leaves the message to whoever leases it next', async () => {
  const sent: Delivery[] = [];
  const o = await open((delivery) => {
    sent.push(delivery);
    return Promise.resolve({ is: 'delivered' });
  });
  o.diskTakes.ms = 5_001;
  const { deliveries } = await o.pipeline.apply({ position: 1, finding: aFinding() });
  await o.outbox.idle();
  expect(sent).toEqual([]);
  o.clock.ms = s(7);
  await o.outbox.idle();
  expect(sent).toHaveLength(deliveries.length);
  // It may have gone out, for all that its lease says.
  expect(sent.every((d) => d.possiblyRepeated)).toBe(true);
  await o.close();
});

import type { Delivery } from '@liftwatch/schemas';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Channel, Outcome } from '../src/channels/channel.ts';
import { capFor, carriersChannel, type Carrier } from '../src/channels/carriers.ts';
import { withBreaker } from '../src/channels/with-breaker.ts';
import { attemptsOf, sentCount } from '../src/outbox/attempts.ts';
import { openCircuits } from '../src/outbox/breaker.ts';
import { leaseNext } from '../src/outbox/delivery-store.ts';
import { directoryOfFindings, type Directory } from '../src/routing/directory.ts';
import { aFinding, s } from './support/a-finding.ts';
import { openOffice } from './support/open-office.ts';
import { openPipeline } from './support/open-pipeline.ts';

const provider = (name: string, ...answers: readonly Outcome[]): Carrier & { readonly sent: Delivery[] } => {
  const sent: Delivery[] = [];
  return {
    ...{ name, sent },
    send: (d) => (sent.push(d), Promise.resolve(answers[Math.min(sent.length, answers.length) - 1]!)),
  };
};

/** As findings name people, and each has a number. */
const withNumbers: Directory = {
  recipientsOf: (role, incident, atMs) =>
    directoryOfFindings
      .recipientsOf(role, incident, atMs)
      .map((to) => (to.channel === 'sms' ? { ...to, address: '13812345678' } : to)),
};

const open = async (providers: readonly Carrier[], more: { readonly channels?: Record<string, Channel> } = {}) => {
  const p = await openPipeline(undefined, withNumbers);
  const clock = { ms: s(1) };
  const errors: unknown[] = [];
  const unreached: string[] = [];
  const circuits = openCircuits({ nowMs: () => clock.ms, random: () => 1, timeoutMs: 1_000 });
  const sms = carriersChannel({
    channel: 'sms',
    ...{ carriers: providers, circuits },
    sentCount: (name, to) =>
      sentCount(p.database, { provider: name, numberKey: `key-of-${to}`, sinceMs: clock.ms - 86_400_000 }),
  });
  const office = openOffice(
    p.database,
    { sms, ...more.channels },
    {
      nowMs: () => clock.ms,
      onUnreached: (d, why) => unreached.push(`${d.channel}:${why}`),
      onError: (e) => errors.push(e),
    },
  );
  const outbox = office.start();
  const stored = async (channel = 'sms'): Promise<Delivery[]> => {
    const rows = await p.database
      .selectFrom('delivery')
      .select('document')
      .where('channel', '=', channel)
      .orderBy('seq')
      .execute();
    return rows.map((row) => JSON.parse(row.document) as Delivery);
  };
  const tick = async (ms: number) => {
    clock.ms += ms;
    await outbox.idle();
  };
  return { ...p, ...office, outbox, clock, circuits, errors, unreached, stored, tick };
};

const find = (o: Awaited<ReturnType<typeof open>>, liftId = 'L1'): Promise<void> => o.find(aFinding({ liftId }));

test('a carrier that fails gives way to the next at once; one that has taken a message is the only one', async () => {
  const [a, b] = [provider('a', { is: 'later', reason: 'HTTP 503' }), provider('b', { is: 'accepted' })];
  const o = await open([a, b]);
  await find(o);
  await o.outbox.idle();
  const [sms] = await o.stored();
  expect([a.sent.length, b.sent.length]).toEqual([1, 1]);
  expect(sms).toMatchObject({ state: 'accepted', provider: 'b', tried: ['a', 'b'], possiblyRepeated: false });
  await o.tick(3_600_000);
  expect([a.sent.length, b.sent.length, o.unreached.length]).toEqual([1, 1, 0]);
  expect((await attemptsOf(o.database, sms!.deliveryId)).map((x) => [x.provider, x.outcome])).toEqual([
    ['a', 'later'],
    ['b', 'accepted'],
  ]);
  await o.outbox.close();
});

test('an answer that is lost goes to the next carrier marked possibly repeated', async () => {
  const [a, b] = [provider('a', { is: 'unknown', reason: 'TimeoutError' }), provider('b', { is: 'accepted' })];
  const o = await open([a, b]);
  await find(o);
  await o.outbox.idle();
  expect([a.sent[0]!.possiblyRepeated, b.sent[0]!.possiblyRepeated]).toEqual([false, true]);
  await o.outbox.close();
});

test('no receipt in time: the next carrier, marked; none left: the next person is told once, and the message stays accepted', async () => {
  const accepted: Outcome = { is: 'accepted', receiptWaitMs: 60_000 };
  const [a, b] = [provider('a', accepted), provider('b', accepted)];
  const o = await open([a, b]);
  await find(o);
  await o.outbox.idle();
  await o.tick(59_999);
  expect(b.sent).toHaveLength(0);
  await o.tick(1);
  expect(b.sent.map((d) => d.possiblyRepeated)).toEqual([true]);
  await o.tick(60_000);
  await o.tick(60_000);
  expect(o.unreached).toEqual(['sms:no-receipt']);
  expect((await o.stored())[0]).toMatchObject({ state: 'accepted', provider: 'b' });
  const pages = (await o.stored('log')).map((d) => [d.notice, d.role, d.reason]);
  expect(pages).toEqual([['undelivered', 'operator', 'undelivered-no-receipt']]);
  await o.outbox.close();
});

test('a receipt in time stops the clock; the first carrier may still report after the second was asked', async () => {
  const accepted: Outcome = { is: 'accepted', receiptWaitMs: 60_000 };
  const o = await open([provider('a', accepted), provider('b', accepted)]);
  await find(o);
  await o.outbox.idle();
  await o.tick(60_000);
  const [sms] = await o.stored();
  await o.record.receipt(sms!.deliveryId, { state: 'failed', provider: 'a', atMs: o.clock.ms });
  expect((await o.stored())[0]).toMatchObject({ state: 'accepted', provider: 'b' });
  await o.record.receipt(sms!.deliveryId, { state: 'delivered', provider: 'a', atMs: o.clock.ms });
  await o.tick(600_000);
  expect((await o.stored())[0]).toMatchObject({ state: 'delivered' });
  expect(o.unreached).toEqual([]);
  await o.outbox.close();
});

test('a receipt of failure brings the next carrier; of the last one, the operator', async () => {
  const o = await open([provider('a', { is: 'accepted' }), provider('b', { is: 'accepted' })]);
  await find(o);
  await o.outbox.idle();
  const [sms] = await o.stored();
  await o.record.receipt(sms!.deliveryId, { state: 'failed', provider: 'a', atMs: o.clock.ms });
  await o.outbox.idle();
  expect((await o.stored())[0]).toMatchObject({ state: 'accepted', provider: 'b', possiblyRepeated: false });
  await o.record.receipt(sms!.deliveryId, { state: 'failed', provider: 'b', atMs: o.clock.ms });
  await o.outbox.idle();
  expect((await o.stored())[0]).toMatchObject({ state: 'failed' });
  expect(o.unreached).toEqual(['sms:given-up']);
  expect(await o.stored('log')).toHaveLength(1);
  await o.outbox.close();
});

test('receipts that name the carrier’s id count in any order, also before the answer that tells us the id', async () => {
  fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: 6 });
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray(['accepted', 'delivered'] as const, { minLength: 1 }), async (states) => {
      const answer: Outcome = { is: 'accepted', carrierId: 'm-1', receiptWaitMs: 60_000 };
      const early: Carrier = {
        name: 'a',
        async send() {
          for (const state of states) await o.record.carrierReceipt('m-1', { state, provider: 'a', atMs: o.clock.ms });
          return answer;
        },
      };
      const o = await open([early]);
      await find(o);
      await o.outbox.idle();
      expect((await o.stored())[0]!.state).toBe(states.includes('delivered') ? 'delivered' : 'accepted');
      expect(await o.database.selectFrom('receipt_early').selectAll().execute()).toEqual([]);
      await o.outbox.close();
    }),
  );
});

test('a receipt that overtakes its own answer is no receipt that was missed: the message goes out once', async () => {
  const sent: Delivery[] = [];
  const overtaken: Carrier = {
    name: 'a',
    async send(delivery) {
      sent.push(delivery);
      await o.record.receipt(delivery.deliveryId, { state: 'accepted', atMs: o.clock.ms });
      // The outbox looks for missed receipts while the answer is still on its way.
      o.outbox.wake();
      for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      return { is: 'accepted', receiptWaitMs: 60_000 };
    },
  };
  const o = await open([overtaken]);
  await find(o);
  await o.outbox.idle();
  expect(sent.map((d) => d.possiblyRepeated)).toEqual([false]);
  expect((await o.stored())[0]).toMatchObject({ state: 'accepted', possiblyRepeated: false });
  await o.outbox.close();
});

test('an answer that was lost after a first receipt: without a second one the message goes out again, marked', async () => {
  const a = provider('a', { is: 'accepted', receiptWaitMs: 60_000 });
  const o = await open([a]);
  // Another process has it in its hands: this one must not take it first.
  await o.outbox.close();
  await find(o);
  const { endpoint } = await o.database
    .selectFrom('delivery')
    .select('endpoint')
    .where('channel', '=', 'sms')
    .executeTakeFirstOrThrow();
  const leased = await leaseNext(o.database, endpoint, { nowMs: o.clock.ms, leaseUntilMs: o.clock.ms + 6_000 });
  await o.record.receipt(leased?.delivery.deliveryId ?? '', { state: 'accepted', atMs: o.clock.ms });
  const outbox = o.start();
  o.clock.ms += 59_000;
  await outbox.idle();
  expect(a.sent).toEqual([]);
  o.clock.ms += 1_000;
  await outbox.idle();
  expect(a.sent.map((d) => d.possiblyRepeated)).toEqual([true]);
  await outbox.close();
});

test('near its daily cap a carrier gives way; what is kept is for people in danger', async () => {
  const a: Carrier & { sent: Delivery[] } = { ...provider('a', { is: 'accepted' }), dailyCapCount: 2 };
  const b = provider('b', { is: 'accepted' });
  const o = await open([a, b]);
  for (const liftId of ['L1', 'L2', 'L3']) {
    await find(o, liftId);
    await o.outbox.idle();
  }
  expect([a.sent.length, b.sent.length]).toEqual([2, 1]);
  const [sms] = await o.stored();
  expect(capFor(sms!, 50)).toBe(50);
  expect(capFor({ ...sms!, content: { ...sms!.content, kind: 'fault/X08' } }, 50)).toBe(40);
  await o.outbox.close();
});

test('behind a probe that may take ten seconds the others look again after two: the endpoint may have answered at once', () => {
  const clock = { ms: 0 };
  const circuits = openCircuits({ nowMs: () => clock.ms, random: () => 1, timeoutMs: 10_000 });
  for (let failures = 0; failures < 5; failures++) {
    expect(circuits.begin('webhook')).toBe(0);
    circuits.end('webhook', { failed: true });
  }
  clock.ms += circuits.begin('webhook');
  expect(circuits.begin('webhook')).toBe(0);
  expect(circuits.begin('webhook')).toBe(2_000);
  clock.ms += 9_500;
  expect(circuits.begin('webhook')).toBe(500);
  circuits.end('webhook', { failed: false });
  expect(circuits.begin('webhook')).toBe(0);
});

test('a circuit opens after five failures in a row and lets one probe through; the waiting make no attempts', async () => {
  const sent: string[] = [];
  let up = false;
  const webhook: Channel = {
    send: (d) => (
      sent.push(d.deliveryId),
      Promise.resolve(up ? { is: 'accepted' } : { is: 'later', reason: 'HTTP 500' })
    ),
  };
  const clock = { ms: 0 };
  const circuits = openCircuits({ nowMs: () => clock.ms, random: () => 1, timeoutMs: 1_000 });
  const channel = withBreaker(webhook, circuits);
  const one = (n: number) =>
    channel.send(
      { deliveryId: `d-${n}`, channel: 'webhook', address: 'https://firm.example/hook' } as Delivery,
      AbortSignal.timeout(1_000),
    );
  for (let n = 0; n < 5; n++) expect(await one(n)).toMatchObject({ reason: 'HTTP 500' });
  expect(await one(5)).toEqual({ is: 'later', reason: 'circuit-open', retryAfterMs: 1_000, untried: true });
  expect(sent).toHaveLength(5);
  clock.ms = 1_000;
  const [probe, other] = await Promise.all([one(6), one(7)]);
  expect(probe).toMatchObject({ reason: 'HTTP 500' });
  expect(other).toMatchObject({ reason: 'circuit-open' });
  expect(await one(8)).toMatchObject({ retryAfterMs: 2_000 });
  up = true;
  clock.ms = 3_000;
  expect(await one(9)).toEqual({ is: 'accepted' });
  expect(await one(10)).toEqual({ is: 'accepted' });
  expect(circuits.open()).toEqual([]);
});

test('two workers over one database: each message is sent once', async () => {
  const p = await openPipeline();
  const sent: string[] = [];
  const webhook: Channel = {
    send: async (d) => {
      sent.push(d.deliveryId);
      await new Promise(setImmediate);
      return { is: 'accepted' };
    },
  };
  for (let n = 0; n < 40; n++) await p.find(aFinding({ liftId: `L${n}` }));
  const errors: unknown[] = [];
  const how = { nowMs: () => s(2), onError: (e: unknown) => errors.push(e) };
  const outboxes = [1, 2].map(() => openOffice(p.database, { webhook }, how).start());
  await Promise.all(outboxes.map((o) => o.idle()));
  await Promise.all(outboxes.map((o) => o.close()));
  expect(errors).toEqual([]);
  expect([sent.length, new Set(sent).size]).toEqual([40, 40]);
});

test('dead letters page the operator once for each incident and recipient, and the operator’s own page nobody', async () => {
  const refused: Channel = { send: () => Promise.resolve({ is: 'refused', reason: 'HTTP 410' }) };
  const o = await open([], {
    channels: { webhook: refused, log: refused, sms: { send: () => Promise.resolve({ is: 'delivered' }) } },
  });
  await o.find(aFinding(), aFinding({ revision: 2, change: 'updated', priority: 'P0', atS: 10 }));
  await o.tick(20_000);
  expect((await o.stored('webhook')).map((d) => d.state)).toEqual(['failed', 'failed']);
  expect((await o.stored('log')).map((d) => [d.notice, d.state])).toEqual([['undelivered', 'failed']]);
  await o.outbox.close();
});

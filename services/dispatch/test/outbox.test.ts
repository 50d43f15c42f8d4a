import type { Delivery } from '@liftwatch/schemas';
import fc from 'fast-check';
import { sql } from 'kysely';
import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { startSandbox, waitUntil } from '@liftwatch/infra';
import type { Channel, Outcome } from '../src/channels/channel.ts';
import { smsText } from '../src/channels/sms/sms-text.ts';
import { webhookBody, webhookChannel } from '../src/channels/webhook/webhook.ts';
import { masked } from '../src/channels/masked.ts';
import { afterAttempt, raised } from '../src/outbox/after-attempt.ts';
import { defaultBackoff, seededRandom, waitMsAfter } from '../src/outbox/backoff.ts';
import { leaseNext } from '../src/outbox/delivery-store.ts';
import { openOffice } from './support/open-office.ts';
import { deliveriesOf } from './support/a-delivery.ts';
import { aFinding, s } from './support/a-finding.ts';
import { openPipeline } from './support/open-pipeline.ts';

const saying = (...answers: readonly Outcome[]): Channel & { readonly sent: Delivery[] } => {
  const sent: Delivery[] = [];
  return { sent, send: (d) => (sent.push(d), Promise.resolve(answers[Math.min(sent.length, answers.length) - 1]!)) };
};

const open = async (channels: { webhook: Channel; cap: Channel; sms: Channel }, maxAttemptsCount = 5) => {
  const p = await openPipeline();
  const clock = { ms: s(1_000) };
  const dead: Delivery[] = [];
  const errors: unknown[] = [];
  const office = openOffice(p.database, channels, {
    nowMs: () => clock.ms,
    backoff: { ...defaultBackoff, maxAttemptsCount },
    onUnreached: (d, why) => why === 'given-up' && dead.push(d),
    onError: (e) => errors.push(e),
  });
  const start = () => office.start();
  const states = async () =>
    (await p.database.selectFrom('delivery').select(['channel', 'state']).orderBy('seq').execute()).map(
      (r) => `${r.channel}:${r.state}`,
    );
  return { ...p, clock, dead, errors, start, states };
};

test('a dead channel delays no other, is tried again under the same id, and is given up with an operator alert', async () => {
  const [webhook, cap, sms] = [
    saying({ is: 'later', reason: 'HTTP 503' }),
    saying({ is: 'accepted' }),
    saying({ is: 'accepted' }),
  ];
  const o = await open({ webhook, cap, sms }, 3);
  await o.find(aFinding());
  const outbox = o.start();
  await outbox.idle();
  expect(await o.states()).toEqual(['webhook:queued', 'cap:accepted', 'sms:accepted', 'log:delivered']);
  for (let n = 0; n < 4; n++) {
    o.clock.ms += 600_000;
    await outbox.idle();
  }
  await outbox.close();
  expect(new Set(webhook.sent.map((d) => d.deliveryId)).size).toBe(1);
  expect(webhook.sent).toHaveLength(3);
  expect(o.dead.map((d) => d.channel)).toEqual(['webhook']);
  expect(o.errors).toEqual([]);
});

test('killed between submit and record: sent again under the same id, marked possibly repeated', async () => {
  const cap = saying({ is: 'accepted' });
  const o = await open({ webhook: saying({ is: 'accepted' }), cap, sms: saying({ is: 'accepted' }) });
  await o.find(aFinding());
  // The process dies while it holds the lease: nothing is recorded but the lease and the counted attempt.
  const before = await leaseNext(o.database, 'cap|platform', { nowMs: o.clock.ms, leaseUntilMs: o.clock.ms + 6_000 });
  const early = o.start();
  await early.idle();
  expect(cap.sent).toEqual([]);
  o.clock.ms += 6_001;
  await early.idle();
  await early.close();
  expect(cap.sent.map((d) => [d.deliveryId, d.possiblyRepeated, d.attempts])).toEqual([
    [before?.delivery.deliveryId, true, 2],
  ]);
});

test('the database is away as the answer comes, and longer than the lease: the outcome is written down, the message sent once', async () => {
  const cap = saying({ is: 'accepted' });
  const o = await open({ webhook: saying({ is: 'accepted' }), cap, sms: saying({ is: 'accepted' }) });
  await o.find(aFinding());
  await sql`CREATE TRIGGER away BEFORE INSERT ON delivery_attempt BEGIN SELECT RAISE(ABORT, 'away'); END`.execute(
    o.database,
  );
  const outbox = o.start();
  await waitUntil('the answers that cannot be written down', () => o.errors.length >= 4);
  o.clock.ms += 600_000;
  outbox.wake();
  await waitUntil('more tries', () => o.errors.length >= 8);
  expect(cap.sent).toHaveLength(1);
  await sql`DROP TRIGGER away`.execute(o.database);
  await outbox.idle();
  await outbox.close();
  expect(cap.sent.map((d) => d.possiblyRepeated)).toEqual([false]);
  expect(await o.states()).toEqual(['webhook:accepted', 'cap:accepted', 'sms:accepted']);
});

test('at an endpoint with a queue messages about people in danger go first', async () => {
  const webhook = saying({ is: 'accepted' });
  const o = await open({ webhook, cap: saying({ is: 'accepted' }), sms: saying({ is: 'accepted' }) });
  const fault = (n: number) => aFinding({ liftId: `L${n}`, code: '02', priority: 'P2', occupancy: 'empty', atS: n });
  await o.find(fault(1), fault(2), fault(3), aFinding({ liftId: 'L9', atS: 4 }), fault(5));
  const outbox = o.start();
  await outbox.idle();
  await outbox.close();
  expect(webhook.sent.map((d) => d.content.liftId)).toEqual(['L9', 'L1', 'L2', 'L3', 'L5']);
});

test('messages of one incident keep their order per recipient: no Update before its Alert, though the Alert is retried', async () => {
  const cap = saying({ is: 'later', reason: 'HTTP 503' }, { is: 'accepted' });
  const o = await open({ webhook: saying({ is: 'accepted' }), cap, sms: saying({ is: 'accepted' }) });
  await o.find(aFinding(), aFinding({ revision: 2, change: 'cleared', stage: 'released', atS: 60 }));
  const outbox = o.start();
  await outbox.idle();
  o.clock.ms += 600_000;
  await outbox.idle();
  await outbox.close();
  expect(cap.sent.map((d) => d.notice)).toEqual(['alarm', 'alarm', 'released']);
});

test('receipts come in any order: the state is only ever raised', () => {
  const kinds = ['accepted', 'delivered', 'failed'] as const;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...kinds), { minLength: 1 }), (receipts) => {
      const start = { state: 'queued' } as Delivery;
      const end = receipts.reduce((d, r, n) => raised(d, r, n), start);
      const best = receipts.includes('delivered') ? 'delivered' : receipts.includes('failed') ? 'failed' : 'accepted';
      expect(end.state).toBe(best);
    }),
  );
});

test('waits grow to their limit, are never below half of the step, and heed Retry-After', () => {
  const random = seededRandom(7);
  for (let n = 1; n < 40; n++) {
    const waitMs = waitMsAfter(n, defaultBackoff, { random });
    const stepMs = Math.min(300_000, 1_000 * 2 ** (n - 1));
    expect(waitMs).toBeGreaterThanOrEqual(stepMs / 2);
    expect(waitMs).toBeLessThanOrEqual(stepMs);
  }
  expect(waitMsAfter(1, defaultBackoff, { random, retryAfterMs: 90_000 })).toBe(90_000);
});

test('an unknown outcome is sent again and marked; the SMS says so', async () => {
  const [delivery] = (await deliveriesOf('released')).filter((d) => d.channel === 'sms');
  const after = afterAttempt(
    { ...delivery!, attempts: 1 },
    { is: 'unknown', reason: 'TimeoutError' },
    { nowMs: delivery!.createdAtMs, random: () => 0, backoff: defaultBackoff, hasAnother: () => false },
  );
  expect(after).toMatchObject({
    delivery: { possiblyRepeated: true, state: 'queued' },
    dueAtMs: delivery!.createdAtMs + 500,
  });
  expect(smsText(after.delivery)).toContain('可能重复');
  expect(smsText(delivery!)).not.toContain('可能重复');
});

test('every SMS fits one segment and names what, where and when', async () => {
  for (const delivery of [...(await deliveriesOf('released')), ...(await deliveriesOf('rejected'))]) {
    const text = smsText(delivery);
    expect(text.length).toBeLessThanOrEqual(70);
    expect(text).toContain('天塔1号楼1号梯');
    expect(text).toContain('10:00');
  }
  const [suspected] = await deliveriesOf('released');
  expect(webhookBody(suspected!)).toContain('疑似');
});

test('webhook: signed as Standard Webhooks, the id the same at every attempt; a changed body does not verify', async () => {
  const sandbox = await startSandbox();
  try {
    const [first] = await deliveriesOf('released');
    const delivery = { ...first!, address: sandbox.firm.webhookUrl };
    const channel = webhookChannel({ secretOf: () => sandbox.firmSecret, nowMs: Date.now });
    sandbox.firm.answerWith(503);
    expect(await channel.send(delivery, AbortSignal.timeout(5_000))).toMatchObject({ is: 'later', reason: 'HTTP 503' });
    sandbox.firm.answerWith(undefined);
    expect(await channel.send(delivery, AbortSignal.timeout(5_000))).toEqual({ is: 'accepted' });
    expect(await channel.send(delivery, AbortSignal.timeout(5_000))).toEqual({ is: 'accepted' });
    expect(sandbox.firm.received().map((m) => [m.id, m.arrivalCount])).toEqual([[delivery.deliveryId, 2]]);
  } finally {
    await sandbox.close();
  }
  const [delivery] = await deliveriesOf('released');
  const hook = new Webhook('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  const at = new Date();
  const body = webhookBody(delivery!);
  const headers = {
    'webhook-id': delivery!.deliveryId,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': hook.sign(delivery!.deliveryId, at, body),
  };
  expect(hook.verify(body, headers)).toMatchObject({ type: 'incident.suspected' });
  expect(() => hook.verify(body.replace('suspected', 'alarm'), headers)).toThrow();
});

test('phone numbers are masked, URLs lose their query', () => {
  expect(masked('13812345678')).toBe('138****5678');
  expect(masked('https://user:pw@firm.example/hook?key=1')).toBe('https://firm.example/hook');
});

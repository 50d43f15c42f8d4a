import type { Delivery } from '@liftwatch/schemas';
import { waitUntil } from '@liftwatch/infra';
import { expect, test } from 'vitest';
import type { Channel, Outcome } from '../src/channels/channel.ts';
import { smsText } from '../src/channels/sms/sms-text.ts';
import { noteHeard } from '../src/outbox/in-order.ts';
import { aFinding, s } from './support/a-finding.ts';
import { openOffice } from './support/open-office.ts';
import { openPipeline } from './support/open-pipeline.ts';

const RECEIPT_WAIT_MS = 60_000;

const busy: Outcome = { is: 'later', reason: 'busy', provider: 'kannel' };

/** A gateway that takes everything, unless it is told otherwise, and whose receipts come when the test says so. */
const gateway = () => {
  const sent: Delivery[] = [];
  const mood: { isBusy: boolean; held?: { reached: () => void; until: Promise<void> } | undefined } = { isBusy: false };
  const channel: Channel = {
    async send(delivery) {
      sent.push(delivery);
      const { held } = mood;
      mood.held = undefined;
      held?.reached();
      await held?.until;
      if (held || mood.isBusy) return busy;
      return {
        is: 'accepted',
        provider: 'kannel',
        carrierId: delivery.deliveryId,
        receiptWaitMs: RECEIPT_WAIT_MS,
      };
    },
  };
  return { sent, mood, channel };
};

const open = async () => {
  const p = await openPipeline();
  const clock = { ms: s(0) };
  const sms = gateway();
  const office = openOffice(
    p.database,
    { sms: sms.channel },
    { nowMs: () => clock.ms, onError: (error) => expect.fail(String(error)) },
  );
  let outbox = office.start();
  let revision = 0;
  const say = async (parts: Parameters<typeof aFinding>[0]): Promise<void> => {
    revision += 1;
    await p.find(aFinding({ revision, change: 'updated', ...parts, atS: (clock.ms - s(0)) / 1_000 }));
    await outbox.idle();
  };
  const rows = async (): Promise<readonly Delivery[]> => {
    const found = await p.database
      .selectFrom('delivery')
      .select('document')
      .where('channel', '=', 'sms')
      .orderBy('seq')
      .execute();
    return found.map(({ document }) => JSON.parse(document) as Delivery);
  };
  return {
    clock,
    close: () => outbox.close(),
    /** The process ends and starts again: receipts that came in between went nowhere. */
    restart: async (): Promise<void> => {
      await outbox.close();
      outbox = office.start();
      await outbox.idle();
    },
    say,
    alarm: () => say({}),
    /** Another lift of the same people. */
    alarmElsewhere: (liftId: string) => say({ liftId, change: 'raised' }),
    endElsewhere: (liftId: string) => say({ liftId, change: 'cleared', stage: 'released' }),
    phoneWrites: () => noteHeard(p.database, 'kannel', clock.ms),
    takenOn: () =>
      p.act({
        incidentId: p.ofKind('entrapment').at(-1)!.incidentId,
        ...{ by: 'crew', action: { is: 'acknowledge' }, nowMs: clock.ms },
      }),
    /** It has ended, and nobody was told of that. */
    endUntold: async (): Promise<void> => {
      const { incidentId, document } = await p.database
        .selectFrom('incident')
        .select(['incident_id as incidentId', 'document'])
        .executeTakeFirstOrThrow();
      const ended = JSON.stringify({ ...(JSON.parse(document) as object), state: 'closed' });
      await p.database.updateTable('incident').set({ document: ended }).where('incident_id', '=', incidentId).execute();
    },
    end: () => say({ change: 'cleared', stage: 'released' }),
    worse: () => say({ priority: 'P0' }),
    /** What the gateway was given, in its order. */
    notices: (liftId = 'L1') => sms.sent.filter((one) => one.content.liftId === liftId).map((one) => one.notice),
    texts: () => sms.sent.map(smsText),
    gatewayIs: (how: 'busy' | 'well') => void (sms.mood.isBusy = how === 'busy'),
    /** The next message is neither taken nor refused until the test says so. */
    gatewayHolds: () => {
      const [reached, refused] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      sms.mood.held = { reached: reached.resolve, until: refused.promise };
      return { reached: reached.promise, refuse: refused.resolve };
    },
    /** Another worker has leased it, and nobody will hear of that one again. */
    leaseOfAnother: async (notice: string, forMs: number): Promise<void> => {
      await p.database
        .updateTable('delivery')
        .set({ lease_until_ms: clock.ms + forMs })
        .where('state', '=', 'queued')
        .where('document', 'like', `%"notice":"${notice}"%`)
        .execute();
    },
    /** Every message by SMS. */
    rows,
    rowsCount: (count: number) => waitUntil(`${count} messages`, async () => (await rows()).length === count, 30_000),
    receipt: async (notice: string, state: 'delivered' | 'failed', liftId = 'L1', which = 'last'): Promise<void> => {
      const all = sms.sent.filter((one) => one.notice === notice && one.content.liftId === liftId);
      const { deliveryId } = all.at(which === 'last' ? -1 : 0)!;
      await office.record.carrierReceipt(deliveryId, { provider: 'kannel', state, atMs: clock.ms });
      await outbox.idle();
    },
    async pass(ms: number): Promise<void> {
      clock.ms += ms;
      await outbox.idle();
    },
  };
};

test.each(['delivered', 'failed'] as const)(
  'an end waits until it is known what became of the alarm (%s): a gateway could turn the two round',
  async (fate) => {
    const o = await open();
    await o.alarm();
    await o.pass(20_000);
    await o.end();
    await o.pass(5_000);
    expect(o.notices()).toEqual(['alarm']);
    await o.receipt('alarm', fate);
    expect(o.notices()).toEqual(['alarm', 'released']);
    await o.close();
  },
);

test('without any receipt it waits as long as a receipt may take, and goes', async () => {
  const o = await open();
  await o.alarm();
  await o.pass(20_000);
  await o.end();
  await o.pass(RECEIPT_WAIT_MS - 20_001);
  expect(o.notices()).toEqual(['alarm']);
  await o.pass(1);
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.close();
});

test('after a start it waits seconds for the receipt of what was handed over before: it may have come while nobody listened', async () => {
  const o = await open();
  await o.alarm();
  await o.pass(5_000);
  await o.restart();
  await o.end();
  await o.pass(9_999);
  expect(o.notices()).toEqual(['alarm']);
  await o.pass(1);
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.close();
});

test('it begins anew while the end is on its way: the new alarm waits seconds for word of it, no longer', async () => {
  const o = await open();
  await o.alarm();
  await o.receipt('alarm', 'delivered');
  await o.pass(20_000);
  await o.end();
  await o.pass(1_000);
  await o.alarm();
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.pass(8_999);
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.pass(1);
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
  await o.close();
});

test('an end that waits as it begins anew is not sent any more: the new alarm goes at once, and says that the former one has ended', async () => {
  const o = await open();
  await o.alarm();
  await o.pass(65_000);
  await o.worse();
  await o.end();
  await o.pass(1_000);
  await o.alarm();
  expect(o.notices()).toEqual(['alarm', 'updated', 'alarm']);
  expect(o.texts().at(-1)).toContain('再次报警：电梯困人');
  expect(o.texts().at(-1)).toContain('10:00起的那次已解除');
  expect(o.texts()[0]).not.toContain('已解除');
  await o.pass(700_000);
  expect(o.notices()).toEqual(['alarm', 'updated', 'alarm']);
  const [ended] = (await o.rows()).filter(({ notice }) => notice === 'released');
  expect(ended).toMatchObject({ state: 'superseded', attempts: 0 });
  expect(ended?.supersededBy).toBe((await o.rows()).at(-1)?.deliveryId);
  await o.close();
});

test('an end that a carrier refuses for now holds up no new alarm, and is not tried again after it', async () => {
  const o = await open();
  await o.alarm();
  await o.receipt('alarm', 'delivered');
  o.gatewayIs('busy');
  await o.end();
  expect(o.notices()).toEqual(['alarm', 'released']);
  o.gatewayIs('well');
  await o.alarm();
  await o.pass(600_000);
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
  expect((await o.rows()).map(({ state }) => state)).toEqual(['delivered', 'superseded', 'accepted']);
  await o.close();
});

test('an end that is being handed over as it begins anew, and is not taken, is not tried again', async () => {
  const o = await open();
  await o.alarm();
  await o.receipt('alarm', 'delivered');
  const handing = o.gatewayHolds();
  const ending = o.end();
  await handing.reached;
  const anew = o.alarm();
  await o.rowsCount(3);
  handing.refuse();
  await Promise.all([ending, anew]);
  await o.pass(600_000);
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
  await o.close();
});

test('an end in the hands of a worker that died is not sent again by the next, where it has begun anew meanwhile', async () => {
  const o = await open();
  await o.alarm();
  await o.receipt('alarm', 'delivered');
  o.gatewayIs('busy');
  await o.end();
  o.gatewayIs('well');
  await o.leaseOfAnother('released', 15_000);
  await o.alarm();
  // It may have gone out: the new alarm waits for word of it, as long as it is leased.
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.pass(15_000);
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
  expect((await o.rows()).map(({ state }) => state)).toEqual(['delivered', 'superseded', 'accepted']);
  await o.close();
});

/** It began anew while the gateway held the end: both were on their way at once. */
const bothOnTheirWay = async () => {
  const o = await open();
  await o.alarm();
  await o.receipt('alarm', 'delivered');
  await o.end();
  await o.alarm();
  await o.pass(10_000);
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
  return o;
};

test('word that the end came after the new alarm sends the alarm once more, marked', async () => {
  const o = await bothOnTheirWay();
  await o.receipt('alarm', 'delivered');
  await o.receipt('released', 'delivered');
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm', 'alarm']);
  expect(o.texts().at(-1)).toContain('（可能重复）再次报警');
  await o.receipt('alarm', 'delivered');
  await o.receipt('released', 'delivered');
  await o.pass(600_000);
  expect(o.notices()).toHaveLength(4);
  await o.close();
});

test('an end that did not arrive is read by nobody: the alarm is not sent once more', async () => {
  const o = await bothOnTheirWay();
  await o.receipt('alarm', 'delivered');
  await o.receipt('released', 'failed');
  await o.pass(600_000);
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
  await o.close();
});

test('what has ended is not called to once more, also where nobody was told of the end', async () => {
  const [heard, unheard] = [await bothOnTheirWay(), await bothOnTheirWay()];
  await heard.endUntold();
  await heard.receipt('alarm', 'delivered');
  await heard.receipt('released', 'delivered');
  await unheard.endUntold();
  await unheard.pass(RECEIPT_WAIT_MS);
  for (const o of [heard, unheard]) {
    expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
    await o.close();
  }
});

test('a call about a fault, without a word, goes out once: nobody waits in the car', async () => {
  const o = await open();
  const fault = (more: object = {}) => o.say({ code: '04', incidentKind: 'fault/04', occupancy: 'empty', ...more });
  await fault();
  await o.receipt('alarm', 'delivered');
  await fault({ change: 'cleared', stage: 'released' });
  await fault();
  await o.pass(10_000);
  const before = o.notices();
  expect(before.at(-1)).toBe('alarm');
  await o.pass(RECEIPT_WAIT_MS);
  await o.pass(RECEIPT_WAIT_MS);
  expect(o.notices()).toEqual(before);
  await o.close();
});

test('of several calls without a word the newest alone goes out again', async () => {
  const o = await bothOnTheirWay();
  await o.worse();
  await o.pass(RECEIPT_WAIT_MS);
  await o.pass(RECEIPT_WAIT_MS);
  const again = (await o.rows()).filter(({ reason }) => reason.startsWith('an-end-'));
  expect(new Set(again.map(({ content }) => content.priority))).toEqual(new Set(['P0']));
  await o.close();
});

test('without a word of either, the call goes out behind both, twice, until somebody has it: it is what he reads last', async () => {
  const o = await bothOnTheirWay();
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
  await o.pass(RECEIPT_WAIT_MS);
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm', 'alarm']);
  expect(o.texts().at(-1)).toContain('（可能重复）再次报警');
  await o.pass(RECEIPT_WAIT_MS);
  expect(o.notices()).toHaveLength(5);
  for (let minute = 0; minute < 20; minute += 1) await o.pass(60_000);
  expect(o.notices()).toHaveLength(5);
  expect((await o.rows()).map(({ reason }) => reason).slice(3)).toEqual([
    'an-end-may-come-after-it',
    'an-end-may-still-come-after-it',
  ]);
  await o.close();
});

test('word of the end, or of the call, is enough: nothing goes out again', async () => {
  for (const known of ['released', 'alarm']) {
    const o = await bothOnTheirWay();
    await o.receipt(known, 'delivered');
    await o.pass(RECEIPT_WAIT_MS);
    await o.pass(RECEIPT_WAIT_MS);
    expect([known, o.notices()]).toEqual([known, ['alarm', 'released', 'alarm']]);
    await o.close();
  }
});

test('somebody has it, or it is over meanwhile: no call goes out again', async () => {
  const taken = await bothOnTheirWay();
  await taken.takenOn();
  await taken.pass(RECEIPT_WAIT_MS);
  expect(taken.notices().filter((notice) => notice === 'alarm')).toHaveLength(2);
  await taken.close();
  const over = await bothOnTheirWay();
  await over.end();
  await over.pass(RECEIPT_WAIT_MS);
  await over.pass(RECEIPT_WAIT_MS);
  expect(over.notices().filter((notice) => notice === 'alarm')).toHaveLength(2);
  await over.close();
});

test('word in the order of sending sends nothing more; nor does it where all is over meanwhile', async () => {
  const o = await bothOnTheirWay();
  await o.receipt('released', 'delivered');
  await o.receipt('alarm', 'delivered');
  expect(o.notices()).toHaveLength(3);
  await o.close();
  const over = await bothOnTheirWay();
  await over.receipt('alarm', 'delivered');
  await over.end();
  expect(over.notices()).toEqual(['alarm', 'released', 'alarm', 'released']);
  await over.receipt('released', 'delivered', 'L1', 'first');
  expect(over.notices()).toHaveLength(4);
  await over.close();
});

test('a call after a call waits for no receipt', async () => {
  const o = await open();
  await o.alarm();
  await o.worse();
  expect(o.notices()).toEqual(['alarm', 'updated']);
  await o.close();
});

/** A gateway that sends receipts: it has said what became of another message, and then took the alarm. */
const withReceipts = async () => {
  const o = await open();
  await o.alarmElsewhere('L2');
  await o.receipt('alarm', 'delivered', 'L2');
  await o.pass(1_000);
  await o.alarm();
  await o.pass(20_000);
  await o.end();
  return o;
};

test('a gateway that is silent about everything keeps an end waiting: given it now, it could send it first; with its next word it goes', async () => {
  const o = await withReceipts();
  await o.pass(RECEIPT_WAIT_MS);
  await o.pass(240_000);
  expect(o.notices()).toEqual(['alarm']);
  await o.alarmElsewhere('L3');
  expect(o.notices('L3')).toEqual(['alarm']);
  await o.receipt('alarm', 'delivered', 'L3');
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.close();
});

test('however silent, an end waits ten minutes and no longer', async () => {
  const o = await withReceipts();
  await o.pass(600_000 - 20_001);
  expect(o.notices()).toEqual(['alarm']);
  await o.pass(1);
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.close();
});

test('silent or not, a call waits for no end that is unsent', async () => {
  const o = await withReceipts();
  await o.pass(RECEIPT_WAIT_MS + 60_000);
  await o.alarm();
  expect(o.notices()).toEqual(['alarm', 'alarm']);
  await o.close();
});

test('after a start nobody knows what the gateway said meanwhile: its silence counts from there', async () => {
  const o = await withReceipts();
  await o.restart();
  await o.pass(10_000);
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.close();
});

test('what a phone writes by way of the gateway shows that its network is there: an end waits no longer for it', async () => {
  const o = await withReceipts();
  await o.pass(RECEIPT_WAIT_MS);
  expect(o.notices()).toEqual(['alarm']);
  await o.phoneWrites();
  await o.pass(1);
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.close();
});

test('a gateway whose receipts have ceased for half an hour is not waited for any more than one that sends none', async () => {
  const o = await withReceipts();
  await o.pass(600_000);
  expect(o.notices()).toEqual(['alarm', 'released']);
  // From the first message of which nothing was heard.
  await o.pass(1_800_000 - 600_000 - 20_000 - 60_000);
  await o.alarmElsewhere('L4');
  await o.pass(20_000);
  await o.endElsewhere('L4');
  await o.pass(39_999);
  expect(o.notices('L4')).toEqual(['alarm']);
  await o.pass(1);
  expect(o.notices('L4')).toEqual(['alarm', 'released']);
  await o.close();
});

test('within that half hour it is waited for, since its network may be away', async () => {
  const o = await withReceipts();
  await o.pass(900_000);
  await o.alarmElsewhere('L4');
  await o.pass(20_000);
  await o.endElsewhere('L4');
  await o.pass(RECEIPT_WAIT_MS);
  expect(o.notices('L4')).toEqual(['alarm']);
  await o.receipt('alarm', 'delivered', 'L4');
  expect(o.notices('L4')).toEqual(['alarm', 'released']);
  await o.close();
});

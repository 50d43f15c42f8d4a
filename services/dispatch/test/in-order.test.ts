import type { Delivery } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import type { Channel } from '../src/channels/channel.ts';
import { aFinding, s } from './support/a-finding.ts';
import { openOffice } from './support/open-office.ts';
import { openPipeline } from './support/open-pipeline.ts';

const RECEIPT_WAIT_MS = 60_000;

/** A gateway that takes everything and whose receipts come when the test says so. */
const gateway = (): Channel & { readonly sent: Delivery[] } => {
  const sent: Delivery[] = [];
  return {
    sent,
    send: (delivery) => {
      sent.push(delivery);
      return Promise.resolve({
        is: 'accepted',
        provider: 'kannel',
        carrierId: delivery.deliveryId,
        receiptWaitMs: RECEIPT_WAIT_MS,
      });
    },
  };
};

const open = async () => {
  const p = await openPipeline();
  const clock = { ms: s(0) };
  const sms = gateway();
  const office = openOffice(
    p.database,
    { sms },
    { nowMs: () => clock.ms, onError: (error) => expect.fail(String(error)) },
  );
  let outbox = office.start();
  let revision = 0;
  const say = async (parts: Parameters<typeof aFinding>[0]): Promise<void> => {
    revision += 1;
    await p.find(aFinding({ revision, change: 'updated', ...parts, atS: (clock.ms - s(0)) / 1_000 }));
    await outbox.idle();
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
    alarm: () => say({}),
    /** Another lift of the same people. */
    alarmElsewhere: (liftId: string) => say({ liftId, change: 'raised' }),
    end: () => say({ change: 'cleared', stage: 'released' }),
    worse: () => say({ priority: 'P0' }),
    /** What the gateway was given, in its order. */
    notices: (liftId = 'L1') => sms.sent.filter((one) => one.content.liftId === liftId).map((one) => one.notice),
    receipt: async (notice: string, state: 'delivered' | 'failed', liftId = 'L1'): Promise<void> => {
      const { deliveryId } = sms.sent.findLast((one) => one.notice === notice && one.content.liftId === liftId)!;
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

test('an end that waits holds up no new alarm: it goes at once, and the alarm follows after seconds', async () => {
  const o = await open();
  await o.alarm();
  await o.pass(5_000);
  await o.end();
  await o.pass(1_000);
  expect(o.notices()).toEqual(['alarm']);
  await o.alarm();
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.pass(10_000);
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
  await o.close();
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

test('silent or not, a call waits for nothing but word of an end, and that for seconds', async () => {
  const o = await withReceipts();
  await o.pass(RECEIPT_WAIT_MS + 60_000);
  await o.alarm();
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.pass(10_000);
  expect(o.notices()).toEqual(['alarm', 'released', 'alarm']);
  await o.close();
});

test('after a start nobody knows what the gateway said meanwhile: its silence counts from there', async () => {
  const o = await withReceipts();
  await o.restart();
  await o.pass(10_000);
  expect(o.notices()).toEqual(['alarm', 'released']);
  await o.close();
});

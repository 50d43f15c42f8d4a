import type { Delivery } from '@liftwatch/schemas';
import { waitUntil } from '@liftwatch/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFinding } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const REGISTRY = `
districts: [{districtId: "120101", name: 和平区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}]
firms: [{firmId: F1, name: 安梯维保}]
contacts:
  - {contactId: crew, role: crew, firmId: F1, channel: sms, address: "13900001111"}
  - {contactId: desk, role: firm, firmId: F1, channel: log}
`;
let d: RunningTestDispatch;
beforeAll(async () => {
  d = await runDispatch(REGISTRY);
});
afterAll(() => d.close());

/** Its alarm to a contact, which has come to nothing. */
const deadLetter = async (liftId: string, contactId: string): Promise<Delivery> => {
  // With its receipt: nothing more is to come of it.
  const found = await waitUntil(`word of the alarm to ${contactId}`, async () =>
    (await d.deliveriesOf(liftId)).find(
      (one) =>
        one.recipientId === contactId && one.notice === 'alarm' && one.state !== 'queued' && one.state !== 'accepted',
    ),
  );
  await d.database
    .updateTable('delivery')
    .set({ state: 'failed', document: JSON.stringify({ ...found, state: 'failed' }) })
    .where('delivery_id', '=', found.deliveryId)
    .execute();
  return found;
};
const retried = (delivery: Delivery) =>
  d.operator<{ code?: string; detail?: string }>(`/api/v1/deliveries/${delivery.deliveryId}/retry`, { method: 'POST' });

test('a dead call to come is tried again while its incident lasts, and not after: it would send people to an empty car', async () => {
  await d.find(aFinding({ liftId: 'L1' }));
  expect((await retried(await deadLetter('L1', 'crew'))).status).toBe(200);
  await d.find(aFinding({ liftId: 'L1', revision: 2, change: 'cleared', stage: 'released', atS: 60 }));
  const refused = await retried(await deadLetter('L1', 'crew'));
  expect(refused).toMatchObject({ status: 409, body: { code: 'LIFT_DISPATCH_NOT_OPEN' } });
  expect(refused.body.detail).toContain('over');
  // A system keeps a record: it takes what was so.
  expect((await retried(await deadLetter('L1', 'desk'))).status).toBe(200);
});

import { openSqliteDatabase } from '@liftwatch/stores';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emailOf } from '../src/channels/email/email.ts';
import { smsText } from '../src/channels/sms/sms-text.ts';
import { templated } from '../src/channels/sms/templates.ts';
import { voiceText } from '../src/channels/voice/voice-text.ts';
import { webhookBody } from '../src/channels/webhook/webhook.ts';
import { drillFinding } from '../src/incidents/drill.ts';
import { openDispatchPipeline, type DispatchTables } from '../src/index.ts';
import type { Directory } from '../src/routing/directory.ts';
import { aFinding, T0 } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const registry = `
districts: [{districtId: "120101", name: 和平区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}]
firms: [{firmId: F1, name: 安梯维保}]
lifts: [{liftId: L1, name: 天塔1号梯, siteId: S1, firmId: F1}]
contacts:
  - {contactId: C1, role: manager, siteId: S1, channel: sms, address: "13812345678"}
  - {contactId: O1, role: operator, channel: log}
`;
let d: RunningTestDispatch;
beforeAll(async () => {
  d = await runDispatch(registry);
});
afterAll(() => d.close());

const post = <T>(path: string, body: object) =>
  d.operator<T>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
interface Staged {
  readonly incidentId: string;
}
interface Detail {
  readonly marks: readonly string[];
  readonly incident: {
    readonly kind: string;
    readonly drill?: boolean;
    readonly state: string;
    readonly scope: string;
  };
}

test('an exercise is an incident that says so in every message, beside a real one of the same lift', async () => {
  const { status, body } = await post<Staged>('/api/v1/lifts/L1/drills', {
    id: 'spring',
    by: 'op-7',
    note: '季度演练',
  });
  expect(status).toBe(200);
  await d.dispatch.idle();
  const { incident, marks } = (await d.operator<Detail>(`/api/v1/incidents/${body.incidentId}`)).body;
  expect(marks).toContain('drill');
  expect(incident).toMatchObject({ kind: 'entrapment', drill: true, scope: 'drill/L1' });
  const sms = (await d.deliveriesOf('L1')).find((one) => one.channel === 'sms');
  expect(sms?.content.drill).toBe(true);
  expect(d.sandbox.smsc.received().at(-1)?.text).toContain('演练');
  expect(d.sandbox.smsc.received().at(-1)?.text).not.toContain('有人');

  await d.find(aFinding({ liftId: 'L1' }));
  const open = (await d.operator<{ items: { scope: string }[] }>('/api/v1/incidents?open=true')).body.items;
  expect(open.map((one) => one.scope).sort()).toEqual(['drill/L1', 'lift/L1']);
});

test('the same id is the same exercise, and another one at the lift goes on in it', async () => {
  const again = await post<Staged>('/api/v1/lifts/L1/drills', { id: 'spring', by: 'op-7' });
  const other = await post<Staged>('/api/v1/lifts/L1/drills', { by: 'op-8' });
  expect(again.body.incidentId).toMatch(/^[0-9a-f]{8,}/);
  expect(other.body.incidentId).toBe(again.body.incidentId);
});

test('its participants take every step; the engine hears of none, the ledger of each', async () => {
  const { incidentId } = (await post<Staged>('/api/v1/lifts/L1/drills', { id: 'spring', by: 'op-7' })).body;
  for (const [step, more] of [
    ['acknowledge', {}],
    ['arrive', {}],
    ['release', { peopleFreed: 0 }],
    ['close', { causeCode: 'door-system' }],
  ] as const)
    expect([step, (await post(`/api/v1/incidents/${incidentId}/${step}`, { by: 'crew-3', ...more })).status]).toEqual([
      step,
      200,
    ]);
  const context = await d.database.selectFrom('context_outbox').select('document').execute();
  expect(context.filter(({ document }) => document.includes('operator-decision'))).toEqual([]);
  const { items } = (
    await d.operator<{ items: { subject: string; facts: Record<string, string> }[] }>('/api/v1/ledger?limit=500')
  ).body;
  expect(items.filter((line) => line.subject === 'POST /api/v1/lifts/:id/drills').length).toBe(4);
});

test('an exercise says so in every channel before anything else, and a feed that has no word for it hears nothing', async () => {
  const finding = drillFinding(
    {
      drillId: 'd1',
      liftId: 'L1',
      lift: { registered: true, name: '天塔1号梯', districtId: 'D1', firmId: 'F1', siteId: 'S1' },
      by: 'op-7',
    },
    T0,
  );
  const directory: Directory = {
    recipientsOf: (role) => [
      { recipientId: `${role}-sms`, role, channel: 'sms', address: '13800000001' },
      { recipientId: `${role}-city`, role, channel: 'city', address: 'https://city.example' },
    ],
  };
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const pipeline = await openDispatchPipeline({ database, directory });
  const { deliveries } = await pipeline.apply({ position: 1, finding });
  expect(new Set(deliveries.map((one) => one.channel))).toEqual(new Set(['sms']));
  for (const delivery of deliveries) {
    expect(smsText(delivery)).toContain('演练：电梯困人');
    expect(smsText({ ...delivery, language: 'en' })).toContain('DRILL people trapped');
    expect(voiceText(delivery)).toContain('演练');
    // Where there is room for one thing alone, it is that nobody is held.
    expect(templated(delivery).variables.event).toBe('演练，无人被困');
    expect(templated({ ...delivery, language: 'en' }).variables.event).toBe('DRILL, no harm');
    const lettered = templated({ ...delivery, role: 'crew', replySlot: 'B' }).variables.event;
    expect(lettered).toContain('演练');
    expect(lettered).toContain('B');
    expect(lettered).not.toContain('困人');
    expect(emailOf(delivery, undefined).subject).toContain('演练');
    expect(JSON.parse(webhookBody(delivery))).toMatchObject({
      data: { drill: true, headline: { en: expect.stringContaining('Exercise') } },
    });
  }
  // Control: the real one says no such thing, and goes to the city.
  const real = await pipeline.apply({ position: 2, finding: { ...finding, findingId: 'real-finding', tags: [] } });
  expect(new Set(real.deliveries.map((one) => one.channel))).toEqual(new Set(['sms', 'city']));
  for (const delivery of real.deliveries) expect(smsText(delivery)).not.toContain('演练：电梯困人');
  await database.destroy();
});

test('at a lift that is not registered nobody would hear of it: refused, with the reason', async () => {
  const refused = await post<{ detail: string }>('/api/v1/lifts/L99/drills', { by: 'op-7' });
  expect(refused.status).toBe(404);
  expect(refused.body.detail).toContain('not registered');
  expect((await post('/api/v1/lifts/L1/drills', {})).status).toBe(400);
});

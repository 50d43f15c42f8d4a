import { waitUntil } from '@liftwatch/infra';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFinding } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const registry = `
sites: [{siteId: S1, name: 天塔花园}]
firms: [{firmId: F1, name: 安梯维保}]
lifts: [{liftId: L1, name: 1号梯, siteId: S1, firmId: F1}, {liftId: L2, siteId: S1, firmId: F1}]
contacts:
  - {contactId: C1, role: manager, siteId: S1, channel: sms, address: "13812345678"}
  - {contactId: C2, role: crew, firmId: F1, channel: sms, address: "13812340002"}
  - {contactId: op, role: operator, channel: log}
rotas: [{rotaId: R1, firmId: F1, shifts: [{from: "08:00", to: "20:00", people: [C2]}]}]
`;
let d: RunningTestDispatch;
beforeAll(async () => {
  d = await runDispatch(registry);
});
afterAll(() => d.close());

interface Told {
  readonly code?: string;
  readonly detail?: string;
  readonly items: readonly Readonly<Record<string, unknown>>[];
}
const remove = (path: string, key?: string, body?: object) =>
  d.operator<Told>(`/api/v1/registry/${path}`, {
    method: 'DELETE',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
  });
const list = async (path: string) => (await d.operator<Told>(path)).body.items;
const troubles = async () => list('/api/v1/incidents?kind=system/rota-gap');

test('while people are in it a lift stays; the refusal names the incident and what to do', async () => {
  await d.find(aFinding({ liftId: 'L1' }));
  const refused = await remove('lifts/L1');
  const { incidentId } = await d.incidentOf('L1');
  expect(refused).toMatchObject({ status: 409, body: { code: 'LIFT_DISPATCH_IN_USE' } });
  expect(refused.body.detail).toContain(`${incidentId} (entrapment, `);
  expect(refused.body.detail).toContain('/release or /reject first');
  expect((await list('/api/v1/lifts')).map((one) => one['liftId'])).toEqual(['L1', 'L2']);
});

test('once it is over the lift is taken out, once however often it is asked for; its past stays', async () => {
  const { incidentId } = await d.incidentOf('L1');
  await d.operator(`/api/v1/incidents/${incidentId}/release`, {
    method: 'POST',
    body: JSON.stringify({ by: 'op' }),
    headers: { 'content-type': 'application/json' },
  });
  const first = await remove('lifts/L1', 'key-1', { reason: 'scrapped' });
  expect(first).toMatchObject({ status: 200, body: { list: 'lifts', id: 'L1', removed: true } });
  const again = await remove('lifts/L1', 'key-1', { reason: 'scrapped' });
  expect([again.status, again.text, again.headers.get('idempotent-replayed')]).toEqual([200, first.text, 'true']);
  expect((await remove('lifts/L1')).status).toBe(404);
  expect((await list('/api/v1/lifts')).map((one) => one['liftId'])).toEqual(['L2']);
  expect((await list('/api/v1/test-calls')).map((one) => one['liftId'])).toEqual(['L2']);
  expect(await list('/api/v1/removed-lifts')).toMatchObject([
    { liftId: 'L1', name: '1号梯', removedBy: 'operator', reason: 'scrapped', removedAtMs: expect.any(Number) },
  ]);
  expect((await d.operator(`/api/v1/incidents/${incidentId}`)).status).toBe(200);
  const ledger = await list('/api/v1/ledger?subject=L1');
  expect(ledger).toMatchObject([{ kind: 'change', facts: { liftId: 'L1', registered: false } }]);
  const audited = await list('/api/v1/ledger?subject=DELETE%20%2Fapi%2Fv1%2Fregistry%2F%3Alist%2F%3Aid');
  expect(audited.map((line) => (line['facts'] as { result: string }).result)).toContain('LIFT_DISPATCH_IN_USE');
});

test('the silence of its terminal keeps no lift in the registry', async () => {
  await d.find(aFinding({ liftId: 'L2', code: 'X20', incidentKind: 'terminal', priority: 'P4', occupancy: 'unknown' }));
  expect((await d.incidentOf('L2')).kind).toBe('terminal');
  expect((await remove('lifts/L2')).status).toBe(200);
  const queued = await d.database.selectFrom('context_outbox').select('document').where('lift_id', '=', 'L2').execute();
  expect(queued.map((row) => (JSON.parse(row.document) as { type: string }).type)).toEqual([
    'lift-facts',
    'lift-removed',
  ]);
});

test('somebody who is stuck in a lift that was taken out: the operator is told', async () => {
  const before = (await d.incidentOf('L1')).incidentId;
  const stuck = { ...aFinding({ liftId: 'L1', findingId: 'after', atS: 60 }), lift: { registered: false } };
  await d.find(stuck);
  const incident = await d.incidentOf('L1');
  // Within the window it joins the old incident: those who knew of it hear again, and the operator beside them.
  expect(incident).toMatchObject({ incidentId: before, episode: 2, lift: { registered: false } });
  const told = (await d.deliveriesOf('L1')).filter((one) => one.incidentId === incident.incidentId);
  expect(told.map((one) => `${one.notice}:${one.recipientId}`)).toEqual(
    expect.arrayContaining(['alarm:op', 'alarm:C2', 'alarm:C1']),
  );
});

test('what a rota lacked is over with the rota', async () => {
  const open = await waitUntil('a gap in the rota', async () => (await troubles())[0]);
  expect(open['state']).not.toBe('resolved');
  expect((await remove('rotas/R1')).status).toBe(200);
  await waitUntil('the gap is over', async () => (await troubles()).find((one) => one['state'] === 'resolved'));
});

test('a firm still reads the incidents of a lift that it looked after', async () => {
  const made = await d.operator<{ token: string }>('/api/v1/tokens', {
    method: 'POST',
    body: JSON.stringify({ label: 'F1', role: 'firm', firmIds: ['F1'] }),
    headers: { 'content-type': 'application/json' },
  });
  const firm = d.as(made.body.token);
  const { body } = await firm<Told>('/api/v1/incidents?liftId=L1');
  expect(body.items.length).toBeGreaterThan(0);
  expect((await firm<Told>('/api/v1/removed-lifts')).body.items.map((one) => one['liftId'])).toEqual(['L1', 'L2']);
  expect((await firm(`/api/v1/registry/lifts/L2`, { method: 'DELETE' })).status).toBe(403);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { rescuePolicy } from '../src/index.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const registry = `
firms: [{firmId: F1, name: 安梯维保}]
contacts:
  - {contactId: P1, role: crew, firmId: F1, channel: sms, address: "13800000001"}
  - {contactId: P2, role: crew, firmId: F1, channel: sms, address: "13800000002"}
rotas: [{rotaId: R1, firmId: F1, layer: crew, shifts: [{from: "00:00", to: "00:00", people: [P1]}]}]
`;
const at = (hour: number): string => `2026-03-01T${String(hour).padStart(2, '0')}:00:00+08:00`;
const span = { from: at(11), to: at(13) };
let d: RunningTestDispatch;
beforeAll(async () => {
  d = await runDispatch(registry, {}, () => Date.parse(at(10)));
});
afterAll(() => d.close());

const onDuty = async (): Promise<readonly string[]> =>
  (await d.operator<{ people: string[] }>(`/api/v1/rotas/R1/on-duty?at=${encodeURIComponent(at(12))}`)).body.people;
const remove = (query: Record<string, string>) =>
  d.operator<{ detail: string; overrides: unknown[] }>(
    `/api/v1/rotas/R1/overrides?${new URLSearchParams(query).toString()}`,
    {
      method: 'DELETE',
    },
  );

test('somebody stands in, and that is taken back; what was never said cannot be', async () => {
  expect(await onDuty()).toEqual(['P1']);
  const put = await d.operator('/api/v1/rotas/R1/overrides', {
    method: 'POST',
    body: JSON.stringify({ ...span, personId: 'P2' }),
    headers: { 'content-type': 'application/json' },
  });
  expect(put.status).toBe(200);
  expect(await onDuty()).toEqual(['P2']);
  expect(await remove({ from: at(11), to: at(14) })).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining('R1') },
  });
  expect(await onDuty()).toEqual(['P2']);
  expect((await remove(span)).body.overrides).toEqual([]);
  expect(await onDuty()).toEqual(['P1']);
  expect(await remove({ from: 'noon', to: at(13) })).toMatchObject({ status: 400 });
});

test('a hand-over is told only where duty passes to somebody else, also where a clock is put forward', async () => {
  const rotas = `firms: [{firmId: F2, name: Two}]
contacts: [{contactId: Q1, role: crew, firmId: F2, channel: log}, {contactId: Q2, role: crew, firmId: F2, channel: log}]
rotas:
  - rotaId: R2
    firmId: F2
    timeZone: America/New_York
    shifts:
      - {from: "02:00", to: "02:30", people: [Q1]}
      - {from: "02:30", to: "12:00", people: [Q2]}
      - {from: "12:00", to: "02:00", people: [Q2]}
`;
  const headers = { 'content-type': 'application/yaml' };
  expect((await d.operator('/api/v1/registry/import', { method: 'POST', body: rotas, headers })).status).toBe(200);
  // On 14 March 2027 two o'clock is three o'clock there: the half hour of Q1 is not.
  const { body } = await d.operator<{
    people: string[];
    handOvers: { at: string; people: string[] }[];
    gaps: object[];
  }>('/api/v1/rotas/R2/on-duty?at=2027-03-14T06:50:00Z');
  expect([body.people, body.gaps]).toEqual([['Q2'], []]);
  expect(body.handOvers.slice(0, 3)).toEqual([
    { at: '2027-03-15T06:00:00.000Z', people: ['Q1'] },
    { at: '2027-03-15T06:30:00.000Z', people: ['Q2'] },
    { at: '2027-03-16T06:00:00.000Z', people: ['Q1'] },
  ]);
});

test('the policy in force is shown as it is, and who changed a rota stands in the ledger', async () => {
  const { body: policy } = await d.operator<typeof rescuePolicy>('/api/v1/policy');
  expect(policy).toMatchObject(JSON.parse(JSON.stringify(rescuePolicy)) as object);
  expect(policy.escalation?.steps.map((one) => one.name?.zh)).toEqual([
    '电话叫醒值班人员',
    '备班人员',
    '网络救援站',
    '消防与公安',
    '5分钟无人到场',
    '10分钟无人到场',
    '15分钟无人到场',
    '30分钟到场时限',
    '到场30分钟未解救',
  ]);
  const { items } = (
    await d.operator<{ items: { subject: string; facts: { actor: string } }[] }>('/api/v1/ledger?limit=500')
  ).body;
  expect(items.find((line) => line.subject === 'DELETE /api/v1/rotas/:id/overrides')?.facts.actor).toBe('operator');
});

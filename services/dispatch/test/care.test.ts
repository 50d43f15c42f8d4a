import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '@liftwatch/infra';
import { SELF_TEST_LIFT } from '@liftwatch/schemas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { applyRetention } from '../src/personal/retention.ts';
import { openHealthCheck } from '../src/watch/check.ts';
import { startHeartbeat } from '../src/watch/heartbeat.ts';
import { runSelfTest } from '../src/self-test/self-test.ts';
import { withSelfTest } from '../src/self-test/self-test-directory.ts';
import { directoryOfFindings } from '../src/routing/directory.ts';
import { aFinding, s } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const registry = `
districts: [{districtId: "120101", name: 和平区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}]
firms: [{firmId: F1, name: 安梯维保}]
lifts: [{liftId: L1, name: 1号梯, siteId: S1, firmId: F1}, {liftId: L2, siteId: S1, firmId: F1}, {liftId: L3, siteId: S1, firmId: F1}]
contacts:
  - {contactId: C1, role: manager, siteId: S1, channel: sms, address: "13812345678"}
  - {contactId: C2, role: firm, firmId: F1, channel: sms, address: "13812340002"}
  - {contactId: C2-call, personId: C2, role: crew, firmId: F1, channel: voice, address: "13812340003"}
`;
const DAY_MS = 86_400_000;
const clock = { ms: s(0) };
let d: RunningTestDispatch;
beforeAll(async () => {
  d = await runDispatch(registry, {}, () => clock.ms);
});
afterAll(() => d.close());

const post = <T>(path: string, body: object = {}) =>
  d.operator<T>(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });

const listening = async (answer: () => number): Promise<{ url: string; calls: () => number; server: Server }> => {
  let count = 0;
  const server = createServer((_request, response) => {
    count += 1;
    response.writeHead(answer()).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, calls: () => count, server };
};

test('test calls: never is not in time; 72 h after the last good call it is overdue; a failed one is told', async () => {
  expect((await post('/api/v1/lifts/L1/test-calls', { id: 't1', ok: true, atMs: clock.ms })).status).toBe(200);
  await post('/api/v1/lifts/L1/test-calls', { id: 't1', ok: false, atMs: clock.ms });
  await post('/api/v1/lifts/L2/test-calls', { ok: true, atMs: clock.ms - 1_000 });
  await post('/api/v1/lifts/L2/test-calls', { ok: false, atMs: clock.ms });
  const standings = async () => {
    const { body } = await d.operator<{ items: { liftId: string; standing: string }[] }>('/api/v1/test-calls');
    return body.items.map((one) => `${one.liftId}:${one.standing}`);
  };
  expect(await standings()).toEqual(['L1:in-time', 'L2:failed', 'L3:never']);
  clock.ms += 72 * 3_600_000;
  expect(await standings()).toEqual(['L1:in-time', 'L2:failed', 'L3:never']);
  clock.ms += 1;
  expect(await standings()).toEqual(['L1:overdue', 'L2:failed', 'L3:never']);
  const owed = await d.operator<{ items: { name: string | null }[] }>('/api/v1/test-calls?owed=true');
  expect(owed.body.items.map((one) => one.name)).toEqual(['1号梯', null, null]);
  await post('/api/v1/lifts/L1/test-calls', { ok: true });
  const rest = await d.operator<{ items: { liftId: string }[] }>('/api/v1/test-calls?owed=true');
  expect(rest.body.items.map((one) => one.liftId)).toEqual(['L2', 'L3']);
  const metrics = await d.call('/metrics');
  expect(metrics.text).toContain('liftwatch_dispatch_test_calls{standing="never"} 1');
});

test('a contact is forgotten: registry, messages, counters and letters; who was told stays, by id', async () => {
  await d.find(aFinding({ liftId: 'L1' }));
  const before = await d.deliveriesOf('L1');
  expect(before.find((one) => one.recipientId === 'C1')?.address).toBe('13812345678');
  expect((await post('/api/v1/contacts/C1/erase')).body).toMatchObject({ contactId: 'C1', deliveriesCount: 1 });
  const tables = [
    ...(['contact', 'delivery', 'delivery_attempt', 'reply_slot', 'ledger', 'change', 'incident'] as const),
    'held_back',
  ] as const;
  for (const table of tables)
    expect([
      table,
      JSON.stringify(await d.database.selectFrom(table).selectAll().execute()).includes('13812345678'),
    ]).toEqual([table, false]);
  expect((await d.deliveriesOf('L1')).map((one) => one.recipientId)).toContain('C1');
  expect((await post('/api/v1/contacts/C9/erase')).status).toBe(404);
  expect(d.lines.join('')).not.toContain('13812345678');
});

test('retention: numbers of closed incidents go first, records after four years, open incidents and the ledger never', async () => {
  const { incidentId } = await d.incidentOf('L1');
  const policy = { recordsDays: 1_461, numbersDays: 90 };
  expect(await applyRetention(d.database, policy, clock.ms + 5_000 * DAY_MS)).toMatchObject({ incidentsCount: 0 });
  await post(`/api/v1/incidents/${incidentId}/close`, { by: 'op', force: true });
  const closedMs = (await d.incidentOf('L1')).updatedAtMs;
  expect(await applyRetention(d.database, policy, closedMs + 1_461 * DAY_MS)).toMatchObject({ incidentsCount: 0 });
  const linesBefore = await d.database.selectFrom('ledger').select('seq').execute();
  expect(await applyRetention(d.database, policy, closedMs + 1_461 * DAY_MS + 1)).toMatchObject({ incidentsCount: 1 });
  expect((await d.operator(`/api/v1/incidents/${incidentId}`)).status).toBe(404);
  expect(await d.deliveriesOf('L1')).toEqual([]);
  expect((await d.database.selectFrom('ledger').select('seq').execute()).length).toBe(linesBefore.length + 1);
});

test('the heartbeat beats only while intake, engine, dispatch, channels and the last self-test are well', async () => {
  const outside = await listening(() => 200);
  let status = 200;
  const engine = await listening(() => status);
  const state = { ready: true, usable: true, failed: false };
  const told: string[][] = [];
  const heartbeat = startHeartbeat({
    url: outside.url,
    check: openHealthCheck({
      readyUrls: [engine.url],
      isReady: () => state.ready,
      requiredChannels: ['sms'],
      isUsable: () => state.usable,
      selfTestFailed: () => state.failed,
    }),
    onBeat: () => undefined,
    onChange: (reasons) => told.push([...reasons]),
  });
  expect(await heartbeat.beat()).toBe(true);
  const heard = outside.calls();
  const withheld = async (reason: string) => {
    expect(await heartbeat.beat()).toBe(false);
    expect(outside.calls()).toBe(heard);
    expect(told.at(-1)!.join()).toContain(reason);
  };
  status = 503;
  await withheld('answers 503');
  status = 200;
  state.ready = false;
  await withheld('dispatch is not ready');
  state.ready = true;
  state.usable = false;
  await withheld('channel sms cannot send');
  state.usable = true;
  state.failed = true;
  await withheld('self-test failed');
  state.failed = false;
  expect(await heartbeat.beat()).toBe(true);
  expect(told.at(-1)).toEqual([]);
  engine.server.close();
  engine.server.closeAllConnections();
  await new Promise((resolve) => engine.server.once('close', resolve));
  expect(await heartbeat.beat()).toBe(false);
  expect(told.at(-1)!.join()).toMatch(/does not answer: (?!fetch failed)/);
  heartbeat.close();
  outside.server.closeAllConnections();
  outside.server.close();
});

test('an address that answers no is not heard; why is told when it begins, and not each minute', async () => {
  let status = 500;
  const outside = await listening(() => status);
  const told: string[][] = [];
  let beats = 0;
  const heartbeat = startHeartbeat({
    ...{ url: outside.url, check: async () => [], onBeat: () => (beats += 1) },
    onChange: (reasons) => told.push([...reasons]),
  });
  for (let minute = 0; minute < 3; minute += 1) expect(await heartbeat.beat()).toBe(false);
  expect([beats, told]).toEqual([0, [['the heartbeat address answers 500']]]);
  status = 204;
  expect(await heartbeat.beat()).toBe(true);
  expect(await heartbeat.beat()).toBe(true);
  expect(told).toEqual([['the heartbeat address answers 500'], []]);
  heartbeat.close();
  outside.server.closeAllConnections();
  outside.server.close();
});

test('a heartbeat that is sent on to another host is not heard, whatever that one answers', async () => {
  const portal = await listening(() => 200);
  let to = portal.url.replace('127.0.0.1', 'localhost');
  const gate = createServer((_, response) => response.writeHead(302, { location: to }).end());
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  const told: string[][] = [];
  const heartbeat = startHeartbeat({
    url: `http://127.0.0.1:${(gate.address() as AddressInfo).port}/ping`,
    check: async () => [],
    onBeat: () => undefined,
    onChange: (reasons) => told.push([...reasons]),
  });
  expect(await heartbeat.beat()).toBe(false);
  expect(told.at(-1)!.join()).toContain('sends on to localhost');
  // To another path or port of its own host it goes along.
  to = portal.url;
  expect(await heartbeat.beat()).toBe(true);
  heartbeat.close();
  for (const server of [portal.server, gate]) server.closeAllConnections();
  portal.server.close();
  gate.close();
});

test('the self-test says how far it came; its alarm goes to its own number and to nobody else', async () => {
  const directory = withSelfTest(directoryOfFindings, '13900000000');
  const one = { liftId: SELF_TEST_LIFT, lift: { siteId: 'S1', firmId: 'F1' }, suppressed: [] } as never;
  expect(directory.recipientsOf('firm', one, 0).map((r) => r.channel)).toEqual(['log']);
  expect(directory.recipientsOf('platform', one, 0).map((r) => r.channel)).toEqual(['log']);
  expect(directory.recipientsOf('manager', one, 0)).toEqual([
    { recipientId: 'self-test', role: 'manager', channel: 'sms', address: '13900000000' },
  ]);
  const now = { ms: s(0) };
  const parts = {
    database: d.database,
    nowMs: () => now.ms,
    timeoutMs: 5_000,
    end: () => Promise.resolve(),
    wait: (ms: number) => Promise.resolve(void (now.ms += ms)),
  };
  const away = await runSelfTest({ ...parts, publish: () => Promise.reject(new RangeError('no broker')) });
  expect(away).toMatchObject({ ok: false, reached: 'nothing' });
  const silent = await runSelfTest({ ...parts, publish: () => Promise.resolve() });
  expect(silent).toMatchObject({ ok: false, reached: 'published', durationMs: 5_000 });
});

test('dead letters are listed with their attempts and can be tried again', async () => {
  d.sandbox.smsc.setOutcome('failed');
  await d.operator('/api/v1/registry/import', {
    method: 'POST',
    body: registry,
    headers: { 'content-type': 'application/yaml' },
  });
  await d.find(aFinding({ liftId: 'L2', atS: 30 }));
  const letter = await waitUntil('the dead letter', async () => {
    const failed = await d.operator<{ items: { deliveryId: string; address: string }[] }>(
      '/api/v1/deliveries?state=failed',
    );
    return failed.body.items[0];
  });
  expect(letter.address).toBe('138****5678');
  const detail = await d.operator<{ attempts: { provider: string; outcome: string }[] }>(
    `/api/v1/deliveries/${letter.deliveryId}`,
  );
  expect(detail.body.attempts).toMatchObject([{ provider: 'kannel', outcome: 'accepted' }]);
  d.sandbox.smsc.setOutcome('delivered');
  expect((await post(`/api/v1/deliveries/${letter.deliveryId}/retry`)).body).toMatchObject({ state: 'queued' });
  await d.dispatch.idle();
  const states = (await d.deliveriesOf('L2'))
    .filter((one) => one.deliveryId === letter.deliveryId)
    .map((one) => one.state);
  expect(['accepted', 'delivered']).toContain(states[0]);
  expect((await post(`/api/v1/deliveries/${letter.deliveryId}/retry`)).status).toBe(409);
});

test('a person is forgotten with all contacts, also in messages that wait, and nothing is sent there any more', async () => {
  await d.operator('/api/v1/silences', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      liftId: 'L3',
      reason: 'works',
      author: 'op',
      to: new Date(clock.ms + DAY_MS).toISOString(),
    }),
  });
  const fault = { liftId: 'L3', code: '02', priority: 'P2', occupancy: 'empty' } as const;
  await d.find(
    aFinding({ ...fault, atS: (clock.ms - s(0)) / 1_000 }),
    aFinding({ liftId: 'L2', atS: (clock.ms - s(0)) / 1_000 }),
  );
  const heldBack = () => d.database.selectFrom('held_back').selectAll().execute();
  expect(JSON.stringify(await heldBack())).toContain('13812340002');
  expect((await post('/api/v1/contacts/C2/erase')).body).toMatchObject({ contactIds: ['C2', 'C2-call'] });
  expect(JSON.stringify(await heldBack())).not.toContain('1381234000');
  expect(JSON.stringify(await d.database.selectFrom('contact').selectAll().execute())).not.toContain('1381234000');
  // The end of what he was told of follows to whoever was told: it is kept as not sent, and his number is nowhere.
  const before = d.sandbox.smsc.received().length;
  clock.ms += 60_000;
  const end = { revision: 2, change: 'cleared', stage: 'released' } as const;
  await d.find(aFinding({ liftId: 'L2', ...end, atS: (clock.ms - s(0)) / 1_000 }));
  const told = await waitUntil('the end that cannot be sent', async () =>
    (await d.deliveriesOf('L2')).find(
      (one) => one.recipientId === 'C2' && one.notice === 'released' && one.state === 'failed',
    ),
  );
  expect(told).not.toHaveProperty('address');
  expect(told.attempts).toBe(1);
  expect(
    d.sandbox.smsc
      .received()
      .slice(before)
      .map((one) => one.to),
  ).not.toContain('13812340002');
});

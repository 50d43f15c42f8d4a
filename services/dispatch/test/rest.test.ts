import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testWithServer } from '@liftwatch/infra/testing';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApiDocument } from '../src/http/openapi.ts';
import { loadConfig, startDispatch, type DispatchTables, type RunningDispatch } from '../src/index.ts';
import { aFinding } from './support/a-finding.ts';

const dir = mkdtempSync(join(tmpdir(), 'dispatch-rest-'));
writeFileSync(join(dir, 'token'), 'secret\n');
writeFileSync(join(dir, 'receipt'), 'receipt-token');
const database = openSqliteDatabase<DispatchTables>(':memory:');
let dispatch: RunningDispatch;
let findings: Awaited<ReturnType<typeof openSqliteFindingLog>>;

beforeAll(async () => {
  findings = await openSqliteFindingLog({ path: ':memory:' });
  const config = loadConfig({
    LIFTWATCH_DISPATCH_HTTP_PORT: '0',
    LIFTWATCH_DISPATCH_ANONYMOUS_READ: 'on',
    LIFTWATCH_DISPATCH_TOKEN_FILE: join(dir, 'token'),
    LIFTWATCH_DISPATCH_RECEIPT_TOKEN_FILE: join(dir, 'receipt'),
  });
  dispatch = await startDispatch(config, { findings, database, logger: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await dispatch.close();
  await findings.close();
  await database.destroy();
});

const call = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`http://127.0.0.1:${dispatch.httpPort}${path}`, {
    ...init,
    signal: AbortSignal.timeout(5_000),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    type,
    text,
    body: type.includes('json') ? (JSON.parse(text) as Record<string, never>) : {},
  };
};
const post = (path: string, body: string, type = 'application/json', token = 'secret') =>
  call(path, { method: 'POST', body, headers: { 'content-type': type, authorization: `Bearer ${token}` } });

const csv = `type,districtId,siteId,firmId,liftId,contactId,role,channel,address,name,floors
district,120101,,,,,,,,和平区,
site,120101,S1,,,,,,,天塔花园,
firm,,,F1,,,,,,安梯维保,
lift,120101,S1,F1,L1,,,,,天塔1号楼1号梯,B1 1 2 3
contact,,S1,,,C1,manager,sms,13812345678,,
`;

test('registry: import by CSV and YAML, read page by page, numbers masked, changed facts queued for the log once', async () => {
  expect((await post('/api/v1/registry/import', csv, 'text/csv')).body).toEqual({
    rowsCount: 5,
    liftsChangedCount: 1,
    rowsRemovedCount: 0,
    warnings: [],
  });
  const yaml = `districts: [{districtId: "120101", name: 和平区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}]
firms: [{firmId: F1, name: 安梯维保}]
lifts:
  - {liftId: L1, name: 天塔1号楼1号梯, siteId: S1, firmId: F1, floors: [B1, "1", "2"]}
  - {liftId: L2, siteId: S1}
contacts: [{contactId: C1, role: manager, siteId: S1, channel: sms, address: "13812345678"}]
`;
  expect((await post('/api/v1/registry/import', yaml, 'application/yaml')).body).toEqual({
    rowsCount: 6,
    liftsChangedCount: 2,
    rowsRemovedCount: 0,
    warnings: [],
  });
  expect((await post('/api/v1/registry/import', yaml, 'application/yaml')).body).toEqual({
    rowsCount: 6,
    liftsChangedCount: 0,
    rowsRemovedCount: 0,
    warnings: [],
  });
  const first = await call('/api/v1/lifts?limit=1');
  expect(first.body).toMatchObject({ items: [{ liftId: 'L1' }], next: 'L1' });
  expect((await call('/api/v1/lifts?limit=1&after=L1')).body).toMatchObject({ items: [{ liftId: 'L2' }], next: null });
  expect((await call('/api/v1/contacts')).text).not.toContain('13812345678');
  const queued = await database.selectFrom('context_outbox').select('document').execute();
  expect(queued.map((q) => (JSON.parse(q.document) as { type: string }).type)).toEqual([
    'lift-facts',
    'lift-facts',
    'lift-facts',
  ]);
});

test.each([
  ['zh-CN,zh;q=0.9,en;q=0.8', 'zh', '未找到', /^请检查编号或地址（no incident nothing: list them with/],
  ['en-GB,zh;q=0.5', 'en', 'Not found', /^no incident nothing: list them with/],
  ['fr', 'en', 'Not found', /^no incident nothing: list them with/],
])('a refusal for readers of %s is in %s', async (accept, language, title, detail) => {
  const path = `http://127.0.0.1:${dispatch.httpPort}/api/v1/incidents/nothing`;
  const response = await fetch(path, { headers: { 'accept-language': accept } });
  expect([response.headers.get('content-language'), response.headers.get('vary')]).toEqual([
    language,
    'accept-language',
  ]);
  expect(await response.json()).toMatchObject({
    code: 'LIFT_DISPATCH_NOT_FOUND',
    status: 404,
    title,
    detail: expect.stringMatching(detail),
  });
});

test('a wrong file is refused row by row, and nothing of it is taken', async () => {
  const wrong = await post(
    '/api/v1/registry/import',
    'type,liftId,name\nlift,a/b,x\nlift,L9,ok\nvan,V1,x\nlift,L9,again\n',
    'text/csv',
  );
  expect(wrong.status).toBe(422);
  expect(wrong.type).toContain('application/problem+json');
  const problems = wrong.body['problems'] as unknown as string[];
  expect(problems.map((p) => p.split(':')[0])).toEqual(['line 2', 'line 4', 'line 5']);
  expect((await call('/api/v1/lifts?after=L2')).body).toMatchObject({ items: [] });
  // Not the beginning: whoever follows such a cursor would read the first page for ever.
  for (const path of ['/api/v1/incidents?after=xx', '/api/v1/incidents?after=1-A%27', '/api/v1/held-back?after=xx'])
    expect([path, (await call(path)).status]).toEqual([path, 400]);
});

test('changes need the token; jobs and decisions are queued once per id', async () => {
  const body = JSON.stringify({ id: 'd-1', decision: 'confirmed', operatorId: 'op-1' });
  expect((await post('/api/v1/lifts/L1/decisions', body, 'application/json', 'wrong')).status).toBe(401);
  expect((await call('/api/v1/lifts/L1/decisions', { method: 'POST' })).status).toBe(401);
  expect((await post('/api/v1/lifts/L1/decisions', body)).body).toEqual({ id: 'd-1', queued: true });
  expect((await post('/api/v1/lifts/L1/decisions', body)).body).toEqual({ id: 'd-1', queued: true });
  expect((await post('/api/v1/lifts/L1/jobs', JSON.stringify({ jobId: 'J1', phase: 'opened' }))).status).toBe(200);
  const wrong = await post('/api/v1/lifts/L1/jobs', JSON.stringify({ jobId: 'J1', phase: 'begun' }));
  expect(wrong).toMatchObject({ status: 400, body: { code: 'LIFT_DISPATCH_BODY_INVALID' } });
  const rows = await database.selectFrom('context_outbox').select('id').where('id', '=', 'd-1').execute();
  expect(rows).toHaveLength(1);
});

test('incidents: list, detail with timeline and deliveries, close only when it has ended; a wrong receipt token is refused', async () => {
  const epoch = await findings.claim(0, 'engine');
  await findings.append(0, epoch, [aFinding()]);
  await dispatch.idle();
  const list = await call('/api/v1/incidents?open=true&liftId=L1');
  const [incident] = list.body['items'] as unknown as { incidentId: string }[];
  const detail = await call(`/api/v1/incidents/${incident!.incidentId}`);
  expect(detail.text).not.toContain('13812345678');
  expect(detail.body).toMatchObject({ incident: { kind: 'entrapment', state: 'alarm' } });
  const sms = (detail.body['deliveries'] as unknown as { deliveryId: string; channel: string; state: string }[]).find(
    (d) => d.channel === 'sms',
  );
  const order = JSON.stringify({ by: 'op-1', reason: 'done' });
  expect(await post(`/api/v1/incidents/${incident!.incidentId}/close`, order)).toMatchObject({
    status: 409,
    body: { code: 'LIFT_DISPATCH_STILL_LASTS' },
  });
  expect((await call(`/callbacks/kannel/wrong?id=${sms!.deliveryId}&type=1`)).status).toBe(401);
  for (const type of [1, 8])
    expect((await call(`/callbacks/kannel/receipt-token?id=${sms!.deliveryId}&type=${type}`)).status).toBe(200);
  expect((await call(`/api/v1/incidents/${incident!.incidentId}`)).text).toContain('"state":"delivered"');
  await findings.append(0, epoch, [aFinding({ revision: 2, change: 'cleared', stage: 'released', atS: 60 })]);
  await dispatch.idle();
  expect(await post(`/api/v1/incidents/${incident!.incidentId}/close`, order)).toMatchObject({
    status: 200,
    body: { incident: { state: 'closed' } },
  });
});

test('health, readiness, metrics, problems for what is not there', async () => {
  expect((await call('/healthz')).status).toBe(200);
  expect((await call('/readyz')).body).toMatchObject({ ready: true });
  const metrics = await call('/metrics');
  expect(metrics.text).toContain('liftwatch_dispatch_deliveries_total');
  expect(metrics.text).toMatch(/liftwatch_dispatch_clock_difference_seconds -?\d/);
  expect(await call('/api/v1/none')).toMatchObject({ status: 404, type: expect.stringContaining('problem+json') });
});

test.each([
  ['GET', '/api/v1/lifts/%zz/rules', 400, 'LIFT_DISPATCH_BODY_INVALID'],
  ['GET', `/r/${'a'.repeat(300)}`, 414, 'LIFT_DISPATCH_BODY_INVALID'],
  ['PUT', '/api/v1/incidents', 405, 'LIFT_DISPATCH_METHOD_UNKNOWN'],
  ['OPTIONS', '/api/v1/lifts/L1/jobs', 405, 'LIFT_DISPATCH_METHOD_UNKNOWN'],
])('%s %s is answered %i, as a problem', async (method, path, status, code) => {
  const answer = await call(path, { method });
  expect(answer).toMatchObject({ status, type: expect.stringContaining('problem+json'), body: { status, code } });
});

test.each([
  ['/api/v1/incidents', 'application/xml'],
  ['/api/v1/stream', 'application/json'],
  ['/metrics', 'application/json'],
])('%s for who reads only %s is refused', async (path, accept) => {
  const headers = { authorization: 'Bearer secret', accept };
  const answer = await fetch(`http://127.0.0.1:${dispatch.httpPort}${path}`, { headers });
  expect(answer.status).toBe(406);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(await answer.json()).toMatchObject({ status: 406, code: 'LIFT_DISPATCH_NOT_ACCEPTABLE' });
});

test('a change whose answer would not be read has no effect; what a carrier reports is taken whatever it reads', async () => {
  const at = (path: string) => `http://127.0.0.1:${dispatch.httpPort}${path}`;
  const body = JSON.stringify({ liftId: 'L1', author: 'op-1', reason: 'noise', to: '2099-01-01T00:00:00Z' });
  const headers = { authorization: 'Bearer secret', 'content-type': 'application/json', accept: 'application/xml' };
  const before = (await call('/api/v1/silences')).text;
  const refused = await fetch(at('/api/v1/silences'), { method: 'POST', headers, body });
  expect(refused.status).toBe(406);
  expect(await refused.json()).toMatchObject({ code: 'LIFT_DISPATCH_NOT_ACCEPTABLE' });
  expect((await call('/api/v1/silences')).text).toBe(before);
  const report = at('/callbacks/kannel/receipt-token?id=unknown&type=1');
  expect((await fetch(report, { headers: { accept: 'image/png' } })).status).toBe(200);
});

test('405 says what is allowed; HEAD of the stream ends with its headers', async () => {
  const at = (path: string) => `http://127.0.0.1:${dispatch.httpPort}${path}`;
  const wrong = await fetch(at('/api/v1/incidents/x/acknowledge'), { method: 'PUT' });
  expect(wrong.headers.get('allow')).toBe('POST');
  const headers = { authorization: 'Bearer secret' };
  const head = await fetch(at('/api/v1/stream'), { method: 'HEAD', headers, signal: AbortSignal.timeout(60_000) });
  expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
});

test('a token is told once, so its answer is not kept for a second time, however the address is written', async () => {
  const headers = { authorization: 'Bearer secret', 'content-type': 'application/json', 'idempotency-key': 'a-token' };
  const make = () => call('/%61pi/v1/tokens', { method: 'POST', headers, body: '{"label":"desk","role":"operator"}' });
  const [one, two] = [await make(), await make()];
  expect([one.status, two.status]).toEqual([201, 201]);
  expect(one.body['token']).not.toBe(two.body['token']);
});

testWithServer('promtool', '/metrics is clean under promtool', async () => {
  const { text } = await call('/metrics');
  expect(spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' })).toMatchObject({ status: 0 });
});

test('openapi.json is committed as it is generated', async () => {
  const file = join(import.meta.dirname, '..', 'openapi.generated.json');
  const text = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
  if (process.env['LIFTWATCH_UPDATE_GENERATED'] === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
  expect((await call('/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
});

test('what is secret in an address is not said again in a refusal', async () => {
  for (const [path, instance] of [
    ['/r/AAAAAAAAAAAAAAAAAAAAAAAA', '/r'],
    ['/callbacks/kannel/a-guessed-token?id=x&type=1', '/callbacks'],
    ['/api/v1/incidents/none?token=secret', '/api/v1/incidents/none'],
  ] as const) {
    const { status, text, body } = await call(path);
    expect([status >= 400, body['instance']]).toEqual([true, instance]);
    expect(text).not.toMatch(/AAAA|guessed|secret/);
  }
});

test('what stands of each lift is told again when it is asked for, and waits for the log until that has it', async () => {
  const waiting = async (): Promise<number> =>
    (await database.selectFrom('context_outbox').select('id').where('published_at_ms', 'is', null).execute()).length;
  await database.updateTable('context_outbox').set({ published_at_ms: 1 }).execute();
  const { body } = await post('/api/v1/context/resend', '{}');
  expect(body['entriesCount']).toBeGreaterThan(0);
  expect(await waiting()).toBe(body['entriesCount']);
});

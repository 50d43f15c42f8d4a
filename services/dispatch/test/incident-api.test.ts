import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incident } from '@liftwatch/schemas';
import { startSandbox, type Sandbox } from '@liftwatch/infra';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig, startDispatch, type DispatchTables, type RunningDispatch } from '../src/index.ts';
import { aFinding } from './support/a-finding.ts';
import { listen } from './support/listen.ts';

const dir = mkdtempSync(join(tmpdir(), 'dispatch-incidents-'));
const file = (name: string, text: string) => (writeFileSync(join(dir, name), text), join(dir, name));
const database = openSqliteDatabase<DispatchTables>(':memory:');
let dispatch: RunningDispatch;
let sandbox: Sandbox;
let findings: Awaited<ReturnType<typeof openSqliteFindingLog>>;
let epoch: number;

beforeAll(async () => {
  findings = await openSqliteFindingLog({ path: ':memory:' });
  epoch = await findings.claim(0, 'engine');
  sandbox = await startSandbox();
  const config = loadConfig({
    LIFTWATCH_DISPATCH_HTTP_PORT: '0',
    LIFTWATCH_DISPATCH_ANONYMOUS_READ: 'on',
    LIFTWATCH_DISPATCH_TOKEN_FILE: file('token', 'secret'),
    LIFTWATCH_DISPATCH_FIRM_WEBHOOK_URL: sandbox.firm.webhookUrl,
    LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE: file('webhook', sandbox.firmSecret),
  });
  dispatch = await startDispatch(config, { findings, database, logger: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await dispatch.close();
  await findings.close();
  await database.destroy();
  await sandbox.close();
});

interface Body {
  readonly incident: Incident;
  readonly owner: unknown;
  readonly timeline: { readonly kind: string; readonly who: string }[];
  readonly items: { readonly incidentId: string; readonly liftId: string }[];
  readonly next: string | null;
}
const url = (path: string) => `http://127.0.0.1:${dispatch.httpPort}${path}`;
const get = async (path: string) => {
  const response = await fetch(url(path), { signal: AbortSignal.timeout(5_000) });
  return { status: response.status, body: (await response.json()) as Body };
};
const step = async (id: string, action: string, body: object = {}) => {
  const response = await fetch(url(`/api/v1/incidents/${id}/${action}`), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret' },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(5_000),
  });
  return { status: response.status, body: (await response.json()) as Body };
};
/** An alarm at a lift; its incident's id. */
const alarm = async (liftId: string, parts: Parameters<typeof aFinding>[0] = {}): Promise<string> => {
  await findings.append(0, epoch, [aFinding({ receivedAtMs: Date.now(), ...parts, liftId })]);
  await dispatch.idle();
  const { body } = await get(`/api/v1/incidents?liftId=${liftId}&open=true`);
  return body.items[0]!.incidentId;
};

test('from dispatched to closed over REST; the detail says who has it, what is owed, and what happened, in both languages', async () => {
  const id = await alarm('A1');
  const first = (await get(`/api/v1/incidents/${id}`)).body;
  expect(first).toMatchObject({
    incident: { state: 'dispatched' },
    owner: null,
    level: 1,
    owed: {
      what: 'acknowledge',
      else: 'call-crew',
      elseName: { zh: '电话叫醒值班人员', en: 'crew on duty by phone' },
      text: {
        zh: expect.stringMatching(
          /^待接单，最迟北京时间\d\d:\d\d:\d\d，逾时下一步：电话叫醒值班人员；最后一级\d\d:\d\d:\d\d：消防与公安$/,
        ) as string,
        en: expect.stringMatching(
          /^owed: somebody to take it on by \d\d:\d\d:\d\d Beijing time, else the next step: crew on duty by phone; the last one at \d\d:\d\d:\d\d: fire and police$/,
        ) as string,
      },
    },
  });
  expect((await step(id, 'acknowledge', { by: 'crew-1' })).body).toMatchObject({
    incident: { state: 'acknowledged' },
    owner: { id: 'crew-1', level: 1 },
    owed: { what: 'arrive' },
  });
  expect((await step(id, 'eta', { by: 'crew-1', etaMinutes: 9 })).body).toMatchObject({
    incident: { state: 'en-route' },
  });
  expect((await step(id, 'arrive', { by: 'crew-1' })).body).toMatchObject({
    incident: { state: 'arrived', response: { arrivedInTime: true } },
    owed: { what: 'release' },
  });
  expect((await step(id, 'confirm')).body).toMatchObject({ marks: expect.arrayContaining(['confirmed']) });
  expect((await step(id, 'close', { causeCode: 'brake' })).status).toBe(409);
  expect((await step(id, 'release', { by: 'crew-1' })).body).toMatchObject({
    incident: { state: 'freed' },
    owed: { what: 'close' },
  });
  const closed = (await step(id, 'close', { by: 'op', causeCode: 'door-obstructed', note: 'rubbish in the sill' }))
    .body;
  expect(closed).toMatchObject({ incident: { state: 'closed', causeCode: 'door-obstructed' }, owed: null });
  const { timeline } = closed;
  expect(timeline.map((t) => t.kind)).toContain('en-route->arrived');
  expect(timeline.find((t) => t.kind === 'en-route->arrived')).toMatchObject({
    who: 'crew-1',
    via: 'rest',
    text: { zh: expect.stringContaining('已到场'), en: expect.stringMatching(/arrived: .*by the page or REST/) },
  });
  const context = await database.selectFrom('context_outbox').select('document').where('lift_id', '=', 'A1').execute();
  expect(context.map((c) => (JSON.parse(c.document) as { decision: string }).decision)).toEqual([
    'confirmed',
    'released',
  ]);
});

test('closed by force while people may be in it, the engine hears of the end: who presses the button next is a new alarm', async () => {
  const heardOf = async (liftId: string) => {
    const rows = await database.selectFrom('context_outbox').select('document').where('lift_id', '=', liftId).execute();
    return rows.map((row) => (JSON.parse(row.document) as { decision: string }).decision);
  };
  const id = await alarm('A7');
  expect((await step(id, 'close', { by: 'op', causeCode: 'brake' })).status).toBe(409);
  expect(await heardOf('A7')).toEqual([]);
  expect((await step(id, 'close', { by: 'op', causeCode: 'brake', force: true })).body).toMatchObject({
    incident: { state: 'closed' },
  });
  expect(await heardOf('A7')).toEqual(['released']);
});

test('steps are idempotent, a second owner is refused with 409, a wrong body with 400, an unknown incident or step with 404', async () => {
  const id = await alarm('A2');
  const once = await step(id, 'acknowledge', { by: 'crew-1' });
  const twice = await step(id, 'acknowledge', { by: 'crew-1' });
  expect(twice.body.incident.revision).toBe(once.body.incident.revision);
  expect(await step(id, 'acknowledge', { by: 'crew-2' })).toMatchObject({
    status: 409,
    body: { code: 'LIFT_DISPATCH_OWNED', detail: expect.stringContaining('crew-1') },
  });
  expect(await step(id, 'eta', { etaMinutes: 'soon' })).toMatchObject({ status: 400 });
  expect(await step(id, 'refuse')).toMatchObject({ status: 400, body: { detail: expect.stringContaining('reason') } });
  expect(await step(id, 'applaud')).toMatchObject({ status: 404 });
  expect(await step('no-such-incident', 'arrive')).toMatchObject({ status: 404 });
  expect(await step(id, 'reject', { by: 'op' })).toMatchObject({
    status: 200,
    body: { incident: { state: 'closed' }, marks: ['rejected', 'misreport'] },
  });
  expect((await step(id, 'reject', { by: 'op' })).status).toBe(200);
  expect(await step(id, 'arrive')).toMatchObject({ status: 409, body: { code: 'LIFT_DISPATCH_NOT_OPEN' } });
});

test('each step goes to the incident that it names, when several are open', async () => {
  const [a, b] = [await alarm('A3'), await alarm('A4')];
  await step(b, 'acknowledge', { by: 'crew-1' });
  expect((await get(`/api/v1/incidents/${a}`)).body.owner).toBeNull();
  expect((await get(`/api/v1/incidents/${b}`)).body.owner).toMatchObject({ id: 'crew-1' });
});

test('the list by kind, state, firm, site, district, page by page', async () => {
  const place = { siteId: 'S9', districtId: '120109', firmId: 'F9' };
  await alarm('B1', { lift: place });
  await alarm('B2', { lift: place, code: '06', priority: 'P2', occupancy: 'empty' });
  const ids = async (query: string) => (await get(`/api/v1/incidents?${query}`)).body.items.map((i) => i.liftId).sort();
  expect(await ids('siteId=S9')).toEqual(['B1', 'B2']);
  expect(await ids('firmId=F9&kind=entrapment')).toEqual(['B1']);
  expect(await ids('districtId=120109&kind=fault/06')).toEqual(['B2']);
  expect(await ids('firmId=F9&state=closed,freed')).toEqual([]);
  expect(await ids('firmId=F9&priority=P2')).toEqual(['B2']);
  const page = (await get('/api/v1/incidents?siteId=S9&limit=1')).body;
  const rest = (await get(`/api/v1/incidents?siteId=S9&limit=1&after=${page.next}`)).body;
  expect([page.items, rest.items].flat()).toHaveLength(2);
  expect(rest.next).toBeNull();
  expect(await get('/api/v1/incidents?state=happy')).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining('state') },
  });
});

test('the stream tells of incidents and deliveries in order, and goes on after Last-Event-ID without a gap or a repeat', async () => {
  const first = listen(url('/api/v1/stream'));
  await first.opened;
  const id = await alarm('C1');
  const heard = await first.until((e) => e.some((x) => x.event === 'incident' && x.data['state'] === 'dispatched'));
  first.close();
  expect(heard.filter((e) => e.event === 'delivery').map((e) => e.data['state'])).toContain('accepted');
  expect(heard.every((e) => e.data['incidentId'] === id)).toBe(true);
  expect(JSON.stringify(heard)).not.toContain('http://');
  await step(id, 'acknowledge', { by: 'crew-1' });
  await step(id, 'arrive', { by: 'crew-1' });
  const second = listen(url('/api/v1/stream'), heard.at(-1)!.id);
  const missed = await second.until((e) => e.some((x) => x.data['state'] === 'arrived'));
  second.close();
  const states = missed.filter((e) => e.event === 'incident').map((e) => e.data['state']);
  expect(states).toEqual(['acknowledged', 'arrived']);
  expect(missed.every((e) => Number(e.id) > Number(heard.at(-1)!.id))).toBe(true);
});

test('a client that missed more than is kept is told to begin anew', async () => {
  const { seq } = await database
    .selectFrom('change')
    .select((e) => e.fn.max('seq').as('seq'))
    .executeTakeFirstOrThrow();
  await database.deleteFrom('change').where('seq', '<', Number(seq)).execute();
  const late = listen(url('/api/v1/stream'), '1');
  const heard = await late.until((e) => e.some((x) => x.event === 'reset'));
  late.close();
  expect(heard[0]?.event).toBe('reset');
});

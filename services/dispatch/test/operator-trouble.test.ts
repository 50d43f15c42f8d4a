import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@liftwatch/infra';
import type { Finding } from '@liftwatch/schemas';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadConfig, startDispatch, type DispatchTables, type RunningDispatch } from '../src/index.ts';
import { aFinding, T0 } from './support/a-finding.ts';

const token = join(mkdtempSync(join(tmpdir(), 'dispatch-trouble-')), 'token');
writeFileSync(token, 'secret');
const open = async () => {
  const at = { wallMs: T0, monotonicMs: 0 };
  const findings = await openSqliteFindingLog({ path: ':memory:' });
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const config = loadConfig({
    LIFTWATCH_DISPATCH_HTTP_PORT: '0',
    LIFTWATCH_DISPATCH_TOKEN_FILE: token,
    LIFTWATCH_DISPATCH_ANONYMOUS_READ: 'on',
  });
  const clocks = { wallMs: () => at.wallMs, monotonicMs: () => at.monotonicMs };
  const dispatch = await startDispatch(config, { findings, database, logger: pino({ level: 'silent' }), clocks });
  return { at, findings, database, dispatch, epoch: await findings.claim(0, 'engine') };
};
type Opened = Awaited<ReturnType<typeof open>>;
let o: Opened;
let dispatch: RunningDispatch;
beforeEach(async () => {
  o = await open();
  dispatch = o.dispatch;
});
afterEach(async () => {
  await dispatch.close();
  await o.findings.close();
  await o.database.destroy();
});

interface Listed {
  readonly kind: string;
  readonly state: string;
  readonly incidentId: string;
}
const incidents = async (query = ''): Promise<Listed[]> => {
  const response = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/incidents?${query}`);
  return ((await response.json()) as { items: Listed[] }).items;
};
const toldOf = async (incidentId: string): Promise<string[]> => {
  const response = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/incidents/${incidentId}`);
  const { deliveries } = (await response.json()) as { deliveries: { role: string; notice: string; state: string }[] };
  return deliveries.map((d) => `${d.notice}:${d.role}`);
};
const pass = async (ms: number): Promise<void> => {
  o.at.wallMs += ms;
  o.at.monotonicMs += ms;
  await dispatch.idle();
};
const trouble = (kind: string, state: string) =>
  waitUntil(`${kind} ${state}`, async () => (await incidents()).find((i) => i.kind === kind && i.state === state));

test.each([86_400_000, -86_400_000])(
  'a step of the server’s clock by %d ms fires no deadline and puts none off, and the operator is told; set right again, that it is over',
  async (stepMs) => {
    await o.findings.append(0, o.epoch, [aFinding()]);
    await dispatch.idle();
    o.at.wallMs += stepMs;
    await pass(0);
    expect((await incidents('kind=entrapment'))[0]).toMatchObject({ state: 'alarm', response: { level: 1 } });
    const found = await trouble('system/clock-step', 'alarm');
    expect(await toldOf(found.incidentId)).toEqual(['alarm:operator']);
    // 1 % of slew at most: 3:00 by the deadline's clock lies between 2:58.2 and 3:01.8 of what has passed.
    await pass(178_000);
    expect((await incidents('kind=entrapment'))[0]).toMatchObject({ response: { level: 1 } });
    await pass(4_000);
    expect((await incidents('kind=entrapment'))[0]).toMatchObject({ response: { level: 2 } });
    o.at.wallMs -= stepMs;
    await trouble('system/clock-step', 'resolved');
  },
);

test('a finding that cannot be taken is an incident of the operator’s, shown in REST', async () => {
  const poison = { ...aFinding({ liftId: 'poison' }), lift: undefined } as unknown as Finding;
  await o.findings.append(0, o.epoch, [poison]);
  for (let attempts = 0; attempts < 4; attempts++) await dispatch.idle();
  const found = await trouble('system/finding-set-aside', 'alarm');
  expect(await toldOf(found.incidentId)).toEqual(['alarm:operator']);
});

test('a gap in the rota is told before it matters, and is over once it is filled', async () => {
  const rotaWith = (shifts: object[], zone: object = {}) =>
    fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/registry/import`, {
      method: 'POST',
      headers: { 'content-type': 'application/yaml', authorization: 'Bearer secret' },
      body: JSON.stringify({
        firms: [{ firmId: 'F1', name: 'firm' }],
        contacts: ['A', 'B', 'C'].map((contactId) => ({
          ...{ contactId, role: 'crew', firmId: 'F1', channel: 'sms', address: '13800000001' },
        })),
        rotas: [{ rotaId: 'R1', firmId: 'F1', shifts, ...zone }],
      }),
    });
  expect((await rotaWith([{ from: '08:00', to: '20:00', people: ['A'] }])).status).toBe(200);
  const found = await trouble('system/rota-gap', 'alarm');
  const response = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/incidents/${found.incidentId}`);
  const text = await response.text();
  expect(text).toContain('2026-03-01T12:00:00.000Z to 2026-03-02T00:00:00.000Z');
  expect(text).toContain('立案：报警：值班表缺人（值班表R1缺人：2026-03-01 20:00 至 2026-03-02 08:00）');
  // A time of another zone says of which.
  expect((await rotaWith([{ from: '08:00', to: '20:00', people: ['A'] }], { timeZone: 'Asia/Tokyo' })).status).toBe(
    200,
  );
  await waitUntil('the gap is told anew', async () =>
    (await (await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/incidents/${found.incidentId}`)).text()).includes(
      '2026-03-01 20:00 至 2026-03-02 08:00（Asia/Tokyo 时间）',
    ),
  );
  const full = [
    { from: '08:00', to: '20:00', people: ['A'] },
    { from: '20:00', to: '08:00', people: ['B'] },
  ];
  expect((await rotaWith(full)).status).toBe(200);
  await trouble('system/rota-gap', 'resolved');
  const duty = async (at: string) => {
    const answer = await fetch(
      `http://127.0.0.1:${dispatch.httpPort}/api/v1/rotas/R1/on-duty?at=${encodeURIComponent(at)}`,
    );
    return (await answer.json()) as { people: string[]; handOvers: { at: string; people: string[] }[]; gaps: object[] };
  };
  expect(await duty('2026-03-01T19:59:00+08:00')).toMatchObject({
    people: ['A'],
    handOvers: expect.arrayContaining([{ at: '2026-03-01T12:00:00.000Z', people: ['B'] }]),
    gaps: [],
  });
  const stood = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/rotas/R1/overrides`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret' },
    body: JSON.stringify({ from: '2026-03-01T19:00:00+08:00', to: '2026-03-01T22:00:00+08:00', personId: 'C' }),
  });
  expect(stood.status).toBe(200);
  expect((await duty('2026-03-01T19:59:00+08:00')).people).toEqual(['C']);
  expect((await duty('2026-03-01T22:00:00+08:00')).people).toEqual(['B']);
  const stranger = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/rotas/R1/overrides`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer secret' },
    body: JSON.stringify({ from: '2026-03-01T19:00:00+08:00', to: '2026-03-01T22:00:00+08:00', personId: 'nobody' }),
  });
  expect(stranger.status).toBe(400);
  // Whose shift it is must be somebody who can be told: a name that nobody knows is a gap, however full the plan looks.
  expect((await rotaWith([{ from: '00:00', to: '00:00', people: ['A', 'misspelt'], rotate: 'daily' }])).status).toBe(
    200,
  );
  const again = await trouble('system/rota-gap', 'alarm');
  const said = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/incidents/${again.incidentId}`);
  expect(await said.text()).toContain('misspelt cannot be reached');
  expect((await rotaWith([{ from: '25:00', to: '20:00', people: ['A'] }])).status).toBe(422);
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { openApiDocument } from '../src/http/openapi.ts';
import { aFinding } from './support/a-finding.ts';
import { aWarning } from './support/a-warning.ts';
import { OPERATOR_TOKEN, RECEIPT_TOKEN, runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const registry = `
districts: [{districtId: "120101", name: 和平区}, {districtId: "120102", name: 河东区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}, {siteId: S2, name: 河东中心, districtId: "120102"}]
firms: [{firmId: F1, name: 安梯维保}, {firmId: F2, name: 津梯维保}]
lifts: [{liftId: L1, siteId: S1, firmId: F1}, {liftId: L2, siteId: S2, firmId: F2}]
contacts:
  - {contactId: C1, role: manager, siteId: S1, channel: sms, address: "13812345678"}
  - {contactId: C2, role: manager, siteId: S2, channel: sms, address: "13812345679"}
  - {contactId: O1, role: operator, channel: log}
  - {contactId: K1, role: crew, firmId: F1, channel: log}
  - {contactId: K2, role: crew, firmId: F2, channel: log}
rotas:
  - {rotaId: R1, firmId: F1, shifts: [{from: "00:00", to: "00:00", people: [K1]}]}
  - {rotaId: R2, firmId: F2, shifts: [{from: "00:00", to: "00:00", people: [K2]}]}
`;

type Who = 'operator' | 'firm' | 'manager' | 'regulator' | 'auditor' | 'anonymous';
/** What a caller meets at a route about a row: done, not his role's, not his row, or only his rows. */
type Meets = 'ok' | 'forbidden' | 'unknown';

const token: Partial<Record<string, string>> = {};
const incident: Record<string, string> = {};
const delivery: Record<string, string> = {};
let d: RunningTestDispatch;

const make = async (role: string, scope: object): Promise<string> => {
  const made = await d.operator<{ token: string }>('/api/v1/tokens', {
    method: 'POST',
    body: JSON.stringify({ label: `${role} of the test`, role, ...scope }),
    headers: { 'content-type': 'application/json' },
  });
  expect(made.status).toBe(201);
  return made.body.token;
};

const far = { name: '河东2号梯', siteId: 'S2', districtId: '120102', firmId: 'F2', networkId: 'N2' } as const;

beforeAll(async () => {
  d = await runDispatch(registry, {
    LIFTWATCH_DISPATCH_REQUESTS_PER_MINUTE: '100000',
    LIFTWATCH_DISPATCH_FAILURES_PER_MINUTE: '100000',
  });
  Object.assign(token, {
    operator: OPERATOR_TOKEN,
    firm: await make('firm', { firmIds: ['F1'] }),
    manager: await make('manager', { siteIds: ['S1'] }),
    regulator: await make('regulator', { districtIds: ['120101'] }),
    auditor: await make('auditor', {}),
  });
  await d.find(
    aFinding({ liftId: 'L1' }),
    aFinding({ liftId: 'L2', atS: 1, lift: far }),
    aWarning('L1', {}, { liftId: 'L1' }),
    aWarning('L2', {}, { liftId: 'L2', lift: far }),
  );
  for (const liftId of ['L1', 'L2']) {
    incident[liftId] = (await d.incidentOf(liftId)).incidentId;
    delivery[liftId] = (await d.deliveriesOf(liftId))[0]!.deliveryId;
  }
});
afterAll(() => d.close());

const scoped = ['firm', 'manager', 'regulator'] as const;
const all: readonly Who[] = ['operator', ...scoped, 'auditor'];

/**
 * The matrix: who may use a route at all. A route that is not named here must be the operator's alone, but for an auditor's
 * reading. `body`: what makes a change pass its schema.
 */
const matrix: Readonly<Record<string, { readonly may: readonly Who[]; readonly body?: object }>> = {
  'GET /api/v1/incidents': { may: all },
  'GET /api/v1/incidents/{id}': { may: all },
  'GET /api/v1/stream': { may: all },
  'POST /api/v1/incidents/{id}/acknowledge': { may: ['operator', 'firm'], body: { by: 'x' } },
  'POST /api/v1/incidents/{id}/refuse': { may: ['operator', 'firm'], body: { by: 'x', reason: 'busy' } },
  'POST /api/v1/incidents/{id}/eta': { may: ['operator', 'firm'], body: { by: 'x', etaMinutes: 10 } },
  'POST /api/v1/incidents/{id}/arrive': { may: ['operator', 'firm'], body: { by: 'x' } },
  'POST /api/v1/incidents/{id}/release': { may: ['operator', 'firm'], body: { by: 'x' } },
  'POST /api/v1/incidents/{id}/confirm': { may: ['operator', 'firm'], body: { by: 'x' } },
  'POST /api/v1/incidents/{id}/reject': { may: ['operator', 'firm'], body: { by: 'x' } },
  'POST /api/v1/incidents/{id}/close': { may: ['operator', 'firm'], body: { by: 'x' } },
  'POST /api/v1/lifts/{id}/jobs': { may: ['operator', 'firm'], body: { jobId: 'J1', phase: 'opened' } },
  'POST /api/v1/lifts/{id}/decisions': { may: ['operator'], body: { decision: 'confirmed' } },
  'GET /api/v1/rule-sets/audit': { may: ['operator', 'regulator', 'auditor'] },
  'GET /api/v1/rule-sets': { may: ['operator', 'regulator', 'auditor'] },
  'GET /api/v1/lifts/{id}/rules': { may: ['operator', 'regulator', 'auditor'] },
  'GET /api/v1/deliveries': { may: all },
  'GET /api/v1/deliveries/{id}': { may: all },
  'GET /api/v1/test-calls': { may: all },
  'POST /api/v1/lifts/{id}/test-calls': { may: ['operator', 'firm'], body: { ok: true } },
  'POST /api/v1/lifts/{id}/drills': { may: ['operator'], body: { by: 'x' } },
  'GET /api/v1/policy': { may: ['operator', 'regulator', 'auditor'] },
  'GET /api/v1/self-test': { may: ['operator', 'regulator', 'auditor'] },
  'DELETE /api/v1/registry/{list}/{id}': { may: ['operator'] },
  'GET /api/v1/registry/export': { may: ['operator', 'auditor'] },
  'GET /api/v1/held-back': { may: ['operator', 'auditor'] },
  'GET /api/v1/rotas/{id}/on-duty': { may: ['operator', 'firm', 'auditor'] },
  'POST /api/v1/rotas/{id}/overrides': { may: ['operator', 'firm'] },
  'DELETE /api/v1/rotas/{id}/overrides': { may: ['operator', 'firm'] },
  'GET /api/v1/silences': { may: ['operator', 'regulator', 'auditor'] },
  'GET /api/v1/worklists': { may: ['operator', 'firm', 'regulator', 'auditor'] },
  'GET /api/v1/worklists/precision': { may: ['operator', 'firm', 'regulator', 'auditor'] },
  'GET /api/v1/worklists/{firmId}': { may: ['operator', 'firm', 'regulator', 'auditor'] },
  'POST /api/v1/worklists/{firmId}/rank': { may: ['operator', 'firm'], body: { by: 'x' } },
  'POST /api/v1/worklists/{firmId}/capacity': { may: ['operator', 'firm'], body: { by: 'x', perDay: 3 } },
  'GET /api/v1/worklist-items/{id}': { may: ['operator', 'firm', 'regulator', 'auditor'] },
  'POST /api/v1/worklist-items/{id}/accept': { may: ['operator', 'firm'], body: { by: 'x' } },
  'POST /api/v1/worklist-items/{id}/return': { may: ['operator', 'firm'], body: { by: 'x' } },
  'POST /api/v1/worklist-items/{id}/confirm': { may: ['operator', 'firm'], body: { by: 'x', cause: 'sill-debris' } },
  'POST /api/v1/worklist-items/{id}/reject': { may: ['operator', 'firm'], body: { by: 'x' } },
  'GET /auth/me': { may: all },
  'GET /api/v1/tokens': { may: ['operator'] },
  'GET /api/v1/ledger': { may: ['operator', 'auditor'] },
  ...Object.fromEntries(
    ['lifts', 'sites', 'districts', 'firms', 'contacts', 'rotas', 'stations', 'removed-lifts'].map((list) => [
      `GET /api/v1/${list}`,
      { may: all },
    ]),
  ),
};

const isPublic = (path: string): boolean =>
  ['/healthz', '/readyz', '/metrics', '/openapi.json'].includes(path) ||
  path.startsWith('/callbacks/') ||
  path.startsWith('/r/') ||
  ['/auth/login', '/auth/callback', '/auth/logout'].includes(path);

interface Route {
  readonly key: string;
  readonly method: string;
  readonly path: string;
}
const routes: readonly Route[] = Object.entries(openApiDocument().paths ?? {}).flatMap(([path, item]) =>
  Object.keys(item as object)
    .filter((method) => ['get', 'post', 'put', 'patch', 'delete'].includes(method))
    .map((method) => ({ key: `${method.toUpperCase()} ${path}`, method: method.toUpperCase(), path })),
);

const firmOf = { L1: 'F1', L2: 'F2' } as const;
const idOf = (path: string, liftId: string): string => {
  if (path.includes('/incidents/')) return incident[liftId]!;
  if (path.includes('/deliveries/')) return delivery[liftId]!;
  if (path.includes('/worklist-items/')) return `warning-${liftId}`;
  if (path.includes('/rotas/')) return `R${liftId.slice(1)}`;
  return liftId;
};

const ask = async (route: Route, who: Who | 'wrong', liftId: 'L1' | 'L2') => {
  const path = route.path
    .replace('{id}', idOf(route.path, liftId))
    .replace('{firmId}', firmOf[liftId])
    .replace(/\{\w+\}/g, 'x');
  const bearer = who === 'wrong' ? 'lw_0123456789ab_wrong' : token[who];
  const stopping = new AbortController();
  const response = await fetch(d.url(path), {
    method: route.method,
    headers: {
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...(['GET', 'DELETE'].includes(route.method) ? {} : { 'content-type': 'application/json' }),
    },
    ...(route.method === 'GET' || route.method === 'DELETE'
      ? {}
      : { body: JSON.stringify(matrix[route.key]?.body ?? {}) }),
    signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(10_000)]),
  });
  stopping.abort();
  return response.status;
};

const meets = (status: number): Meets => {
  if (status === 403) return 'forbidden';
  return status === 404 ? 'unknown' : 'ok';
};

/** A change at a foreign row is unknown to a scoped caller; a foreign row of a list is simply not in it. */
const expected = (route: Route, who: Who, liftId: 'L1' | 'L2'): Meets => {
  const row = matrix[route.key];
  const mayAll: readonly Who[] = row?.may ?? (route.method === 'GET' ? ['operator', 'auditor'] : ['operator']);
  if (route.key === 'GET /api/v1/rule-sets/{version}' && who === 'regulator') return 'unknown';
  // Who is on duty is a row of its firm: to who sees other rows it is not there.
  if (route.key === 'GET /api/v1/rotas/{id}/on-duty' && (who === 'manager' || who === 'regulator')) return 'unknown';
  if (!mayAll.includes(who)) return 'forbidden';
  const isScoped = (scoped as readonly Who[]).includes(who);
  return isScoped && liftId === 'L2' && /\{(id|firmId)\}/.test(route.path) ? 'unknown' : 'ok';
};

test('the matrix names only routes that exist, and sees all of them', () => {
  expect(Object.keys(matrix).filter((key) => !routes.some((route) => route.key === key))).toEqual([]);
  expect(routes.length).toBeGreaterThan(20);
});

// Reading first: what people do changes the rows. Changes of a kind that is forbidden never reach them.
const guarded = routes.filter((route) => !isPublic(route.path));
const order = [...guarded].sort((a, b) => Number(a.method !== 'GET') - Number(b.method !== 'GET'));

test.each(order.map((route) => [route.key, route] as const))('%s', async (_key, route) => {
  for (const who of all)
    for (const liftId of ['L2', 'L1'] as const) {
      const want = expected(route, who, liftId);
      const status = await ask(route, who, liftId);
      // A route of ours may itself answer 404 for an example id; the guard's answers are what is compared.
      if (want === 'ok') expect([route.key, who, liftId, status]).not.toEqual([route.key, who, liftId, 403]);
      if (want === 'ok' && matrix[route.key] !== undefined)
        expect([route.key, who, liftId, meets(status)]).toEqual([route.key, who, liftId, 'ok']);
      if (want !== 'ok') expect([route.key, who, liftId, meets(status)]).toEqual([route.key, who, liftId, want]);
    }
  expect([route.key, await ask(route, 'anonymous', 'L1')]).toEqual([route.key, 401]);
  expect([route.key, await ask(route, 'wrong', 'L1')]).toEqual([route.key, 401]);
});

test('an operator of one firm works on its rows, and changes nothing that reaches beyond them', async () => {
  const some = d.as(await make('operator', { firmIds: ['F1'] }));
  const change = (path: string, method: string, body: object = {}) =>
    some(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  expect((await some<{ items: object[] }>('/api/v1/lifts')).body.items).toHaveLength(1);
  for (const [path, method, body] of [
    ['/api/v1/tokens', 'POST', { label: 'all', role: 'operator' }],
    ['/api/v1/tokens', 'GET', undefined],
    ['/api/v1/registry/lifts/L2', 'DELETE', {}],
    ['/api/v1/contacts/C2/erase', 'POST', {}],
    ['/api/v1/rule-sets', 'POST', {}],
    ['/api/v1/rule-sets/rollback', 'POST', { by: 'x', reason: 'y' }],
    ['/api/v1/rule-sets/amend', 'POST', {}],
    ['/api/v1/rule-sets/shadow/stop', 'POST', { by: 'x', reason: 'y' }],
    ['/api/v1/rule-sets/v1/activate', 'POST', { by: 'x', reason: 'y' }],
    ['/api/v1/rule-sets/v1/shadow', 'POST', { by: 'x', reason: 'y' }],
    ['/api/v1/self-test', 'POST', {}],
    ['/api/v1/ledger', 'GET', undefined],
    ['/api/v1/ledger/head', 'GET', undefined],
  ] as const)
    expect([path, (body === undefined ? await some(path) : await change(path, method, body)).status]).toEqual([
      path,
      403,
    ]);
  const imported = await some('/api/v1/registry/import', {
    ...{ method: 'POST', body: 'firms: []', headers: { 'content-type': 'application/yaml' } },
  });
  expect(imported.status).toBe(403);
});

test('an operator of one firm silences its own lifts alone, and stands in on its own rotas', async () => {
  const some = d.as(await make('operator', { firmIds: ['F1'] }));
  const send = (as: typeof some, path: string, body: object, method = 'POST') =>
    as<{ silenceId: string }>(path, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
  const until = { author: 'op-1', reason: 'works', to: '2100-01-01T00:00:00Z' };
  const statusOf = async (place: object) => (await send(some, '/api/v1/silences', { ...until, ...place })).status;
  expect(await statusOf({ liftId: 'L1' })).toBe(200);
  for (const beyond of [{ liftId: 'L2' }, { siteId: 'S1' }, { siteId: 'S2' }, { incidentKind: 'terminal' }])
    expect([beyond, await statusOf(beyond)]).toEqual([beyond, 403]);
  const { silenceId } = (await send(d.operator, '/api/v1/silences', { ...until, liftId: 'L2' })).body;
  expect(await statusOf({ id: silenceId, liftId: 'L1' })).toBe(403);
  expect((await send(some, `/api/v1/silences/${silenceId}`, { author: 'op-1' }, 'DELETE')).status).toBe(404);
  const listed = (await some<{ items: { liftId?: string }[] }>('/api/v1/silences')).body.items;
  expect(listed.map((one) => one.liftId)).toEqual(['L1']);
  const page = (await d.operator<{ items: { liftId?: string }[] }>('/api/v1/silences')).body.items;
  expect(new Set(page.map((one) => one.liftId))).toEqual(new Set(['L1', 'L2']));
  const span = { from: '2100-01-01T00:00:00Z', to: '2100-01-02T00:00:00Z' };
  const stand = async (rotaId: string, personId: string) =>
    (await send(some, `/api/v1/rotas/${rotaId}/overrides`, { ...span, personId })).status;
  expect([await stand('R1', 'K1'), await stand('R2', 'K2')]).toEqual([200, 404]);
  for (const one of [...listed, ...page])
    await send(d.operator, `/api/v1/silences/${(one as { silenceId: string }).silenceId}`, { author: 'op' }, 'DELETE');
});

test('a silence of a place that nobody knows is refused: it would silence nothing', async () => {
  const set = async (place: object) => {
    const body = JSON.stringify({ author: 'op', reason: 'works', to: '2100-01-01T00:00:00Z', ...place });
    const put = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    return (await d.operator<{ detail: string }>('/api/v1/silences', put)).body.detail;
  };
  // Nobody has registered it, and it is judged and told of all the same.
  await d.find(aFinding({ liftId: 'stray', atS: 90, lift: { ...far, registered: false } }));
  expect(await set({ liftId: 'stray' })).toBeUndefined();
  expect(await set({ siteId: 'S9' })).toContain('siteId: S9 is no site of the registry');
  expect(await set({ liftId: 'L99' })).toContain('liftId: L99 is not registered and has had no incident');
  expect(await set({ siteId: 'S1', to: '2100-01-01T00:00:00' })).toContain(
    'to: a time with its zone, as 2026-03-01T10:00:00+08:00',
  );
});

test('a firm sees who of it is on duty and has somebody stand in, on its own rotas; a manager does neither', async () => {
  const span = { from: '2100-02-01T00:00:00Z', to: '2100-02-02T00:00:00Z' };
  const as = async (who: 'firm' | 'manager', rotaId: string, personId: string) => {
    const send = d.as(token[who]!);
    const body = JSON.stringify({ ...span, personId });
    const put = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    const { status } = await send(`/api/v1/rotas/${rotaId}/overrides`, put);
    return [(await send(`/api/v1/rotas/${rotaId}/on-duty`)).status, status];
  };
  expect(await as('firm', 'R1', 'K1')).toEqual([200, 200]);
  expect(await as('firm', 'R2', 'K2')).toEqual([404, 404]);
  expect(await as('manager', 'R1', 'K1')).toEqual([404, 403]);
});

test('who acts and does not say as whom is on the record as the one whose token it is, never as the operator', async () => {
  await d.find(aFinding({ liftId: 'L1', code: '08', incidentKind: 'fault/08', priority: 'P1', atS: 77 }));
  const { items } = (await d.operator<{ items: { incidentId: string }[] }>('/api/v1/incidents?liftId=L1&limit=1')).body;
  const path = `/api/v1/incidents/${items[0]!.incidentId}`;
  const taken = await d.as(token['firm']!)<{ owner: { id: string } }>(`${path}/acknowledge`, {
    ...{ method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
  });
  expect(taken.body.owner.id).toBe((await d.as(token['firm']!)<{ id: string }>('/auth/me')).body.id);
  expect(taken.body.owner.id).toMatch(/^token\//);
});

test.each(scoped)('lists show a %s the own rows alone', async (who) => {
  const read = d.as(token[who]!);
  const liftsOf = async (path: string) =>
    (await read<{ items: Record<string, string>[] }>(path)).body.items.map(
      (row) => row['liftId'] ?? row['siteId'] ?? row['districtId'] ?? row['firmId'],
    );
  // An exercise stands beside the entrapment.
  expect(new Set(await liftsOf('/api/v1/incidents'))).toEqual(new Set(['L1']));
  expect(await liftsOf('/api/v1/lifts')).toEqual(['L1']);
  expect(await liftsOf('/api/v1/sites')).toEqual(['S1']);
  expect(await liftsOf('/api/v1/districts')).toEqual(['120101']);
  expect(await liftsOf('/api/v1/firms')).toEqual(['F1']);
  expect((await read('/api/v1/contacts')).text).not.toContain('C2');
  expect((await read(`/api/v1/incidents?firmId=F2`)).body).toMatchObject({ items: [] });
});

test.each(['firm', 'regulator'] as const)('a %s sees and counts its own warnings alone', async (who) => {
  await d.find(aWarning('L1-second', {}, { liftId: 'L1' }));
  const read = d.as(token[who]!);
  const { firms } = (await read<{ firms: { firmId: string }[] }>('/api/v1/worklists')).body;
  expect(firms.map((one) => one.firmId)).toEqual(['F1']);
  const { items, closed } = (await read<Record<'items' | 'closed', { liftId: string }[]>>('/api/v1/worklists/F1')).body;
  expect(new Set([...items, ...closed].map((item) => item.liftId))).toEqual(new Set(['L1']));
  const { rows } = (await read<{ rows: { firmId: string | null }[] }>('/api/v1/worklists/precision')).body;
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => row.firmId === 'F2')).toEqual([]);
  const all = (await d.operator<{ rows: { firmId: string | null }[] }>('/api/v1/worklists/precision')).body.rows;
  expect(all.filter((row) => row.firmId === 'F2').length).toBeGreaterThan(0);
});

test('a filter cannot widen a scope, and the live stream tells a scoped caller of his rows alone', async () => {
  const stopping = new AbortController();
  const response = await fetch(d.url('/api/v1/stream'), {
    headers: { authorization: `Bearer ${token['firm']}`, 'last-event-id': '0' },
    signal: stopping.signal,
  });
  let text = '';
  for await (const part of response.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.includes(incident['L1']!)) break;
  }
  stopping.abort();
  expect(text).toContain(incident['L1']);
  expect(text).not.toContain(incident['L2']);
});

test('a token that is revoked or expired opens nothing; secrets are not kept', async () => {
  const short = await make('auditor', { expiresInDays: 1 });
  expect((await d.as(short)('/api/v1/incidents')).status).toBe(200);
  const listed = await d.operator<{ items: { tokenId: string; label: string }[] }>('/api/v1/tokens');
  // The secret is base64url and may have underscores of its own.
  expect(listed.text).not.toContain(short.split('_').slice(2).join('_'));
  const id = short.split('_')[1]!;
  expect((await d.operator(`/api/v1/tokens/${id}`, { method: 'DELETE' })).status).toBe(200);
  expect((await d.as(short)('/api/v1/incidents')).status).toBe(401);
  const rows = await d.database.selectFrom('access_token').selectAll().execute();
  expect(JSON.stringify(rows)).not.toContain(token['firm']!.split('_').slice(2).join('_'));
  await d.database
    .updateTable('access_token')
    .set({ expires_at_ms: 1 })
    .where('token_id', '=', token['auditor']!.split('_')[1]!)
    .execute();
  expect((await d.as(token['auditor']!)('/api/v1/incidents')).status).toBe(401);
});

test('a token of a role that is bound to rows must name some', async () => {
  const answer = await d.operator('/api/v1/tokens', {
    method: 'POST',
    body: JSON.stringify({ label: 'x', role: 'firm' }),
    headers: { 'content-type': 'application/json' },
  });
  expect(answer).toMatchObject({ status: 400, body: { detail: expect.stringContaining('firmIds') } });
});

test('Idempotency-Key: the same change is done once and answered the same; another request under the key is refused', async () => {
  const post = (key: string, body: object, as = d.operator) =>
    as('/api/v1/lifts/L1/jobs', {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
    });
  const first = await post('k-1', { jobId: 'J7', phase: 'opened' });
  const again = await post('k-1', { jobId: 'J7', phase: 'opened' });
  expect(again.body).toEqual(first.body);
  expect([first.headers.get('idempotent-replayed'), again.headers.get('idempotent-replayed')]).toEqual([null, 'true']);
  const queued = await d.database.selectFrom('context_outbox').select('id').where('document', 'like', '%J7%').execute();
  expect(queued).toHaveLength(1);
  expect(await post('k-1', { jobId: 'J8', phase: 'opened' })).toMatchObject({ status: 422 });
  // A key is its caller's own.
  expect((await post('k-1', { jobId: 'J9', phase: 'opened' }, d.as(token['firm']!))).status).toBe(200);
  expect(await post('bad key', { jobId: 'J7', phase: 'opened' })).toMatchObject({ status: 422 });
  // A failure frees the key.
  expect((await post('k-2', { jobId: 'J7', phase: 'begun' })).status).toBe(400);
  expect((await post('k-2', { jobId: 'J7', phase: 'opened' })).status).toBe(200);
});

test('every change is in the ledger with its caller and its result, and no secret or number is', async () => {
  const lines = await d.operator<{ items: { kind: string; subject: string; facts: Record<string, string> }[] }>(
    '/api/v1/ledger?limit=1000',
  );
  const changes = lines.body.items.filter((line) => line.kind === 'change').map((line) => line.facts);
  expect(changes).toContainEqual(expect.objectContaining({ actor: 'operator', result: 'done' }));
  expect(changes).toContainEqual(expect.objectContaining({ result: 'LIFT_DISPATCH_BODY_INVALID' }));
  expect(changes.some((c) => c['actor']!.startsWith('token/'))).toBe(true);
  expect(lines.text).not.toMatch(/1381234567\d/);
  expect(lines.text).not.toContain(RECEIPT_TOKEN);
});

test('the ledger is read from its end too, a page at a time', async () => {
  type Lines = { items: { seq: number }[]; next: string | null };
  const read = async (query: string): Promise<Lines> => (await d.operator<Lines>(`/api/v1/ledger?${query}`)).body;
  const all = (await read('limit=1000')).items.map(({ seq }) => seq);
  const first = await read('order=newest&limit=2');
  const second = await read(`order=newest&limit=2&after=${first.next}`);
  expect([...first.items, ...second.items].map(({ seq }) => seq)).toEqual(all.toReversed().slice(0, 4));
  const last = await read(`order=newest&limit=2&after=${all[1]}`);
  expect([last.items.map(({ seq }) => seq), last.next]).toEqual([[all[0]], null]);
});

test('too many requests are answered 429 with Retry-After; guessing tokens shuts an address out', async () => {
  const small = await runDispatch(registry, {
    LIFTWATCH_DISPATCH_REQUESTS_PER_MINUTE: '10',
    LIFTWATCH_DISPATCH_FAILURES_PER_MINUTE: '5',
  });
  try {
    const made = await small.operator<{ token: string }>('/api/v1/tokens', {
      method: 'POST',
      body: JSON.stringify({ label: 'desk', role: 'auditor' }),
      headers: { 'content-type': 'application/json' },
    });
    const desk = made.body.token;
    const statuses: number[] = [];
    for (let n = 0; n < 12; n++) statuses.push((await small.operator('/api/v1/incidents')).status);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(0);
    const limited = await small.operator('/api/v1/incidents');
    expect(limited).toMatchObject({ status: 429, body: { code: 'LIFT_DISPATCH_RATE_LIMITED' } });
    expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(0);
    for (let n = 0; n < 6; n++) await small.as('lw_guess')('/api/v1/incidents');
    expect((await small.as('lw_guess')('/api/v1/incidents')).status).toBe(429);
    expect((await small.call('/healthz')).status).toBe(200);
    // Whoever works behind the same proxy goes on working.
    const other = await small.as(desk)('/api/v1/incidents');
    expect(other.status).toBe(200);
  } finally {
    await small.close();
  }
});

test('reading without a credential only where it is configured', async () => {
  const open = await runDispatch(registry, { LIFTWATCH_DISPATCH_ANONYMOUS_READ: 'on' });
  try {
    expect((await open.call('/api/v1/incidents')).status).toBe(200);
    expect((await open.call('/api/v1/tokens')).status).toBe(401);
    expect((await open.call('/api/v1/ledger')).status).toBe(401);
    expect((await open.as('wrong')('/api/v1/incidents')).status).toBe(401);
  } finally {
    await open.close();
  }
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { waitUntil } from '@liftwatch/infra';
import { testWithServer } from '@liftwatch/infra/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openApiDocument } from '../src/http/openapi.ts';
import { loadConfig, startConsole, type ConsoleHandle } from '../src/index.ts';
import { anOperator, emptyTown, peopleOf, startUpstream, type Upstream } from './upstreams.ts';

const logger = pino({ level: 'silent' });
const dir = mkdtempSync(join(tmpdir(), 'liftwatch-console-'));
const tokenFile = join(dir, 'token');

let dispatch: Upstream;
let engine: Upstream;
let started: ConsoleHandle;
const base = () => `http://127.0.0.1:${started.httpPort}`;
const send = (path: string, init: RequestInit = {}) =>
  fetch(`${base()}${path}`, { signal: AbortSignal.timeout(10_000), ...init });
const settings = (more: Record<string, string> = {}) =>
  loadConfig({
    LIFTWATCH_CONSOLE_HTTP_PORT: '0',
    LIFTWATCH_CONSOLE_ENGINE_URL: engine.url,
    LIFTWATCH_CONSOLE_DISPATCH_URL: dispatch.url,
    LIFTWATCH_CONSOLE_DISPATCH_TOKEN_FILE: tokenFile,
    ...more,
  });

beforeAll(async () => {
  writeFileSync(tokenFile, 'the-token\n');
  dispatch = await startUpstream();
  engine = await startUpstream();
  emptyTown(dispatch, engine);
  started = await startConsole(settings(), { logger });
});
afterAll(async () => {
  await started.close();
  await Promise.all([dispatch.close(), engine.close()]);
  rmSync(dir, { recursive: true });
});

describe('console', () => {
  it('answers health and readiness', async () => {
    expect(await (await send('/healthz')).json()).toEqual({ status: 'alive' });
    const ready = await send('/readyz');
    expect([ready.status, await ready.json()]).toEqual([200, { ready: true, reasons: [] }]);
  });

  it.each(['/', '/incidents/abc', '/fleet?q=1', '/lifts/a.b-1'])(
    'answers %s with the page, under a strict policy',
    async (path) => {
      const answer = await send(path);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toContain('unsafe');
      const page = await answer.text();
      expect(page).toContain('<div id="root">');
      expect(page.match(/(?:src|href)="(?:https?:)?\/\/[^"]*"/g)).toBeNull();
    },
  );

  it('serves the files of the page to be kept for ever, compressed where that is understood', async () => {
    const script = /src="(\/assets\/[^"]+\.js)"/.exec(await (await send('/')).text())?.[1] ?? '';
    const answer = await send(script, { headers: { 'accept-encoding': 'gzip' } });
    expect(answer.headers.get('cache-control')).toContain('immutable');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
  });

  it.each(['/nothing.js', '/api/v1/nothing', '/dispatch/api/v2/x', '/assets/../../package.json'])(
    'answers %s with a problem document',
    async (path) => {
      const answer = await send(path);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(await answer.json()).toMatchObject({ code: 'LIFT_CONSOLE_ROUTE_UNKNOWN', status: 404 });
    },
  );

  it.each([
    ['GET', '/api/v1/fleet/%zz', 400, 'LIFT_CONSOLE_REQUEST_INVALID', null],
    ['PUT', '/api/v1/fleet', 405, 'LIFT_CONSOLE_METHOD_UNKNOWN', 'GET, HEAD'],
    ['OPTIONS', '/api/v1/session', 405, 'LIFT_CONSOLE_METHOD_UNKNOWN', 'GET, HEAD, POST, DELETE'],
    ['PUT', '/api/v1/nothing', 404, 'LIFT_CONSOLE_ROUTE_UNKNOWN', null],
  ])('%s %s is answered %i, as a problem', async (method, path, status, code, allow) => {
    const answer = await send(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([status, allow]);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status, code });
  });

  it('says nothing again of what a sign-in brought in its address', async () => {
    const answer = await send('/auth/callback?code=a-secret&state=b', { method: 'PUT' });
    expect(await answer.json()).toMatchObject({ status: 405, instance: '/auth/callback' });
  });

  it.each([
    ['/api/v1/fleet', 'application/xml', 406],
    ['/api/v1/stream', 'application/json', 406],
    ['/', 'application/json', 406],
    ['/', 'text/html,application/xhtml+xml,*/*;q=0.8', 200],
    ['/api/v1/fleet', 'application/json;q=0.5', 200],
  ] as const)('answers %s to who reads %s with %i', async (path, accept, status) => {
    const answer = await send(path, { headers: { accept } });
    expect(answer.status).toBe(status);
    const text = await answer.text();
    if (status !== 406) return;
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({ status, code: 'LIFT_CONSOLE_NOT_ACCEPTABLE' });
  });

  it('ends a HEAD of the stream with its headers', async () => {
    const head = await send('/api/v1/stream', { method: 'HEAD', signal: AbortSignal.timeout(60_000) });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
  });

  it('the committed openapi.json is what the routes say, and every path in it answers', async () => {
    const committed: unknown = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'));
    expect(JSON.parse(JSON.stringify(openApiDocument()))).toEqual(committed);
    expect(await (await send('/openapi.json')).json()).toEqual(committed);
  });

  testWithServer('promtool', 'serves metrics that promtool accepts', async () => {
    const text = await (await send('/metrics')).text();
    expect(text).toContain('liftwatch_console_up 1');
    const { status, stderr } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    expect(`${status} ${stderr}`).toBe('0 ');
  });

  it('says which port it could not have', async () => {
    await expect(
      startConsole(settings({ LIFTWATCH_CONSOLE_HTTP_PORT: String(started.httpPort) }), { logger }),
    ).rejects.toMatchObject({
      code: 'LIFT_CONSOLE_LISTEN_FAILED',
      message: expect.stringContaining(String(started.httpPort)),
    });
  });

  it('closes once, however often it is told to', async () => {
    const second = await startConsole(settings(), { logger });
    await Promise.all([second.close(), second.close()]);
    await expect(fetch(`http://127.0.0.1:${second.httpPort}/healthz`)).rejects.toThrow();
  });
});

describe('the one door to the other services', () => {
  const change = (headers: Record<string, string> = {}) =>
    send('/dispatch/api/v1/incidents/i-1/close', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': 'k1', cookie: 'a=b', ...headers },
      body: '{"by":"op7"}',
    });
  const changesAsked = () => dispatch.asked.filter(({ method }) => method === 'POST');

  it('passes a read on with its query, and the answer as it is', async () => {
    dispatch.answers.set('/api/v1/incidents/i-1', { incident: 'as it is' });
    const answer = await send('/dispatch/api/v1/incidents/i-1?x=%E5%9B%B0');
    expect(await answer.json()).toEqual({ incident: 'as it is' });
    expect(dispatch.asked.some(({ path }) => path === '/api/v1/incidents/i-1?x=%E5%9B%B0')).toBe(true);
  });

  it('passes back when to come again, and what else a path allows', async () => {
    const headers = { 'retry-after': '7', allow: 'GET, HEAD', 'set-cookie': 'a=b' };
    dispatch.answers.set('/api/v1/incidents/i-1', { code: 'LIFT_DISPATCH_BUSY', status: 429, headers });
    const answer = await send('/dispatch/api/v1/incidents/i-1');
    expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('allow')]).toEqual([
      429,
      '7',
      'GET, HEAD',
    ]);
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('refuses a token that no header can carry, and asks nobody about it', async () => {
    const asked = dispatch.asked.length;
    const answer = await send('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: 'a\u0000b' }),
    });
    expect([answer.status, (await answer.json()) as unknown]).toMatchObject([
      400,
      { code: 'LIFT_CONSOLE_REQUEST_INVALID' },
    ]);
    expect(dispatch.asked).toHaveLength(asked);
  });

  it('passes on in which language a refusal is wanted, and speaks it too', async () => {
    dispatch.answers.set('/api/v1/incidents/i-1', { incident: 'as it is' });
    await send('/dispatch/api/v1/incidents/i-1?zh', { headers: { 'accept-language': 'zh-CN' } });
    expect(dispatch.asked.find(({ path }) => path.endsWith('?zh'))?.headers['accept-language']).toBe('zh-CN');
    const own = await send('/api/v1/nothing', { headers: { 'accept-language': 'zh-CN' } });
    expect(own.headers.get('content-language')).toBe('zh');
    expect(await own.json()).toMatchObject({ code: 'LIFT_CONSOLE_ROUTE_UNKNOWN', title: '没有该地址' });
  });

  it('adds its own token to a change, keeps the idempotency key, and passes no cookie', async () => {
    dispatch.answers.set('/api/v1/incidents/i-1/close', { done: true });
    expect(await (await change()).json()).toEqual({ done: true });
    const asked = changesAsked().at(-1);
    expect(asked?.headers).toMatchObject({ authorization: 'Bearer the-token', 'idempotency-key': 'k1' });
    expect(asked?.headers.cookie).toBeUndefined();
    expect(JSON.parse(asked?.body ?? '')).toEqual({ by: 'op7' });
  });

  it.each([
    ['from another origin', { origin: 'https://evil.example' }],
    ['declared as a form', { 'content-type': 'text/plain' }],
  ])('refuses a change %s and asks nobody', async (_, headers) => {
    const before = changesAsked().length;
    const answer = await change(headers);
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([
      403,
      'LIFT_CONSOLE_ORIGIN_REFUSED',
    ]);
    expect(changesAsked()).toHaveLength(before);
  });

  it('never shows the token: neither in the page nor in what it passes back', async () => {
    for (const path of ['/', '/api/v1/overview', '/openapi.json', '/metrics'])
      expect(await (await send(path)).text()).not.toContain('the-token');
  });

  it('asks dispatch with its own token also for what it keeps in memory', () => {
    const own = dispatch.asked.filter(({ path }) => path.startsWith('/api/v1/lifts'));
    expect(own.length).toBeGreaterThan(0);
    expect(own.every(({ headers }) => headers.authorization === 'Bearer the-token')).toBe(true);
  });

  it('takes no change without a token', async () => {
    const without = await startConsole(settings({ LIFTWATCH_CONSOLE_DISPATCH_TOKEN_FILE: join(dir, 'none') }), {
      logger,
    });
    try {
      const answer = await fetch(`http://127.0.0.1:${without.httpPort}/dispatch/api/v1/incidents/i-1/close`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      });
      expect(await answer.json()).toMatchObject({ status: 403, code: 'LIFT_CONSOLE_CHANGES_CLOSED' });
    } finally {
      await without.close();
    }
  });

  /** As no browser and no fetch would send it. */
  const raw = (path: string, headers: Record<string, string> = {}): Promise<number> =>
    new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: started.httpPort, path, headers };
      get(options, (response) => resolve(response.resume().statusCode ?? 0)).once('error', reject);
    });

  it.each(['/engine/api/v1/../../metrics', '/dispatch/api/v1/../../auth/me', '/dispatch/api/v1/%2e%2e/%2e%2e/metrics'])(
    'leads out of what is passed on by no path: %s',
    async (path) => {
      const before = dispatch.asked.length;
      expect(await raw(path)).toBe(404);
      const asked = [...dispatch.asked.slice(before), ...engine.asked].map((one) => one.path);
      expect(asked.filter((one) => !one.startsWith('/api/v1/'))).toEqual([]);
    },
  );

  it('shows nothing to who comes by a name that was made to lead here, or through a proxy', async () => {
    expect(await raw('/api/v1/overview', { host: 'evil.example' })).toBe(401);
    expect(await raw('/api/v1/overview', { host: 'localhost:1' })).toBe(200);
  });

  it('lets nobody change the engine', async () => {
    const answer = await send('/engine/api/v1/rules', { method: 'DELETE' });
    expect(await answer.json()).toMatchObject({ code: 'LIFT_CONSOLE_CHANGES_CLOSED' });
  });

  it('says which service does not answer', async () => {
    const alone = await startConsole(settings({ LIFTWATCH_CONSOLE_DISPATCH_URL: 'http://127.0.0.1:9' }), { logger });
    try {
      const answer = await fetch(`http://127.0.0.1:${alone.httpPort}/dispatch/api/v1/incidents`);
      expect(answer.status).toBe(502);
      expect(await answer.json()).toMatchObject({
        code: 'LIFT_CONSOLE_UPSTREAM_UNAVAILABLE',
        detail: expect.stringContaining('LIFTWATCH_CONSOLE_DISPATCH_URL'),
      });
    } finally {
      await alone.close();
    }
  });
});

describe('the fleet', () => {
  const fleet = async (query: string) =>
    (await (await send(`/api/v1/fleet?${query}`)).json()) as {
      total: number;
      lifts: { liftId: string; condition: string; registered: boolean; siteName: string | null }[];
    };

  it(
    'joins registry and engine, page by page; a registered lift that never spoke is unknown',
    { timeout: 90_000 },
    async () => {
      dispatch.answers.set('/api/v1/sites', { items: [{ siteId: 's1', name: '滨江大厦' }], next: null });
      dispatch.answers.set('/api/v1/lifts', (query: URLSearchParams) =>
        query.get('after') === null
          ? { items: [{ liftId: 'a', siteId: 's1' }], next: 'a' }
          : { items: [{ liftId: 'b', siteId: 's1' }], next: null },
      );
      engine.answers.set('/api/v1/lifts', {
        lifts: [
          { liftId: 'a', condition: 'normal', heardAtMs: 5, registered: true, openFindings: 0 },
          { liftId: 'stray', condition: 'fault', heardAtMs: 5, registered: false, openFindings: 1 },
        ],
        next: null,
      });
      // A change through the door has the registry read anew at once.
      dispatch.answers.set('/api/v1/registry/import', {});
      await send('/dispatch/api/v1/registry/import', {
        method: 'POST',
        headers: { 'content-type': 'text/csv' },
        body: 'type',
      });
      await waitUntil('the fleet', async () => (await fleet('')).total === 3, 60_000);
      expect(
        (await fleet('')).lifts.map(({ liftId, condition, registered }) => [liftId, condition, registered]),
      ).toEqual([
        ['stray', 'fault', false],
        ['b', 'unknown', true],
        ['a', 'normal', true],
      ]);
      expect((await fleet(`q=${encodeURIComponent('滨江')}`)).total).toBe(2);
    },
  );

  it.each(['limit=0', 'limit=x', 'condition=fine', 'strange=1'])('refuses ?%s and names the field', async (query) => {
    const answer = await send(`/api/v1/fleet?${query}`);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { detail: string }).detail).toContain(query.split('=')[0]);
  });

  it('has no trends without a time series, and says so; refuses fields that are not there', async () => {
    const trend = (fields: string) => send(`/api/v1/lifts/a/trend?measurement=trip&fields=${fields}&fromMs=1&toMs=2`);
    expect(await (await trend('duration_ms')).json()).toMatchObject({ code: 'LIFT_CONSOLE_SERIES_ABSENT' });
    expect(await (await trend('secret')).json()).toMatchObject({ code: 'LIFT_CONSOLE_REQUEST_INVALID' });
  });
});

describe('reached from other machines', () => {
  let open: ConsoleHandle;
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`http://127.0.0.1:${open.httpPort}${path}`, { signal: AbortSignal.timeout(10_000), ...init });
  const signIn = (token: string) =>
    ask('/api/v1/session', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token }),
    });
  beforeAll(async () => {
    open = await startConsole(settings({ LIFTWATCH_CONSOLE_HTTP_HOST: '0.0.0.0' }), { logger });
  });
  afterAll(() => open.close());

  it.each([
    '/api/v1/overview',
    '/api/v1/fleet',
    '/api/v1/fleet/a',
    '/api/v1/stream',
    '/api/v1/lifts/a/trend',
    '/dispatch/api/v1/incidents',
    '/engine/api/v1/rules',
    '/engine/openapi.json',
    // The same routes, written otherwise.
    '/%61pi/v1/overview',
    '/api/v%31/fleet',
    '/dis%70atch/openapi.json',
  ])('shows nothing of %s to who has not signed in', async (path) => {
    const answer = await ask(path);
    expect(await answer.json()).toMatchObject({ status: 401, code: 'LIFT_CONSOLE_SIGN_IN_NEEDED' });
  });

  it('shows the page, its words and its health', async () => {
    for (const path of ['/', '/api/v1/words', '/healthz']) expect((await ask(path)).status).toBe(200);
  });

  it('refuses a token that dispatch does not know; an operator’s opens everything, until signed out', async () => {
    peopleOf(dispatch, (bearer) => (bearer === 'op-token' ? anOperator : undefined));
    expect(await (await signIn('wrong')).json()).toMatchObject({ code: 'LIFT_CONSOLE_SIGN_IN_REFUSED' });
    const signedIn = await signIn('op-token');
    const set = signedIn.headers.get('set-cookie') ?? '';
    expect(set).toMatch(/HttpOnly; SameSite=Strict/);
    expect(set).not.toContain('op-token');
    const cookie = set.split(';')[0] ?? '';
    expect((await ask('/api/v1/fleet', { headers: { cookie } })).status).toBe(200);
    await ask('/dispatch/api/v1/incidents', { headers: { cookie } });
    const passed = dispatch.asked.filter(({ path }) => path === '/api/v1/incidents').at(-1);
    expect(passed?.headers.authorization).toBe('Bearer op-token');
    await ask('/api/v1/session', { method: 'DELETE', headers: { cookie } });
    expect((await ask('/api/v1/fleet', { headers: { cookie } })).status).toBe(401);
  });
});

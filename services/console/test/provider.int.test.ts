import { freeLoopbackPort, waitUntil } from '@liftwatch/infra';
import {
  openCookieBrowser,
  startIdentityProvider,
  type CookieBrowser,
  type TestIdentityProvider,
} from '@liftwatch/infra/testing';
import { decodeJwt } from 'jose';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig, startConsole, type ConsoleHandle } from '../src/index.ts';
import { readEvents } from './events.ts';
import { anOperator, emptyTown, peopleOf, startUpstream, type Upstream } from './upstreams.ts';

const MINUTE_MS = 60_000;
const operator = { liftwatch: { role: 'operator' } };
const crew = { name: '王工', liftwatch: { role: 'firm', firmIds: ['F1'] } };

let provider: TestIdentityProvider;
let dispatch: Upstream;
let engine: Upstream;
let started: ConsoleHandle;
let nowMs = Date.now();
const url = (path: string): string => `http://127.0.0.1:${started.httpPort}${path}`;
const settings = (more: Record<string, string> = {}) =>
  loadConfig({
    LIFTWATCH_CONSOLE_HTTP_PORT: '0',
    LIFTWATCH_CONSOLE_ENGINE_URL: engine.url,
    LIFTWATCH_CONSOLE_DISPATCH_URL: dispatch.url,
    LIFTWATCH_CONSOLE_OIDC_ISSUER: provider.issuer,
    LIFTWATCH_CONSOLE_OIDC_SCOPES: 'openid profile liftwatch',
    ...more,
  });
const lines: string[] = [];
const logger = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });

/** What dispatch says of an ID token: it reads the claim, as the real one does. */
const personOfIdToken = (bearer: string): object | undefined => {
  if (bearer === 'op-token') return anOperator;
  if (bearer.split('.').length !== 3) return undefined;
  const { sub, liftwatch } = decodeJwt<{ liftwatch?: { role: string; firmIds?: string[] } }>(bearer);
  if (liftwatch === undefined) return { status: 403, code: 'LIFT_DISPATCH_FORBIDDEN', detail: 'no role' };
  const scope = liftwatch.firmIds && { firmIds: liftwatch.firmIds, siteIds: [], districtIds: [] };
  return { id: `oidc/${sub}`, role: liftwatch.role, scope: scope ?? null };
};

const signIn = async (who: string, to = '/fleet', browser = openCookieBrowser()) => {
  const page = await browser.signIn(url(`/auth/login?to=${encodeURIComponent(to)}`), { issuer: provider.issuer, who });
  const call = async <T>(path: string, init: RequestInit = {}) => {
    const response = await browser.go(url(path), init);
    return { status: response.status, body: (await response.json()) as T & { readonly code?: string } };
  };
  return { browser, page, call };
};
const problemOf = (page: { readonly url: string }): string | null => new URL(page.url).searchParams.get('problem');

beforeAll(async () => {
  [provider, dispatch, engine] = await Promise.all([startIdentityProvider(), startUpstream(), startUpstream()]);
  emptyTown(dispatch, engine);
  peopleOf(dispatch, personOfIdToken);
  const port = String(await freeLoopbackPort());
  started = await startConsole(settings({ LIFTWATCH_CONSOLE_HTTP_PORT: port }), { logger, nowMs: () => nowMs });
  provider.serve({
    redirectUris: [url('/auth/callback')],
    postLogoutRedirectUris: [url('/')],
    givesRefreshTokens: true,
    insistsOnIdTokenHint: true,
  });
  dispatch.answers.set('/api/v1/firms', { items: [{ firmId: 'F1', name: '安梯' }], next: null });
  dispatch.answers.set('/api/v1/lifts', {
    items: [
      { liftId: 'L1', firmId: 'F1' },
      { liftId: 'L2', firmId: 'F2' },
    ],
    next: null,
  });
  engine.answers.set('/api/v1/lifts', {
    lifts: [{ liftId: 'stray', condition: 'fault', heardAtMs: 5, registered: false, openFindings: 1, firmId: 'F1' }],
    next: null,
  });
  for (const liftId of ['L1', 'L2']) engine.answers.set(`/api/v1/lifts/${liftId}`, { liftId });
});
beforeEach(() => {
  nowMs = Date.now();
  peopleOf(dispatch, personOfIdToken);
  provider.accounts.clear();
  provider.accounts.set('op-1', operator).set('crew-1', crew);
});
afterAll(async () => {
  await started.close();
  await Promise.all([provider.close(), dispatch.close(), engine.close()]);
});

describe('signing in at a real identity provider', () => {
  test('everybody signs in, also on this machine; then the page knows who it is, and dispatch is asked as them', async () => {
    const nobody = openCookieBrowser();
    expect((await nobody.go(url('/api/v1/overview'))).status).toBe(401);
    expect(await (await nobody.go(url('/api/v1/session'))).json()).toEqual({
      providerHost: new URL(provider.issuer).host,
    });
    const { page, call, browser } = await signIn('crew-1', '/incidents/1?x=%E5%9B%B0');
    expect([page.url, page.response.status]).toEqual([url('/incidents/1?x=%E5%9B%B0'), 200]);
    const { body } = await call<{ who: object; mayChange: boolean; mayAct: boolean }>('/api/v1/overview');
    expect(body).toMatchObject({
      who: { id: 'oidc/crew-1', role: 'firm', name: '王工' },
      ...{ mayChange: false, mayAct: true, seesWhole: false },
    });
    await call('/dispatch/api/v1/incidents');
    const passed = dispatch.asked.findLast(({ path }) => path === '/api/v1/incidents')?.headers.authorization ?? '';
    expect(decodeJwt(passed.replace('Bearer ', ''))).toMatchObject({ sub: 'crew-1', iss: provider.issuer });
    // Of all that the browser holds, nothing says what the session is.
    expect([...browser.jar.keys()].filter((name) => name.startsWith('liftwatch'))).toEqual(['liftwatch_page']);
    expect(browser.jar.get('liftwatch_page')).toMatch(/^[\w-]{43}$/);
  });

  test.each(['//evil.example', 'https://evil.example/', '/\\evil.example', '/.//evil.example', '/auth/login'])(
    'a return to %s is a return to the first page',
    async (to) => expect((await signIn('op-1', to)).page.url).toBe(url('/')),
  );

  test('an account without a role is told so, and has no session', async () => {
    const { page, browser, call } = await signIn('stranger');
    expect([problemOf(page), new URL(page.url).searchParams.get('to')]).toEqual(['LIFT_CONSOLE_NO_ROLE', '/fleet']);
    expect(browser.jar.has('liftwatch_page')).toBe(false);
    expect((await call('/api/v1/overview')).body.code).toBe('LIFT_CONSOLE_SIGN_IN_NEEDED');
  });

  test('what the provider refuses is named', async () => {
    const browser = openCookieBrowser();
    const begun = await browser.go(url('/auth/login?to=/fleet'));
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const query = new URLSearchParams({ error: 'access_denied', state, iss: provider.issuer });
    const back = await browser.go(url(`/auth/callback?${query.toString()}`));
    expect(back.headers.get('location')).toBe(
      '/sign-in?problem=LIFT_CONSOLE_SIGN_IN_FAILED&word=access_denied&to=%2Ffleet',
    );
  });

  test.each([
    ['where nobody listens', async () => `http://127.0.0.1:${await freeLoopbackPort()}`],
    ['that is no provider', async () => engine.url],
    ['of another name', async () => `${provider.issuer}/other`],
  ])('an issuer %s is told as one that cannot be used; a token still opens', async (_, issuer) => {
    const other = await startConsole(settings({ LIFTWATCH_CONSOLE_OIDC_ISSUER: await issuer() }), { logger });
    try {
      const at = (path: string): string => `http://127.0.0.1:${other.httpPort}${path}`;
      const browser = openCookieBrowser();
      const begun = await browser.go(at('/auth/login?to=/fleet'));
      expect(begun.headers.get('location')).toBe('/sign-in?problem=LIFT_CONSOLE_PROVIDER_UNAVAILABLE&to=%2Ffleet');
      await browser.go(at('/api/v1/session'), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"token":"op-token"}',
      });
      expect((await browser.go(at('/api/v1/overview'))).status).toBe(200);
      expect(lines.join('')).toContain('the identity provider cannot be used');
    } finally {
      await other.close();
    }
  });

  test('behind a proxy with TLS the browser goes by the public address, and its cookies are for that host and TLS alone', async () => {
    const own = { LIFTWATCH_CONSOLE_PUBLIC_URL: 'https://lifts.example' };
    const other = await startConsole(settings(own), { logger });
    try {
      const go = (path: string) => fetch(`http://127.0.0.1:${other.httpPort}${path}`, { redirect: 'manual' });
      const moved = (await go('/auth/login?to=/fleet')).headers.get('location') ?? '';
      expect(moved).toBe('https://lifts.example/auth/login?to=/fleet&moved');
      // A proxy that puts another name into Host does not have it go round for ever.
      const begun = await go(moved.replace('https://lifts.example', ''));
      const asked = new URL(begun.headers.get('location') ?? '').searchParams;
      expect(asked.get('redirect_uri')).toBe('https://lifts.example/auth/callback');
      expect(begun.headers.getSetCookie()).toEqual([
        expect.stringMatching(
          /^__Host-liftwatch_page_sign_in=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600; Secure$/,
        ),
      ]);
    } finally {
      await other.close();
    }
  });

  test('a dispatch that does not take the provider’s word is told as that', async () => {
    peopleOf(dispatch, () => undefined);
    const { page } = await signIn('op-1');
    expect(problemOf(page)).toBe('LIFT_CONSOLE_PROVIDER_UNTRUSTED');
  });

  test('signing out ends it here and at the provider, and gives the refresh token back', async () => {
    const { browser, call } = await signIn('op-1');
    dispatch.answers.set('/auth/logout', { signedOut: true, goTo: null });
    const kept = browser.jar.get('liftwatch_page') ?? '';
    const { body } = await call<{ goTo: string }>('/api/v1/session?', { method: 'DELETE' });
    expect(body.goTo).toMatch(new RegExp(`^${provider.issuer}/session/end\\?`));
    const goTo = new URL(body.goTo);
    expect(goTo.searchParams.get('post_logout_redirect_uri')).toBe(url('/'));
    // The token that stands in the address was signed out at dispatch before.
    const signedOut = dispatch.asked.findLast(({ path }) => path === '/auth/logout');
    expect(signedOut?.headers.authorization).toBe(`Bearer ${goTo.searchParams.get('id_token_hint')}`);
    expect(provider.asked).toContain('/token/revocation');
    browser.jar.set('liftwatch_page', kept);
    expect((await call('/api/v1/overview')).status).toBe(401);
    // The provider insists on it, signs the person out, and sends the browser back to the page.
    const asked = await (await browser.go(goTo.href)).text();
    const [, action = '', xsrf = ''] = /action="([^"]+)"[\s\S]*name="xsrf" value="([^"]+)"/.exec(asked) ?? [];
    const done = await browser.go(action, { method: 'POST', body: new URLSearchParams({ xsrf, logout: 'yes' }) });
    expect(done.headers.get('location')).toBe(url('/'));
    goTo.searchParams.delete('id_token_hint');
    expect((await browser.go(goTo.href)).status).toBe(400);
  });

  test('a token that dispatch could not be told of stands in no address', async () => {
    const { call } = await signIn('op-1');
    dispatch.answers.set('/auth/logout', { status: 503, code: 'LIFT_DISPATCH_PROVIDER_AWAY' });
    const { body } = await call<{ goTo: string }>('/api/v1/session?', { method: 'DELETE' });
    expect(body.goTo).toContain('post_logout_redirect_uri');
    expect(body.goTo).not.toContain('id_token_hint');
  });
});

describe('somebody who means harm', () => {
  /** Signs in up to the way back, and stops before it is taken. */
  const upToCallback = async (browser: CookieBrowser): Promise<string> => {
    const begun = await browser.go(url('/auth/login?to=/fleet'));
    const elsewhere = openCookieBrowser();
    // With cookies of its own: what comes back is taken by nobody yet.
    const page = await elsewhere.signIn(begun.headers.get('location') ?? '', {
      issuer: provider.issuer,
      who: 'op-1',
    });
    // The browser that has not begun it was refused, and sent on from there.
    expect(problemOf(page)).toBe('LIFT_CONSOLE_SIGN_IN_FAILED');
    return elsewhere.jar.get('liftwatch_page') ?? '';
  };

  test('a sign-in that another browser began is refused, and leaves no session', async () => {
    expect(await upToCallback(openCookieBrowser())).toBe('');
  });

  test('a way back is good once, in the browser that went out, with its own state', async () => {
    const browser = openCookieBrowser();
    const begun = await browser.go(url('/auth/login?to=/fleet'));
    const flow = browser.jar.get('liftwatch_page_sign_in') ?? '';
    const seen: string[] = [];
    const watched: CookieBrowser = {
      ...browser,
      go: (to, init) => (seen.push(to), browser.go(to, init)),
    };
    const bogus = await browser.go(url('/auth/callback?code=x&state=other'));
    expect(bogus.headers.get('location')).toContain('LIFT_CONSOLE_SIGN_IN_FAILED');
    // Another state has not used it up.
    let page = { response: begun, url: url('/auth/login') };
    page = await watched.signIn(begun.headers.get('location') ?? '', { issuer: provider.issuer, who: 'op-1' });
    expect(page.url).toBe(url('/fleet'));
    expect(browser.jar.has('liftwatch_page_sign_in')).toBe(false);
    // The cookie of the way out, kept and shown again with a new answer of the same state.
    browser.jar.set('liftwatch_page_sign_in', flow);
    const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const again = await browser.go(url(`/auth/callback?code=x&state=${state}`));
    expect(again.headers.get('location')).toBe('/sign-in?problem=LIFT_CONSOLE_SIGN_IN_FAILED');
  });

  test('a code of another sign-in is of no use: its verifier and nonce are not there', async () => {
    const [victim, attacker] = [openCookieBrowser(), openCookieBrowser()];
    const theirs = await attacker.go(url('/auth/login'));
    attacker.jar.delete('liftwatch_page_sign_in');
    const refused = await attacker.signIn(theirs.headers.get('location') ?? '', {
      issuer: provider.issuer,
      who: 'op-1',
    });
    expect(problemOf(refused)).toBe('LIFT_CONSOLE_SIGN_IN_FAILED');
    const ours = await victim.go(url('/auth/login'));
    const state = new URL(ours.headers.get('location') ?? '').searchParams.get('state') ?? '';
    const query = new URLSearchParams({ code: 'stolen', state, iss: provider.issuer });
    const back = await victim.go(url(`/auth/callback?${query.toString()}`));
    expect(back.headers.get('location')).toContain('problem=LIFT_CONSOLE_SIGN_IN_FAILED&word=invalid_grant');
    expect(victim.jar.has('liftwatch_page')).toBe(false);
  });

  test('a session that was planted in the browser is not the one that is signed in', async () => {
    const first = await signIn('crew-1');
    const planted = first.browser.jar.get('liftwatch_page') ?? '';
    const browser = openCookieBrowser();
    browser.jar.set('liftwatch_page', planted);
    await signIn('op-1', '/fleet', browser);
    expect(browser.jar.get('liftwatch_page')).not.toBe(planted);
    expect((await first.call('/api/v1/overview')).status).toBe(401);
  });

  test('a session id that the browser brought and nobody gave out is never the one that is signed in', async () => {
    const chosen = 'A'.repeat(43);
    const browser = openCookieBrowser();
    browser.jar.set('liftwatch_page', chosen);
    const { call } = await signIn('op-1', '/fleet', browser);
    expect(browser.jar.get('liftwatch_page')).not.toBe(chosen);
    expect((await call('/api/v1/overview')).status).toBe(200);
    const elsewhere = openCookieBrowser();
    elsewhere.jar.set('liftwatch_page', chosen);
    expect((await elsewhere.go(url('/api/v1/overview'))).status).toBe(401);
  });

  test('another site can neither change anything nor sign anybody out', async () => {
    const { call, browser } = await signIn('op-1');
    const origin = 'https://evil.example';
    const headers = { 'content-type': 'application/json', origin };
    const before = dispatch.asked.length;
    const change = await call('/dispatch/api/v1/incidents/i/close', { method: 'POST', headers, body: '{}' });
    const out = await call('/api/v1/session', { method: 'DELETE', headers: { origin } });
    expect([change.body.code, out.body.code]).toEqual(['LIFT_CONSOLE_ORIGIN_REFUSED', 'LIFT_CONSOLE_ORIGIN_REFUSED']);
    expect(dispatch.asked.slice(before).filter(({ method }) => method === 'POST')).toEqual([]);
    expect(browser.jar.has('liftwatch_page')).toBe(true);
  });

  test('who guesses tokens is stopped before dispatch shuts us all out', async () => {
    const other = await startConsole(settings(), { logger });
    const guess = async (): Promise<number> =>
      (
        await fetch(`http://127.0.0.1:${other.httpPort}/api/v1/session`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: '{"token":"guessed"}',
        })
      ).status;
    const answers: number[] = [];
    for (let count = 0; count < 25; count++) answers.push(await guess());
    await other.close();
    expect(answers.filter((status) => status === 401)).toHaveLength(20);
    expect(answers.filter((status) => status === 429)).toHaveLength(5);
  });
});

describe('a session', () => {
  test('sees other rows as soon as the account does, and is over when its role is taken away', async () => {
    const { call } = await signIn('op-1');
    provider.accounts.set('op-1', crew);
    expect((await call<{ who: object }>('/api/v1/overview')).body.who).toMatchObject({ role: 'operator' });
    nowMs += 3 * MINUTE_MS;
    expect((await call<{ who: object }>('/api/v1/overview')).body.who).toMatchObject({ role: 'firm' });
    provider.accounts.set('op-1', {});
    nowMs += 3 * MINUTE_MS;
    expect((await call('/api/v1/overview')).body.code).toBe('LIFT_CONSOLE_SIGN_IN_NEEDED');
    expect((await call('/dispatch/api/v1/incidents')).body.code).toBe('LIFT_CONSOLE_SIGN_IN_NEEDED');
  });

  test('that sees other rows ends the streams that showed those of before', async () => {
    const { call, browser } = await signIn('op-1');
    const cookie = `liftwatch_page=${browser.jar.get('liftwatch_page')}`;
    let isOpen = false;
    // Ends by itself: nothing that comes is enough.
    const stream = readEvents(url('/api/v1/stream'), () => ((isOpen = true), false), undefined, { cookie });
    await waitUntil('the stream', async () => isOpen);
    provider.accounts.set('op-1', crew);
    nowMs += 3 * MINUTE_MS;
    await call('/api/v1/overview');
    expect((await stream).length).toBeGreaterThan(0);
  });

  test('is over at once when dispatch does not take its credential any more', async () => {
    const { call } = await signIn('op-1');
    dispatch.answers.set('/api/v1/incidents/i-9', { status: 401, code: 'LIFT_DISPATCH_TOKEN_WRONG' });
    expect((await call('/dispatch/api/v1/incidents/i-9')).body.code).toBe('LIFT_CONSOLE_SIGN_IN_NEEDED');
    expect((await call('/api/v1/overview')).status).toBe(401);
  });

  test('outlasts a provider that is away, as long as what it said last holds', async () => {
    const { call } = await signIn('op-1');
    dispatch.answers.set('/auth/me', { status: 503, code: 'LIFT_DISPATCH_PROVIDER_AWAY', detail: 'away' });
    nowMs += 5 * MINUTE_MS;
    expect((await call('/api/v1/overview')).status).toBe(200);
    nowMs += 45 * MINUTE_MS;
    expect((await call('/api/v1/overview')).status).toBe(200);
    nowMs += 15 * MINUTE_MS;
    expect((await call('/api/v1/overview')).status).toBe(401);
  });

  test('without a refresh token it ends with the ID token', async () => {
    const alone = await startIdentityProvider();
    alone.accounts.set('op-1', operator);
    const port = await freeLoopbackPort();
    const own = { LIFTWATCH_CONSOLE_OIDC_ISSUER: alone.issuer, LIFTWATCH_CONSOLE_HTTP_PORT: String(port) };
    const other = await startConsole(settings(own), { logger, nowMs: () => nowMs });
    alone.serve({ redirectUris: [`http://127.0.0.1:${port}/auth/callback`] });
    const browser = openCookieBrowser();
    await browser.signIn(`http://127.0.0.1:${port}/auth/login`, { issuer: alone.issuer, who: 'op-1' });
    const overview = async (): Promise<number> => (await browser.go(`http://127.0.0.1:${port}/api/v1/overview`)).status;
    expect(await overview()).toBe(200);
    nowMs += 61 * MINUTE_MS;
    expect(await overview()).toBe(401);
    await Promise.all([other.close(), alone.close()]);
  });
});

describe('somebody with rows of their own', () => {
  test('sees their lifts and nothing of others, by whichever door', { timeout: 120_000 }, async () => {
    const whole = await signIn('op-1');
    await waitUntil(
      'the fleet',
      async () => (await whole.call<{ total: number }>('/api/v1/fleet')).body.total === 3,
      60_000,
    );
    const { call } = await signIn('crew-1');
    const { body } = await call<{ total: number; lifts: { liftId: string }[]; census: object }>('/api/v1/fleet');
    expect([body.total, body.lifts.map(({ liftId }) => liftId), body.census]).toEqual([
      1,
      ['L1'],
      { normal: 0, fault: 0, unknown: 1 },
    ]);
    expect((await call<{ groups: unknown[] }>('/api/v1/fleet/groups?by=firm')).body.groups).toHaveLength(1);
    expect((await call<{ census: object }>('/api/v1/overview')).body.census).toEqual(body.census);
    expect((await call('/api/v1/fleet/L2')).body).toEqual({ lift: null, facts: null });
    expect((await call('/engine/api/v1/lifts/L1')).status).toBe(200);
    for (const path of [
      '/engine/api/v1/lifts/L2',
      '/engine/api/v1/lifts',
      '/engine/api/v1/findings?liftId=L2',
      '/api/v1/lifts/L2/trend?measurement=trip&fields=duration_ms&fromMs=1&toMs=2',
      '/api/v1/dead-letters',
    ])
      expect([path, (await call(path)).body.code]).toEqual([path, 'LIFT_CONSOLE_NOT_YOURS']);
    for (const path of ['/%65ngine/api/v1/lifts', '/engine/api/v1/%6cifts', '/%61pi/v1/dead-letters'])
      expect([path, (await call(path)).status]).not.toEqual([path, 200]);
    const json = { 'content-type': 'application/json' };
    for (const path of ['/api/v1/dead-letters/redrive', '/api/v1/terminals/credentials'])
      expect((await call(path, { method: 'POST', headers: json, body: '{}' })).body.code).toBe(
        'LIFT_CONSOLE_NOT_YOURS',
      );
  });

  test(
    'hears of incidents from dispatch as themselves: dispatch alone says which are theirs',
    { timeout: 150_000 },
    async () => {
      const own = { incidentId: 'i-own', state: 'alarm', revision: 1 };
      dispatch.answers.set('/api/v1/incidents', (_query: URLSearchParams, bearer: string | undefined) => ({
        items: bearer === undefined ? [own, { incidentId: 'i-other', state: 'alarm', revision: 1 }] : [own],
        next: null,
      }));
      const { browser } = await signIn('crew-1');
      const cookie = `liftwatch_page=${browser.jar.get('liftwatch_page')}`;
      const events = await readEvents(url('/api/v1/stream'), (seen) => seen.length > 1, undefined, { cookie });
      expect(events[0]).toMatchObject({ name: 'snapshot', data: [own] });
      // Who sees all is told of both.
      const all = await signIn('op-1');
      const whole = `liftwatch_page=${all.browser.jar.get('liftwatch_page')}`;
      const everything = await readEvents(
        url('/api/v1/stream'),
        (seen) => JSON.stringify(seen).includes('i-other'),
        undefined,
        { cookie: whole },
      );
      expect(JSON.stringify(everything)).toContain('i-own');
    },
  );
});

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitUntil } from '@liftwatch/infra';
import {
  idTokenOf,
  openCookieBrowser,
  startIdentityProvider,
  type TestIdentityProvider,
} from '@liftwatch/infra/testing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openIdentityProvider } from '../src/access/identity-provider.ts';
import { openSessions } from '../src/access/sessions.ts';
import { aFinding } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const MINUTE_MS = 60_000;
const registry = `
sites: [{siteId: S1, name: 天塔花园}]
firms: [{firmId: F1, name: 安梯维保}, {firmId: F2, name: 津梯维保}]
lifts: [{liftId: L1, siteId: S1, firmId: F1}, {liftId: L2, siteId: S1, firmId: F2}]
`;
const operator = { liftwatch: { role: 'operator' } };
const crew = { liftwatch: { role: 'firm', firmIds: ['F1'] } };

let d: RunningTestDispatch;
let provider: TestIdentityProvider;
let nowMs = Date.now();

const signIn = async (who: string) => {
  const browser = openCookieBrowser();
  const page = await browser.signIn(d.url('/auth/login'), { issuer: provider.issuer, who });
  const me = async () => {
    const response = await browser.go(d.url('/auth/me'));
    return { status: response.status, ...((await response.json()) as { role?: string; code?: string }) };
  };
  return { ...browser, page, me };
};

const run = (at: TestIdentityProvider): Promise<RunningTestDispatch> =>
  runDispatch(
    registry,
    {
      LIFTWATCH_DISPATCH_OIDC_ISSUER: at.issuer,
      LIFTWATCH_DISPATCH_OIDC_SCOPES: 'openid liftwatch',
      // Its clock runs ahead of the provider's by hours.
      LIFTWATCH_DISPATCH_OIDC_TOKEN_MAX_AGE_S: '86400',
    },
    () => nowMs,
  );

beforeAll(async () => {
  provider = await startIdentityProvider();
  d = await run(provider);
  provider.serve({ redirectUris: [d.url('/auth/callback')], givesRefreshTokens: true, insistsOnIdTokenHint: true });
});
beforeEach(() => {
  // Never back: what has been signed out or refused stays so.
  nowMs = Math.max(nowMs, Date.now());
  provider.isAway = false;
  provider.closed.clear();
  provider.accounts.set('op-1', operator).set('crew-1', crew);
});
afterAll(async () => {
  await d.close();
  await provider.close();
});

test('a role that is narrowed, or taken away, is so within two minutes', async () => {
  const { me, go } = await signIn('op-1');
  provider.accounts.set('op-1', crew);
  expect(await me()).toMatchObject({ status: 200, role: 'operator' });
  nowMs += 2 * MINUTE_MS;
  expect(await me()).toMatchObject({ status: 200, role: 'firm' });
  expect((await go(d.url('/api/v1/tokens'))).status).toBe(403);
  const lifts = (await (await go(d.url('/api/v1/lifts'))).json()) as { items: { liftId: string }[] };
  expect(lifts.items.map(({ liftId }) => liftId)).toEqual(['L1']);
  provider.accounts.set('op-1', {});
  nowMs += 2 * MINUTE_MS;
  expect(await me()).toMatchObject({ status: 401, code: 'LIFT_DISPATCH_TOKEN_WRONG' });
  // Given back, it is not given to the session of before.
  provider.accounts.set('op-1', operator);
  expect((await me()).status).toBe(401);
});

test('an account that is closed is out within two minutes', async () => {
  const { me } = await signIn('op-1');
  provider.closed.add('op-1');
  nowMs += 2 * MINUTE_MS;
  expect((await me()).status).toBe(401);
});

test('a session is asked about once, whoever asks at the same time: a refresh token is good once', async () => {
  const { me } = await signIn('op-1');
  for (let turn = 0; turn < 3; turn++) {
    nowMs += 2 * MINUTE_MS;
    const before = provider.asked.filter((path) => path === '/token').length;
    const answers = await Promise.all(Array.from({ length: 8 }, me));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(provider.asked.filter((path) => path === '/token').length - before).toBe(1);
  }
});

test('it outlasts a provider that is away for less than ten minutes; after them it waits for the provider', async () => {
  const { me } = await signIn('crew-1');
  provider.isAway = true;
  nowMs += 9 * MINUTE_MS;
  expect(await me()).toMatchObject({ status: 200, role: 'firm' });
  nowMs += MINUTE_MS;
  expect(await me()).toMatchObject({ status: 503, code: 'LIFT_DISPATCH_PROVIDER_AWAY' });
  // What was changed meanwhile is what counts when it is back.
  provider.accounts.set('crew-1', { liftwatch: { role: 'auditor' } });
  provider.isAway = false;
  nowMs += MINUTE_MS;
  expect(await me()).toMatchObject({ status: 200, role: 'auditor' });
});

test('it ends after eight hours, however often it was looked at', async () => {
  const { me } = await signIn('op-1');
  for (let hour = 0; hour < 7; hour++) {
    nowMs += 60 * MINUTE_MS;
    expect((await me()).status).toBe(200);
  }
  nowMs += 60 * MINUTE_MS;
  expect((await me()).status).toBe(401);
});

test('a session that was planted in the browser is not the one that is signed in, and is over', async () => {
  const first = await signIn('crew-1');
  const planted = first.jar.get('liftwatch_session') ?? '';
  const browser = openCookieBrowser();
  browser.jar.set('liftwatch_session', planted);
  await browser.signIn(d.url('/auth/login'), { issuer: provider.issuer, who: 'op-1' });
  expect(browser.jar.get('liftwatch_session')).not.toBe(planted);
  expect((await first.me()).status).toBe(401);
});

test('a live stream ends when the role behind it sees other rows', async () => {
  const { go, me } = await signIn('op-1');
  const stream = await go(d.url('/api/v1/stream'), { signal: AbortSignal.timeout(60_000) });
  let text = '';
  const read = (async () => {
    for await (const piece of stream.body as unknown as AsyncIterable<Uint8Array>)
      text += Buffer.from(piece).toString();
    return 'ended';
  })();
  await waitUntil('the stream', async () => text.includes('retry'));
  provider.accounts.set('op-1', crew);
  nowMs += 2 * MINUTE_MS;
  expect((await me()).role).toBe('firm');
  expect(await read).toBe('ended');
}, 90_000);

test('a live stream ends when the token that opened it is revoked, and no other does', async () => {
  const json = { 'content-type': 'application/json' };
  const made = await d.operator<{ token: string; tokenId: string }>('/api/v1/tokens', {
    ...{ method: 'POST', headers: json, body: JSON.stringify({ label: 'stream', role: 'auditor' }) },
  });
  const open = (token: string) =>
    fetch(d.url('/api/v1/stream'), {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(60_000),
    });
  // Ours is older: it is looked at first.
  const ours = await open('operator-secret');
  const theirs = await open(made.body.token);
  await d.operator(`/api/v1/tokens/${made.body.tokenId}`, { method: 'DELETE' });
  await expect(theirs.text()).resolves.toContain('retry');
  await d.find(aFinding({ liftId: 'L1' }));
  const reader = ours.body!.getReader();
  let text = '';
  while (!text.includes('event: incident')) {
    const { done, value } = await reader.read();
    if (done) throw new RangeError(`the stream ended: ${text}`);
    text += Buffer.from(value).toString();
  }
  await reader.cancel();
}, 90_000);

test('signing out ends it here and at a provider that insists on the hint, which then asks who one is', async () => {
  const { jar, go, follow, me } = await signIn('op-1');
  const kept = jar.get('liftwatch_session')!;
  const out = (await (await go(d.url('/auth/logout'), { method: 'POST' })).json()) as { goTo: string };
  const hint = new URL(out.goTo).searchParams.get('id_token_hint')!;
  expect(provider.asked).toContain('/token/revocation');
  jar.set('liftwatch_session', kept);
  expect((await me()).status).toBe(401);
  // What stood in the address opens nothing here.
  expect((await d.as(hint)('/auth/me')).status).toBe(401);
  const bare = new URL(out.goTo);
  bare.searchParams.delete('id_token_hint');
  expect((await go(bare.href)).status).toBe(400);
  const asked = await (await go(out.goTo)).text();
  const [, action = '', xsrf = ''] = /action="([^"]+)"[\s\S]*name="xsrf" value="([^"]+)"/.exec(asked) ?? [];
  const done = await go(action, { method: 'POST', body: new URLSearchParams({ xsrf, logout: 'yes' }) });
  expect((await follow(done, action)).response.status).toBe(200);
  const again = await follow(await go(d.url('/auth/login')), d.url('/auth/login'));
  expect(await again.response.text()).toContain('name="login"');
});

test('a token of the provider is signed out alone: whoever has another goes on', async () => {
  const redirectUri = d.url('/auth/callback');
  const first = await idTokenOf(provider, { redirectUri, who: 'op-1' });
  const second = await idTokenOf(provider, { redirectUri, who: 'crew-1' });
  expect((await d.as(first)('/auth/logout', { method: 'POST' })).body).toEqual({ signedOut: true, goTo: null });
  expect((await d.as(first)('/auth/me')).status).toBe(401);
  expect((await d.as(second)('/auth/me')).status).toBe(200);
});

test.each([
  ['without refresh tokens', {}],
  ['where renewals bring no ID token', { givesRefreshTokens: true, renewsWithoutIdToken: true }],
])('%s it ends with the ID token', async (_, how) => {
  const alone = await startIdentityProvider();
  alone.accounts.set('op-1', operator);
  nowMs = Date.now();
  const other = await run(alone);
  alone.serve({ redirectUris: [other.url('/auth/callback')], ...how });
  const browser = openCookieBrowser();
  await browser.signIn(other.url('/auth/login'), { issuer: alone.issuer, who: 'op-1' });
  const status = async (): Promise<number> => (await browser.go(other.url('/auth/me'))).status;
  nowMs += 30 * MINUTE_MS;
  expect(await status()).toBe(200);
  nowMs += 31 * MINUTE_MS;
  expect(await status()).toBe(401);
  await Promise.all([other.close(), alone.close()]);
});

test('a provider that hangs holds nobody up: what it said last holds meanwhile, and what it says in the end counts', async () => {
  const principal = { id: 'oidc/a', role: 'operator' } as const;
  const vouched = { principal, idToken: 'a', idTokenEndsAtMs: 0, refreshToken: 'r' };
  let atMs = 0;
  const { promise, resolve } = Promise.withResolvers<'ended'>();
  const sessions = openSessions({ renew: () => promise }, () => atMs);
  const id = sessions.begin(vouched);
  atMs += 2 * MINUTE_MS;
  expect(await sessions.of(id)).toEqual(principal);
  resolve('ended');
  await waitUntil('the end', async () => (await sessions.of(id)) === undefined);
});

test('a provider that could not be asked is asked again after 15 s, one that answered after two minutes', async () => {
  let [now, isAway, askedCount] = [0, true, 0];
  const vouched = {
    principal: { id: 'oidc/a', role: 'operator', via: 'session' } as never,
    ...{ idToken: 'x', idTokenEndsAtMs: Number.MAX_SAFE_INTEGER, refreshToken: 'r' },
  };
  const renew = () => {
    askedCount += 1;
    return isAway ? Promise.reject(new Error('away')) : Promise.resolve({ vouched, isSaidAnew: true });
  };
  const sessions = openSessions({ renew }, () => now);
  const id = sessions.begin(vouched);
  const askedAfter = async (ms: number): Promise<number> => {
    now += ms;
    await sessions.of(id);
    return askedCount;
  };
  expect(await askedAfter(2 * MINUTE_MS)).toBe(1);
  expect(await askedAfter(14_999)).toBe(1);
  isAway = false;
  expect(await askedAfter(1)).toBe(2);
  expect(await askedAfter(2 * MINUTE_MS - 1)).toBe(2);
  expect(await askedAfter(1)).toBe(3);
});

test.each([
  [400, '{"error":"invalid_grant"}', 'ended'],
  [429, '{"error":"slow_down"}', 'away'],
  [500, '{"error":"server_error"}', 'away'],
  [503, 'busy', 'away'],
])('a provider that answers a renewal with %i %s: %s', async (status, body, verdict) => {
  const server = createServer((request, response) => {
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const isDiscovery = request.url?.startsWith('/.well-known/') ?? false;
    const about = { issuer, token_endpoint: `${issuer}/token`, authorization_endpoint: `${issuer}/auth` };
    response.writeHead(isDiscovery ? 200 : status, { 'content-type': 'application/json' });
    request.resume().on('end', () => response.end(isDiscovery ? JSON.stringify(about) : body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { renew } = openIdentityProvider({
    ...{ issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, clientId: 'liftwatch' },
    ...{ clientSecret: undefined, claimName: 'liftwatch', scopes: 'openid' },
    ...{ publicUrl: () => 'http://127.0.0.1:1', onTrouble: () => undefined },
  } as Parameters<typeof openIdentityProvider>[0]);
  const vouched = { principal: { id: 'oidc/a' }, idToken: 'x', idTokenEndsAtMs: 1, refreshToken: 'r' } as never;
  const said = await renew(vouched).catch((error: unknown) => error);
  expect(said === 'ended' ? 'ended' : (said as { code?: string }).code).toBe(
    verdict === 'ended' ? 'ended' : 'LIFT_DISPATCH_PROVIDER_AWAY',
  );
  server.closeAllConnections();
  server.close();
});

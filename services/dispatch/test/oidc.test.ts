import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freeLoopbackPort } from '@liftwatch/infra';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { principalOfClaims } from '../src/access/claims.ts';
import { safeReturn } from '../src/access/oidc.ts';
import { openSessionBox } from '../src/access/session.ts';
import { aFinding } from './support/a-finding.ts';
import { runDispatch, type RunningTestDispatch } from './support/running-dispatch.ts';

const registry = `
districts: [{districtId: "120101", name: 和平区}]
sites: [{siteId: S1, name: 天塔花园, districtId: "120101"}]
firms: [{firmId: F1, name: 安梯维保}, {firmId: F2, name: 津梯维保}]
lifts: [{liftId: L1, siteId: S1, firmId: F1}, {liftId: L2, siteId: S1, firmId: F2}]
`;
const claims: Readonly<Record<string, object>> = {
  'crew-1': { liftwatch: { role: 'firm', firmIds: ['F1'] } },
  stranger: {},
};

let d: RunningTestDispatch;
let server: Server;
let issuer: string;

/** A browser: keeps cookies by origin, follows redirects itself. */
const browser = () => {
  const jar = new Map<string, string>();
  const go = async (url: string, init: RequestInit = {}): Promise<Response> => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, {
      ...init,
      redirect: 'manual',
      headers: { cookie, ...(init.headers as object) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      if (/Max-Age=0/i.test(line) || pair.slice(at + 1) === '') jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  };
  const follow = async (response: Response, base: string): Promise<{ response: Response; url: string }> => {
    let [current, url] = [response, base];
    while (current.status >= 300 && current.status < 400) {
      url = new URL(current.headers.get('location')!, url).href;
      current = await go(url);
    }
    return { response: current, url };
  };
  return { jar, go, follow };
};

/** Signs in at the provider's own pages, as a person does. */
const signIn = async (who: string, query = '?to=%2Fauth%2Fme') => {
  const b = browser();
  let page = await b.follow(await b.go(d.url(`/auth/login${query}`)), d.url('/'));
  for (let step = 0; step < 4 && page.url.startsWith(issuer); step++) {
    const html = await page.response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(html)?.[1];
    if (action === undefined) break;
    const fields = new URLSearchParams();
    for (const [, name = '', value = ''] of html.matchAll(/name="(\w+)"[^>]*value="([^"]*)"/g)) fields.set(name, value);
    if (html.includes('name="login"')) fields.set('login', who);
    if (html.includes('name="password"')) fields.set('password', 'x');
    const url = new URL(action, page.url).href;
    page = await b.follow(await b.go(url, { method: 'POST', body: fields }), url);
  }
  return { ...b, page };
};

beforeAll(async () => {
  // The provider must know our address, and we its: its port first.
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  d = await runDispatch(registry, {
    LIFTWATCH_DISPATCH_OIDC_ISSUER: issuer,
    LIFTWATCH_DISPATCH_OIDC_SCOPES: 'openid liftwatch',
  });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'liftwatch',
        token_endpoint_auth_method: 'none',
        redirect_uris: [d.url('/auth/callback')],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        application_type: 'native',
      },
    ],
    claims: { openid: ['sub'], liftwatch: ['liftwatch'] },
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims[id] }) }),
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ['of-the-test'] },
  });
  provider.proxy = false;
  const answer = provider.callback();
  server.on('request', (request, response) => void answer(request, response));
  await d.find(
    aFinding({ liftId: 'L1' }),
    aFinding({ liftId: 'L2', atS: 1, lift: { firmId: 'F2', siteId: 'S2', name: '二' } }),
  );
});
afterAll(async () => {
  await d.close();
  server.closeAllConnections();
  server.close();
});

test('a person signs in at a real provider with PKCE, and sees and does what the claim says', async () => {
  const { page, go, jar } = await signIn('crew-1');
  expect(page.url).toBe(d.url('/auth/me'));
  expect(await page.response.json()).toEqual({
    id: 'oidc/crew-1',
    role: 'firm',
    scope: { firmIds: ['F1'], siteIds: [], districtIds: [] },
  });
  const listed = (await (await go(d.url('/api/v1/incidents'))).json()) as { items: { liftId: string }[] };
  expect(listed.items.map((one) => one.liftId)).toEqual(['L1']);
  expect((await go(d.url('/api/v1/tokens'))).status).toBe(403);
  // The cookie is sealed: nothing of it can be read or altered.
  const session = jar.get('liftwatch_session')!;
  expect(session).not.toContain(Buffer.from('F1').toString('base64url'));
  jar.set('liftwatch_session', `${session.slice(0, -2)}AA`);
  expect((await go(d.url('/api/v1/incidents'))).status).toBe(401);
  jar.set('liftwatch_session', session);
  await go(d.url('/auth/logout'), { method: 'POST' });
  expect((await go(d.url('/api/v1/incidents'))).status).toBe(401);
});

test('a page of another site cannot act with a person’s session', async () => {
  const { go } = await signIn('crew-1');
  const { incidentId } = await d.incidentOf('L1');
  const act = (origin?: string) =>
    go(d.url(`/api/v1/incidents/${incidentId}/acknowledge`), {
      method: 'POST',
      body: JSON.stringify({ by: 'crew-1' }),
      headers: { 'content-type': 'application/json', ...(origin === undefined ? {} : { origin }) },
    });
  expect((await act('https://evil.example')).status).toBe(403);
  expect((await act(new URL(d.url('/')).origin)).status).toBe(200);
});

test('somebody without a role is known and may do nothing; a callback without its beginning is refused', async () => {
  const { page } = await signIn('stranger');
  expect([page.response.status, (await page.response.json()) as object]).toMatchObject([
    403,
    { code: 'LIFT_DISPATCH_FORBIDDEN' },
  ]);
  expect(await d.call('/auth/callback?code=x&state=y')).toMatchObject({
    status: 401,
    body: { code: 'LIFT_DISPATCH_SIGN_IN' },
  });
  expect((await d.as('a.b.c')('/api/v1/incidents')).status).toBe(401);
});

test('a sign-in that names no page ends where it says who one is', async () => {
  const { page } = await signIn('crew-1', '');
  expect([page.url, page.response.status]).toEqual([d.url('/auth/me'), 200]);
});

test('what the provider refuses is named; a provider that is not there too, with the setting, and the log knows why', async () => {
  const b = browser();
  const begun = await b.go(d.url('/auth/login'));
  const state = new URL(begun.headers.get('location')!).searchParams.get('state')!;
  const denied = await b.go(
    d.url(`/auth/callback?error=access_denied&state=${state}&iss=${encodeURIComponent(issuer)}`),
  );
  expect(((await denied.json()) as { detail: string }).detail).toContain('(access_denied)');
  const nobody = `http://127.0.0.1:${await freeLoopbackPort()}`;
  const other = await runDispatch(registry, { LIFTWATCH_DISPATCH_OIDC_ISSUER: nobody });
  const answer = await other.call<{ code: string; detail: string }>('/auth/login');
  expect(answer).toMatchObject({ status: 401, body: { code: 'LIFT_DISPATCH_SIGN_IN' } });
  expect(answer.body.detail).toContain(`LIFTWATCH_DISPATCH_OIDC_ISSUER is ${nobody}`);
  expect(other.lines.join('')).toContain('a sign-in did not come to its end');
  await other.close();
});

test('a sign-in comes back to a path of ours alone', () => {
  for (const to of ['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:x', ''])
    expect(safeReturn(to)).toBe('/');
  expect(safeReturn('/incidents/1?x=2#y')).toBe('/incidents/1?x=2#y');
});

test('claims: a role that is bound to rows without any is no role; what is foreign in them is left', () => {
  expect(principalOfClaims({ sub: 'a', liftwatch: { role: 'firm' } }, 'liftwatch')).toBeUndefined();
  expect(principalOfClaims({ sub: 'a', liftwatch: { role: 'root' } }, 'liftwatch')).toBeUndefined();
  expect(principalOfClaims({ liftwatch: { role: 'auditor' } }, 'liftwatch')).toBeUndefined();
  expect(
    principalOfClaims({ sub: 'a', liftwatch: { role: 'manager', siteIds: ['S1'], districtIds: ['D'] } }, 'liftwatch')
      ?.scope,
  ).toEqual({ firmIds: [], siteIds: ['S1'], districtIds: [] });
});

test('a session that has expired or is of another purpose opens nothing', async () => {
  const box = openSessionBox('secret', 'session');
  expect(await box.open(await box.seal({ x: 1 }, -1))).toBeUndefined();
  expect(await openSessionBox('secret', 'sign-in').open(await box.seal({ x: 1 }, 60))).toBeUndefined();
});

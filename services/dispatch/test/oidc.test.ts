import { freeLoopbackPort } from '@liftwatch/infra';
import {
  idTokenOf,
  openCookieBrowser,
  startIdentityProvider,
  type TestIdentityProvider,
} from '@liftwatch/infra/testing';
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
let d: RunningTestDispatch;
let provider: TestIdentityProvider;

/** Signs in at the provider's own pages, as a person does. */
const signIn = async (who: string, query = '?to=%2Fauth%2Fme') => {
  const browser = openCookieBrowser();
  const page = await browser.signIn(d.url(`/auth/login${query}`), { issuer: provider.issuer, who });
  return { ...browser, page };
};

beforeAll(async () => {
  // The provider must know our address, and we its: its port first.
  provider = await startIdentityProvider();
  provider.accounts.set('crew-1', { liftwatch: { role: 'firm', firmIds: ['F1'] } });
  d = await runDispatch(registry, {
    LIFTWATCH_DISPATCH_OIDC_ISSUER: provider.issuer,
    LIFTWATCH_DISPATCH_OIDC_SCOPES: 'openid liftwatch',
  });
  provider.serve({ redirectUris: [d.url('/auth/callback')] });
  await d.find(
    aFinding({ liftId: 'L1' }),
    aFinding({ liftId: 'L2', atS: 1, lift: { firmId: 'F2', siteId: 'S2', name: '二' } }),
  );
});
afterAll(async () => {
  await d.close();
  await provider.close();
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
  // Of all that the browser holds, nothing says what the session is.
  const session = jar.get('liftwatch_session')!;
  expect(session).toMatch(/^[\w-]{43}$/);
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

test('a token of the provider is a bearer; without a role it says so, and one that cannot be checked is not called wrong', async () => {
  const redirectUri = d.url('/auth/callback');
  const crew = await idTokenOf(provider, { who: 'crew-1', redirectUri });
  expect((await d.as(crew)('/auth/me')).body).toMatchObject({ id: 'oidc/crew-1', role: 'firm' });
  const stranger = await d.as(await idTokenOf(provider, { who: 'stranger', redirectUri }))('/auth/me');
  expect(stranger).toMatchObject({ status: 403, body: { code: 'LIFT_DISPATCH_FORBIDDEN' } });
  expect(await d.as(`${crew.slice(0, -8)}AAAAAAAA`)('/auth/me')).toMatchObject({
    status: 401,
    body: { code: 'LIFT_DISPATCH_TOKEN_WRONG' },
  });
  const nobody = `http://127.0.0.1:${await freeLoopbackPort()}`;
  const other = await runDispatch(registry, { LIFTWATCH_DISPATCH_OIDC_ISSUER: nobody });
  const unchecked = await other.as(crew)<{ detail: string }>('/auth/me');
  expect(unchecked).toMatchObject({ status: 503, body: { code: 'LIFT_DISPATCH_PROVIDER_AWAY' } });
  expect(unchecked.body.detail).toContain(nobody);
  // Whoever has a token of ours goes on meanwhile.
  expect((await other.operator('/auth/me')).status).toBe(200);
  await other.close();
});

test('a sign-in that names no page ends where it says who one is', async () => {
  const { page } = await signIn('crew-1', '');
  expect([page.url, page.response.status]).toEqual([d.url('/auth/me'), 200]);
});

test('what the provider refuses is named; a provider that is not there too, with the setting, and the log knows why', async () => {
  const b = openCookieBrowser();
  const begun = await b.go(d.url('/auth/login'));
  const state = new URL(begun.headers.get('location')!).searchParams.get('state')!;
  const denied = await b.go(
    d.url(`/auth/callback?error=access_denied&state=${state}&iss=${encodeURIComponent(provider.issuer)}`),
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

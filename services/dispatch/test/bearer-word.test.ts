import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openOidc, type Oidc } from '../src/access/oidc.ts';

const MAX_AGE_S = 3_600;
const FIRM = { role: 'firm', firmIds: ['F1'] };
const SESSION_S = 8 * 3_600;

type Answer = { readonly status: number; readonly body?: object };

/** A double of an identity provider: its metadata, keys, introspection and userinfo; the tests say what it answers. */
const openProvider = async (endpoints: readonly ('introspection' | 'userinfo')[]) => {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = { ...(await exportJWK(publicKey)), kid: 'k', alg: 'ES256', use: 'sig' };
  const asked: string[] = [];
  const says: { now: Answer; why?: string | undefined } = { now: { status: 200, body: {} } };
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.push(path);
    const metadata = {
      issuer,
      jwks_uri: `${issuer}/keys`,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      ...Object.fromEntries(endpoints.map((one) => [`${one}_endpoint`, `${issuer}/${one}`])),
    };
    const known: Readonly<Record<string, Answer>> = {
      '/.well-known/openid-configuration': { status: 200, body: metadata },
      '/keys': { status: 200, body: { keys: [jwk] } },
    };
    const { status, body } = known[path] ?? says.now;
    const challenge = says.why === undefined ? {} : { 'www-authenticate': `Bearer error="${says.why}"` };
    response.writeHead(status, { 'content-type': 'application/json', ...challenge }).end(JSON.stringify(body ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    says,
    askedCount: () => asked.filter((path) => path === '/introspection' || path === '/userinfo').length,
    token: (typ: 'at+jwt' | 'JWT', claims: object = { liftwatch: FIRM }) =>
      new SignJWT({ sub: 'app-1', ...claims })
        .setProtectedHeader({ alg: 'ES256', kid: 'k', typ })
        .setIssuer(issuer)
        .setAudience('liftwatch')
        .setIssuedAt()
        .setExpirationTime('24h')
        .sign(privateKey),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

let provider: Awaited<ReturnType<typeof openProvider>>;
let clock: { ms: number };
let oidc: Oidc;
const open = async (endpoints: readonly ('introspection' | 'userinfo')[], clientSecret?: string): Promise<void> => {
  provider = await openProvider(endpoints);
  oidc = openOidc({
    ...{ issuer: provider.issuer, clientId: 'liftwatch', clientSecret, claimName: 'liftwatch', scopes: 'openid' },
    ...{ sessionSecret: 's', publicUrl: () => 'http://127.0.0.1', nowMs: () => clock.ms, tokenMaxAgeS: MAX_AGE_S },
    onTrouble: () => undefined,
  });
};
beforeEach(() => {
  clock = { ms: Date.now() };
});
afterEach(() => provider.close());

const who = (jwt: string) => oidc.recognise({ authorization: `Bearer ${jwt}`, cookie: undefined });
const userinfo = (claims: object): Answer => ({ status: 200, body: { sub: 'app-1', ...claims } });

test('what userinfo says counts: other rows at once, and nobody any more without the claim, within 2 minutes', async () => {
  await open(['userinfo']);
  const jwt = await provider.token('at+jwt');
  provider.says.now = userinfo({ liftwatch: { role: 'firm', firmIds: ['F2'] } });
  expect((await who(jwt))?.scope?.firmIds).toEqual(['F2']);
  provider.says.now = userinfo({});
  clock.ms += 119_999;
  expect((await who(jwt))?.scope?.firmIds).toEqual(['F2']);
  expect(provider.askedCount()).toBe(1);
  clock.ms += 1;
  await expect(who(jwt)).rejects.toMatchObject({ code: 'LIFT_DISPATCH_FORBIDDEN' });
});

test.each([['invalid_token'], [undefined]])(
  'a token that the provider takes back is nobody’s: 401, %s',
  async (why) => {
    await open(['userinfo']);
    const jwt = await provider.token('at+jwt');
    provider.says.now = userinfo({ liftwatch: FIRM });
    expect(await who(jwt)).toMatchObject({ id: 'oidc/app-1', role: 'firm' });
    provider.says.now = { status: 401 };
    provider.says.why = why;
    clock.ms += 120_000;
    expect(await who(jwt)).toBeUndefined();
  },
);

test.each([['insufficient_scope'], [undefined]])('a token that may not ask says so of itself: 403, %s', async (why) => {
  await open(['userinfo']);
  const jwt = await provider.token('at+jwt');
  provider.says.now = { status: 403 };
  provider.says.why = why;
  expect(await who(jwt)).toMatchObject({ id: 'oidc/app-1', role: 'firm' });
});

test('introspection is asked first where we have a secret; inactive is nobody', async () => {
  await open(['introspection', 'userinfo'], 'secret');
  const jwt = await provider.token('at+jwt');
  provider.says.now = { status: 200, body: { active: true, sub: 'app-1', liftwatch: { role: 'auditor' } } };
  expect(await who(jwt)).toMatchObject({ role: 'auditor' });
  provider.says.now = { status: 200, body: { active: false } };
  clock.ms += 120_000;
  expect(await who(jwt)).toBeUndefined();
});

test('a provider that is away: what it said last holds for 10 minutes, and of what it never spoke nothing does', async () => {
  await open(['userinfo']);
  const jwt = await provider.token('at+jwt');
  provider.says.now = { status: 503 };
  await expect(who(jwt)).rejects.toMatchObject({ code: 'LIFT_DISPATCH_PROVIDER_AWAY' });
  provider.says.now = userinfo({ liftwatch: FIRM });
  expect(await who(jwt)).toMatchObject({ role: 'firm' });
  provider.says.now = { status: 503 };
  clock.ms += 599_999;
  expect(await who(jwt)).toMatchObject({ role: 'firm' });
  clock.ms += 1;
  await expect(who(jwt)).rejects.toMatchObject({ code: 'LIFT_DISPATCH_PROVIDER_AWAY' });
  provider.says.now = userinfo({ liftwatch: FIRM });
  clock.ms += 15_000;
  expect(await who(jwt)).toMatchObject({ role: 'firm' });
});

test.each([
  ['an ID token', ['introspection', 'userinfo'] as const, 'JWT' as const],
  ['an access token of a provider that cannot be asked', [] as const, 'at+jwt' as const],
])('%s says for an hour who one is, however late it expires', async (_what, endpoints, typ) => {
  await open(endpoints, 'secret');
  const jwt = await provider.token(typ);
  expect(await who(jwt)).toMatchObject({ role: 'firm' });
  clock.ms += (MAX_AGE_S + 60) * 1_000;
  await expect(who(jwt)).rejects.toMatchObject({ code: 'LIFT_DISPATCH_TOKEN_OLD' });
  expect(provider.askedCount()).toBe(0);
});

test('a provider that names the claim in the token alone vouches for the account, and the claim grows old', async () => {
  await open(['userinfo']);
  const jwt = await provider.token('at+jwt');
  provider.says.now = userinfo({});
  expect(await who(jwt)).toMatchObject({ role: 'firm' });
  clock.ms += SESSION_S * 1_000;
  await expect(who(jwt)).rejects.toMatchObject({ code: 'LIFT_DISPATCH_TOKEN_OLD' });
});

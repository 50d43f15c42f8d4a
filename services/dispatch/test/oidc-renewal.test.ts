import { startRenewingProvider, type RenewingProvider } from '@liftwatch/infra/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIdentityProvider, type Vouched } from '../src/access/identity-provider.ts';
import { openSessions } from '../src/access/sessions.ts';

let double: RenewingProvider;
beforeAll(async () => {
  double = await startRenewingProvider('liftwatch');
});
afterAll(() => double.close());

const HOUR_MS = 3_600_000;
const operator = { liftwatch: { role: 'operator' } };
const principal = { id: 'oidc/op-1', role: 'operator' } as const;
const first: Vouched = { principal, idToken: 'first', idTokenEndsAtMs: HOUR_MS, refreshToken: 'r' };
const open = () =>
  openIdentityProvider({
    ...{ issuer: double.issuer, clientId: 'liftwatch', clientSecret: undefined, scopes: 'openid' },
    ...{ claimName: 'liftwatch', publicUrl: () => 'http://127.0.0.1', onTrouble: () => undefined },
  });

test('a renewal says anew who that is', async () => {
  double.claims = { sub: 'op-1', ...operator };
  expect(await open().renew(first)).toMatchObject({ isSaidAnew: true, vouched: { principal, refreshToken: 'next' } });
});

test('a renewal that names another subject ends the session: nobody goes on as somebody else', async () => {
  double.claims = { sub: 'op-2', ...operator };
  expect(await open().renew(first)).toBe('ended');
});

test('without a refresh token a session ends with its ID token', async () => {
  const clock = { ms: 0 };
  const sessions = openSessions(open(), () => clock.ms);
  const id = sessions.begin({ ...first, refreshToken: undefined });
  // The word of before is looked at again and again, and is never a new one.
  for (; clock.ms < HOUR_MS - 60_000; clock.ms += 60_000) expect(await sessions.of(id)).toEqual(principal);
  clock.ms = HOUR_MS;
  expect(await sessions.of(id)).toBeUndefined();
});

import { startRenewingProvider, type RenewingProvider } from '@liftwatch/infra/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openIdentityProvider, type Identity } from '../src/sign-in/provider.ts';

let double: RenewingProvider;
beforeAll(async () => {
  double = await startRenewingProvider('liftwatch');
});
afterAll(() => double.close());

const first: Identity = { subject: 'op-1', idToken: 'first', expiresAtMs: 7, refreshToken: 'r', name: 'Wang' };
const renew = (identity: Identity = first) =>
  openIdentityProvider({
    ...{ issuer: double.issuer, clientId: 'liftwatch', clientSecret: undefined, scopes: 'openid' },
    ...{ publicUrl: () => 'http://127.0.0.1', logger: pino({ level: 'silent' }) },
  }).renew(identity);

test('a renewal brings the next tokens of the same person', async () => {
  double.claims = { sub: 'op-1' };
  expect(await renew()).toMatchObject({ subject: 'op-1', refreshToken: 'next', name: 'Wang' });
});

test('a renewal that names another subject ends the session: nobody goes on as somebody else', async () => {
  double.claims = { sub: 'op-2' };
  expect(await renew()).toBe('ended');
});

test('a renewal without an ID token leaves the one of before, with its end', async () => {
  double.claims = undefined;
  expect(await renew()).toEqual({ ...first, refreshToken: 'next' });
});

test('without a refresh token the provider is not asked, and what it gave ends when it does', async () => {
  const alone = { ...first, refreshToken: undefined };
  double.claims = { sub: 'op-1' };
  expect(await renew(alone)).toBe(alone);
});

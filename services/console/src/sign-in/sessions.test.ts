import { expect, test } from 'vitest';
import type { Upstream } from '../upstream/ask.ts';
import type { Person } from './person.ts';
import { openSessions, type Credential } from './sessions.ts';

const HOUR_MS = 3_600_000;
const person = { id: 'oidc/op-1', role: 'operator' } as unknown as Person;
const open = (parts: Partial<Credential> = {}) => {
  const clock = { ms: 1_000_000 };
  const sessions = openSessions({} as Upstream, { isSecure: false, nowMs: () => clock.ms });
  const credential: Credential = {
    bearer: () => 'token',
    name: undefined,
    endsAtMs: () => Infinity,
    renewByMs: () => Infinity,
    check: async () => person,
    leave: async () => undefined,
    ...parts,
  };
  return { clock, sessions, credential };
};
const idIn = (cookie: string): string => cookie.split(';')[0] ?? '';

test('a session ends after twelve hours, however often it was looked at', async () => {
  const { clock, sessions, credential } = open();
  const cookie = idIn(sessions.begin(credential, person, undefined));
  for (let hour = 0; hour < 11; hour++) {
    clock.ms += HOUR_MS;
    expect(await sessions.of(cookie)).toBeDefined();
  }
  clock.ms += HOUR_MS - 1;
  expect(await sessions.of(cookie)).toBeDefined();
  clock.ms += 1;
  expect(await sessions.of(cookie)).toBeUndefined();
});

test('a session ends with what was shown for it, where nothing renews that: an ID token without a refresh token', async () => {
  const endsAtMs = 1_000_000 + HOUR_MS;
  const { clock, sessions, credential } = open({ endsAtMs: () => endsAtMs });
  const cookie = idIn(sessions.begin(credential, person, undefined));
  clock.ms = endsAtMs - 1;
  expect(await sessions.of(cookie)).toBeDefined();
  clock.ms = endsAtMs;
  expect(await sessions.of(cookie)).toBeUndefined();
});

test('the id is always a new one: neither one that a browser chose, nor one that somebody else was given', async () => {
  const { sessions, credential } = open();
  const chosen = `liftwatch_page=${'A'.repeat(43)}`;
  const first = idIn(sessions.begin(credential, person, chosen));
  expect(first).not.toBe(chosen);
  expect(await sessions.of(chosen)).toBeUndefined();
  const second = idIn(sessions.begin(credential, person, first));
  expect(second).not.toBe(first);
  // What was planted is over, whoever else holds it.
  expect(await sessions.of(first)).toBeUndefined();
  expect(await sessions.of(second)).toBeDefined();
});

import { ConsoleError } from '../errors.ts';
import { askUpstream, unavailable, type Upstream } from '../upstream/ask.ts';
import { personIn, type Person } from './person.ts';

/** Whom dispatch sees behind a credential. `no-role`: the identity provider knows them, and names no role here. */
export type Who = { readonly is: 'known'; readonly person: Person } | { readonly is: 'unknown' | 'no-role' };

const [UNKNOWN, FORBIDDEN] = [401, 403];

/**
 * Who that is, and which rows are theirs: dispatch says so, and nobody else.
 * @throws {ConsoleError} LIFT_CONSOLE_UPSTREAM_UNAVAILABLE, LIFT_CONSOLE_PROVIDER_UNAVAILABLE when dispatch cannot say
 */
export const askWho = async ({ name, url }: Upstream, bearer: string): Promise<Who> => {
  const asked = { name, url, token: () => bearer };
  const response = await askUpstream(asked, 'auth/me');
  if (response.status === UNKNOWN) return { is: 'unknown' };
  if (response.status === FORBIDDEN) return { is: 'no-role' };
  const answer = (await response.json().catch(() => ({}))) as { readonly code?: string; readonly detail?: string };
  if (answer.code === 'LIFT_DISPATCH_PROVIDER_AWAY')
    throw new ConsoleError('LIFT_CONSOLE_PROVIDER_UNAVAILABLE', `dispatch says: ${answer.detail ?? answer.code}`);
  if (!response.ok) throw unavailable(asked, answer);
  const person = personIn(answer);
  return person === undefined ? { is: 'no-role' } : { is: 'known', person };
};

/** The same, for a credential that was good before. undefined: it is not any more. */
export const stillThere = async (dispatch: Upstream, bearer: string): Promise<Person | undefined> => {
  const who = await askWho(dispatch, bearer);
  return who.is === 'known' ? who.person : undefined;
};

/** Has dispatch take that token no more. Returns whether it has said so. */
export const signOutAt = async ({ name, url }: Upstream, bearer: string): Promise<boolean> => {
  const asked = { name, url, token: () => bearer };
  return askUpstream(asked, 'auth/logout', { method: 'POST' }).then(
    ({ ok }) => ok,
    () => false,
  );
};

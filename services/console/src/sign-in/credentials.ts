import type { Upstream } from '../upstream/ask.ts';
import type { Identity, IdentityProvider } from './provider.ts';
import type { Credential } from './sessions.ts';
import { signOutAt, stillThere } from './who.ts';

const AHEAD_MS = 30_000;

/** A token of `liftwatch tokens`, or the one of dispatch's file. */
export const tokenCredential = (dispatch: Upstream, token: string): Credential => ({
  bearer: () => token,
  name: undefined,
  endsAtMs: () => Infinity,
  renewByMs: () => Infinity,
  check: () => stillThere(dispatch, token),
  leave: async () => undefined,
});

/** What the identity provider says of somebody, renewed as long as it goes on saying so. */
export const identityCredential = (dispatch: Upstream, provider: IdentityProvider, first: Identity): Credential => {
  let identity = first;
  return {
    bearer: () => identity.idToken,
    name: first.name,
    endsAtMs: () => identity.expiresAtMs,
    renewByMs: () => (identity.refreshToken === undefined ? Infinity : identity.expiresAtMs - AHEAD_MS),
    async check() {
      const renewed = await provider.renew(identity);
      if (renewed === 'ended') return undefined;
      identity = renewed;
      return stillThere(dispatch, identity.idToken);
    },
    // The hint stands in an address that a browser remembers: only a token that opens nothing any more.
    leave: async () => provider.leave(identity, { hint: await signOutAt(dispatch, identity.idToken) }),
  };
};

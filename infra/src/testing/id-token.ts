import { createHash, randomBytes } from 'node:crypto';
import { InfraError } from '../errors.ts';
import { openCookieBrowser } from './cookie-browser.ts';
import { CLIENT_ID, type TestIdentityProvider } from './identity-provider.ts';

/** The ID token of somebody who signs in by hand, without any of our services; `redirectUri` is one that the client has. */
export const idTokenOf = async (
  { issuer }: TestIdentityProvider,
  { who, redirectUri }: { readonly who: string; readonly redirectUri: string },
): Promise<string> => {
  const verifier = randomBytes(32).toString('base64url');
  const asked = new URLSearchParams({
    client_id: CLIENT_ID,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid liftwatch',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'by-hand',
  });
  const page = await openCookieBrowser().signIn(`${issuer}/auth?${asked.toString()}`, { issuer, who });
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: CLIENT_ID,
    code: new URL(page.url).searchParams.get('code') ?? '',
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  const answer = await fetch(`${issuer}/token`, { method: 'POST', body, signal: AbortSignal.timeout(30_000) });
  const { id_token: idToken } = (await answer.json()) as { readonly id_token?: string };
  if (idToken === undefined)
    throw new InfraError('LIFT_INFRA_SERVER_ANSWER', `the provider gave no ID token: ${page.url}`);
  return idToken;
};

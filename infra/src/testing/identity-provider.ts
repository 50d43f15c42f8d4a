import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Provider from 'oidc-provider';

/** What the provider is told of those who use it. */
export interface ProviderClients {
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  /** Refresh tokens are given; default: no. */
  readonly givesRefreshTokens?: boolean;
  /** Renewals bring no ID token, as OpenID Connect Core 12.2 allows; default: they do. */
  readonly renewsWithoutIdToken?: boolean;
  /** Nobody is signed out without `id_token_hint`, as some providers have it; default: also without. */
  readonly insistsOnIdTokenHint?: boolean;
}

/** A real OpenID provider (`oidc-provider`) on a loopback port, with its own pages to sign in at: any password is right. */
export interface TestIdentityProvider {
  readonly issuer: string;
  /** What it says of each account; a change holds from the next token on. An account that is not named has no claims. */
  readonly accounts: Map<string, object>;
  /** Accounts that were closed: nothing is given for them any more, whatever was given before. */
  readonly closed: Set<string>;
  /** While true, every request is answered 503. */
  isAway: boolean;
  /** Answers from now on: whoever signs in with it is known only after its own port is. */
  serve(clients: ProviderClients): void;
  /** Paths that were asked for, without their query. */
  readonly asked: string[];
  close(): Promise<void>;
}

export const CLIENT_ID = 'liftwatch';

/** What a configuration of `oidc-provider` cannot say. */
const bend = (provider: Provider, { renewsWithoutIdToken, insistsOnIdTokenHint }: ProviderClients): void => {
  provider.use(async (context, next) => {
    if (insistsOnIdTokenHint && context.path === '/session/end' && context.query['id_token_hint'] === undefined)
      context.throw(400, 'id_token_hint is required');
    await next();
    const { params, route } = (context['oidc'] ?? {}) as { params?: Record<string, unknown>; route?: string };
    if (renewsWithoutIdToken && route === 'token' && params?.['grant_type'] === 'refresh_token')
      delete (context.body as { id_token?: string }).id_token;
  });
};

const openProvider = (
  make: typeof Provider,
  issuer: string,
  { clients, accounts, closed }: Pick<TestIdentityProvider, 'accounts' | 'closed'> & { clients: ProviderClients },
): Provider => {
  const { redirectUris, postLogoutRedirectUris = [], givesRefreshTokens = false } = clients;
  const provider = new make(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        token_endpoint_auth_method: 'none',
        redirect_uris: [...redirectUris],
        post_logout_redirect_uris: [...postLogoutRedirectUris],
        grant_types: ['authorization_code', ...(givesRefreshTokens ? ['refresh_token'] : [])],
        response_types: ['code'],
        application_type: 'native',
      },
    ],
    claims: { openid: ['sub'], profile: ['name'], liftwatch: ['liftwatch'] },
    conformIdTokenClaims: false,
    issueRefreshToken: () => givesRefreshTokens,
    findAccount: (_context, id) =>
      closed.has(id) ? undefined : { accountId: id, claims: () => ({ sub: id, ...accounts.get(id) }) },
    features: { devInteractions: { enabled: true }, revocation: { enabled: true } },
    cookies: { keys: ['of-the-test'] },
  });
  provider.proxy = false;
  bend(provider, clients);
  return provider;
};

/** Starts it; until `serve` every request is answered 503. */
export const startIdentityProvider = async (): Promise<TestIdentityProvider> => {
  // Only where a test wants it: it is much to load.
  const { default: make } = await import('oidc-provider');
  const accounts = new Map<string, object>();
  const [closed, asked]: [Set<string>, string[]] = [new Set(), []];
  let answer: (request: IncomingMessage, response: ServerResponse) => unknown = (_request, response) =>
    response.writeHead(503).end();
  const server = createServer((request, response) => {
    asked.push((request.url ?? '').split('?')[0]!);
    if (started.isAway) response.writeHead(503).end();
    else void answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const started: TestIdentityProvider = {
    ...{ issuer, accounts, closed, asked, isAway: false },
    serve(clients) {
      answer = openProvider(make, issuer, { clients, accounts, closed }).callback();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return started;
};

import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A double of an identity provider that renews whatever refresh token it is shown, as whom the test says. */
export interface RenewingProvider {
  readonly issuer: string;
  /** The claims of the next renewal's ID token; undefined: it brings none. */
  claims: (object & { readonly sub: string }) | undefined;
  close(): Promise<void>;
}

/** Its metadata, keys and token endpoint, on a loopback port. @param clientId the audience of its ID tokens */
export const startRenewingProvider = async (clientId: string): Promise<RenewingProvider> => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' };
  const idToken = (claims: object): string => {
    const iat = Math.floor(Date.now() / 1_000);
    const payload = { iss: started.issuer, aud: clientId, iat, exp: iat + 3_600, ...claims };
    const signed = [{ alg: 'RS256', kid: 'k' }, payload]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${sign('RSA-SHA256', Buffer.from(signed), privateKey).toString('base64url')}`;
  };
  const answerTo = (path: string): object => {
    const { issuer, claims } = started;
    if (path === '/keys') return { keys: [jwk] };
    if (path === '/token')
      return {
        ...{ access_token: 'access', token_type: 'Bearer', refresh_token: 'next' },
        ...(claims === undefined ? {} : { id_token: idToken(claims) }),
      };
    return {
      ...{ issuer, jwks_uri: `${issuer}/keys`, token_endpoint: `${issuer}/token` },
      authorization_endpoint: `${issuer}/authorize`,
    };
  };
  const server = createServer((request, response) => {
    request.resume();
    const body = JSON.stringify(answerTo(request.url ?? ''));
    response.writeHead(200, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const started: RenewingProvider = {
    issuer: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    claims: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return started;
};

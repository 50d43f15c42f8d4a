import { decodeProtectedHeader, type JWTPayload } from 'jose';
import * as client from 'openid-client';

/** What the provider says of a token when it is asked; `none`: it cannot be asked about such a one. */
export type Said = 'none' | 'ended' | { readonly claims: Readonly<Record<string, unknown>> };

/** An ID token says who signed in once; no provider takes one back. An access token (RFC 9068, or as most mark it) can be asked about. */
const isAccessToken = (jwt: string, payload: JWTPayload): boolean => {
  if (payload['nonce'] !== undefined || payload['at_hash'] !== undefined) return false;
  const type = decodeProtectedHeader(jwt).typ?.toLowerCase().replace('application/', '');
  return type === 'at+jwt' || payload['typ'] === 'Bearer' || typeof payload['scope'] === 'string';
};

/** The status of a refusal, whether it says why (RFC 6750, 3) or not. */
const statusOf = (error: unknown): number | undefined => {
  if (error instanceof client.WWWAuthenticateChallengeError || error instanceof client.ResponseBodyError)
    return error.status;
  return error instanceof client.ClientError && error.cause instanceof Response ? error.cause.status : undefined;
};

/**
 * Asks about an access token: at the introspection endpoint where we have a secret there (RFC 7662), or at userinfo as the token's bearer.
 * @throws when the provider is away
 */
export const askProvider = async (
  configuration: client.Configuration,
  token: { readonly jwt: string; readonly payload: JWTPayload; readonly hasSecret: boolean },
): Promise<Said> => {
  const { introspection_endpoint, userinfo_endpoint } = configuration.serverMetadata();
  const { jwt, payload, hasSecret } = token;
  if (!isAccessToken(jwt, payload)) return 'none';
  if (introspection_endpoint !== undefined && hasSecret) {
    const answer = await client.tokenIntrospection(configuration, jwt);
    return answer.active ? { claims: { ...answer } } : 'ended';
  }
  if (userinfo_endpoint === undefined) return 'none';
  try {
    return { claims: { ...(await client.fetchUserInfo(configuration, jwt, payload.sub ?? '')) } };
  } catch (error) {
    const status = statusOf(error);
    if (status === 401) return 'ended';
    // It may not ask there (no scope `openid`), which says nothing of the person.
    if (status === 403) return 'none';
    throw error;
  }
};

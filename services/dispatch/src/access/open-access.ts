import type { Parts } from '../parts.ts';
import { openAuthenticator } from './authenticate.ts';
import { openRateLimits } from './limits.ts';
import { openOidc } from './oidc.ts';

/** Who is let in, and how often, of a running dispatch. */
export const openAccess = ({ config, deps, secrets, nowMs, ownUrl }: Parts) => {
  const issuer = config.LIFTWATCH_DISPATCH_OIDC_ISSUER;
  const oidc =
    issuer === undefined
      ? undefined
      : openOidc({
          issuer,
          clientId: config.LIFTWATCH_DISPATCH_OIDC_CLIENT_ID,
          clientSecret: secrets.oidcClientSecret,
          claimName: config.LIFTWATCH_DISPATCH_OIDC_CLAIM,
          scopes: config.LIFTWATCH_DISPATCH_OIDC_SCOPES,
          tokenMaxAgeS: config.LIFTWATCH_DISPATCH_OIDC_TOKEN_MAX_AGE_S,
          sessionSecret: secrets.receiptToken,
          publicUrl: ownUrl,
          nowMs,
          onTrouble: (error) =>
            deps.logger.warn(
              { err: error.cause, detail: error.message },
              error.code === 'LIFT_DISPATCH_PROVIDER_AWAY'
                ? 'the identity provider cannot be asked'
                : 'a sign-in did not come to its end',
            ),
        });
  const authenticator = openAuthenticator({
    database: deps.database,
    operatorToken: secrets.writeToken,
    isAnonymousReading: config.LIFTWATCH_DISPATCH_ANONYMOUS_READ === 'on',
    nowMs,
    others: oidc ? [oidc.recognise] : [],
  });
  const limits = openRateLimits({
    requestsPerMinute: config.LIFTWATCH_DISPATCH_REQUESTS_PER_MINUTE,
    failuresPerMinute: config.LIFTWATCH_DISPATCH_FAILURES_PER_MINUTE,
  });
  return { oidc, guard: { database: deps.database, authenticator, limits } };
};

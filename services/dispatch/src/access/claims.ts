import { z } from 'zod';
import { scopeOf, scopeProblem, type Principal } from './principal.ts';
import { roles } from './roles.ts';

const ids = z.array(z.string().min(1).max(64)).max(500).default([]);
const claim = z.object({ role: z.enum(roles), firmIds: ids, siteIds: ids, districtIds: ids });

/**
 * Who an identity provider's claims stand for: one claim holds `{role, firmIds, siteIds, districtIds}`. undefined: it is absent,
 * or not whole; such a person is known and may do nothing. Pure.
 */
export const principalOfClaims = (
  claims: Readonly<Record<string, unknown>>,
  claimName: string,
): Principal | undefined => {
  const parsed = claim.safeParse(claims[claimName]);
  const subject = claims['sub'];
  if (!parsed.success || typeof subject !== 'string' || subject === '') return undefined;
  const { role, ...given } = parsed.data;
  const scope = scopeOf(role, given);
  if (scopeProblem(role, scope) !== undefined) return undefined;
  return { id: `oidc/${subject.slice(0, 100)}`, role, ...(scope === undefined ? {} : { scope }) };
};

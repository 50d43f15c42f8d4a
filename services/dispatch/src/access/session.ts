import { createHash } from 'node:crypto';
import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose';
import { z } from 'zod';
import type { Principal } from './principal.ts';
import { roles } from './roles.ts';

/** What a signed-in browser holds: encrypted, since a scope names firms and sites. */
export interface SessionBox {
  seal(content: JWTPayload, seconds: number): Promise<string>;
  /** undefined: not ours, altered or expired. */
  open(text: string): Promise<JWTPayload | undefined>;
}

export const openSessionBox = (secret: string, purpose: string): SessionBox => {
  const key = createHash('sha256').update(`${purpose}|${secret}`).digest();
  return {
    seal: (content, seconds) =>
      new EncryptJWT(content)
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setIssuedAt()
        .setExpirationTime(`${seconds}s`)
        .encrypt(key),
    open: async (text) => {
      try {
        return (await jwtDecrypt(text, key)).payload;
      } catch {
        return undefined;
      }
    },
  };
};

/** The value of a cookie in a request's header. */
export const cookieOf = (header: string | undefined, name: string): string | undefined =>
  header
    ?.split(';')
    .map((pair) => pair.trim())
    .find((pair) => pair.startsWith(`${name}=`))
    ?.slice(name.length + 1);

const ids = z.array(z.string());
const principalSchema = z.object({
  id: z.string(),
  role: z.enum(roles),
  scope: z.object({ firmIds: ids, siteIds: ids, districtIds: ids }).optional(),
});

export const principalIn = (payload: JWTPayload | undefined): Principal | undefined => {
  const parsed = principalSchema.safeParse(payload?.['principal']);
  if (!parsed.success) return undefined;
  const { scope, ...rest } = parsed.data;
  return { ...rest, ...(scope === undefined ? {} : { scope }) };
};

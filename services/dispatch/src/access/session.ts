import { createHash } from 'node:crypto';
import { EncryptJWT, jwtDecrypt, type JWTPayload } from 'jose';

/** What a browser holds for us between two of its requests: nobody else reads or alters it. */
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

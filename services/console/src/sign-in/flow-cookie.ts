import { randomBytes } from 'node:crypto';
import { EncryptJWT, jwtDecrypt } from 'jose';
import { z } from 'zod';
import { openCookie } from './cookies.ts';
import type { Flow } from './provider.ts';

const flowSchema = z.object({ verifier: z.string(), state: z.string(), nonce: z.string(), returnTo: z.string() });
type FlowUnderWay = Flow & { readonly returnTo: string };

const FLOW_S = 600;

/** A sign-in under way, kept by the browser that began it: sealed, for ten minutes, good once. */
export interface FlowCookie {
  seal(flow: FlowUnderWay): Promise<string>;
  /** undefined: none of that `state` was begun in this browser, or too long ago, or it was used. */
  take(cookieHeader: string | undefined, state: string | null): Promise<FlowUnderWay | undefined>;
  clear(): string;
}

/** Its key lives as long as this process: what was begun before it is begun again. */
export const openFlowCookie = (isSecure: boolean, nowMs: () => number): FlowCookie => {
  const key = randomBytes(32);
  // Lax: the browser comes back from the provider's site.
  const cookie = openCookie('liftwatch_page_sign_in', { sameSite: 'Lax', isSecure });
  const used = new Map<string, number>();
  const isFresh = (state: string): boolean => {
    for (const [one, atMs] of used) if (nowMs() - atMs > FLOW_S * 1_000) used.delete(one);
    if (used.has(state)) return false;
    used.set(state, nowMs());
    return true;
  };
  return {
    async seal(flow) {
      const sealed = await new EncryptJWT({ ...flow })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .setExpirationTime(Math.floor(nowMs() / 1_000) + FLOW_S)
        .encrypt(key);
      return cookie.set(sealed, FLOW_S);
    },
    async take(header, state) {
      const sealed = cookie.read(header);
      if (sealed === undefined) return undefined;
      const payload = await jwtDecrypt(sealed, key, { currentDate: new Date(nowMs()) }).then(
        (opened) => opened.payload,
        () => undefined,
      );
      const flow = flowSchema.safeParse(payload).data;
      // What comes back with another state is not its answer, and does not use it up.
      return flow !== undefined && flow.state === state && isFresh(flow.state) ? flow : undefined;
    },
    clear: () => cookie.clear(),
  };
};

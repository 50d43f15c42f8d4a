import { randomBytes } from 'node:crypto';
import type { IdentityProvider, Vouched } from './identity-provider.ts';
import type { Principal } from './principal.ts';
import { CHECK_AGAIN_MS, CHECK_MS, unasked, WORD_LASTS_MS } from './word.ts';

export const SESSION_S = 8 * 3_600;
/** A provider that hangs holds nobody up longer; what it says in the end counts all the same. */
const WAIT_MS = 3_000;
const KEPT_AT_MOST = 1_000;

/** People who have signed in. The browser holds a random id; what the provider said of them stays in this process. */
export interface Sessions {
  /** Returns the id that the browser keeps. */
  begin(vouched: Vouched): string;
  /**
   * Who that is now: what the provider said at most 2 minutes ago. undefined: nobody any more.
   * @throws {DispatchError} LIFT_DISPATCH_PROVIDER_AWAY when it could not be asked for 10 minutes; asked again, it goes on
   */
  of(id: string): Promise<Principal | undefined>;
  /** Ends it. Returns what was said last; undefined: there was none. */
  end(id: string): Vouched | undefined;
}

interface Kept {
  endsAtMs: number;
  vouched: Vouched;
  /** When the provider last vouched for what stands. */
  saidAtMs: number;
  checkAtMs: number;
  checking: Promise<void> | undefined;
}

const atMost = async (ms: number, work: Promise<void>): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)));
  await Promise.race([work, wait]);
  clearTimeout(timer);
};

export const openSessions = (provider: Pick<IdentityProvider, 'renew'>, nowMs: () => number): Sessions => {
  const sessions = new Map<string, Kept>();
  const isOver = ({ endsAtMs }: Kept): boolean => endsAtMs <= nowMs();
  const makeRoom = (): void => {
    for (const [id, kept] of sessions) if (isOver(kept)) sessions.delete(id);
    for (const id of sessions.keys()) if (sessions.size >= KEPT_AT_MOST) sessions.delete(id);
  };
  const check = async (id: string, kept: Kept): Promise<void> => {
    try {
      const said = await provider.renew(kept.vouched);
      if (said === 'ended') return void sessions.delete(id);
      kept.vouched = said.vouched;
      // No new ID token: nobody says more than the old one did, and it ends with it.
      if (!said.isSaidAnew) kept.endsAtMs = Math.min(kept.endsAtMs, said.vouched.idTokenEndsAtMs);
      kept.saidAtMs = nowMs();
      kept.checkAtMs = nowMs() + CHECK_MS;
    } catch {
      kept.checkAtMs = nowMs() + CHECK_AGAIN_MS;
    }
  };
  return {
    begin(vouched) {
      makeRoom();
      const id = randomBytes(32).toString('base64url');
      const lastsUntilMs = nowMs() + SESSION_S * 1_000;
      const endsAtMs =
        vouched.refreshToken === undefined ? Math.min(lastsUntilMs, vouched.idTokenEndsAtMs) : lastsUntilMs;
      sessions.set(id, {
        ...{ vouched, endsAtMs, saidAtMs: nowMs(), checkAtMs: nowMs() + CHECK_MS, checking: undefined },
      });
      return id;
    },
    async of(id) {
      const kept = sessions.get(id);
      if (kept === undefined) return undefined;
      if (nowMs() >= kept.checkAtMs) {
        kept.checking ??= check(id, kept).finally(() => (kept.checking = undefined));
        await atMost(WAIT_MS, kept.checking);
      }
      if (isOver(kept)) sessions.delete(id);
      if (!sessions.has(id)) return undefined;
      const sinceMs = nowMs() - kept.saidAtMs;
      if (sinceMs >= WORD_LASTS_MS) throw unasked(sinceMs);
      return kept.vouched.principal;
    },
    end(id) {
      const kept = sessions.get(id);
      sessions.delete(id);
      return kept?.vouched;
    },
  };
};

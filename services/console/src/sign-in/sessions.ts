import { randomBytes } from 'node:crypto';
import type { Upstream } from '../upstream/ask.ts';
import { openCookie } from './cookies.ts';
import type { Person } from './person.ts';

/** Of another name than dispatch's own: a cookie is for a host, whatever the port, and one would take the other's place. */
const COOKIE = 'liftwatch_page';
const LASTS_MS = 12 * 3_600_000;
const KEPT_AT_MOST = 1_000;
/** Whether somebody still may is asked anew so often: a role that was taken away, a token that was revoked. */
const CHECK_MS = 120_000;
const LEAST_MS = 1_000;
/** What could not be asked is asked again after so long. */
const CHECK_AGAIN_MS = 15_000;

/** What somebody has shown, and how it is looked at anew. */
export interface Credential {
  /** What dispatch takes as theirs, now. */
  bearer(): string;
  /** Their name for their own eyes; undefined: none is known. */
  readonly name: string | undefined;
  /** When the credential itself ends, ms. */
  endsAtMs(): number;
  /** By then it must be looked at anew, ms; Infinity: nothing is gained by it. */
  renewByMs(): number;
  /** Who it stands for now; undefined: nobody any more. Rejects when nobody could be asked. */
  check(): Promise<Person | undefined>;
  /** Gives back what was lent; where the browser goes on to, undefined: nowhere. */
  leave(): Promise<string | undefined>;
}

/** Somebody who has signed in. */
export interface Session {
  readonly id: string;
  readonly person: () => Person;
  readonly name: string | undefined;
  /** dispatch, asked as this person. */
  readonly dispatch: Upstream;
  /** Runs once, when it is over or sees other rows than before. Returns how to stop it. */
  onEnd(listener: () => void): () => void;
}

/** People who have signed in at the page. The browser holds a random id, this process what they act with. */
export interface Sessions {
  /** Returns the cookie to set. The id is always a new one: what a browser brought is let go of. */
  begin(credential: Credential, person: Person, cookieHeader: string | undefined): string;
  /** Returns the cookie that takes the browser's away, and where it goes on to. */
  end(cookieHeader: string | undefined): Promise<{ readonly cookie: string; readonly location: string | undefined }>;
  /** undefined: nobody has signed in, or it is over. */
  of(cookieHeader: string | undefined): Promise<Session | undefined>;
  /** Whether that session goes on. */
  goesOn(id: string): Promise<boolean>;
}

interface Kept {
  readonly session: Session;
  readonly credential: Credential;
  readonly endsAtMs: number;
  readonly onEnd: Set<() => void>;
  person: Person;
  checkAtMs: number;
  checking: Promise<void> | undefined;
}

export const openSessions = (
  dispatch: Upstream,
  { isSecure, nowMs }: { readonly isSecure: boolean; readonly nowMs: () => number },
): Sessions => {
  const sessions = new Map<string, Kept>();
  const cookie = openCookie(COOKIE, { sameSite: 'Strict', isSecure });

  const tellEnd = ({ onEnd }: Kept): void => {
    const listeners = [...onEnd];
    onEnd.clear();
    for (const listener of listeners) listener();
  };
  const drop = (id: string): void => {
    const kept = sessions.get(id);
    sessions.delete(id);
    if (kept) tellEnd(kept);
  };
  const isOver = ({ endsAtMs, credential }: Kept): boolean => Math.min(endsAtMs, credential.endsAtMs()) <= nowMs();
  const makeRoom = (): void => {
    for (const [id, kept] of sessions) if (isOver(kept)) drop(id);
    for (const id of sessions.keys()) if (sessions.size >= KEPT_AT_MOST) drop(id);
  };
  const nextCheckMs = (credential: Credential): number =>
    Math.max(nowMs() + LEAST_MS, Math.min(nowMs() + CHECK_MS, credential.renewByMs()));
  const check = async (kept: Kept): Promise<void> => {
    try {
      const person = await kept.credential.check();
      if (person === undefined) return drop(kept.session.id);
      // Rows that have changed are another view of everything that is open: it begins anew.
      const isAsBefore = JSON.stringify(person) === JSON.stringify(kept.person);
      kept.person = person;
      if (!isAsBefore) tellEnd(kept);
      kept.checkAtMs = nextCheckMs(kept.credential);
    } catch {
      kept.checkAtMs = nowMs() + CHECK_AGAIN_MS;
    }
  };
  const standing = async (id: string): Promise<Session | undefined> => {
    const kept = sessions.get(id);
    if (kept === undefined) return undefined;
    if (nowMs() >= kept.checkAtMs) {
      kept.checking ??= check(kept).finally(() => (kept.checking = undefined));
      await kept.checking;
    }
    if (isOver(kept)) drop(id);
    return sessions.get(id)?.session;
  };
  return {
    begin(credential, person, cookieHeader) {
      drop(cookie.read(cookieHeader) ?? '');
      makeRoom();
      const id = randomBytes(32).toString('base64url');
      const onEnd = new Set<() => void>();
      const session: Session = {
        id,
        person: () => kept.person,
        name: credential.name,
        // Refused once is refused for good: asked again and again with it, dispatch would shut us all out.
        dispatch: { ...dispatch, token: () => credential.bearer(), onRefused: () => drop(id) },
        onEnd(listener) {
          // Over already: whoever was about to begin something with it ends that at once.
          if (!sessions.has(id)) listener();
          else onEnd.add(listener);
          return () => void onEnd.delete(listener);
        },
      };
      const endsAtMs = nowMs() + LASTS_MS;
      const kept: Kept = {
        ...{ session, credential, person, endsAtMs, onEnd },
        checkAtMs: nextCheckMs(credential),
        checking: undefined,
      };
      sessions.set(id, kept);
      return cookie.set(id, LASTS_MS / 1_000);
    },
    async end(cookieHeader) {
      const id = cookie.read(cookieHeader) ?? '';
      const kept = sessions.get(id);
      drop(id);
      const location = await kept?.credential.leave().catch(() => undefined);
      return { cookie: cookie.clear(), location };
    },
    of: async (cookieHeader) => {
      const id = cookie.read(cookieHeader);
      return id === undefined ? undefined : standing(id);
    },
    goesOn: async (id) => (await standing(id)) !== undefined,
  };
};

import { randomBytes } from 'node:crypto';
import { ConsoleError } from '../errors.ts';
import { askUpstream, type Upstream } from './ask.ts';

/** Of another name than dispatch's own: a cookie is for a host, whatever the port, and one would take the other's place. */
const COOKIE = 'liftwatch_page';
const LASTS_MS = 12 * 3_600_000;
const KEPT_AT_MOST = 1_000;

interface Session {
  readonly token: string;
  readonly endsAtMs: number;
}

/** People who have signed in at the page. The browser holds a random id, this process the token. */
export interface Sessions {
  /** @throws {ConsoleError} LIFT_CONSOLE_SIGN_IN_REFUSED; returns the cookie to set */
  begin(token: string): Promise<string>;
  /** Returns the cookie that takes the browser's away. */
  end(cookieHeader: string | undefined): string;
  tokenOf(cookieHeader: string | undefined): string | undefined;
}

const idIn = (cookieHeader: string | undefined): string | undefined =>
  new RegExp(`(?:^|;\\s*)${COOKIE}=([\\w-]{43})(?:;|$)`).exec(cookieHeader ?? '')?.[1];

const cookie = (value: string, maxAgeS: number): string =>
  `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${maxAgeS}`;

/** dispatch knows tokens; only an operator's may see all of them. The page shows every row, so it is for operators. */
const assertOperator = async (dispatch: Upstream, token: string): Promise<void> => {
  const { status } = await askUpstream({ ...dispatch, token: () => token }, 'api/v1/tokens');
  if (status >= 200 && status < 300) return;
  throw new ConsoleError(
    'LIFT_CONSOLE_SIGN_IN_REFUSED',
    status === 403
      ? 'this token is not an operator’s: the page shows every row; others use dispatch’s REST'
      : 'dispatch does not know this token: make one with `liftwatch tokens add`',
  );
};

export const openSessions = (dispatch: Upstream): Sessions => {
  const sessions = new Map<string, Session>();
  return {
    async begin(token) {
      await assertOperator(dispatch, token);
      for (const [id, { endsAtMs }] of sessions)
        if (endsAtMs < Date.now() || sessions.size >= KEPT_AT_MOST) sessions.delete(id);
      const id = randomBytes(32).toString('base64url');
      sessions.set(id, { token, endsAtMs: Date.now() + LASTS_MS });
      return cookie(id, LASTS_MS / 1_000);
    },
    end(cookieHeader) {
      sessions.delete(idIn(cookieHeader) ?? '');
      return cookie('', 0);
    },
    tokenOf(cookieHeader) {
      const session = sessions.get(idIn(cookieHeader) ?? '');
      return session !== undefined && session.endsAtMs >= Date.now() ? session.token : undefined;
    },
  };
};

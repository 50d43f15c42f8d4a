/** What a service says when it cannot do as asked (RFC 9457). */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/** A request that was refused or failed, with the service's own words. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const problemOf = async (response: Response): Promise<Problem> => {
  const text = await response.text();
  try {
    const { status = response.status, code = '', detail = text } = JSON.parse(text) as Partial<Problem>;
    return { status, code, detail };
  } catch {
    return { status: response.status, code: '', detail: text || response.statusText };
  }
};

/** A refusal is told in the language of the page, which its reader may have chosen against that of his browser. */
const inOurLanguage = (init: RequestInit): RequestInit => ({
  ...init,
  headers: { 'accept-language': document.documentElement.lang, ...(init.headers as Record<string, string>) },
});

const answerOf = async <T>(path: string, init: RequestInit = {}): Promise<T> => {
  const response = await fetch(path, inOurLanguage(init)).catch((error: unknown) => {
    throw new RefusedError({ status: 0, code: 'OFFLINE', detail: String(error) });
  });
  if (!response.ok) throw new RefusedError(await problemOf(response));
  return (await response.json()) as T;
};

/** Whoever asked must sign in, for the first time or again. */
export const isSignInNeeded = (error: unknown): boolean =>
  error instanceof RefusedError && error.problem.code === 'LIFT_CONSOLE_SIGN_IN_NEEDED';

let tellNeeded: () => void = () => undefined;
/** Who asks the person to sign in. */
export const onSignInNeeded = (listener: () => void): void => void (tellNeeded = listener);

let held: (() => void)[] = [];
/** What waited for somebody to sign in again goes out. */
export const sendHeld = (): void => {
  const waiting = held;
  held = [];
  for (const send of waiting) send();
};

/**
 * A change is not lost to a session that has run out meanwhile: it waits, with all that was typed, until the person has signed
 * in again, and is sent then. What was refused for that reason has done nothing.
 */
const change = async <T>(path: string, init: RequestInit): Promise<T> => {
  for (;;) {
    try {
      return await answerOf<T>(path, init);
    } catch (error) {
      if (!isSignInNeeded(error)) throw error;
      tellNeeded();
      await new Promise<void>((resolve) => held.push(resolve));
    }
  }
};

export const getJson = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  answerOf<T>(path, signal === undefined ? {} : { signal });

/** Takes something back. */
export const deleteJson = <T>(path: string, query: Readonly<Record<string, string>>): Promise<T> =>
  change<T>(`${path}?${new URLSearchParams(query).toString()}`, { method: 'DELETE' });

/** Sends a change. The key makes a second press of the same button the same change. */
export const postJson = <T>(path: string, body: object, idempotencyKey?: string): Promise<T> =>
  change<T>(path, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
    },
    body: JSON.stringify(body),
  });

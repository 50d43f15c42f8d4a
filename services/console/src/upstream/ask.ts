import { ConsoleError } from '../errors.ts';

const TIMEOUT_MS = 10_000;

export type ServiceName = 'dispatch' | 'engine' | 'broker';

/** Where a service answers, and under what name people know it. */
export interface Upstream {
  readonly name: ServiceName;
  readonly url: string;
  /** The bearer token of our own questions, read at each; absent: none is needed. */
  readonly token?: () => string | undefined;
  /** Its token is not taken any more. */
  readonly onRefused?: () => void;
}

export const REFUSED = 401;

export const unavailable = ({ name, url }: Upstream, cause: unknown): ConsoleError =>
  new ConsoleError(
    'LIFT_CONSOLE_UPSTREAM_UNAVAILABLE',
    `${name} does not answer at ${new URL(url).origin}: start it, or correct LIFTWATCH_CONSOLE_${name.toUpperCase()}_URL`,
    cause,
  );

export const upstreamUrl = ({ url }: Upstream, path: string): URL => new URL(path, url.endsWith('/') ? url : `${url}/`);

/** Says who we are. */
export const bearer = ({ token }: Upstream): Record<string, string> => {
  const text = token?.();
  return text === undefined ? {} : { authorization: `Bearer ${text}` };
};

interface Question {
  readonly method?: string;
  readonly body?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request to a service. @throws {ConsoleError} LIFT_CONSOLE_UPSTREAM_UNAVAILABLE when nothing answers */
export const askUpstream = async (upstream: Upstream, path: string, question: Question = {}): Promise<Response> => {
  try {
    const response = await fetch(upstreamUrl(upstream, path), {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...question,
      headers: { ...bearer(upstream), ...question.headers },
    });
    if (response.status === REFUSED) upstream.onRefused?.();
    return response;
  } catch (cause) {
    throw unavailable(upstream, cause);
  }
};

/** A JSON answer, as its route documents it. @throws {ConsoleError} LIFT_CONSOLE_UPSTREAM_UNAVAILABLE also for an error status */
export const askJson = async <T>(upstream: Upstream, path: string): Promise<T> => {
  const response = await askUpstream(upstream, path);
  if (!response.ok) throw unavailable(upstream, await response.text());
  return (await response.json()) as T;
};

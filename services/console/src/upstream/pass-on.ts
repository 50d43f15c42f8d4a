import { askUpstream, type Upstream } from './ask.ts';

export interface PassedRequest {
  readonly method: string;
  /** Path and query at the service. */
  readonly path: string;
  readonly contentType: string | undefined;
  readonly idempotencyKey: string | undefined;
  /** In which language the reader wants to hear of a refusal. */
  readonly acceptLanguage: string | undefined;
  readonly body: unknown;
}

export interface PassedAnswer {
  readonly status: number;
  readonly contentType: string;
  /** Of the answer's headers what says more of it: its language, when to come back, what else is allowed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const PASSED_BACK: ReadonlySet<string> = new Set(['allow', 'content-language', 'retry-after']);

const bodyOf = (body: unknown): string | null => {
  if (body === undefined || body === null) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
};

/** Hands a request of the page to its service, as whoever the upstream's token says, and nothing of the page's own headers. */
export const passOn = async (upstream: Upstream, request: PassedRequest): Promise<PassedAnswer> => {
  const body = request.method === 'GET' || request.method === 'HEAD' ? null : bodyOf(request.body);
  const response = await askUpstream(upstream, request.path, {
    method: request.method,
    body,
    headers: {
      ...(body !== null && { 'content-type': request.contentType ?? 'application/json' }),
      ...(request.acceptLanguage !== undefined && { 'accept-language': request.acceptLanguage }),
      ...(request.idempotencyKey !== undefined && { 'idempotency-key': request.idempotencyKey }),
    },
  });
  return {
    status: response.status,
    contentType: response.headers.get('content-type') ?? 'application/json',
    headers: Object.fromEntries([...response.headers].filter(([name]) => PASSED_BACK.has(name))),
    body: Buffer.from(await response.arrayBuffer()),
  };
};

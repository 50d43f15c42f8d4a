import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { accepts, acceptsAnAnswer, notAcceptableDetail, problemIn, type RouteTable } from '@liftwatch/schemas';
import { DispatchError, type DispatchErrorCode } from '../errors.ts';
import { problemInChinese } from './problem-words.ts';

export interface HttpReply {
  status(code: number): this;
  type(contentType: string): this;
  header(name: string, value: string): this;
  send(body: unknown): unknown;
}

/** The part of fastify's request that a refusal speaks of. */
export interface ProblemRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** fastify found no route. */
  readonly is404?: boolean;
}

const statuses: Partial<Readonly<Record<DispatchErrorCode, number>>> = {
  LIFT_DISPATCH_NOT_FOUND: 404,
  LIFT_DISPATCH_NOT_OPEN: 409,
  LIFT_DISPATCH_STILL_LASTS: 409,
  LIFT_DISPATCH_OWNED: 409,
  LIFT_DISPATCH_IN_USE: 409,
  LIFT_DISPATCH_BODY_INVALID: 400,
  LIFT_DISPATCH_NOT_ACCEPTABLE: 406,
  LIFT_DISPATCH_IMPORT_INVALID: 422,
  LIFT_DISPATCH_RULES_INVALID: 422,
  LIFT_DISPATCH_RULES_VERSION_TAKEN: 409,
  LIFT_DISPATCH_RULES_NONE_ACTIVE: 409,
  LIFT_DISPATCH_RULES_NO_SHADOW: 409,
  LIFT_DISPATCH_WORKLIST_STATE: 409,
  LIFT_DISPATCH_TOKEN_WRONG: 401,
  LIFT_DISPATCH_FORBIDDEN: 403,
  LIFT_DISPATCH_SIGN_IN: 401,
  LIFT_DISPATCH_PROVIDER_AWAY: 503,
  LIFT_DISPATCH_RATE_LIMITED: 429,
  LIFT_DISPATCH_IDEMPOTENCY_KEY: 422,
  LIFT_DISPATCH_UNDER_WAY: 409,
};
const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not allowed',
  403: 'Not yours to do',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not in a form that is accepted',
  409: 'Conflict',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported type',
  422: 'Invalid content',
  429: 'Too many requests',
  500: 'Failed here',
  503: 'Not to be had now',
};

interface Problem {
  readonly status: number;
  readonly code: DispatchErrorCode;
  readonly detail: string;
  readonly problems?: readonly string[];
}

const problemOf = (error: unknown): Problem => {
  if (error instanceof DispatchError)
    return {
      status: statuses[error.code] ?? 500,
      code: error.code,
      detail: error.message,
      ...(error.problems.length > 0 ? { problems: error.problems } : {}),
    };
  // fastify's own errors (body too large, not JSON) carry statusCode.
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  if (typeof status === 'number' && status < 500)
    return {
      status,
      code: status === 404 ? 'LIFT_DISPATCH_NOT_FOUND' : 'LIFT_DISPATCH_BODY_INVALID',
      detail: `${(error as Error).message}: see /openapi.json`,
    };
  return {
    status: 500,
    code: 'LIFT_DISPATCH_INTERNAL',
    detail: 'the request failed here; the log of dispatch says why',
  };
};

const unread = (accept: string | undefined, contentType: string): Problem => ({
  status: 406,
  code: 'LIFT_DISPATCH_NOT_ACCEPTABLE',
  detail: notAcceptableDetail(accept, contentType),
});

/** Every error leaves as application/problem+json (RFC 9457), in the language that is asked for; what is ours keeps its code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  readonly #routes: RouteTable;
  constructor(logger: Logger, routes: RouteTable) {
    this.#logger = logger;
    this.#routes = routes;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const [request, reply] = [http.getRequest<ProblemRequest>(), http.getResponse<HttpReply>()];
    this.#send(this.#wrongMethod(request, reply) ?? problemOf(error), error, { request, reply });
  }

  /** What fastify refuses before it looks for a route. */
  refuse(error: unknown, request: ProblemRequest, reply: HttpReply): void {
    this.#send(problemOf(error), error, { request, reply });
  }

  /** Refuses a change of which no answer would be read, before it has an effect. True: it is refused. */
  refuseUnread(request: ProblemRequest, reply: HttpReply): boolean {
    const accept = request.headers['accept'] as string | undefined;
    if (request.method === 'GET' || request.method === 'HEAD' || acceptsAnAnswer(accept)) return false;
    this.#send(unread(accept, 'application/json'), undefined, { request, reply });
    return true;
  }

  /** The text in the place of an answer of this type, where the client does not read it; undefined: it does. */
  insteadOf(contentType: string, request: ProblemRequest, reply: HttpReply): string | undefined {
    const accept = request.headers['accept'] as string | undefined;
    if (accepts(accept, contentType)) return undefined;
    const problem = unread(accept, contentType);
    const { language, document } = this.#written(problem, undefined, request);
    void reply
      .status(problem.status)
      .type('application/problem+json')
      .header('content-language', language)
      .header('vary', 'accept, accept-language');
    return JSON.stringify(document);
  }

  #written(problem: Problem, error: unknown, request: ProblemRequest): ReturnType<typeof problemIn> {
    // Without its query and, for receipts, without its token.
    const path = request.url.split('?')[0]!.replace(/^\/(callbacks|r)\/.*/, '/$1');
    const { status, code, detail, problems } = problem;
    if (status >= 500) this.#logger.error({ err: error, path }, 'request failed');
    const english = { title: titles[status] ?? 'Error', detail };
    const refused = { status, code, english, chinese: problemInChinese[code], problems, instance: path };
    return problemIn(request.headers['accept-language'] as string | undefined, refused);
  }

  #send(problem: Problem, error: unknown, to: { readonly request: ProblemRequest; readonly reply: HttpReply }): void {
    const { language, document } = this.#written(problem, error, to.request);
    void to.reply
      .status(problem.status)
      .type('application/problem+json')
      .header('content-language', language)
      .header('vary', 'accept-language')
      .send(document);
  }

  /** A path that is there has methods: which, says `Allow`. @see RFC 9110, 15.5.6 */
  #wrongMethod({ is404, method, url }: ProblemRequest, reply: HttpReply): Problem | undefined {
    const allow = is404 ? this.#routes.allowAt(url) : '';
    if (allow === '') return undefined;
    void reply.header('allow', allow);
    return {
      status: 405,
      code: 'LIFT_DISPATCH_METHOD_UNKNOWN',
      detail: `${method} is not answered here; these are: ${allow}`,
    };
  }
}

import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { accepts, acceptsAnAnswer, notAcceptableDetail, problemIn, type RouteTable } from '@liftwatch/schemas';
import { ConsoleError, type ConsoleErrorCode } from '../errors.ts';
import type { HttpReply } from './http-reply.ts';
import { problemInChinese } from './problem-words.ts';

interface Problem {
  readonly status: number;
  readonly code: ConsoleErrorCode;
  readonly detail: string;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Sign in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not in a form that is accepted',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported type',
  429: 'Too many attempts',
  502: 'A service does not answer',
};

const problemOf = (error: unknown): Problem => {
  if (error instanceof ConsoleError) return { status: error.status, code: error.code, detail: error.message };
  // fastify's own errors (an address that is none, a body too large) carry statusCode.
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  if (typeof status === 'number' && status < 500) {
    const code = status === 404 ? 'LIFT_CONSOLE_ROUTE_UNKNOWN' : 'LIFT_CONSOLE_REQUEST_INVALID';
    return { status, code, detail: `${(error as Error).message}: see /openapi.json for the routes there are` };
  }
  return {
    status: 500,
    code: 'LIFT_CONSOLE_INTERNAL',
    detail: 'the request failed here; the log of the console says why',
  };
};

/** The part of fastify's request that a refusal speaks of. */
export interface ProblemRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** fastify found no route. */
  readonly is404?: boolean;
}

const unread = (accept: string | undefined, contentType: string): Problem => ({
  status: 406,
  code: 'LIFT_CONSOLE_NOT_ACCEPTABLE',
  detail: notAcceptableDetail(accept, contentType),
});

/** Every error leaves as application/problem+json (RFC 9457), in the language that is asked for. */
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
    const { headers } = request;
    // What follows /auth/callback is a sign-in's own.
    const url = request.url.replace(/^(\/auth\/callback)\?.*/, '$1');
    const { status, code, detail } = problem;
    if (status >= 500) this.#logger.error({ err: error, url }, 'request failed');
    const english = { title: titles[status] ?? 'Error', detail };
    const refused = { status, code, english, chinese: problemInChinese[code], instance: url };
    return problemIn(headers['accept-language'] as string | undefined, refused);
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
      code: 'LIFT_CONSOLE_METHOD_UNKNOWN',
      detail: `${method} is not answered here; these are: ${allow}`,
    };
  }
}

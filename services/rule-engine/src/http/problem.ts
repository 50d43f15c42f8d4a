import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { accepts, acceptsAnAnswer, notAcceptableDetail, problemIn, type RouteTable } from '@liftwatch/schemas';
import { EngineError, type EngineErrorCode } from '../errors.ts';
import type { HttpReply } from './http-reply.ts';
import { problemInChinese } from './problem-words.ts';

const codeOfStatus = (status: number): EngineErrorCode => {
  if (status === 404) return 'LIFT_ENGINE_ROUTE_UNKNOWN';
  return status >= 400 && status < 500 ? 'LIFT_ENGINE_REQUEST_INVALID' : 'LIFT_ENGINE_INTERNAL';
};

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not in a form that is accepted',
  414: 'Address too long',
  503: 'Unavailable',
};

interface Problem {
  readonly status: number;
  readonly code: EngineErrorCode;
  readonly detail: string;
}

/** The part of fastify's request that a refusal speaks of. */
export interface ProblemRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** fastify found no route. */
  readonly is404?: boolean;
}

const translate = (error: unknown): Problem => {
  if (error instanceof EngineError) return { status: error.status, code: error.code, detail: error.message };
  // fastify's own errors (an address that is none) carry statusCode.
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  if (typeof status === 'number' && status < 500)
    return {
      status,
      code: codeOfStatus(status),
      detail: `${(error as Error).message}: see /openapi.json for the routes there are`,
    };
  return {
    status: 500,
    code: 'LIFT_ENGINE_INTERNAL',
    detail: 'the request failed here; the log of the engine says why',
  };
};

const unread = (accept: string | undefined, contentType: string): Problem => ({
  status: 406,
  code: 'LIFT_ENGINE_NOT_ACCEPTABLE',
  detail: notAcceptableDetail(accept, contentType),
});

/** Every error that reaches the rim leaves as application/problem+json (RFC 9457), in the language that is asked for; what is ours keeps its code. */
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
    this.#send(this.#wrongMethod(request, reply) ?? translate(error), error, { request, reply });
  }

  /** What fastify refuses before it looks for a route. */
  refuse(error: unknown, request: ProblemRequest, reply: HttpReply): void {
    this.#send(translate(error), error, { request, reply });
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
    const { url, headers } = request;
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
      code: 'LIFT_ENGINE_METHOD_UNKNOWN',
      detail: `${method} is not answered here; these are: ${allow}`,
    };
  }
}

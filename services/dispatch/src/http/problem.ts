import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { languageFor, refusalIn } from '@liftwatch/schemas';
import { DispatchError, type DispatchErrorCode } from '../errors.ts';
import { problemInChinese } from './problem-words.ts';

export interface HttpReply {
  status(code: number): this;
  type(contentType: string): this;
  header(name: string, value: string): this;
  send(body: unknown): unknown;
}

interface ProblemRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const statuses: Partial<Readonly<Record<DispatchErrorCode, number>>> = {
  LIFT_DISPATCH_NOT_FOUND: 404,
  LIFT_DISPATCH_NOT_OPEN: 409,
  LIFT_DISPATCH_STILL_LASTS: 409,
  LIFT_DISPATCH_OWNED: 409,
  LIFT_DISPATCH_IN_USE: 409,
  LIFT_DISPATCH_BODY_INVALID: 400,
  LIFT_DISPATCH_IMPORT_INVALID: 422,
  LIFT_DISPATCH_RULES_INVALID: 422,
  LIFT_DISPATCH_RULES_VERSION_TAKEN: 409,
  LIFT_DISPATCH_RULES_NONE_ACTIVE: 409,
  LIFT_DISPATCH_RULES_NO_SHADOW: 409,
  LIFT_DISPATCH_WORKLIST_STATE: 409,
  LIFT_DISPATCH_TOKEN_WRONG: 401,
  LIFT_DISPATCH_FORBIDDEN: 403,
  LIFT_DISPATCH_SIGN_IN: 401,
  LIFT_DISPATCH_RATE_LIMITED: 429,
  LIFT_DISPATCH_IDEMPOTENCY_KEY: 422,
  LIFT_DISPATCH_UNDER_WAY: 409,
};
const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not allowed',
  403: 'Not yours to do',
  404: 'Not found',
  409: 'Conflict',
  413: 'Too large',
  415: 'Unsupported type',
  422: 'Invalid content',
  429: 'Too many requests',
  500: 'Failed here',
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

/** Every error leaves as application/problem+json (RFC 9457), in the language that is asked for; what is ours keeps its code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { url, headers } = http.getRequest<ProblemRequest>();
    // Without its query and, for receipts, without its token.
    const path = url.split('?')[0]!.replace(/^\/(callbacks|r)\/.*/, '/$1');
    const problem = problemOf(error);
    if (problem.status >= 500) this.#logger.error({ err: error, path }, 'request failed');
    const { status, code, problems } = problem;
    const language = languageFor(headers['accept-language']);
    const english = { title: titles[status] ?? 'Error', detail: problem.detail };
    const words = refusalIn(language, { english, chinese: problemInChinese[code] });
    void http
      .getResponse<HttpReply>()
      .status(status)
      .type('application/problem+json')
      .header('content-language', language)
      .header('vary', 'accept-language')
      .send({
        type: `urn:liftwatch:error:${code}`,
        status,
        code,
        ...words,
        ...(problems === undefined ? {} : { problems }),
        instance: path,
      });
  }
}

import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { Refusals, type Problem, type RefusedRequest, type RefusingReply, type RouteTable } from '@liftwatch/schemas';
import { DispatchError, type DispatchErrorCode } from '../errors.ts';
import { problemInChinese } from './problem-words.ts';

export interface HttpReply {
  status(code: number): this;
  type(contentType: string): this;
  header(name: string, value: string): this;
  send(body: unknown): unknown;
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
  LIFT_DISPATCH_TOKEN_OLD: 401,
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

const problemOf = (error: unknown): Problem<DispatchErrorCode> => {
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

/** Carriers report there, each in its own way: what they say is taken, whatever they read. */
const OF_CARRIERS = '/callbacks/';

export const openRefusals = (logger: Logger, routes: RouteTable): Refusals<DispatchErrorCode> =>
  new Refusals({
    ...{ routes, problemOf, titles, chinese: problemInChinese },
    codes: { notAcceptable: 'LIFT_DISPATCH_NOT_ACCEPTABLE', methodUnknown: 'LIFT_DISPATCH_METHOD_UNKNOWN' },
    // Without its query and, for receipts, without its token.
    instanceOf: (url) => url.split('?')[0]!.replace(/^\/(callbacks|r)\/.*/, '/$1'),
    onFailure: (error, path) => logger.error({ err: error, path }, 'request failed'),
    isExempt: (url) => url.startsWith(OF_CARRIERS),
  });

/** Every error leaves as a refusal; what is ours keeps its code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #refusals: Refusals<DispatchErrorCode>;
  constructor(refusals: Refusals<DispatchErrorCode>) {
    this.#refusals = refusals;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.#refusals.refuse(error, http.getRequest<RefusedRequest>(), http.getResponse<RefusingReply>());
  }
}

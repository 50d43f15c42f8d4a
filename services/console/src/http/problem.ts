import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { Refusals, type Problem, type RefusedRequest, type RefusingReply, type RouteTable } from '@liftwatch/schemas';
import { ConsoleError, type ConsoleErrorCode } from '../errors.ts';
import { problemInChinese } from './problem-words.ts';

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

const problemOf = (error: unknown): Problem<ConsoleErrorCode> => {
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

export const openRefusals = (logger: Logger, routes: RouteTable): Refusals<ConsoleErrorCode> =>
  new Refusals({
    ...{ routes, problemOf, titles, chinese: problemInChinese },
    codes: { notAcceptable: 'LIFT_CONSOLE_NOT_ACCEPTABLE', methodUnknown: 'LIFT_CONSOLE_METHOD_UNKNOWN' },
    // What follows /auth/callback is a sign-in's own.
    instanceOf: (url) => url.replace(/^(\/auth\/callback)\?.*/, '$1'),
    onFailure: (error, url) => logger.error({ err: error, url }, 'request failed'),
  });

/** Every error leaves as a refusal. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #refusals: Refusals<ConsoleErrorCode>;
  constructor(refusals: Refusals<ConsoleErrorCode>) {
    this.#refusals = refusals;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.#refusals.refuse(error, http.getRequest<RefusedRequest>(), http.getResponse<RefusingReply>());
  }
}

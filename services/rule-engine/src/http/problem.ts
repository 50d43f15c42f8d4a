import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { Refusals, type Problem, type RefusedRequest, type RefusingReply, type RouteTable } from '@liftwatch/schemas';
import { EngineError, type EngineErrorCode } from '../errors.ts';
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

const problemOf = (error: unknown): Problem<EngineErrorCode> => {
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

export const openRefusals = (logger: Logger, routes: RouteTable): Refusals<EngineErrorCode> =>
  new Refusals({
    ...{ routes, problemOf, titles, chinese: problemInChinese },
    codes: { notAcceptable: 'LIFT_ENGINE_NOT_ACCEPTABLE', methodUnknown: 'LIFT_ENGINE_METHOD_UNKNOWN' },
    instanceOf: (url) => url,
    onFailure: (error, url) => logger.error({ err: error, url }, 'request failed'),
  });

/** Every error that reaches the rim leaves as a refusal; what is ours keeps its code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #refusals: Refusals<EngineErrorCode>;
  constructor(refusals: Refusals<EngineErrorCode>) {
    this.#refusals = refusals;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.#refusals.refuse(error, http.getRequest<RefusedRequest>(), http.getResponse<RefusingReply>());
  }
}

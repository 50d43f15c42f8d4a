import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { EngineError, type EngineErrorCode } from '../errors.ts';
import type { HttpReply } from './http-reply.ts';

const codeOfStatus = (status: number): EngineErrorCode => {
  if (status === 404) return 'LIFT_ENGINE_ROUTE_UNKNOWN';
  return status >= 400 && status < 500 ? 'LIFT_ENGINE_REQUEST_INVALID' : 'LIFT_ENGINE_INTERNAL';
};

const titles: Readonly<Record<number, string>> = { 400: 'Bad request', 404: 'Not found', 503: 'Unavailable' };

/** Every error that reaches the rim leaves as application/problem+json (RFC 9457); what is ours keeps its code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<{ readonly url: string }>();
    const { status, code, detail } = this.#translate(error);
    if (status >= 500) this.#logger.error({ err: error, url: request.url }, 'request failed');
    void http
      .getResponse<HttpReply>()
      .status(status)
      .type('application/problem+json')
      .send({
        type: `urn:liftwatch:error:${code}`,
        title: titles[status] ?? 'Error',
        status,
        code,
        detail,
        instance: request.url,
      });
  }

  #translate(error: unknown): { status: number; code: EngineErrorCode; detail: string } {
    if (error instanceof EngineError) return { status: error.status, code: error.code, detail: error.message };
    if (error instanceof HttpException) {
      const status = error.getStatus();
      return {
        status,
        code: codeOfStatus(status),
        detail: `${error.message}: see /openapi.json for the routes there are`,
      };
    }
    return {
      status: 500,
      code: 'LIFT_ENGINE_INTERNAL',
      detail: 'the request failed here; the log of the engine says why',
    };
  }
}

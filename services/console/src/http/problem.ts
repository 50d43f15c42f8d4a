import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import type { ConsoleErrorCode } from '../errors.ts';
import type { HttpReply } from './http-reply.ts';

interface Problem {
  readonly status: number;
  readonly code: ConsoleErrorCode;
  readonly detail: string;
}

const problemOf = (error: unknown): Problem =>
  error instanceof HttpException && error.getStatus() < 500
    ? {
        status: error.getStatus(),
        code: 'LIFT_CONSOLE_ROUTE_UNKNOWN',
        detail: `${error.message}: the routes are /, /healthz, /readyz and /metrics`,
      }
    : {
        status: 500,
        code: 'LIFT_CONSOLE_INTERNAL',
        detail: 'the request failed here; the log of the console says why',
      };

/** Every error leaves as application/problem+json (RFC 9457). */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const { url } = host.switchToHttp().getRequest<{ readonly url: string }>();
    const { status, code, detail } = problemOf(error);
    if (status >= 500) this.#logger.error({ err: error, url }, 'request failed');
    const title = status >= 500 ? 'Error' : 'Not found';
    const body = { type: `urn:liftwatch:error:${code}`, title, status, code, detail, instance: url };
    void host.switchToHttp().getResponse<HttpReply>().status(status).type('application/problem+json').send(body);
  }
}

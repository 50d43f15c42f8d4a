import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { ConsoleError, type ConsoleErrorCode } from '../errors.ts';
import type { HttpReply } from './http-reply.ts';

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
  502: 'A service does not answer',
};

const problemOf = (error: unknown): Problem => {
  if (error instanceof ConsoleError) return { status: error.status, code: error.code, detail: error.message };
  if (error instanceof HttpException && error.getStatus() < 500) {
    const status = error.getStatus();
    const code = status === 404 ? 'LIFT_CONSOLE_ROUTE_UNKNOWN' : 'LIFT_CONSOLE_REQUEST_INVALID';
    return { status, code, detail: `${error.message}: see /openapi.json for the routes there are` };
  }
  return {
    status: 500,
    code: 'LIFT_CONSOLE_INTERNAL',
    detail: 'the request failed here; the log of the console says why',
  };
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
    const title = titles[status] ?? 'Error';
    const body = { type: `urn:liftwatch:error:${code}`, title, status, code, detail, instance: url };
    void host.switchToHttp().getResponse<HttpReply>().status(status).type('application/problem+json').send(body);
  }
}

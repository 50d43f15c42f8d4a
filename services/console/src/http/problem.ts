import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { languageFor, refusalIn } from '@liftwatch/schemas';
import { ConsoleError, type ConsoleErrorCode } from '../errors.ts';
import type { HttpReply, HttpRequest } from './http-reply.ts';
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

/** Every error leaves as application/problem+json (RFC 9457), in the language that is asked for. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const { url, headers } = host.switchToHttp().getRequest<HttpRequest>();
    const problem = problemOf(error);
    const { status, code } = problem;
    if (status >= 500) this.#logger.error({ err: error, url }, 'request failed');
    const language = languageFor(headers['accept-language']);
    const english = { title: titles[status] ?? 'Error', detail: problem.detail };
    const words = refusalIn(language, { english, chinese: problemInChinese[code] });
    void host
      .switchToHttp()
      .getResponse<HttpReply>()
      .status(status)
      .type('application/problem+json')
      .header('content-language', language)
      .header('vary', 'accept-language')
      .send({ type: `urn:liftwatch:error:${code}`, status, code, ...words, instance: url });
  }
}

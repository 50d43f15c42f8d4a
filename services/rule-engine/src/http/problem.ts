import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Logger } from 'pino';
import { languageFor, refusalIn } from '@liftwatch/schemas';
import { EngineError, type EngineErrorCode } from '../errors.ts';
import type { HttpReply } from './http-reply.ts';
import { problemInChinese } from './problem-words.ts';

const codeOfStatus = (status: number): EngineErrorCode => {
  if (status === 404) return 'LIFT_ENGINE_ROUTE_UNKNOWN';
  return status >= 400 && status < 500 ? 'LIFT_ENGINE_REQUEST_INVALID' : 'LIFT_ENGINE_INTERNAL';
};

const titles: Readonly<Record<number, string>> = { 400: 'Bad request', 404: 'Not found', 503: 'Unavailable' };

interface Problem {
  readonly status: number;
  readonly code: EngineErrorCode;
  readonly detail: string;
}

/** Every error that reaches the rim leaves as application/problem+json (RFC 9457), in the language that is asked for; what is ours keeps its code. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  constructor(logger: Logger) {
    this.#logger = logger;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { url, headers } = http.getRequest<{
      readonly url: string;
      readonly headers: Readonly<Record<string, string | undefined>>;
    }>();
    const problem = this.#translate(error);
    const { status, code } = problem;
    if (status >= 500) this.#logger.error({ err: error, url }, 'request failed');
    const language = languageFor(headers['accept-language']);
    const english = { title: titles[status] ?? 'Error', detail: problem.detail };
    const words = refusalIn(language, { english, chinese: problemInChinese[code] });
    void http
      .getResponse<HttpReply>()
      .status(status)
      .type('application/problem+json')
      .header('content-language', language)
      .header('vary', 'accept-language')
      .send({ type: `urn:liftwatch:error:${code}`, status, code, ...words, instance: url });
  }

  #translate(error: unknown): Problem {
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

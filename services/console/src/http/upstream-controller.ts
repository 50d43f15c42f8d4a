import { All, Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ConsoleError } from '../errors.ts';
import { refuseForeign } from '../upstream/origin.ts';
import { passOn } from '../upstream/pass-on.ts';
import type { Upstream } from '../upstream/ask.ts';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import { tokenFor } from './door-guard.ts';
import type { HttpReply, HttpRequest } from './http-reply.ts';

const CHANGED_OK = 300;
const isReading = ({ method }: HttpRequest): boolean => method === 'GET' || method === 'HEAD';

/** The other services' REST as the page reaches it: under /dispatch and /engine, with their own paths. */
@Controller()
export class UpstreamController {
  readonly #view: ConsoleView;
  constructor(@Inject(CONSOLE_VIEW) view: ConsoleView) {
    this.#view = view;
  }

  @All('dispatch/api/v1/*')
  async dispatch(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const isChange = !isReading(request);
    if (isChange) this.#allowChange(request);
    const to = { ...this.#view.upstreams.dispatch, token: () => tokenFor(this.#view, request) };
    const status = await this.#pass(request, reply, to);
    if (!isChange || status >= CHANGED_OK) return;
    this.#view.incidents.changed();
    if (request.url.includes('/registry')) this.#view.fleet.registryChanged();
  }

  @All('engine/api/v1/*')
  async engine(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    if (!isReading(request)) throw new ConsoleError('LIFT_CONSOLE_CHANGES_CLOSED', 'the engine is read only');
    await this.#pass(request, reply, this.#view.upstreams.engine);
  }

  @Get(['dispatch/openapi.json', 'engine/openapi.json'])
  async document(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { dispatch, engine } = this.#view.upstreams;
    const to = request.url.startsWith('/dispatch') ? dispatch : engine;
    await this.#pass(request, reply, to);
  }

  async #pass(request: HttpRequest, reply: HttpReply, to: Upstream): Promise<number> {
    const answer = await passOn(to, {
      method: request.method,
      path: request.url.replace(/^\/\w+\//, ''),
      contentType: request.headers['content-type'],
      idempotencyKey: request.headers['idempotency-key'],
      acceptLanguage: request.headers['accept-language'],
      body: request.body,
    });
    if (answer.contentLanguage !== null) void reply.header('content-language', answer.contentLanguage);
    void reply.status(answer.status).type(answer.contentType).header('cache-control', 'no-store').send(answer.body);
    return answer.status;
  }

  #allowChange(request: HttpRequest): void {
    const { host, origin, 'content-type': contentType } = request.headers;
    refuseForeign({ host, origin, contentType }, this.#view.isOnLoopback);
    if (tokenFor(this.#view, request) !== undefined) return;
    throw new ConsoleError(
      'LIFT_CONSOLE_CHANGES_CLOSED',
      'sign in first, or name the token in LIFTWATCH_CONSOLE_DISPATCH_TOKEN_FILE where the console listens on a loopback address',
    );
  }
}

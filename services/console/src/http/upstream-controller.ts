import { All, Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ConsoleError } from '../errors.ts';
import { refuseForeign } from '../upstream/origin.ts';
import { passOn } from '../upstream/pass-on.ts';
import type { Upstream } from '../upstream/ask.ts';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import { notYours, signInFirst, visitorOf } from './door-guard.ts';
import { mayAskEngine } from './engine-paths.ts';
import type { HttpReply, HttpRequest } from './http-reply.ts';

const CHANGED_OK = 300;
const isReading = ({ method }: HttpRequest): boolean => method === 'GET' || method === 'HEAD';

/** Path and query at the service. */
const pathAt = ({ url }: HttpRequest): string => url.replace(/^\/\w+\//, '');

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
    const status = await this.#pass(request, reply, visitorOf(request).dispatch);
    if (!isChange || status >= CHANGED_OK) return;
    this.#view.incidents.changed();
    if (request.url.includes('/registry')) this.#view.fleet.registryChanged();
  }

  @All('engine/api/v1/*')
  async engine(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    if (!isReading(request)) throw new ConsoleError('LIFT_CONSOLE_CHANGES_CLOSED', 'the engine is read only');
    const visitor = visitorOf(request);
    const path = pathAt(request);
    if (!mayAskEngine(path, visitor, (id) => this.#view.fleet.lift(id, visitor.rows) !== undefined))
      throw notYours(`/engine/${path.slice(0, 100)}`);
    await this.#pass(request, reply, this.#view.upstreams.engine);
  }

  @Get(['dispatch/openapi.json', 'engine/openapi.json'])
  async document(@Req() request: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const { dispatch, engine } = this.#view.upstreams;
    const to = request.url.startsWith('/dispatch') ? dispatch : engine;
    await this.#pass(request, reply, to);
  }

  async #pass(request: HttpRequest, reply: HttpReply, to: Upstream): Promise<number> {
    const path = pathAt(request);
    // `..` would lead out of what the service shows to people.
    if (!/^\/(?:api\/v1\/|openapi\.json$)/.test(new URL(path, 'http://x/').pathname))
      throw new ConsoleError('LIFT_CONSOLE_ROUTE_UNKNOWN', `there is nothing at ${request.url.slice(0, 100)}`);
    const answer = await passOn(to, {
      method: request.method,
      path,
      contentType: request.headers['content-type'],
      idempotencyKey: request.headers['idempotency-key'],
      acceptLanguage: request.headers['accept-language'],
      body: request.body,
    });
    // What the visitor acts with is not taken any more: they sign in again, and what they asked is asked again.
    if (answer.status === 401 && visitorOf(request).person !== undefined) throw signInFirst();
    for (const [name, value] of Object.entries(answer.headers)) void reply.header(name, value);
    void reply.status(answer.status).type(answer.contentType).header('cache-control', 'no-store').send(answer.body);
    return answer.status;
  }

  #allowChange(request: HttpRequest): void {
    const { host, origin, 'content-type': contentType } = request.headers;
    refuseForeign({ host, origin, contentType }, this.#view.door);
    const { person, dispatch } = visitorOf(request);
    if (person !== undefined || dispatch.token?.() !== undefined) return;
    throw new ConsoleError(
      'LIFT_CONSOLE_CHANGES_CLOSED',
      'sign in first, or name the token in LIFTWATCH_CONSOLE_DISPATCH_TOKEN_FILE where the console listens on a loopback address',
    );
  }
}

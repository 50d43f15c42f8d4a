import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ConsoleError } from '../errors.ts';
import type { Asset } from '../page/assets.ts';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import type { HttpReply, HttpRequest } from './http-reply.ts';

/** Nothing from outside, no inline script, no framing: what is not listed is refused by the browser. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const SERVICES = /^\/(api|dispatch|engine)\//;

/** The page and its files. Every path that is no file is the page: it finds its own way from there. */
@Controller()
export class PageController {
  readonly #view: ConsoleView;
  constructor(@Inject(CONSOLE_VIEW) view: ConsoleView) {
    this.#view = view;
  }

  @Get(['/', '*'])
  page(@Req() request: HttpRequest, @Res() reply: HttpReply): void {
    const path = request.url.split('?')[0] ?? '/';
    const asset = this.#view.assets.find(path);
    if (asset !== undefined) return send(asset, request, reply);
    if (SERVICES.test(path) || /\.\w+$/.test(path.split('/').at(-1) ?? '')) {
      // A lift id may hold a dot: what lies below /lifts/ is the page's.
      if (!path.startsWith('/lifts/'))
        throw new ConsoleError('LIFT_CONSOLE_ROUTE_UNKNOWN', `there is nothing at ${path}`);
    }
    return send(this.#view.assets.page, request, reply);
  }
}

const send = (asset: Asset, request: HttpRequest, reply: HttpReply): void => {
  const mayCompress = asset.gzip !== undefined && (request.headers['accept-encoding'] ?? '').includes('gzip');
  void reply
    .type(asset.contentType)
    .header('cache-control', asset.isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('content-security-policy', CONTENT_SECURITY_POLICY)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('vary', 'accept-encoding');
  if (mayCompress) void reply.header('content-encoding', 'gzip');
  void reply.send(mayCompress ? asset.gzip : asset.body);
};

import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import type { GoTo } from '../sign-in/sign-in.ts';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import type { HttpReply, HttpRequest } from './http-reply.ts';

/** To the identity provider and back; the browser goes there itself. */
@Controller('auth')
export class ProviderController {
  readonly #view: ConsoleView;
  constructor(@Inject(CONSOLE_VIEW) view: ConsoleView) {
    this.#view = view;
  }

  @Get('login')
  async login(
    @Req() { headers, url }: HttpRequest,
    @Query() query: { readonly to?: unknown; readonly moved?: unknown },
    @Res() reply: HttpReply,
  ): Promise<void> {
    const { publicHost } = this.#view.door;
    // The way back leads to the public address, and a cookie that was set under another name would not be there. A proxy that
    // changes the name would have us move for ever: once is enough.
    if (publicHost !== undefined && headers['host'] !== publicHost && query.moved === undefined)
      return redirect(reply, {
        location: `${this.#view.publicUrl()}${url}${url.includes('?') ? '&' : '?'}moved`,
        cookies: [],
      });
    redirect(reply, await this.#view.signIn.begin(query.to));
  }

  @Get('callback')
  async callback(@Req() { headers, url }: HttpRequest, @Res() reply: HttpReply): Promise<void> {
    const query = url.includes('?') ? url.slice(url.indexOf('?')) : '';
    redirect(reply, await this.#view.signIn.finish(query, headers['cookie']));
  }
}

const redirect = (reply: HttpReply, { location, cookies }: GoTo): void => {
  void reply.status(303).header('location', location).header('cache-control', 'no-store');
  // The code in the address is nobody else's.
  void reply.header('referrer-policy', 'no-referrer');
  if (cookies.length > 0) void reply.header('set-cookie', cookies);
  void reply.send('');
};

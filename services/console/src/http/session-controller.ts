import { Body, Controller, Delete, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { refuseForeign } from '../upstream/origin.ts';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import type { HttpReply, HttpRequest } from './http-reply.ts';
import { check, sessionBody } from './schemas.ts';

/** Signing in, where the console is reached from other machines. */
@Controller('api/v1/session')
export class SessionController {
  readonly #view: ConsoleView;
  constructor(@Inject(CONSOLE_VIEW) view: ConsoleView) {
    this.#view = view;
  }

  @Post()
  @HttpCode(200)
  async begin(
    @Req() request: HttpRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<{ signedIn: true }> {
    this.#refuseForeign(request);
    void reply.header('set-cookie', await this.#view.sessions.begin(check(sessionBody, body).token));
    return { signedIn: true };
  }

  @Delete()
  end(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): { signedIn: false } {
    this.#refuseForeign(request);
    void reply.header('set-cookie', this.#view.sessions.end(request.headers['cookie']));
    return { signedIn: false };
  }

  #refuseForeign({ headers }: HttpRequest): void {
    const { host, origin, 'content-type': contentType } = headers;
    refuseForeign({ host, origin, contentType }, this.#view.isOnLoopback);
  }
}

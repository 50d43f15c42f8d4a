import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { refuseForeign } from '../upstream/origin.ts';
import { CONSOLE_VIEW, type ConsoleView } from './console-view.ts';
import type { HttpReply, HttpRequest } from './http-reply.ts';
import { check, sessionBody } from './schemas.ts';

/** Signing in with a token, signing out, and which ways in there are. */
@Controller('api/v1/session')
export class SessionController {
  readonly #view: ConsoleView;
  constructor(@Inject(CONSOLE_VIEW) view: ConsoleView) {
    this.#view = view;
  }

  @Get()
  ways(@Res({ passthrough: true }) reply: HttpReply): { providerHost: string | null } {
    void reply.header('cache-control', 'no-store');
    return { providerHost: this.#view.signIn.providerHost };
  }

  @Post()
  @HttpCode(200)
  async begin(
    @Req() request: HttpRequest,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<{ signedIn: true }> {
    this.#refuseForeign(request);
    const { token } = check(sessionBody, body);
    void reply.header('set-cookie', await this.#view.signIn.withToken(token, request.headers['cookie']));
    return { signedIn: true };
  }

  @Delete()
  async end(
    @Req() request: HttpRequest,
    @Res({ passthrough: true }) reply: HttpReply,
  ): Promise<{ signedIn: false; goTo: string | null }> {
    this.#refuseForeign(request);
    const { cookie, location } = await this.#view.sessions.end(request.headers['cookie']);
    void reply.header('set-cookie', cookie);
    return { signedIn: false, goTo: location ?? null };
  }

  #refuseForeign({ headers }: HttpRequest): void {
    const { host, origin, 'content-type': contentType } = headers;
    refuseForeign({ host, origin, contentType }, this.#view.door);
  }
}

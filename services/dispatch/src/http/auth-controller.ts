import { Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { Oidc, SignIn } from '../access/oidc.ts';
import type { Principal } from '../access/principal.ts';
import { DispatchError } from '../errors.ts';
import { Caller } from './access.ts';

export const OIDC = Symbol('oidc');

/** Where a sign-in ends that names no other page: dispatch itself has none. */
const WHO_I_AM = '/auth/me';

interface Reply {
  status(code: number): Reply;
  header(name: string, value: string | readonly string[]): Reply;
  send(body: unknown): unknown;
}
interface Request {
  readonly url: string;
  readonly headers: { readonly cookie?: string; readonly authorization?: string };
}

const redirect = (reply: Reply, to: SignIn): void => {
  void reply
    .status(303)
    .header('location', to.location)
    .header('set-cookie', to.cookies)
    .header('cache-control', 'no-store')
    .send('');
};

/** Signing in at the identity provider that is configured; the session is a cookie. */
@Controller('auth')
export class AuthController {
  readonly #oidc: Oidc | undefined;
  constructor(@Inject(OIDC) oidc: { readonly oidc: Oidc | undefined }) {
    this.#oidc = oidc.oidc;
  }

  @Get('login')
  async login(@Query('to') to: unknown, @Res() reply: Reply): Promise<void> {
    redirect(reply, await this.#configured().begin(typeof to === 'string' ? to : WHO_I_AM));
  }

  @Get('callback')
  async callback(@Req() request: Request, @Res() reply: Reply): Promise<void> {
    const query = request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '';
    redirect(reply, await this.#configured().finish(query, request.headers.cookie));
  }

  @Post('logout')
  @HttpCode(200)
  async logout(@Req() request: Request, @Res({ passthrough: true }) reply: Reply): Promise<object> {
    const { cookie, authorization } = request.headers;
    const { goTo, cookies } = await this.#configured().signOut({ cookie, authorization });
    void reply.header('set-cookie', cookies).header('cache-control', 'no-store');
    return { signedOut: true, goTo };
  }

  /** Who I am here. */
  @Get('me')
  me(@Caller() caller: Principal): object {
    return { id: caller.id, role: caller.role, scope: caller.scope ?? null };
  }

  #configured(): Oidc {
    if (this.#oidc) return this.#oidc;
    throw new DispatchError('LIFT_DISPATCH_NOT_FOUND', 'no sign-in is configured: set LIFTWATCH_DISPATCH_OIDC_ISSUER', {
      recoverable: false,
    });
  }
}

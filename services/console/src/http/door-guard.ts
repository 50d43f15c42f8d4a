import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ConsoleError } from '../errors.ts';
import type { Visitor } from '../sign-in/visitor.ts';
import type { ConsoleView } from './console-view.ts';
import type { HttpRequest } from './http-reply.ts';

/** What shows or changes anything of an installation. The page itself, its words and signing in do not. */
const GUARDED = /^\/(?:api|dispatch|engine)\//;
const OPEN = /^\/api\/v1\/(?:session|words)$/;

export const signInFirst = (): ConsoleError =>
  new ConsoleError('LIFT_CONSOLE_SIGN_IN_NEEDED', 'sign in first, at the page or with a token: POST /api/v1/session');

export const notYours = (what: string): ConsoleError =>
  new ConsoleError('LIFT_CONSOLE_NOT_YOURS', `${what} is not among what your role and your lifts let you see or do`);

/** Who asks; the guard has let nobody else through. */
export const visitorOf = ({ visitor }: HttpRequest): Visitor => {
  if (visitor === undefined) throw signInFirst();
  return visitor;
};

/** Nothing of an installation is shown to somebody of whom it is not known whose they are. */
export class DoorGuard implements CanActivate {
  readonly #view: ConsoleView;
  constructor(view: ConsoleView) {
    this.#view = view;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    // As the route is declared: an address can be written in many ways, `/%61pi/v1/overview` too.
    const route = request.routeOptions.url ?? '';
    if (!GUARDED.test(route) || OPEN.test(route)) return true;
    request.visitor = await this.#view.visitorOf(request.headers);
    if (request.visitor === undefined) throw signInFirst();
    return true;
  }
}

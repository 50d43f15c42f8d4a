import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { ConsoleError } from '../errors.ts';
import type { ConsoleView } from './console-view.ts';
import type { HttpRequest } from './http-reply.ts';

/** What shows or changes anything of an installation. The page itself, its words and signing in do not. */
const GUARDED = /^\/(?:api|dispatch|engine)\//;
const OPEN = /^\/api\/v1\/(?:session|words)$/;

/** With whose token a request goes on to dispatch; undefined: nobody may ask. */
export const tokenFor = (view: ConsoleView, { headers }: HttpRequest): string | undefined =>
  view.sessions.tokenOf(headers['cookie']) ?? (view.isOnLoopback ? view.dispatchToken() : undefined);

/** On a loopback address whoever reaches the console sits at the machine; from elsewhere one signs in first. */
export class DoorGuard implements CanActivate {
  readonly #view: ConsoleView;
  constructor(view: ConsoleView) {
    this.#view = view;
  }

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    // As the route is declared: an address can be written in many ways, `/%61pi/v1/overview` too.
    const route = request.routeOptions.url ?? '';
    if (!GUARDED.test(route) || OPEN.test(route)) return true;
    if (this.#view.isOnLoopback || this.#view.sessions.tokenOf(request.headers['cookie']) !== undefined) return true;
    throw new ConsoleError('LIFT_CONSOLE_SIGN_IN_NEEDED', 'sign in with an operator’s token: POST /api/v1/session');
  }
}

import type { CanActivate, ExecutionContext } from '@nestjs/common';
import type { Kysely } from 'kysely';
import type { Authenticator } from '../access/authenticate.ts';
import type { RateLimits } from '../access/limits.ts';
import { may, seesAll, type Principal } from '../access/principal.ts';
import { mayUndeclared } from '../access/roles.ts';
import { isDeliveryIn, isIncidentIn, isLiftIn, isRotaIn, isWorklistIn, isWorklistItemIn } from '../access/rows.ts';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import { beyondScope, notYours, type KnownRequest } from './access.ts';
import { needsOf, type Needs } from './route-access.ts';

export interface GuardParts {
  readonly database: Kysely<DispatchTables>;
  readonly authenticator: Authenticator;
  readonly limits: RateLimits;
}

interface Request extends KnownRequest {
  readonly method: string;
  readonly ip: string;
  /** The route as it is declared, `/api/v1/incidents/:id`. */
  readonly routeOptions: { readonly url?: string };
  readonly headers: {
    readonly authorization?: string;
    readonly cookie?: string;
    readonly origin?: string;
    readonly host?: string;
  };
  readonly params: Readonly<Record<string, string>>;
}
interface Reply {
  header(name: string, value: string): unknown;
}

const refused = (
  code:
    | 'LIFT_DISPATCH_TOKEN_WRONG'
    | 'LIFT_DISPATCH_FORBIDDEN'
    | 'LIFT_DISPATCH_RATE_LIMITED'
    | 'LIFT_DISPATCH_NOT_FOUND',
  detail: string,
) => new DispatchError(code, detail, { recoverable: code === 'LIFT_DISPATCH_RATE_LIMITED' });

/** A change that a browser sends with its cookie must come from a page of ours: a token in a header cannot be sent by another site. */
const isForeignPage = ({ method, headers }: Request): boolean => {
  const { authorization, origin, host } = headers;
  if (authorization !== undefined || origin === undefined || method === 'GET' || method === 'HEAD') return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
};

const isIn = {
  incident: isIncidentIn,
  lift: isLiftIn,
  delivery: isDeliveryIn,
  rota: isRotaIn,
  worklist: isWorklistIn,
  'worklist-item': isWorklistItemIn,
} as const;

/** Who asks, how often, and whether it is his: credential, rate, permission, row, in that order. */
export class AccessGuard implements CanActivate {
  readonly #parts: GuardParts;
  constructor(parts: GuardParts) {
    this.#parts = parts;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const needs = needsOf(request.method, request.routeOptions.url ?? '');
    const permission = needs?.permission;
    if (permission === 'public') return true;
    const principal = await this.#known(request, http.getResponse<Reply>());
    request.principal = principal;
    request.stillMay = () => this.#isStill(principal, request);
    await this.#slowEnough(principal, http.getResponse<Reply>());
    const allowed = permission
      ? may(principal, permission)
      : mayUndeclared(principal.role, request.method === 'GET' || request.method === 'HEAD');
    if (!allowed) throw notYours(principal);
    if (needs?.whole === true && !seesAll(principal)) throw beyondScope();
    await this.#ownRow(principal, needs, request);
    return true;
  }

  async #known(request: Request, reply: Reply): Promise<Principal> {
    const { authorization, cookie } = request.headers;
    const principal = await this.#parts.authenticator.authenticate({ authorization, cookie });
    if (principal && isForeignPage(request)) throw refused('LIFT_DISPATCH_FORBIDDEN', 'another site may not act here');
    // Before the address is looked at: behind one proxy a stranger who guesses must not shut out those who work.
    if (principal) return principal;
    const shutMs = await this.#parts.limits.shutOut(request.ip);
    if (shutMs > 0) throw this.#later(shutMs, reply);
    if (authorization !== undefined) await this.#parts.limits.failed(request.ip);
    reply.header('www-authenticate', 'Bearer');
    throw refused(
      'LIFT_DISPATCH_TOKEN_WRONG',
      'send `authorization: Bearer <token>`: the token of LIFTWATCH_DISPATCH_TOKEN_FILE, or one made with `liftwatch tokens add`; where an identity provider is configured, people sign in at /auth/login',
    );
  }

  /** Also false when it cannot be said now: whoever comes again is told why. */
  async #isStill(principal: Principal, { headers: { authorization, cookie } }: Request): Promise<boolean> {
    const known = await this.#parts.authenticator.authenticate({ authorization, cookie }).catch(() => undefined);
    return JSON.stringify(known) === JSON.stringify(principal);
  }

  async #slowEnough(principal: Principal, reply: Reply): Promise<void> {
    const waitMs = await this.#parts.limits.take(principal.id);
    if (waitMs > 0) throw this.#later(waitMs, reply);
  }

  #later(waitMs: number, reply: Reply): DispatchError {
    reply.header('retry-after', String(Math.ceil(waitMs / 1_000)));
    return refused('LIFT_DISPATCH_RATE_LIMITED', `too many requests: try again in ${Math.ceil(waitMs / 1_000)} s`);
  }

  /** A row outside the scope looks like one that is not there. */
  async #ownRow(principal: Principal, needs: Needs | undefined, request: Request): Promise<void> {
    const id = request.params['id'] ?? request.params['firm'];
    if (principal.scope === undefined || needs?.row === undefined || id === undefined) return;
    if (await isIn[needs.row](this.#parts.database, id, principal.scope)) return;
    throw refused('LIFT_DISPATCH_NOT_FOUND', `no ${needs.row} ${id.slice(0, 64)} among yours`);
  }
}

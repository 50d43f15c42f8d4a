import { createHash } from 'node:crypto';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { from, map, switchMap, tap, type Observable } from 'rxjs';
import { DispatchError } from '../errors.ts';
import type { KnownRequest } from './access.ts';

/** One change that somebody asked for: who, what, on what, with which result. Texts of the request stay out; their hash is in. */
export interface AuditedChange {
  readonly actor: string;
  readonly role: string;
  readonly what: string;
  readonly on: Readonly<Record<string, string>>;
  readonly bodyHash: string;
  readonly result: string;
}
export type Audit = (change: AuditedChange) => Promise<void>;

interface Request extends KnownRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly routeOptions?: { readonly url?: string };
}

const SECRET = new Set(['token']);

const changeOf = (request: Request, result: string): AuditedChange => ({
  actor: request.principal?.id ?? 'link-or-carrier',
  role: request.principal?.role ?? 'none',
  what: `${request.method} ${request.routeOptions?.url ?? ''}`,
  on: Object.fromEntries(
    Object.entries(request.params ?? {})
      .filter(([name]) => !SECRET.has(name))
      .map(([name, value]) => [name, String(value).slice(0, 80)]),
  ),
  bodyHash: createHash('sha256')
    .update(typeof request.body === 'string' ? request.body : JSON.stringify(request.body ?? null))
    .digest('hex'),
  result,
});

/** Every change that passed the guard is audited with its result, also one that dispatch refused. */
export class AuditInterceptor implements NestInterceptor {
  readonly #audit: Audit;
  constructor(audit: Audit) {
    this.#audit = audit;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<Request>();
    if (request.method === 'GET' || request.principal === undefined) return next.handle();
    return next.handle().pipe(
      switchMap((body: unknown) => from(this.#audit(changeOf(request, 'done'))).pipe(map(() => body))),
      tap({
        error: (error: unknown) => {
          const result = error instanceof DispatchError ? error.code : 'LIFT_DISPATCH_INTERNAL';
          void this.#audit(changeOf(request, result)).catch(() => undefined);
        },
      }),
    );
  }
}

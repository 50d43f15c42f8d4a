import { createHash } from 'node:crypto';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { Kysely } from 'kysely';
import { catchError, from, of, switchMap, type Observable } from 'rxjs';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import type { KnownRequest } from './access.ts';

export interface OnceParts {
  readonly database: Kysely<DispatchTables>;
  readonly nowMs: () => number;
}

interface Request extends KnownRequest {
  readonly method: string;
  readonly url: string;
  /** The route as it is declared: an address can be written in many ways. */
  readonly routeOptions: { readonly url?: string };
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
}
interface Reply {
  statusCode: number;
  status(code: number): unknown;
  header(name: string, value: string): unknown;
}

const KEPT_MS = 86_400_000;
/** A request that died with its process no longer holds its key after this. */
const UNDER_WAY_MS = 60_000;

const invalid = (detail: string): DispatchError =>
  new DispatchError('LIFT_DISPATCH_IDEMPOTENCY_KEY', detail, { recoverable: false });

const keyOf = (request: Request): string | undefined => {
  const key = request.headers['idempotency-key'];
  // A token is told once: its answer is not kept for a second time.
  if (key === undefined || request.method === 'GET' || request.routeOptions.url?.startsWith('/api/v1/tokens'))
    return undefined;
  if (!/^[\x21-\x7e]{1,128}$/.test(key)) throw invalid('Idempotency-Key: 1 to 128 visible ASCII characters');
  return key;
};

const hashOfRequest = ({ method, url, body }: Request): string =>
  createHash('sha256')
    .update(`${method} ${url}\n${typeof body === 'string' ? body : JSON.stringify(body ?? null)}`)
    .digest('hex');

/**
 * `Idempotency-Key`: a change that is sent again with the same key is answered as the first time and not done again. A key
 * belongs to its caller and lives a day. A failure frees the key.
 */
export class OnceInterceptor implements NestInterceptor {
  readonly #parts: OnceParts;
  constructor(parts: OnceParts) {
    this.#parts = parts;
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const reply = http.getResponse<Reply>();
    const key = keyOf(request);
    if (key === undefined) return next.handle();
    const own = { caller: request.principal?.id ?? 'anonymous', key };
    return from(this.#begin(own, hashOfRequest(request))).pipe(
      switchMap((before) => {
        if (before) {
          reply.status(before.status);
          reply.header('idempotent-replayed', 'true');
          return of(before.body);
        }
        return next.handle().pipe(
          switchMap((body) => from(this.#done(own, reply.statusCode, body)).pipe(switchMap(() => of(body)))),
          catchError((error: unknown) =>
            from(this.#free(own)).pipe(
              switchMap(() => {
                throw error;
              }),
            ),
          ),
        );
      }),
    );
  }

  /** The answer of the first time; undefined: this is the first time, and the key is held. */
  #begin(own: { caller: string; key: string }, requestHash: string) {
    const { database, nowMs } = this.#parts;
    return database.transaction().execute(async (trx) => {
      const atMs = nowMs();
      await trx
        .deleteFrom('idempotency')
        .where('at_ms', '<', atMs - KEPT_MS)
        .execute();
      const row = await trx
        .selectFrom('idempotency')
        .selectAll()
        .where('caller', '=', own.caller)
        .where('key', '=', own.key)
        .executeTakeFirst();
      if (row && row.request_hash !== requestHash)
        throw invalid('this Idempotency-Key was used for another request: take a new one');
      if (row && row.status !== null)
        return { status: Number(row.status), body: JSON.parse(row.body ?? 'null') as unknown };
      if (row && Number(row.at_ms) > atMs - UNDER_WAY_MS)
        throw new DispatchError('LIFT_DISPATCH_UNDER_WAY', 'the first request with this Idempotency-Key is under way', {
          recoverable: true,
        });
      const fresh = { request_hash: requestHash, at_ms: atMs, status: null, body: null };
      await trx
        .insertInto('idempotency')
        .values({ ...own, ...fresh })
        .onConflict((c) => c.columns(['caller', 'key']).doUpdateSet(fresh))
        .execute();
      return undefined;
    });
  }

  async #done(own: { caller: string; key: string }, status: number, body: unknown): Promise<void> {
    await this.#parts.database
      .updateTable('idempotency')
      .set({ status, body: JSON.stringify(body ?? null) })
      .where('caller', '=', own.caller)
      .where('key', '=', own.key)
      .execute();
  }

  async #free(own: { caller: string; key: string }): Promise<void> {
    await this.#parts.database
      .deleteFrom('idempotency')
      .where('caller', '=', own.caller)
      .where('key', '=', own.key)
      .execute();
  }
}

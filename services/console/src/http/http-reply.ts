import type { ServerResponse } from 'node:http';
import type { Visitor } from '../sign-in/visitor.ts';

/** The part of fastify's reply that the rim uses. */
export interface HttpReply {
  status(code: number): this;
  type(contentType: string): this;
  header(name: string, value: string | readonly string[]): this;
  send(body: unknown): unknown;
  /** From here on the response is written by hand. */
  hijack(): unknown;
  readonly raw: ServerResponse;
}

/** The part of fastify's request that the rim uses. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** The route as it is declared, `/api/v1/fleet/:id`. */
  readonly routeOptions: { readonly url?: string };
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  /** Left by the guard. */
  visitor?: Visitor | undefined;
}

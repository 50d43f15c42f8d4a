import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a service of the test was asked. */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Upstream {
  readonly url: string;
  readonly asked: Asked[];
  /** Answers by path without query; a function sees the query and the bearer. What carries a `code` and a `status` is a refusal. */
  readonly answers: Map<string, unknown>;
  /** Tells whoever listens to `/api/v1/stream`. */
  tell(name: string, data: unknown, id: string): void;
  /** Hangs up on them. */
  hangUp(): void;
  close(): Promise<void>;
}

interface Refusal {
  readonly code?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Answer = (query: URLSearchParams, bearer: string | undefined) => unknown;

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
};

/** A service on a real port that answers as it is told: an HTTP double of dispatch or the engine. */
export const startUpstream = async (): Promise<Upstream> => {
  const asked: Asked[] = [];
  const answers = new Map<string, unknown>();
  const listeners = new Set<ServerResponse>();
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://x');
      asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      if (url.pathname === '/api/v1/stream') {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('retry: 2000\n\n');
        listeners.add(response);
        return void response.once('close', () => listeners.delete(response));
      }
      const answer = answers.get(url.pathname);
      const value: unknown =
        typeof answer === 'function'
          ? (answer as Answer)(url.searchParams, request.headers.authorization?.replace(/^Bearer /, ''))
          : answer;
      const { code, status, headers } = (value ?? {}) as Refusal;
      const refused = code === undefined ? undefined : status;
      response.writeHead(value === undefined ? 404 : (refused ?? 200), {
        'content-type': 'application/json',
        ...headers,
      });
      response.end(JSON.stringify(value ?? { code: 'NOT_THERE' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers,
    tell(name, data, id) {
      const text = `id: ${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
      // In two pieces, cut within a character.
      const bytes = Buffer.from(text);
      const cut = bytes.findIndex((byte) => byte > 127) + 1;
      for (const listener of listeners) {
        listener.write(bytes.subarray(0, cut));
        listener.write(bytes.subarray(cut));
      }
    },
    hangUp() {
      for (const listener of listeners) listener.destroy();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** Registry, incidents and engine of an installation with nothing in it. */
export const emptyTown = (dispatch: Upstream, engine: Upstream): void => {
  for (const list of ['sites', 'districts', 'firms', 'lifts', 'incidents'])
    dispatch.answers.set(`/api/v1/${list}`, { items: [], next: null });
  engine.answers.set('/api/v1/lifts', { lifts: [], next: null });
};

const UNKNOWN = { status: 401, code: 'LIFT_DISPATCH_TOKEN_WRONG', detail: 'send a token' };

/** Whom dispatch knows behind a bearer; undefined: nobody. */
export const peopleOf = (dispatch: Upstream, of: (bearer: string) => object | undefined): void => {
  const answer: Answer = (_query, bearer) => (bearer === undefined ? undefined : of(bearer)) ?? UNKNOWN;
  dispatch.answers.set('/auth/me', answer);
};

export const anOperator = { id: 'token/t-1', role: 'operator', scope: null };

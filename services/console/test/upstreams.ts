import { createServer, type IncomingMessage, type Server } from 'node:http';
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
  /** Answers by path without query; a function sees the query. */
  readonly answers: Map<string, unknown>;
  close(): Promise<void>;
}

const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const part of request) text += String(part);
  return text;
};

/** A service on a real port that answers as it is told: an HTTP double of dispatch or the engine. */
export const startUpstream = async (): Promise<Upstream> => {
  const asked: Asked[] = [];
  const answers = new Map<string, unknown>();
  const server: Server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const url = new URL(request.url ?? '/', 'http://x');
      asked.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      const answer = answers.get(url.pathname);
      const value: unknown =
        typeof answer === 'function' ? (answer as (q: URLSearchParams) => unknown)(url.searchParams) : answer;
      response.writeHead(value === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(value ?? { code: 'NOT_THERE' }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answers,
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

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Registry } from 'prom-client';

export interface HttpSources {
  readonly registry: Registry;
  /** Why the broker is not ready; empty: it is. */
  readonly notReady: () => readonly string[];
  /** Answers `POST /dead-letters/redrive`. */
  readonly redrive: (request: IncomingMessage, response: ServerResponse) => void;
}

export const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

/** `/healthz` (the process turns), `/readyz` (readings are taken), `/metrics`, and re-driving for who has the token. */
export const createHttpServer = (sources: HttpSources): Server =>
  createServer((request, response) => {
    const path = request.url?.split('?')[0];
    if (path === '/healthz') return json(response, 200, { status: 'ok' });
    if (path === '/readyz') {
      const reasons = sources.notReady();
      return json(response, reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
    }
    if (path === '/dead-letters/redrive' && request.method === 'POST') return sources.redrive(request, response);
    if (path !== '/metrics') return json(response, 404, { error: 'see /healthz, /readyz, /metrics' });
    sources.registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': sources.registry.contentType }).end(text),
      (error: unknown) => json(response, 500, { error: String(error) }),
    );
    return undefined;
  });

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { accepts, notAcceptableDetail } from '@liftwatch/schemas';
import type { Registry } from 'prom-client';
import { json, refuse } from './answers.ts';

export interface HttpSources {
  readonly registry: Registry;
  /** Why the broker is not ready; empty: it is. */
  readonly notReady: () => readonly string[];
  /** Answers `POST /dead-letters/redrive`. */
  readonly redrive: (request: IncomingMessage, response: ServerResponse) => void;
}

interface Route {
  readonly allow: string;
  /** What it is answered as. */
  readonly type: string;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
}

const JSON_TYPE = 'application/json';

const routesOf = ({ registry, notReady, redrive }: HttpSources): ReadonlyMap<string, Route> => {
  const allow = 'GET, HEAD';
  const metrics = (response: ServerResponse): void =>
    void registry.metrics().then(
      (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
      (error: unknown) => refuse(response, { status: 500, code: 'LIFT_BROKER_INTERNAL', detail: String(error) }),
    );
  const readiness = (response: ServerResponse): void => {
    const reasons = notReady();
    json(response, reasons.length === 0 ? 200 : 503, { ready: reasons.length === 0, reasons });
  };
  return new Map<string, Route>([
    ['/healthz', { allow, type: JSON_TYPE, answer: (_, response) => json(response, 200, { status: 'ok' }) }],
    ['/readyz', { allow, type: JSON_TYPE, answer: (_, response) => readiness(response) }],
    ['/metrics', { allow, type: registry.contentType, answer: (_, response) => metrics(response) }],
    ['/dead-letters/redrive', { allow: 'POST', type: 'application/x-ndjson', answer: redrive }],
  ]);
};

/** `/healthz` (the process turns), `/readyz` (readings are taken), `/metrics`, and re-driving for who has the token. */
export const createHttpServer = (sources: HttpSources): Server => {
  const routes = routesOf(sources);
  const detail = `there are ${[...routes.keys()].join(', ')}`;
  return createServer((request, response) => {
    const route = routes.get(request.url?.split('?')[0] ?? '');
    if (route === undefined) return refuse(response, { status: 404, code: 'LIFT_BROKER_ROUTE_UNKNOWN', detail });
    const { allow, type, answer } = route;
    if (!allow.split(', ').includes(request.method ?? ''))
      return refuse(response, {
        status: 405,
        code: 'LIFT_BROKER_METHOD_UNKNOWN',
        detail: `${request.method} is not answered here; these are: ${allow}`,
        headers: { allow },
      });
    const { accept } = request.headers;
    if (accepts(accept, type)) return answer(request, response);
    return refuse(response, {
      status: 406,
      code: 'LIFT_BROKER_NOT_ACCEPTABLE',
      detail: notAcceptableDetail(accept, type),
      headers: { vary: 'accept' },
    });
  });
};

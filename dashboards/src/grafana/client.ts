import createClient from 'openapi-fetch';
import type { components, paths } from './api.generated.ts';
import { GrafanaError } from './errors.ts';

export type Schemas = components['schemas'];
export type GrafanaClient = ReturnType<typeof createClient<paths>>;

export interface GrafanaAddress {
  /** `http://host:port`, with a path where Grafana has one. */
  readonly url: string;
  /** A service account token. Never logged. */
  readonly token: string;
  readonly timeoutMs?: number;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** The typed client of our part of Grafana's HTTP API. */
export const openGrafana = (address: GrafanaAddress): GrafanaClient =>
  createClient<paths>({
    baseUrl: address.url.replace(/\/+$/, ''),
    headers: { authorization: `Bearer ${address.token}` },
    fetch: async (request) => {
      try {
        return await fetch(request, { signal: AbortSignal.timeout(address.timeoutMs ?? DEFAULT_TIMEOUT_MS) });
      } catch (cause) {
        throw new GrafanaError(
          'LIFT_GRAFANA_UNREACHABLE',
          `Grafana does not answer at ${new URL(request.url).origin}: start it, or name its address with --url`,
          { cause },
        );
      }
    },
  });

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

const UNAUTHORIZED = 401;
const FORBIDDEN = 403;
const NOT_FOUND = 404;

const messageOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'message' in error
    ? String(error.message)
    : JSON.stringify(error ?? '');

const refused = (what: string, { response, error }: Answer<unknown>): GrafanaError => {
  if (response.status === UNAUTHORIZED || response.status === FORBIDDEN)
    return new GrafanaError(
      'LIFT_GRAFANA_TOKEN_REFUSED',
      `Grafana does not let this token ${what} (${response.status}): give the service account the role Editor; data sources need Admin`,
    );
  return new GrafanaError(
    'LIFT_GRAFANA_REFUSED',
    `Grafana would not ${what} (${response.status}): ${messageOf(error).slice(0, 500)}`,
  );
};

/** The body of an answer. @throws {GrafanaError} LIFT_GRAFANA_TOKEN_REFUSED, LIFT_GRAFANA_REFUSED */
export const wanted = <T>(what: string, answer: Answer<T>): T => {
  if (answer.data === undefined) throw refused(what, answer);
  return answer.data;
};

/** The body of an answer, or undefined where there is no such thing yet. */
export const found = <T>(what: string, answer: Answer<T>): T | undefined =>
  answer.response.status === NOT_FOUND ? undefined : wanted(what, answer);

import type { ServerResponse } from 'node:http';
import type { BrokerErrorCode } from '../errors.ts';

export const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};

export interface Refusal {
  readonly status: number;
  readonly code: BrokerErrorCode;
  readonly detail: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  406: 'Not in a form that is accepted',
  500: 'Failed here',
};

/** Every refusal leaves as application/problem+json (RFC 9457). */
export const refuse = (response: ServerResponse, { status, code, detail, headers }: Refusal): void => {
  const problem = { type: `urn:liftwatch:error:${code}`, title: titles[status] ?? 'Error', status, code, detail };
  response.writeHead(status, { 'content-type': 'application/problem+json', ...headers }).end(JSON.stringify(problem));
};

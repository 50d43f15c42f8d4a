import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { waitUntil } from './wait-until.ts';

/** One HTTP call that arrived, in the order of arrival. */
export interface ReceivedCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: string;
}

/** A small HTTP listener that answers 200 and keeps every call: delivery reports, incoming SMS. */
export interface CallbackReceiver {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly calls: readonly ReceivedCall[];
  /** Waits for the first call that matches. @throws LIFT_INFRA_STEP_TIMEOUT */
  waitFor(matches: (call: ReceivedCall) => boolean, timeoutMs?: number): Promise<ReceivedCall>;
  close(): Promise<void>;
}

/** Starts a {@link CallbackReceiver} on loopback; port 0 takes a free one. */
export const startCallbackReceiver = async (port = 0): Promise<CallbackReceiver> => {
  const calls: ReceivedCall[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://receiver');
      const body = Buffer.concat(chunks).toString('utf8');
      calls.push({ method: request.method ?? '', path: pathname, query: searchParams, body });
      response.end();
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    waitFor: (matches, timeoutMs) => waitUntil('a callback', () => calls.find(matches), timeoutMs),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

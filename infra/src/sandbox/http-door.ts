import { once } from 'node:events';
import { type IncomingHttpHeaders, type IncomingMessage, createServer } from 'node:http';
import { isIPv6, type AddressInfo } from 'node:net';

const MAX_BODY_BYTES = 1_000_000;
const REQUEST_TIMEOUT_MS = 10_000;

export interface DoorRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface DoorAnswer {
  readonly status: number;
  readonly body: string;
  /** `text/plain` when left out. */
  readonly contentType?: string;
}

export interface HttpDoor {
  /** `http://host:port` */
  readonly url: string;
  close(): Promise<void>;
}

export interface HttpDoorOptions {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** Synchronous: a sandbox decides from what it holds. */
  answer(request: DoorRequest): DoorAnswer;
}

export const json = (status: number, value: unknown): DoorAnswer => ({
  status,
  body: JSON.stringify(value),
  contentType: 'application/json',
});

/** The body as text, or undefined when it is larger than any message that we send. */
const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.byteLength;
    if (byteCount <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return byteCount > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks).toString('utf8');
};

const answerRequest = async (request: IncomingMessage, answer: HttpDoorOptions['answer']): Promise<DoorAnswer> => {
  try {
    const body = await readBody(request);
    if (body === undefined) return { status: 413, body: `more than ${MAX_BODY_BYTES} bytes` };
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://sandbox');
    return answer({
      method: request.method ?? '',
      path: pathname,
      query: searchParams,
      headers: request.headers,
      body,
    });
  } catch (error) {
    return { status: 500, body: `the sandbox failed: ${String(error)}` };
  }
};

/** A small HTTP listener: reads the whole body, answers from memory, and says 500 rather than die. */
export const openHttpDoor = async ({ host, port, answer }: HttpDoorOptions): Promise<HttpDoor> => {
  const server = createServer((request, response) => {
    void answerRequest(request, answer).then(({ status, body, contentType = 'text/plain' }) => {
      response.writeHead(status, { 'content-type': `${contentType}; charset=utf-8` }).end(body);
    });
  });
  server.requestTimeout = REQUEST_TIMEOUT_MS;
  server.listen(port, host);
  await once(server, 'listening');
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

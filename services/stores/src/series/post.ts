import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';

export interface PostAnswer {
  readonly status: number;
  readonly body: string;
}

export interface PostOptions {
  readonly headers: Readonly<Record<string, string>>;
  /** Of the whole exchange. */
  readonly timeoutMs: number;
}

/**
 * A poster to one URL over connections that stay open. The body goes to the socket as it is: `fetch` copies it, and at a
 * megabyte a write these copies were what a collection of a whole heap was for. Rejects when no whole answer came.
 */
export const posterTo = (url: URL, { headers, timeoutMs }: PostOptions): ((body: Buffer) => Promise<PostAnswer>) => {
  const isTls = url.protocol === 'https:';
  const agent = isTls ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const request = isTls ? requestHttps : requestHttp;
  return (body) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeoutMs);
      const options = { method: 'POST', agent, signal, headers: { ...headers, 'content-length': body.length } };
      request(url, options, (response) => {
        let text = '';
        response
          .setEncoding('utf8')
          .on('data', (piece: string) => (text += piece))
          .on('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
          .on('error', reject);
      })
        .on('error', reject)
        .end(body);
    });
};

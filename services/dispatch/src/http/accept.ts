import { Readable } from 'node:stream';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { HttpReply, ProblemFilter, ProblemRequest } from './problem.ts';

/** What describes an answer that is not sent. */
const OF_THE_ANSWER = ['content-length', 'content-encoding', 'content-disposition', 'cache-control', 'etag'];

/** Carriers report there, each in its own way: what they say is taken, whatever they read. */
const OF_CARRIERS = '/callbacks/';

/**
 * Holds the server to `Accept`: what a client would not read is answered 406. Refusals are sent whatever it reads, and a
 * stream, which writes its own head, is judged where it begins. @see RFC 9110, 12.5.1 and 15.5.7
 */
export const holdToAccept = (adapter: FastifyAdapter, problems: ProblemFilter): void => {
  const server = adapter.getInstance();
  server.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith(OF_CARRIERS)) return done();
    if (!problems.refuseUnread(request as unknown as ProblemRequest, reply as unknown as HttpReply)) done();
  });
  server.addHook('onSend', async (request, reply, payload) => {
    const type = reply.getHeader('content-type');
    const isAnswer = (request.method === 'GET' || request.method === 'HEAD') && !request.url.startsWith(OF_CARRIERS);
    if (!isAnswer || reply.statusCode < 200 || reply.statusCode > 299 || typeof type !== 'string') return payload;
    const instead = problems.insteadOf(type, request as unknown as ProblemRequest, reply as unknown as HttpReply);
    if (instead === undefined) return payload;
    for (const name of OF_THE_ANSWER) reply.removeHeader(name);
    if (payload instanceof Readable) payload.destroy();
    return instead;
  });
};

import { z } from 'zod';
import { bilingual } from '@liftwatch/schemas';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { voiceReport } from '../channels/reports.ts';
import { json, problem, text } from './openapi-parts.ts';
import { respondBody } from './respond-controller.ts';

const token = z.string();
const nobody: { security: Record<string, string[]>[] } = { security: [] };
const answered = z
  .strictObject({ done: z.boolean(), reason: z.string().optional(), text: bilingual })
  .meta({ id: 'Answered' });
const respond = {
  'application/json': { schema: respondBody },
  'application/x-www-form-urlencoded': { schema: respondBody },
};

/** Answers of people by link, and what carriers report: the URL is the credential. */
export const answerPaths: ZodOpenApiPathsObject = {
  '/r/{token}': {
    get: {
      ...nobody,
      operationId: 'messagePage',
      description: 'The page behind the link of a message; looking changes nothing.',
      requestParams: { path: z.object({ token }) },
      responses: { 200: text('Page', 'text/html'), '4XX': problem },
    },
    post: {
      ...nobody,
      operationId: 'answerMessage',
      description: 'One step by the recipient of the message; idempotent.',
      requestParams: { path: z.object({ token }) },
      requestBody: { required: true, content: respond },
      responses: { 200: json('Done', answered), 409: json('Not done, and why', answered), '4XX': problem },
    },
  },
  '/callbacks/kannel/{token}/incoming': {
    get: {
      ...nobody,
      operationId: 'kannelIncoming',
      requestParams: {
        path: z.object({ token }),
        query: z.object({
          from: z.string(),
          text: z.string(),
          to: z.string().optional(),
          charset: z.string().optional(),
        }),
      },
      responses: { 200: text('What the phone is told', 'text/plain'), '4XX': problem },
    },
  },
  '/callbacks/voice/{token}': {
    post: {
      ...nobody,
      operationId: 'voiceReport',
      requestParams: { path: z.object({ token }), query: z.object({ id: z.string() }) },
      requestBody: { required: true, content: { 'application/json': { schema: voiceReport } } },
      responses: { 200: json('Taken', z.strictObject({ taken: z.boolean() })), '4XX': problem },
    },
  },
  '/callbacks/{carrier}/{kind}/{token}': {
    post: {
      ...nobody,
      operationId: 'carrierReport',
      description: 'aliyun or tencent; receipt, reply or call, as the carrier describes its callback.',
      requestParams: { path: z.object({ carrier: z.string(), kind: z.string(), token }) },
      requestBody: { required: true, content: { 'application/json': { schema: z.unknown() } } },
      responses: { 200: json('Thanks, in the carrier’s own form', z.looseObject({})), '4XX': problem },
    },
  },
};

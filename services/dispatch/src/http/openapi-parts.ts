import { z } from 'zod';
import type { ZodOpenApiOperationObject } from 'zod-openapi';
import { problemAnswer } from './schemas.ts';

export const json = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});
export const problem = {
  description: 'What was wrong, and what to do; title and detail in Chinese where Accept-Language prefers it',
  content: { 'application/problem+json': { schema: problemAnswer } },
};
export const text = (description: string, type: string) => ({
  description,
  content: { [type]: { schema: z.string() } },
});

export const read = (
  operationId: string,
  ok: ReturnType<typeof json>,
  more: Partial<ZodOpenApiOperationObject> = {},
): { get: ZodOpenApiOperationObject } => ({
  get: { operationId, ...more, responses: { 200: ok, '4XX': problem } },
});
export const change = (
  operationId: string,
  body: object,
  ok: ReturnType<typeof json>,
  more: Partial<ZodOpenApiOperationObject> = {},
) => ({
  post: {
    operationId,
    security: [{ bearer: [] }],
    requestBody: { required: true, content: body },
    ...more,
    responses: { 200: ok, '4XX': problem },
  } as ZodOpenApiOperationObject,
});

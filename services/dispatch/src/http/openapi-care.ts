import { delivery } from '@liftwatch/schemas';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { drillBody, testCallBody, testCallsQuery } from './care-controller.ts';
import { deliveriesQuery } from './deliveries-controller.ts';
import { json, problem, read } from './openapi-parts.ts';

const withId = { requestParams: { path: z.object({ id: z.string() }) } };
const ms = z.int().nullable();
const standing = z
  .strictObject({
    liftId: z.string(),
    name: z.string().nullable().describe('as people call the lift'),
    standing: z.enum(['in-time', 'overdue', 'failed', 'never']).describe('never: none was reported, nobody knows'),
    ...{ lastOkAtMs: ms, lastAtMs: ms, dueAtMs: ms.describe('72 h after the last good call (EN 81-28)') },
  })
  .meta({ id: 'TestCallStanding' });
const testCall = z
  .strictObject({ id: z.string(), liftId: z.string(), atMs: z.int(), ok: z.boolean() })
  .meta({ id: 'TestCall' });
const drill = z
  .strictObject({ drillId: z.string(), liftId: z.string(), incidentId: z.string().nullable() })
  .meta({ id: 'StagedDrill' });
const result = z
  .strictObject({
    ok: z.boolean(),
    startedAtMs: z.int(),
    durationMs: z.int(),
    reached: z.enum(['nothing', 'published', 'incident', 'accepted', 'delivered']).describe('The last leg of the way'),
  })
  .meta({ id: 'SelfTestResult' });
const attempt = z.strictObject({
  ...{ attempt: z.int(), atMs: z.int(), outcome: z.string() },
  ...{ provider: z.string().optional(), carrierId: z.string().optional(), reason: z.string().optional() },
});
const page = <T extends z.ZodType>(item: T) => z.strictObject({ items: z.array(item), next: z.string().nullable() });
const post = (operationId: string, ok: ReturnType<typeof json>, more: object = {}) => ({
  post: { operationId, ...more, responses: { 200: ok, '4XX': problem } },
});

/** Messages and their attempts, dead letters, test calls, the self-test, forgetting of people. */
export const carePaths: ZodOpenApiPathsObject = {
  '/api/v1/deliveries': read('deliveries', json('Messages, newest first', page(delivery)), {
    requestParams: { query: deliveriesQuery },
  }),
  '/api/v1/deliveries/{id}': read(
    'delivery',
    json('A message with its attempts', z.strictObject({ delivery, attempts: z.array(attempt) })),
    withId,
  ),
  '/api/v1/deliveries/{id}/retry': post('retryDelivery', json('Queued again', delivery), withId),
  '/api/v1/test-calls': read('testCalls', json('Registered lifts with their 72-hour test calls', page(standing)), {
    requestParams: { query: testCallsQuery },
  }),
  '/api/v1/lifts/{id}/test-calls': post('addTestCall', json('Kept', testCall), {
    ...withId,
    requestBody: { required: true, content: { 'application/json': { schema: testCallBody } } },
  }),
  '/api/v1/lifts/{id}/drills': post('stageDrill', json('An exercise, told as one', drill), {
    ...withId,
    requestBody: { required: true, content: { 'application/json': { schema: drillBody } } },
  }),
  '/api/v1/self-test': {
    ...read('selfTest', json('The last run', z.strictObject({ configured: z.boolean(), last: result.nullable() }))),
    ...post('runSelfTest', json('One synthetic alarm through the whole way', result)),
  },
  '/api/v1/contacts/{id}/erase': post(
    'eraseContact',
    json('Its address is forgotten', z.strictObject({ contactId: z.string(), deliveriesCount: z.int() })),
    withId,
  ),
};

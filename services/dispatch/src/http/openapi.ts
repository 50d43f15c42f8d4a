import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import {
  closeBody,
  decisionBody,
  importAnswer,
  incidentAnswer,
  incidentsAnswer,
  incidentsQuery,
  jobBody,
  pageQuery,
  problemAnswer,
  queuedAnswer,
  rowsAnswer,
} from './schemas.ts';

const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema } } });
const problem = {
  description: 'What was wrong, and what to do',
  content: { 'application/problem+json': { schema: problemAnswer } },
};
const text = (description: string, type: string) => ({ description, content: { [type]: { schema: z.string() } } });

const read = (operationId: string, ok: ReturnType<typeof json>, more: Partial<ZodOpenApiOperationObject> = {}) => ({
  get: { operationId, ...more, responses: { 200: ok, '4XX': problem } },
});
const change = (
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
const withId = { requestParams: { path: z.object({ id: z.string() }) } };
const rows = (name: string) =>
  read(name, json(`Registered ${name}, by id`, rowsAnswer), { requestParams: { query: pageQuery } });
const body = (schema: z.ZodType) => ({ 'application/json': { schema } });

const paths: ZodOpenApiPathsObject = {
  '/healthz': read('health', json('Alive', z.looseObject({ status: z.string() }))),
  '/readyz': {
    get: {
      operationId: 'readiness',
      responses: { 200: json('Ready', z.looseObject({})), 503: json('Not ready, with the reasons', z.looseObject({})) },
    },
  },
  '/metrics': { get: { operationId: 'metrics', responses: { 200: text('Prometheus text', 'text/plain') } } },
  '/api/v1/incidents': read('incidents', json('Incidents, newest first', incidentsAnswer), {
    requestParams: { query: incidentsQuery },
  }),
  '/api/v1/incidents/{id}': read(
    'incident',
    json('One incident with its timeline and deliveries', incidentAnswer),
    withId,
  ),
  '/api/v1/incidents/{id}/close': change('closeIncident', body(closeBody), json('Closed', incidentAnswer), withId),
  '/api/v1/lifts': rows('lifts'),
  '/api/v1/sites': rows('sites'),
  '/api/v1/districts': rows('districts'),
  '/api/v1/firms': rows('firms'),
  '/api/v1/contacts': rows('contacts'),
  '/api/v1/lifts/{id}/jobs': change('addJob', body(jobBody), json('Queued for the reading log', queuedAnswer), withId),
  '/api/v1/lifts/{id}/decisions': change(
    'addDecision',
    body(decisionBody),
    json('Queued for the reading log', queuedAnswer),
    withId,
  ),
  '/api/v1/registry/import': change(
    'importRegistry',
    { 'text/csv': { schema: z.string() }, 'application/yaml': { schema: z.string() } },
    json('Imported', importAnswer),
  ),
  '/callbacks/kannel/{token}': read('kannelReceipt', text('Taken', 'text/plain') as never, {
    requestParams: { path: z.object({ token: z.string() }), query: z.object({ id: z.string(), type: z.string() }) },
  }),
};

/** The OpenAPI 3.1 document, from the schemas that the routes check with. */
export const openApiDocument = (): ReturnType<typeof createDocument> =>
  createDocument({
    openapi: '3.1.0',
    info: {
      title: 'liftwatch dispatch',
      version: '0.1.0',
      description: 'Registry, incidents, deliveries; jobs and decisions of people.',
    },
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    paths,
  });

import { z } from 'zod';
import { createDocument, type ZodOpenApiObject, type ZodOpenApiOperationObject } from 'zod-openapi';
import {
  findingsAnswer,
  findingsQuery,
  healthAnswer as aliveAnswer,
  liftDetailAnswer,
  liftPath,
  liftsAnswer,
  liftsQuery,
  problemAnswer,
  readyAnswer,
  ruleAnswer,
  shadowAnswer,
} from './schemas.ts';
import { healthAnswer, warningsAnswer } from './wear-schemas.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema } } });
const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: problemAnswer } },
});
const refused = problem('What was wrong, and what to do; title and detail in Chinese where Accept-Language prefers it');

const read = (
  operationId: string,
  summary: string,
  { responses, ...more }: Omit<ZodOpenApiOperationObject, 'operationId' | 'summary'>,
): { get: ZodOpenApiOperationObject } => ({
  get: { operationId, summary, ...more, responses: { ...responses, '4XX': refused, '5XX': refused } },
});

const document: ZodOpenApiObject = {
  openapi: '3.1.0',
  info: {
    title: 'liftwatch rule engine',
    version: '0.1.0',
    description: 'Health, rules, the state of lifts and the finding log. Read only.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: 'http://127.0.0.1:8081', description: 'A rule engine on this machine' }],
  // Whoever reaches its address may read it: docs/security.md says where it listens.
  security: [],
  paths: {
    '/healthz': read('health', 'The process is alive', { responses: { 200: json('Alive', aliveAnswer) } }),
    '/readyz': read('readiness', 'Partitions are held and judged up to date', {
      responses: { 200: json('Ready', readyAnswer), 503: json('Not ready, with the reasons', readyAnswer) },
    }),
    '/metrics': read('metrics', 'Prometheus metrics', {
      responses: { 200: { description: 'Text exposition format', content: { 'text/plain': { schema: z.string() } } } },
    }),
    '/api/v1/rules': read('rules', 'Every rule with its arguments and their sources', {
      responses: { 200: json('Rules', z.strictObject({ rules: z.array(ruleAnswer) }).meta({ id: 'Rules' })) },
    }),
    '/api/v1/shadow': read('shadow', 'How a candidate rule set compares with the active one', {
      responses: { 200: json('The comparison so far', shadowAnswer) },
    }),
    '/api/v1/lifts': read('lifts', 'Lifts of the partitions held here, by id', {
      requestParams: { query: liftsQuery },
      responses: { 200: json('Lifts', liftsAnswer), 400: problem('A query parameter is wrong') },
    }),
    '/api/v1/lifts/{id}': read('lift', 'State of one lift; unknown and stale are shown as such', {
      requestParams: { path: liftPath },
      responses: {
        200: json('The lift', liftDetailAnswer),
        400: problem('Not a lift id'),
        404: problem('No such lift in the partitions held here'),
      },
    }),
    '/api/v1/lifts/{id}/health': read('liftHealth', 'Health of one lift by component, with trends; unknown is null', {
      requestParams: { path: liftPath },
      responses: {
        200: json('Health', healthAnswer),
        400: problem('Not a lift id'),
        404: problem('No such lift in the partitions held here'),
      },
    }),
    '/api/v1/lifts/{id}/warnings': read('liftWarnings', 'Open warnings of one lift, explained', {
      requestParams: { path: liftPath },
      responses: {
        200: json('Open warnings', warningsAnswer),
        400: problem('Not a lift id'),
        404: problem('No such lift in the partitions held here'),
      },
    }),
    '/api/v1/findings': read('findings', 'The finding log, in its order', {
      requestParams: { query: findingsQuery },
      responses: { 200: json('Lines of the finding log', findingsAnswer), 400: problem('A query parameter is wrong') },
    }),
    '/openapi.json': read('openapi', 'This document', {
      responses: {
        200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: z.looseObject({}) } } },
      },
    }),
  },
};

/** The OpenAPI 3.1 document of the REST surface, generated from the schemas that the routes check with. */
export const openApiDocument = (): OpenApiDocument => createDocument(document);

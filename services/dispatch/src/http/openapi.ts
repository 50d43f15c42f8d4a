import { z } from 'zod';
import { createDocument, type ZodOpenApiPathsObject } from 'zod-openapi';
import { change, json, problem, read, text } from './openapi-parts.ts';
import { completed } from './openapi-words.ts';
import { ruleSetPaths } from './rule-sets-openapi.ts';
import { worklistPaths } from './worklist-openapi.ts';
import { accessPaths } from './openapi-access.ts';
import { carePaths } from './openapi-care.ts';
import { answerPaths } from './openapi-answers.ts';
import {
  actionBodies,
  actionNames,
  decisionBody,
  endSilenceBody,
  exportQuery,
  heldBackAnswer,
  heldBackQuery,
  importAnswer,
  resentAnswer,
  incidentAnswer,
  incidentsAnswer,
  incidentsQuery,
  jobBody,
  onDutyAnswer,
  onDutyQuery,
  overrideBody,
  overridesAnswer,
  overrideSpan,
  pageQuery,
  policyAnswer,
  policyQuery,
  removedAnswer,
  removeBody,
  removedRow,
  queuedAnswer,
  rowsAnswer,
  silenceAnswer,
  silenceBody,
  silencesAnswer,
  type ActionName,
} from './schemas.ts';

const withId = { requestParams: { path: z.object({ id: z.string() }) } };
const rows = (name: string) =>
  read(name, json(`Registered ${name}, by id`, rowsAnswer), { requestParams: { query: pageQuery } });
const body = (schema: z.ZodType) => ({ 'application/json': { schema } });

const actionWords: Readonly<Record<ActionName, string>> = {
  acknowledge: 'Take it on: one owner at a time; 409 LIFT_DISPATCH_OWNED names him.',
  refuse: 'Cannot come: the next is called.',
  eta: 'On the way, there in so many minutes; takes it on where nobody has.',
  arrive: 'At the lift.',
  release: 'The people are out, or it is over; the engine hears of it.',
  confirm: 'It is so; the engine and the platform hear of it.',
  reject: 'It was not so: closed as a misreport; the engine hears of it.',
  close: 'File the cause and close what has ended.',
};

const paths: ZodOpenApiPathsObject = {
  '/healthz': read('health', json('Alive', z.looseObject({ status: z.string() }))),
  '/readyz': {
    get: {
      operationId: 'readiness',
      responses: { 200: json('Ready', z.looseObject({})), 503: json('Not ready, with the reasons', z.looseObject({})) },
    },
  },
  '/metrics': { get: { operationId: 'metrics', responses: { 200: text('Prometheus text', 'text/plain') } } },
  '/openapi.json': read('openapi', json('OpenAPI 3.1', z.looseObject({}))),
  '/api/v1/incidents': read('incidents', json('Incidents, newest first', incidentsAnswer), {
    requestParams: { query: incidentsQuery },
  }),
  '/api/v1/incidents/{id}': read(
    'incident',
    json('One incident with its timeline and deliveries', incidentAnswer),
    withId,
  ),
  ...Object.fromEntries(
    actionNames.map((name) => [
      `/api/v1/incidents/{id}/${name}`,
      change(`${name}Incident`, body(actionBodies[name]), json('The incident as it now stands', incidentAnswer), {
        ...withId,
        description: `${actionWords[name]} Idempotent: the same again changes nothing.`,
      }),
    ]),
  ),
  '/api/v1/stream': {
    get: {
      operationId: 'stream',
      description:
        'Server-sent events `incident` and `delivery`, each with an id; `Last-Event-ID` (or ?lastEventId=) goes on after it. `reset`: more was missed than is kept, read the lists anew.',
      requestParams: {
        header: z.object({ 'last-event-id': z.string().optional() }),
        query: z.object({ lastEventId: z.string().optional() }),
      },
      responses: { 200: text('Events, for as long as the client listens', 'text/event-stream'), '4XX': problem },
    },
  },
  '/api/v1/held-back': read('heldBack', json('Messages that wait or waited, newest first', heldBackAnswer), {
    requestParams: { query: heldBackQuery },
  }),
  '/api/v1/silences': {
    ...read('silences', json('Silences and maintenance windows that are not over', silencesAnswer), {
      requestParams: { query: pageQuery },
    }),
    ...change('silence', body(silenceBody), json('The silence', silenceAnswer), {
      description:
        'Faults of a place wait for a time. Never an entrapment, the alarm button or people in danger. What still lasts at its end is told then.',
    }),
  },
  '/api/v1/silences/{id}': {
    delete: {
      operationId: 'endSilence',
      security: [{ bearer: [] }],
      requestBody: { content: body(endSilenceBody) },
      ...withId,
      responses: { 200: json('Ended now', silenceAnswer), '4XX': problem },
    },
  },
  '/api/v1/lifts': rows('lifts'),
  '/api/v1/sites': rows('sites'),
  '/api/v1/districts': rows('districts'),
  '/api/v1/firms': rows('firms'),
  '/api/v1/contacts': rows('contacts'),
  '/api/v1/rotas': rows('rotas'),
  '/api/v1/stations': rows('stations'),
  '/api/v1/removed-lifts': rows('removed-lifts'),
  '/api/v1/rotas/{id}/on-duty': read('onDuty', json('Who is on duty', onDutyAnswer), {
    requestParams: { ...withId.requestParams, query: onDutyQuery },
  }),
  '/api/v1/rotas/{id}/overrides': {
    ...change('override', body(overrideBody), json('Everybody who stands in for another', overridesAnswer), withId),
    delete: {
      operationId: 'endOverride',
      description: 'Takes an override back; it is named by its span.',
      requestParams: { ...withId.requestParams, query: overrideSpan },
      responses: { 200: json('Everybody who still stands in for another', overridesAnswer), '4XX': problem },
    },
  },
  '/api/v1/policy': {
    get: {
      operationId: 'policy',
      description: 'What is in force: times in ms, or as the file of a policy has it, to be kept or changed.',
      requestParams: { query: policyQuery },
      responses: {
        200: {
          description: 'The policy',
          content: { 'application/json': { schema: policyAnswer }, 'application/yaml': { schema: z.string() } },
        },
        '4XX': problem,
      },
    },
  },
  '/api/v1/registry/export': {
    get: {
      operationId: 'exportRegistry',
      description: 'The registry as a file to import again. Numbers are masked; `numbers=full` needs the token.',
      requestParams: { query: exportQuery },
      responses: {
        200: {
          description: 'The file',
          content: { 'text/csv': { schema: z.string() }, 'application/yaml': { schema: z.string() } },
        },
        '4XX': problem,
      },
    },
  },
  '/api/v1/registry/{list}/{id}': {
    delete: {
      operationId: 'removeFromRegistry',
      description:
        'Takes a row out. 409 while another refers to it, or while an incident of a lift lasts. A lift that is taken out is kept in /api/v1/removed-lifts; importing it again brings it back. To forget a person, erase the contact instead.',
      requestParams: { path: removedRow },
      requestBody: { required: false, content: body(removeBody) },
      responses: { 200: json('Removed', removedAnswer), '4XX': problem },
    },
  },
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
  '/api/v1/context/resend': {
    post: {
      operationId: 'resendContext',
      description:
        'After a restore: what stands of each lift (facts, rules) is told to the log again. What the log still has takes no effect twice.',
      responses: { 200: json('Queued for the reading log', resentAnswer), '4XX': problem },
    },
  },
  ...ruleSetPaths,
  ...worklistPaths,
  ...accessPaths,
  ...answerPaths,
  ...carePaths,
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
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: 'http://127.0.0.1:8082', description: 'dispatch on this machine' }],
    security: [{ bearer: [] }, { session: [] }],
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'liftwatch_session' },
      },
    },
    paths: completed(paths),
  });

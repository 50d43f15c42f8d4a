import { z } from 'zod';
import { createDocument, type ZodOpenApiObject, type ZodOpenApiOperationObject } from 'zod-openapi';
import {
  credentialAnswer,
  credentialBody,
  deadLettersAnswer,
  fleetAnswer,
  fleetLiftAnswer,
  fleetQuery,
  groupsAnswer,
  groupsQuery,
  liftPath,
  overviewAnswer,
  problemAnswer,
  redriveAnswer,
  redriveProgress,
  sessionAnswer,
  sessionBody,
  signInWays,
  signedOutAnswer,
  streamQuery,
  trendAnswer,
  trendQuery,
  wordsAnswer,
} from './schemas.ts';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const json = (description: string, schema: z.ZodType) => ({ description, content: { 'application/json': { schema } } });
const problem = {
  description: 'What was wrong, and what to do',
  content: { 'application/problem+json': { schema: problemAnswer } },
};
const text = (description: string, type: string) => ({ description, content: { [type]: { schema: z.string() } } });

type More = Omit<ZodOpenApiOperationObject, 'operationId' | 'summary' | 'responses'>;
interface Answer {
  readonly description: string;
  readonly content: Readonly<Record<string, { readonly schema: z.ZodType }>>;
}
const read = (operationId: string, summary: string, { ok, ...more }: More & { readonly ok: Answer }) => ({
  get: { operationId, summary, ...more, responses: { 200: ok, '4XX': problem, '5XX': problem } },
});

const document: ZodOpenApiObject = {
  openapi: '3.1.0',
  info: {
    title: 'liftwatch console',
    version: '0.1.0',
    description:
      'The page, and what it asks. Below /dispatch and /engine it passes the REST of these services on, with their own paths; their documents describe it.',
    license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
  },
  servers: [{ url: 'http://127.0.0.1:8080', description: 'A console on this machine' }],
  security: [],
  paths: {
    '/healthz': read('health', 'The process is alive', { ok: json('Alive', z.strictObject({ status: z.string() })) }),
    '/readyz': read('readiness', 'The page is served', {
      ok: json('Ready', z.strictObject({ ready: z.boolean(), reasons: z.array(z.string()) })),
    }),
    '/metrics': read('metrics', 'Prometheus metrics', { ok: text('Text exposition format', 'text/plain') }),
    '/openapi.json': read('openapi', 'This document', { ok: json('OpenAPI 3.1', z.looseObject({})) }),
    '/asyncapi.json': read('asyncapi', 'The AsyncAPI document: what terminals say and hear', {
      ok: json('AsyncAPI', z.looseObject({})),
    }),
    '/api/v1/words': read('words', 'Names of codes and priorities in Chinese and English', {
      ok: json('Words', wordsAnswer),
    }),
    '/api/v1/overview': read('overview', 'Numbers that the page shows everywhere', {
      ok: json('Overview', overviewAnswer),
    }),
    '/api/v1/fleet': read('fleet', 'Lifts by words and places; faults first, then unknown, then normal', {
      requestParams: { query: fleetQuery },
      ok: json('A page of lifts', fleetAnswer),
    }),
    '/api/v1/fleet/groups': read('fleetGroups', 'Lifts counted by district, site or firm', {
      requestParams: { query: groupsQuery },
      ok: json('Groups', groupsAnswer),
    }),
    '/api/v1/fleet/{id}': read('fleetLift', 'One lift as registered and as listed', {
      requestParams: { path: liftPath },
      ok: json('The lift', fleetLiftAnswer),
    }),
    '/api/v1/lifts/{id}/trend': read('trend', 'Points of one lift in a window', {
      requestParams: { path: liftPath, query: trendQuery },
      ok: json('Points in order', trendAnswer),
    }),
    '/api/v1/stream': read(
      'stream',
      'Server-sent events: snapshot, incident, overview, lift. Last-Event-ID goes on where a reader was cut off',
      { requestParams: { query: streamQuery }, ok: text('Events', 'text/event-stream') },
    ),
    '/api/v1/dead-letters': read('deadLetters', 'What was refused lately, newest first', {
      ok: json('Dead letters', deadLettersAnswer),
    }),
    '/api/v1/dead-letters/redrive': {
      ...read('redriveProgress', 'How far a re-drive is', { ok: json('null: none goes on', redriveProgress) }),
      post: {
        operationId: 'redriveDeadLetters',
        summary: 'Have the broker judge all dead letters anew',
        responses: { 200: json('What became of them', redriveAnswer), '4XX': problem },
      },
    },
    '/auth/login': {
      get: {
        operationId: 'signInAtProvider',
        summary: 'To the identity provider; a browser goes there itself, and comes back to the path `to`',
        requestParams: { query: z.object({ to: z.string().optional() }) },
        responses: { 303: { description: 'To the provider, or to the page that says why not' }, '4XX': problem },
      },
    },
    '/auth/callback': {
      get: {
        operationId: 'signedInAtProvider',
        summary: 'Back from the identity provider; a cookie holds the session',
        responses: { 303: { description: 'To the path asked for, or to the page that says why not' }, '4XX': problem },
      },
    },
    '/api/v1/session': {
      ...read('signInWays', 'Which ways in there are', { ok: json('The ways', signInWays) }),
      post: {
        operationId: 'signIn',
        summary: 'Sign in with a token of dispatch',
        requestBody: { required: true, content: { 'application/json': { schema: sessionBody } } },
        responses: { 200: json('Signed in; a cookie holds the session', sessionAnswer), '4XX': problem },
      },
      delete: {
        operationId: 'signOut',
        summary: 'Sign out',
        responses: { 200: json('Signed out', signedOutAnswer), '4XX': problem },
      },
    },
    '/api/v1/terminals/credentials': {
      post: {
        operationId: 'makeCredential',
        summary: 'A credential for a terminal, from a console on a loopback address',
        requestBody: { required: true, content: { 'application/json': { schema: credentialBody } } },
        responses: { 201: json('Its secret, told once', credentialAnswer), '4XX': problem },
      },
    },
  },
};

/** The OpenAPI 3.1 document of the console, from the schemas that the routes check with. */
export const openApiDocument = (): OpenApiDocument => createDocument(document);

import { bilingual } from '@liftwatch/schemas';
import { z } from 'zod';
import type { ZodOpenApiPathsObject } from 'zod-openapi';
import { roles } from '../access/roles.ts';
import { ledgerQuery } from './ledger-controller.ts';
import { change, json, problem, read } from './openapi-parts.ts';
import { tokenBody } from './tokens-controller.ts';

const ids = z.array(z.string());
const tokenRow = z
  .strictObject({
    tokenId: z.string(),
    label: z.string(),
    role: z.enum(roles),
    scope: z.strictObject({ firmIds: ids, siteIds: ids, districtIds: ids }).nullable().describe('null: every row'),
    createdAtMs: z.int(),
    createdBy: z.string(),
    expiresAtMs: z.int().nullable(),
    revokedAtMs: z.int().nullable(),
  })
  .meta({ id: 'Token' });
const tokens = z.strictObject({ items: z.array(tokenRow), next: z.null() });
const madeToken = tokenRow
  .extend({ token: z.string().describe('Told once; send it as a bearer') })
  .meta({ id: 'NewToken' });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const line = z
  .strictObject({
    ...{ seq: z.int(), atMs: z.int(), kind: z.string(), subject: z.string(), prevHash: hash, hash },
    kindText: bilingual,
    facts: z
      .looseObject({})
      .describe('Ids, states and hashes; never a name, number or text of a person. This is what was hashed'),
    shown: z
      .array(z.strictObject({ fact: z.string(), name: bilingual, value: bilingual }))
      .describe('The facts as people read them, in their order'),
  })
  .meta({ id: 'LedgerLine' });
const lines = z.strictObject({ items: z.array(line), next: z.string().nullable() });
const head = z
  .strictObject({
    ...{ seq: z.int(), hash, atMs: z.int() },
    jws: z.string().describe('The head, signed: compact JWS, EdDSA'),
    publicKey: z.string().describe('PEM'),
  })
  .meta({ id: 'LedgerHead' });

const signedOut = z.strictObject({
  signedOut: z.literal(true),
  goTo: z
    .string()
    .nullable()
    .describe(
      'Where the browser signs out at the identity provider too; null: it has no such place, or cannot be asked',
    ),
});

const body = (schema: z.ZodType) => ({ 'application/json': { schema } });

/** Tokens and the audit ledger. */
export const accessPaths: ZodOpenApiPathsObject = {
  '/auth/login': {
    get: {
      security: [],
      operationId: 'signIn',
      requestParams: { query: z.object({ to: z.string().optional().describe('Path to come back to') }) },
      responses: { 303: { description: 'To the identity provider' }, '4XX': problem },
    },
  },
  '/auth/callback': {
    get: {
      security: [],
      operationId: 'signedIn',
      responses: { 303: { description: 'Signed in: a session cookie is set' }, '4XX': problem },
    },
  },
  '/auth/logout': {
    post: {
      security: [],
      operationId: 'signOut',
      responses: { 200: json('Signed out', signedOut), '4XX': problem },
    },
  },
  '/auth/me': read(
    'me',
    json(
      'Who I am here',
      z.strictObject({
        id: z.string(),
        role: z.string(),
        scope: z.strictObject({ firmIds: ids, siteIds: ids, districtIds: ids }).nullable(),
      }),
    ),
  ),
  '/api/v1/tokens': {
    ...read('tokens', json('All tokens, without their secrets', tokens)),
    post: {
      ...change('addToken', body(tokenBody), json('Made', madeToken)).post,
      responses: { 201: json('Made; its text is told once', madeToken), '4XX': problem },
    },
  },
  '/api/v1/tokens/{id}': {
    delete: {
      operationId: 'revokeToken',
      requestParams: { path: z.object({ id: z.string() }) },
      responses: {
        200: json('Ended', z.strictObject({ tokenId: z.string(), revoked: z.literal(true) })),
        '4XX': problem,
      },
    },
  },
  '/api/v1/ledger': read('ledger', json('Lines of the audit ledger, in order', lines), {
    requestParams: { query: ledgerQuery },
  }),
  '/api/v1/ledger/head': read('ledgerHead', json('The head of now, signed', head)),
};

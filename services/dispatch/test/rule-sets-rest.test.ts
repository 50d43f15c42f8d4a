import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig, startDispatch, type DispatchTables, type RunningDispatch } from '../src/index.ts';

const dir = mkdtempSync(join(tmpdir(), 'dispatch-rules-'));
writeFileSync(join(dir, 'token'), 'secret\n');
const database = openSqliteDatabase<DispatchTables>(':memory:');
let dispatch: RunningDispatch;
let findings: Awaited<ReturnType<typeof openSqliteFindingLog>>;

beforeAll(async () => {
  findings = await openSqliteFindingLog({ path: ':memory:' });
  const config = loadConfig({
    LIFTWATCH_DISPATCH_HTTP_PORT: '0',
    LIFTWATCH_DISPATCH_ANONYMOUS_READ: 'on',
    LIFTWATCH_DISPATCH_TOKEN_FILE: join(dir, 'token'),
  });
  dispatch = await startDispatch(config, { findings, database, logger: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await dispatch.close();
  await findings.close();
  await database.destroy();
});

const call = async (path: string, body?: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/${path}`, {
    ...(body !== undefined && { method: 'POST', body, headers: { authorization: 'Bearer secret', ...headers } }),
    signal: AbortSignal.timeout(5_000),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};
const yaml = { 'content-type': 'application/yaml' };
const json = { 'content-type': 'application/json' };
const set = (motorC: number): string => `version: v1
author: op7
reason: summer
overrides:
  - {rule: over-temperature, scope: {lift: L1}, args: {motorC: ${motorC}}}
`;
const why = JSON.stringify({ by: 'op7', reason: 'summer' });

test('publish, activate, ask what holds, roll back; on the record', async () => {
  expect(await call('rule-sets', set(110), yaml)).toMatchObject({ status: 200, body: { version: 'v1', known: false } });
  expect(await call('rule-sets/v1/activate', why, json)).toMatchObject({ body: { role: 'active', liftsToldCount: 1 } });
  expect((await call('lifts/L1/rules')).body).toMatchObject({ registered: false, active: { version: 'v1' } });
  expect((await call('rule-sets')).body).toMatchObject({ active: 'v1', versions: [{ version: 'v1', role: 'active' }] });
  expect((await call('rule-sets/v1')).body).toMatchObject({ author: 'op7' });
  expect(await call('rule-sets/rollback', why, json)).toMatchObject({ body: { version: 'built-in' } });
  expect((await call('rule-sets/audit')).body).toMatchObject({
    changes: [{ what: 'published' }, { what: 'activated', by: 'op7', reason: 'summer' }, { what: 'rolled-back' }],
  });
});
test('what is wrong is told field by field; nothing is kept', async () => {
  const wrong = await call('rule-sets', set(900).replace('v1', 'v2'), yaml);
  expect(wrong).toMatchObject({
    status: 422,
    body: {
      code: 'LIFT_DISPATCH_RULES_INVALID',
      problems: ['overrides[0].args.motorC: motorC is 900 °C: must be 60 to 200 °C'],
    },
  });
  expect(await call('rule-sets/v2')).toMatchObject({ status: 404 });
  expect(await call('rule-sets/check', set(110), yaml)).toMatchObject({ status: 200, body: { ok: true } });
  expect(await call('rule-sets', set(120), yaml)).toMatchObject({ status: 409 });
});
test('every change needs the token, and says by whom and why', async () => {
  for (const path of [
    'rule-sets',
    'rule-sets/check',
    'rule-sets/rollback',
    'rule-sets/amend',
    'rule-sets/v1/activate',
    'rule-sets/v1/shadow',
    'rule-sets/shadow/stop',
  ])
    expect(await call(path, why, { ...json, authorization: 'Bearer wrong' }), path).toMatchObject({ status: 401 });
  expect(await call('rule-sets/v1/activate', '{"by":"op7"}', json)).toMatchObject({
    status: 400,
    body: { problems: [expect.stringMatching(/^reason:/)] },
  });
});
test('one argument, now', async () => {
  const amend = {
    rule: 'overspeed',
    scope: { lift: 'L2' },
    args: { confirmMs: 900 },
    by: 'op7',
    reason: 'jumpy encoder',
  };
  expect(await call('rule-sets/amend', JSON.stringify(amend), json)).toMatchObject({
    body: { version: 'built-in_1', liftsToldCount: 1 },
  });
});

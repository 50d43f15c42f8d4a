import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig, startDispatch, type DispatchTables, type RunningDispatch } from '../src/index.ts';
import { aFinding } from './support/a-finding.ts';
import { aWarning } from './support/a-warning.ts';

const dir = mkdtempSync(join(tmpdir(), 'dispatch-worklist-'));
writeFileSync(join(dir, 'token'), 'secret\n');
const database = openSqliteDatabase<DispatchTables>(':memory:');
let dispatch: RunningDispatch;
let findings: Awaited<ReturnType<typeof openSqliteFindingLog>>;

beforeAll(async () => {
  findings = await openSqliteFindingLog({ path: ':memory:' });
  const config = loadConfig({
    LIFTWATCH_DISPATCH_HTTP_PORT: '0',
    LIFTWATCH_DISPATCH_TOKEN_FILE: join(dir, 'token'),
  });
  dispatch = await startDispatch(config, { findings, database, logger: pino({ level: 'silent' }) });
});
afterAll(async () => {
  await dispatch.close();
  await findings.close();
  await database.destroy();
  rmSync(dir, { recursive: true, force: true });
});

const call = async (path: string, body?: object, token = 'secret') => {
  const authorization = `Bearer ${token}`;
  const post = {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { authorization, 'content-type': 'application/json' },
  };
  const response = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/${path}`, {
    ...(body ? post : { headers: { authorization } }),
    signal: AbortSignal.timeout(5_000),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test('from the finding log to the firm, its crew and back into the log; no incident of it', async () => {
  const F1 = { lift: { firmId: 'F1' } };
  const epoch = await findings.claim(0, 'engine');
  await findings.append(0, epoch, [
    aWarning('1', {}, F1),
    aFinding({ code: '04' }),
    aWarning('2', { component: 'lock' }, F1),
  ]);
  await dispatch.idle();
  expect((await call('worklists')).body).toMatchObject({ firms: [{ firmId: 'F1', act: 2, capacitySaid: false }] });
  expect((await call('worklists/F1')).body).toMatchObject({
    items: [{ liftId: 'L-2', neverBudgeted: true, state: 'act' }, { liftId: 'L-1' }],
  });
  expect(((await call('incidents')).body['items'] as unknown[]).length).toBe(1);
  expect(await call('worklist-items/warning-1/accept', { by: 'crew3' })).toMatchObject({ body: { state: 'accepted' } });
  expect(await call('worklist-items/warning-1/confirm', { by: 'crew3' })).toMatchObject({ status: 400 });
  expect(await call('worklist-items/warning-1/confirm', { by: 'crew3', cause: 'sill-debris' })).toMatchObject({
    status: 200,
    body: { state: 'confirmed', closedBy: 'crew3' },
  });
  expect(await call('worklist-items/warning-1/reject', { by: 'crew3' })).toMatchObject({
    status: 409,
    body: { code: 'LIFT_DISPATCH_WORKLIST_STATE' },
  });
  expect((await call('worklists/precision')).body).toMatchObject({
    rows: [{ rule: null, confirmed: 1, precision: 1 }, {}, {}, {}],
  });
  const context = await database.selectFrom('context_outbox').select('document').orderBy('seq').execute();
  expect(context.map((row) => (JSON.parse(row.document) as { decision?: string }).decision)).toEqual([
    'accepted',
    'confirmed',
  ]);
});
test('ranked and given a capacity on demand; every change needs the token; unknown ids are told', async () => {
  expect(await call('worklists/F1/capacity', { perDay: 0, by: 'op7' })).toMatchObject({
    body: { capacityPerDay: 0, capacitySaid: true, act: 1, items: [{ liftId: 'L-2' }] },
  });
  expect(await call('worklists/F1/rank', { by: 'op7' })).toMatchObject({ status: 200 });
  for (const path of ['worklists/F1/rank', 'worklists/F1/capacity', 'worklist-items/warning-2/accept'])
    expect(await call(path, { by: 'x', perDay: 1 }, 'wrong'), path).toMatchObject({ status: 401 });
  expect(await call('worklist-items/nothing')).toMatchObject({ status: 404 });
  expect(await call('worklist-items/warning-2/burn', { by: 'x' })).toMatchObject({ status: 404 });
});

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testWithServer } from '@liftwatch/infra/testing';
import { contextTopic } from '@liftwatch/schemas';
import {
  openReadingLogReader,
  openSqliteEngineStore,
  openSqliteFindingLog,
  partitionOf,
  type ReadingLogWriter,
} from '@liftwatch/stores';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listRules, openApiDocument, startRuleEngine, type RuleEngine } from '../src/index.ts';
import { findingsAnswer, liftDetailAnswer, liftsAnswer, problemAnswer, readyAnswer } from '../src/http/schemas.ts';
import { healthAnswer, warningsAnswer } from '../src/http/wear-schemas.ts';
import {
  appendSecond,
  openWriter,
  runningWithOpenDoor,
  silent,
  START_MS,
  temporaryFolder,
  testConfig,
} from './log-writing.ts';

const LIFTS = 6;
let engine: RuleEngine;
let writer: ReadingLogWriter;
const cleanUps: (() => Promise<void> | void)[] = [];

beforeAll(async () => {
  const { dir, remove } = temporaryFolder();
  writer = await openWriter(dir);
  const reader = await openReadingLogReader({ dir: join(dir, 'log') });
  const findings = await openSqliteFindingLog({ path: join(dir, 'findings.db') });
  const engineStore = await openSqliteEngineStore({ path: join(dir, 'spool.db') });
  engine = await startRuleEngine(testConfig(), {
    reader,
    findings,
    engineStore,
    logger: silent,
    rules: [runningWithOpenDoor],
  });
  cleanUps.push(
    remove,
    () => writer.close(),
    () => reader.close(),
    () => findings.close(),
    () => engineStore.close(),
    () => engine.close(),
  );
  const facts = {
    type: 'lift-facts',
    liftId: 'L-001',
    id: 'c1',
    at: START_MS,
    name: '一号楼 1#',
    districtId: 'D1',
    firmId: 'F1',
  };
  expect(contextTopic('L-001')).toContain('L-001');
  await writer.append(
    new Map([
      [
        partitionOf('L-001', 4),
        [
          {
            type: 'context',
            receivedAtMs: START_MS,
            writerId: 'dispatch',
            payload: Buffer.from(JSON.stringify(facts)),
          },
        ],
      ],
    ]),
  );
  for (let s = 1; s <= 60; s++) await appendSecond(writer, LIFTS, s);
  await engine.idle();
});
afterAll(async () => {
  for (const cleanUp of cleanUps.reverse()) await cleanUp();
});

const get = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${engine.httpPort}${path}`, { ...init, signal: AbortSignal.timeout(5_000) });

test('alive and ready, with the partitions that are held', async () => {
  expect(await (await get('/healthz')).json()).toEqual({ status: 'alive' });
  const answer = await get('/readyz');
  expect(answer.status).toBe(200);
  const ready = readyAnswer.parse(await answer.json());
  expect(ready).toMatchObject({ ready: true, reasons: [] });
  expect(ready.partitions.map((one) => one.partition)).toEqual([0, 1, 2, 3]);
});

test('a lift shows what is known, with standing, registration and open findings', async () => {
  const lift = liftDetailAnswer.parse(await (await get('/api/v1/lifts/L-001')).json());
  expect(lift).toMatchObject({
    liftId: 'L-001',
    registered: true,
    name: '一号楼 1#',
    districtId: 'D1',
    firmId: 'F1',
    link: 'up',
  });
  expect(lift.signals['floor']).toMatchObject({ standing: 'known', value: '1' });
  const unregistered = liftDetailAnswer.parse(await (await get('/api/v1/lifts/L-002')).json());
  expect(unregistered).toMatchObject({ registered: false, name: null });
});

test('health and warnings of a lift that tells nothing of wear are unknown and none', async () => {
  const health = healthAnswer.parse(await (await get('/api/v1/lifts/L-001/health')).json());
  expect(health).toMatchObject({ liftId: 'L-001', index: null, grade: 'unknown', coveragePercent: 0 });
  expect(health.components.every(({ score }) => score === null)).toBe(true);
  const { warnings } = warningsAnswer.parse(await (await get('/api/v1/lifts/L-001/warnings')).json());
  expect(warnings).toEqual([]);
});

test('a lift that fell silent is unknown and its values stale; nothing says 0 faults', async () => {
  for (let s = 61; s <= 400; s++) {
    const tick = { type: 'tick', receivedAtMs: START_MS + s * 1_000 + 999 } as const;
    await writer.append(new Map([0, 1, 2, 3].map((partition) => [partition, [tick]])));
  }
  await engine.idle();
  const lift = liftDetailAnswer.parse(await (await get('/api/v1/lifts/L-004')).json());
  expect(lift).toMatchObject({ condition: 'unknown', link: 'lost' });
  expect(lift.signals['floor']?.standing).toBe('stale');
  if (lift.findings.length === 0) expect(lift.openFindings).toBeNull();
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toContain(`liftwatch_engine_lifts{condition="unknown"} ${LIFTS}`);
  expect(metrics).toContain('liftwatch_engine_lifts{condition="normal"} 0');
});

test('lifts and findings come in pages that join without gap or overlap', async () => {
  const ids: string[] = [];
  for (let after: string | null = ''; after !== null;) {
    const page = liftsAnswer.parse(await (await get(`/api/v1/lifts?limit=4&after=${after}`)).json());
    expect(page.lifts.length).toBeLessThanOrEqual(4);
    ids.push(...page.lifts.map((lift) => lift.liftId));
    after = page.next;
  }
  expect(ids).toEqual(Array.from({ length: LIFTS }, (_, i) => `L-00${i}`));
  const whole = findingsAnswer.parse(await (await get('/api/v1/findings?limit=1000')).json());
  expect(whole.findings.length).toBeGreaterThan(LIFTS);
  const paged: number[] = [];
  for (let after = 0, more = true; more;) {
    const page = findingsAnswer.parse(await (await get(`/api/v1/findings?limit=2&after=${after}`)).json());
    paged.push(...page.findings.map((line) => line.position));
    ({ next: after, more } = page);
  }
  expect(paged).toEqual(whole.findings.map((line) => line.position));
  const ofOne = findingsAnswer.parse(await (await get('/api/v1/findings?liftId=L-003')).json());
  expect(new Set(ofOne.findings.map((line) => line.finding.liftId))).toEqual(new Set(['L-003']));
});

test.each([
  ['/api/v1/lifts/NO-SUCH', 404, 'LIFT_ENGINE_LIFT_UNKNOWN'],
  ['/api/v1/lifts/NO-SUCH/health', 404, 'LIFT_ENGINE_LIFT_UNKNOWN'],
  ['/api/v1/lifts/NO-SUCH/warnings', 404, 'LIFT_ENGINE_LIFT_UNKNOWN'],
  ['/api/v1/lifts/%20', 400, 'LIFT_ENGINE_REQUEST_INVALID'],
  ['/api/v1/findings?limit=0', 400, 'LIFT_ENGINE_REQUEST_INVALID'],
  ['/api/v1/findings?nonsense=1', 400, 'LIFT_ENGINE_REQUEST_INVALID'],
  ['/nowhere', 404, 'LIFT_ENGINE_ROUTE_UNKNOWN'],
  ['/api/v1/lifts/%zz', 400, 'LIFT_ENGINE_REQUEST_INVALID'],
  [`/api/v1/lifts/${'a'.repeat(300)}`, 414, 'LIFT_ENGINE_REQUEST_INVALID'],
])('%s answers %i as a problem', async (path, status, code) => {
  const answer = await get(path);
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(problemAnswer.parse(await answer.json())).toMatchObject({ status, code });
});

test.each(['POST', 'OPTIONS', 'DELETE'])('%s where one may only look is told what is allowed', async (method) => {
  for (const path of ['/api/v1/lifts/L-001?x=1', '/healthz']) {
    const answer = await get(path, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    expect(problemAnswer.parse(await answer.json())).toMatchObject({ status: 405, code: 'LIFT_ENGINE_METHOD_UNKNOWN' });
  }
});

test.each([
  ['/api/v1/lifts', 'application/xml', 406],
  ['/api/v1/lifts', 'application/json;q=0, */*;q=0', 406],
  ['/metrics', 'application/json', 406],
  ['/healthz', 'image/*', 406],
  ['/api/v1/lifts', 'application/*', 200],
  ['/api/v1/lifts', 'text/html, */*;q=0.1', 200],
  ['/metrics', 'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.3', 200],
  ['/api/v1/lifts/NO-SUCH', 'application/xml', 404],
] as const)('%s for who reads %s: %i', async (path, accept, status) => {
  const answer = await get(path, { headers: { accept } });
  expect(answer.status).toBe(status);
  const text = await answer.text();
  if (status !== 406) return;
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(problemAnswer.parse(JSON.parse(text))).toMatchObject({ status, code: 'LIFT_ENGINE_NOT_ACCEPTABLE' });
});

test('a refusal is in Chinese for who asks for it, with the particulars behind it', async () => {
  const answer = await get('/api/v1/lifts/NO-SUCH', { headers: { 'accept-language': 'zh-CN,en;q=0.5' } });
  expect(answer.headers.get('content-language')).toBe('zh');
  const { title, detail } = problemAnswer.parse(await answer.json());
  expect(title).toBe('未收到该电梯的任何数据或登记信息');
  expect(detail).toMatch(/^请检查电梯编号（.*NO-SUCH.*）$/);
  expect((await get('/api/v1/lifts/NO-SUCH')).headers.get('content-language')).toBe('en');
});

test('rules are listed from the registry, over HTTP as for the command line', async () => {
  expect(await (await get('/api/v1/rules')).json()).toEqual({ rules: JSON.parse(JSON.stringify(listRules())) });
});

test('the committed openapi.json is what the routes say (write it anew with tools/write-openapi.ts)', async () => {
  const committed: unknown = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8'));
  expect(JSON.parse(JSON.stringify(openApiDocument()))).toEqual(committed);
  expect(await (await get('/openapi.json')).json()).toEqual(committed);
});

testWithServer('promtool', '/metrics is clean under promtool', async () => {
  const metrics = await (await get('/metrics')).text();
  expect(metrics).toContain('liftwatch_engine_readings_total');
  const checked = spawnSync('promtool', ['check', 'metrics'], { input: metrics, encoding: 'utf8' });
  expect(`${checked.stdout}${checked.stderr}`).toBe('');
  expect(checked.status).toBe(0);
});

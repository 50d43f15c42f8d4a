import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, waitUntil } from '@liftwatch/infra';
import { openSqliteFindingLog, openSqliteSeries } from '@liftwatch/stores';
import { afterEach, expect, test, vi } from 'vitest';
import { loadConfig, startDispatchInThread, type DispatchThreadDeps } from '../src/index.ts';
import { aFinding } from './support/a-finding.ts';

vi.setConfig({ testTimeout: 90_000 });

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Lifts that a firm's messages raised the alarm for. */
const alarmsIn = (messages: readonly { readonly payload: unknown }[]): readonly string[] =>
  messages
    .map(({ payload }) => payload as { data: { liftId: string; notice: string } })
    .filter(({ data }) => data.notice === 'alarm')
    .map(({ data }) => data.liftId);

const setUp = async () => {
  const dir = mkdtempSync(join(tmpdir(), 'dispatch-thread-'));
  cleanUps.push(() => rmSync(dir, { recursive: true }));
  const sandbox = await startSandbox();
  cleanUps.push(() => sandbox.close());
  const findingsPath = join(dir, 'findings.db');
  const secret = join(dir, 'webhook');
  writeFileSync(secret, sandbox.firmSecret);
  const start = (more: Readonly<Record<string, string>> = {}, deps: Partial<DispatchThreadDeps> = {}) =>
    startDispatchInThread(
      loadConfig({
        LIFTWATCH_DISPATCH_HTTP_PORT: '0',
        LIFTWATCH_DISPATCH_DATABASE: join(dir, 'app.db'),
        LIFTWATCH_FINDINGS_DATABASE: findingsPath,
        LIFTWATCH_DISPATCH_ANONYMOUS_READ: 'on',
        LIFTWATCH_DISPATCH_FIRM_WEBHOOK_URL: sandbox.firm.webhookUrl,
        LIFTWATCH_DISPATCH_WEBHOOK_SECRET_FILE: secret,
        ...more,
      }),
      {
        log: { dest: join(dir, 'dispatch.log'), level: 'info' },
        onDied: (error) => {
          throw error;
        },
        ...deps,
      },
    );
  return { dir, sandbox, findingsPath, start };
};

test('tells of what is found in another thread, over a restart, and of nothing twice', async () => {
  const { sandbox, findingsPath, start } = await setUp();
  const findings = await openSqliteFindingLog({ path: findingsPath });
  const epoch = await findings.claim(0, 'engine');
  cleanUps.push(() => findings.close());
  const told = (): readonly string[] => alarmsIn(sandbox.firm.received());
  for (const liftId of ['L1', 'L2']) {
    const dispatch = await start();
    await findings.append(0, epoch, [aFinding({ liftId })]);
    await waitUntil(`a message about ${liftId}`, () => told().includes(liftId));
    await dispatch.idle();
    const answer = await fetch(`http://127.0.0.1:${dispatch.httpPort}/api/v1/incidents?liftId=${liftId}`);
    expect(((await answer.json()) as { items: unknown[] }).items).toHaveLength(1);
    await dispatch.close();
  }
  expect(told()).toEqual(['L1', 'L2']);
});

test('writes its points into a series that only the starting thread may write', async () => {
  const { start } = await setUp();
  const series = await openSqliteSeries({ path: ':memory:', retentionMs: () => undefined });
  cleanUps.push(() => series.close());
  const dispatch = await start({}, { series });
  const range = { fromMs: 0, toMs: Date.now() + 3_600_000, limit: 10 };
  await waitUntil('its first minute', async () => {
    const rows = await series.query({ measurement: 'dispatch_1m', tags: {}, fields: [], ...range });
    return rows.length > 0;
  });
  await dispatch.close();
});

test('what is wrong at the start is told as by a dispatch here', async () => {
  const { start, dir } = await setUp();
  await expect(start({ LIFTWATCH_DISPATCH_TOKEN_FILE: join(dir, 'nowhere') })).rejects.toMatchObject({
    name: 'DispatchError',
    code: 'LIFT_DISPATCH_SECRET_UNREADABLE',
  });
  const first = await start();
  await expect(start()).rejects.toMatchObject({ name: 'StoreError', code: 'LIFT_STORE_LOCKED' });
  await first.close();
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, startDispatch, type DispatchTables, type RunningDispatch } from '@liftwatch/dispatch';
import { liveThrough, loadEvaluation, type Received } from '@liftwatch/edge-simulator/months';
import { createPartition, newOutput } from '@liftwatch/rule-engine';
import type { ContextEntry, Finding, PrecisionRow, WorklistItem } from '@liftwatch/schemas';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { take } from '../bench/accuracy/drive.ts';

/**
 * A lift wears, its readings go through the engine's own `step`, the engine's own warnings through the finding log into a
 * running dispatch, the crew's answers back into the engine. Nothing between them is made up.
 */
const FIRM = 'F1';
const TOKEN = 'secret';
const partition = createPartition(0);
const out = newOutput();
const raised: Finding[] = [];
let [liftId, lastMs] = ['', 0];

const drain = (): Finding[] => {
  const warnings = out.findings.splice(0).filter((finding) => finding.warning !== undefined);
  expect(out.failures).toEqual([]);
  out.touched.length = 0;
  return warnings;
};
const asksToAct = (): boolean => raised.some((finding) => finding.warning?.level === 'act');

/** Facts name the firm, as the registry does. */
const withFirm = (one: Received): Received =>
  one.type === 'context' && one.context.type === 'lift-facts'
    ? { ...one, context: { ...one.context, firmId: FIRM } }
    : one;

const wearOut = (): void => {
  liveThrough(
    { life: 'progressive', number: 1, months: 2.5, kind: 'brake-lining-wear' },
    {
      evaluation: loadEvaluation(),
      seed: 41,
      fromMs: Date.UTC(2026, 1, 28, 16),
      tell: () => undefined,
      take: (one) => {
        if (asksToAct()) return;
        take(partition, withFirm(one), out);
        lastMs = one.receivedAtMs;
        raised.push(...drain());
      },
    },
  );
  liftId = raised[0]?.liftId ?? '';
};

const dir = mkdtempSync(join(tmpdir(), 'wear-to-worklist-'));
const database = openSqliteDatabase<DispatchTables>(':memory:');
let dispatch: RunningDispatch | undefined;
let findings: Awaited<ReturnType<typeof openSqliteFindingLog>>;

beforeAll(async () => {
  writeFileSync(join(dir, 'token'), TOKEN);
  findings = await openSqliteFindingLog({ path: ':memory:' });
  const config = loadConfig({
    LIFTWATCH_DISPATCH_HTTP_PORT: '0',
    LIFTWATCH_DISPATCH_TOKEN_FILE: join(dir, 'token'),
  });
  wearOut();
  const deps = { findings, database, logger: pino({ level: 'silent' }), nowMs: () => lastMs };
  dispatch = await startDispatch(config, deps);
  await findings.append(0, await findings.claim(0, 'engine'), raised);
  await dispatch.idle();
}, 60_000);
afterAll(async () => {
  await dispatch?.close();
  await findings.close();
  await database.destroy();
  rmSync(dir, { recursive: true, force: true });
});

const call = async <T>(path: string, body?: object): Promise<T> => {
  const response = await fetch(`http://127.0.0.1:${dispatch?.httpPort}/api/v1/${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(5_000),
  });
  expect(response.status, path).toBe(200);
  return (await response.json()) as T;
};
const workOf = async (): Promise<{ items: WorklistItem[]; closed: WorklistItem[] }> => call(`worklists/${FIRM}`);
const decisions = async (): Promise<ContextEntry[]> =>
  (await database.selectFrom('context_outbox').select('document').orderBy('seq').execute()).map(
    (row) => JSON.parse(row.document) as ContextEntry,
  );

describe('a brake that wears, from its readings to the crew and back', () => {
  let item: WorklistItem;
  test('is on the firm’s list, ranked, and says where to look', async () => {
    const { items } = await workOf();
    item = items.find((one) => one.warning.component === 'brake') as WorklistItem;
    expect(item).toMatchObject({ liftId, firmId: FIRM, state: 'act', neverBudgeted: true });
    expect(item.warning.cause).toMatch(/^brake-/);
    expect(item.harm.points).toBeGreaterThan(0);
    const [driver] = item.warning.drivers;
    expect(driver?.feature).toMatch(/^brake-|slip|levelling/);
    expect(driver?.now).not.toBe(driver?.baseline);
    expect(item.warning.checks.map(({ item: number }) => number)).toContainEqual(expect.stringMatching(/^[A-D]-\d/));
  });
  test('accepted and confirmed with a cause, and the engine knows it', async () => {
    const before = await call<{ rows: PrecisionRow[] }>('worklists/precision');
    expect(before.rows.filter(({ confirmed }) => confirmed > 0)).toEqual([]);
    await call(`worklist-items/${item.itemId}/accept`, { by: 'crew3' });
    await call(`worklist-items/${item.itemId}/confirm`, { by: 'crew3', cause: item.warning.cause });
    const entries = await decisions();
    expect(entries).toMatchObject([
      { type: 'operator-decision', liftId, findingId: item.itemId, decision: 'accepted' },
      { decision: 'confirmed', cause: item.warning.cause },
    ]);
    for (const context of entries) take(partition, { type: 'context', receivedAtMs: (lastMs += 1_000), context }, out);
    const heard = drain().filter((finding) => finding.findingId === item.itemId);
    expect(heard.at(-1)?.confirmation).toBe('confirmed');
  });
  test('precision is kept per rule and firm', async () => {
    const { rows } = await call<{ rows: PrecisionRow[] }>('worklists/precision');
    expect(rows).toContainEqual(
      expect.objectContaining({ rule: item.rule.name, firmId: FIRM, confirmed: 1, rejected: 0, precision: 1 }),
    );
  });
});

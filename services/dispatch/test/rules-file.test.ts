import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase, openSqliteDatabase } from '@liftwatch/stores';
import { afterAll, expect, test, vi } from 'vitest';
import { dispatchMigrations } from '../src/database/migrations.ts';
import type { DispatchTables } from '../src/database/tables.ts';
import { openRuleSets } from '../src/rule-sets/rule-sets.ts';
import { followRulesFile } from '../src/rule-sets/watch-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'rules-file-'));
const path = join(dir, 'rules.yaml');
const database = openSqliteDatabase<DispatchTables>(':memory:');
afterAll(async () => {
  await database.destroy();
  rmSync(dir, { recursive: true, force: true });
});

let written = 0;
const write = (text: string): void => {
  writeFileSync(path, text);
  // A clock of the file system that is too coarse must not hide a change.
  const at = 1_700_000_000 + ++written * 10;
  utimesSync(path, at, at);
};
const set = (version: string, motorC: number): string =>
  `version: ${version}\nauthor: op7\nreason: r\noverrides: [{rule: over-temperature, scope: {lift: L1}, args: {motorC: ${motorC}}}]\n`;

test('a new version in the file becomes active; a wrong one is told and changes nothing; a rollback outlives a restart', async () => {
  await migrateDatabase(database, dispatchMigrations);
  const ruleSets = openRuleSets({ database, nowMs: Date.now, onTold: () => undefined });
  const active = async (): Promise<string> => (await ruleSets.list()).active;
  const taken: string[] = [];
  const refused: unknown[] = [];
  const follow = () =>
    followRulesFile({
      path,
      ruleSets,
      onTaken: (version, lifts) => taken.push(`${version} ${lifts}`),
      onRefused: (error) => refused.push(error),
    });
  write(set('v1', 110));
  const first = follow();
  await first.idle();
  expect(await active()).toBe('v1');
  write(set('v2', 900));
  await vi.waitFor(() => expect(refused).toHaveLength(1), { timeout: 15_000 });
  expect(refused[0]).toMatchObject({ code: 'LIFT_DISPATCH_RULES_INVALID' });
  expect(await active()).toBe('v1');
  write(set('v2', 120));
  await vi.waitFor(() => expect(taken).toEqual(['v1 1', 'v2 1']), { timeout: 15_000 });
  expect((await ruleSets.audit()).at(-1)).toMatchObject({ what: 'activated', version: 'v2', by: 'op7' });
  await ruleSets.rollBack({ by: 'op7', reason: 'no' });
  await first.close();
  const second = follow();
  await second.idle();
  expect(await active()).toBe('v1');
  await second.close();
}, 40_000);

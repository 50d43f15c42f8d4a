import { DatabaseSync } from 'node:sqlite';
import { waitUntil } from '@liftwatch/infra';
import { openSqliteDatabase, openSqliteFindingLog } from '@liftwatch/stores';
import { pino } from 'pino';
import { afterEach, expect, test, vi } from 'vitest';
import { loadConfig, type DispatchTables } from '../src/index.ts';
import { rehearse, startRehearsed } from '../src/rehearse.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

/** What keeps a process alive: listeners, connections, timers. */
const running = (): readonly string[] =>
  process.getActiveResourcesInfo().filter((name) => /^(TCP|Timeout|Immediate)/.test(name));

test('a rehearsal goes the whole way: firm, platform and manager are told, and it ends', async () => {
  expect(await rehearse()).toBe(3);
  expect(await rehearse()).toBe(3);
});

test('a rehearsal leaves nothing behind: no listener, no connection, no timer, no open store', async () => {
  await rehearse();
  const closed = vi.spyOn(DatabaseSync.prototype, 'close');
  const before = running().length;
  await rehearse();
  expect(closed).toHaveBeenCalledTimes(2);
  await waitUntil('everything of it to have ended', () => running().length <= before);
});

test('a rehearsal that fails is told of, and dispatch starts all the same', async () => {
  const findings = await openSqliteFindingLog({ path: ':memory:' });
  const database = openSqliteDatabase<DispatchTables>(':memory:');
  const lines: string[] = [];
  const logger = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
  const config = loadConfig({ LIFTWATCH_DISPATCH_HTTP_PORT: '0', LIFTWATCH_SERIES_STORE: 'none' });
  const failed = Promise.reject(new RangeError('no port'));
  const dispatch = await startRehearsed(config, { findings, database, logger }, failed);
  expect((await fetch(`http://127.0.0.1:${dispatch.httpPort}/healthz`)).status).toBe(200);
  expect(lines.join('')).toContain('rehearsal failed, dispatch starts without one');
  await dispatch.close();
  await findings.close();
  await database.destroy();
});

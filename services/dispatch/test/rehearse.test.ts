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

const listeners = (): readonly string[] => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap');

test('a rehearsal goes the whole way: firm, platform and manager are told, and it ends', async () => {
  expect(await rehearse()).toBe(3);
  expect(await rehearse()).toBe(3);
});

test('a rehearsal leaves nothing behind: no listener of dispatch or receiver, no open store', async () => {
  const closed = vi.spyOn(DatabaseSync.prototype, 'close');
  await rehearse();
  expect(closed).toHaveBeenCalledTimes(2);
  // A handle that was closed is let go of in the next turn.
  await waitUntil('its listeners to be gone', () => listeners().length === 0);
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

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  checkpointedBy,
  openEngineCheckpoints,
  openSqliteEngineStore,
  openSqliteFindingLog,
  openThreadedEngineStore,
  openThreadedFindingLog,
} from '../src/index.ts';
import { engineStoreContract } from './contract/engine-store.ts';
import { aFinding } from './contract/a-finding.ts';
import { findingLogContract } from './contract/finding-log.ts';
import { withFolder } from './folder.ts';

describe.each([
  ['here', openSqliteFindingLog],
  ['on a thread', openThreadedFindingLog],
])('embedded finding log keeps the contract: %s', (_where, openLog) => {
  findingLogContract(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'liftwatch-findings-'));
    const path = join(dir, 'findings.db');
    const log = await openLog({ path });
    const dispose = async () => {
      await log.close();
      await rm(dir, { recursive: true });
    };
    return { log, reader: () => openSqliteFindingLog({ path, pollMs: 5 }), dispose };
  });
});

describe.each([
  ['here', openSqliteEngineStore],
  ['on a thread', openThreadedEngineStore],
])('embedded engine store keeps the contract: %s', (_where, openStore) => {
  engineStoreContract(async () => {
    const dir = await mkdtemp(join(tmpdir(), 'liftwatch-engine-'));
    const open = () => openStore({ path: join(dir, 'spool.db'), spoolMaxPoints: 100 });
    let store = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        store = await open();
        return store;
      },
      dispose: async () => {
        await store.close();
        await rm(dir, { recursive: true });
      },
    };
  });
});

test('both run in memory, without a file', async () => {
  const log = await openSqliteFindingLog({ path: ':memory:' });
  await log.append(0, await log.claim(0, 'replay'), [aFinding('finding-a')]);
  expect(await log.head()).toBe(1);
  const store = await openSqliteEngineStore({ path: ':memory:' });
  expect(await store.resume(0)).toBeUndefined();
  await store.close();
  await log.close();
});

test(
  'a second writing object is refused; a checkpoint can be read beside the engine',
  withFolder(async (dir) => {
    const path = join(dir, 'spool.db');
    expect(checkpointedBy(path)(2)).toBe(0);
    const store = await openSqliteEngineStore({ path });
    await expect(openSqliteEngineStore({ path })).rejects.toMatchObject({ code: 'LIFT_STORE_LOCKED' });
    const checkpoints = openEngineCheckpoints(path);
    expect(checkpoints.resumePosition(2)).toBe(0);
    await store.commit({
      partition: 2,
      epoch: 1,
      position: 9,
      resumePosition: 6,
      partitionState: '{}',
      snapshots: [],
      points: {},
    });
    expect([checkpoints.resumePosition(2), checkpointedBy(path)(2)]).toEqual([6, 6]);
    checkpoints.close();
    await store.close();
    const logPath = join(dir, 'findings.db');
    const [one, two] = [await openSqliteFindingLog({ path: logPath }), await openSqliteFindingLog({ path: logPath })];
    await one.claim(0, 'a');
    await expect(two.claim(0, 'b')).rejects.toMatchObject({ code: 'LIFT_STORE_LOCKED' });
    await one.close();
    await two.close();
  }),
);

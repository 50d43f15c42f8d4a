import { expect, test } from 'vitest';
import type { EngineCommit, EngineStore } from '../../src/index.ts';

const aCommit = (position: number, more: Partial<EngineCommit> = {}): EngineCommit => ({
  partition: 0,
  epoch: 1,
  position,
  resumePosition: Math.max(0, position - 5),
  partitionState: `{"at":${position}}`,
  snapshots: [],
  points: {},
  ...more,
});

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const points = (name: string, count: number) => ({
  count,
  lines: Array.from({ length: count }, (_, i) => `${name} v=${i} ${i}`).join('\n'),
});

/** What every engine store keeps. The store under test bounds its spool at 100 points. */
export const engineStoreContract = (
  create: () => Promise<{ store: EngineStore; reopen(): Promise<EngineStore>; dispose(): Promise<void> }>,
): void => {
  const withStore = (work: (store: EngineStore, reopen: () => Promise<EngineStore>) => Promise<void>) => async () => {
    const { store, reopen, dispose } = await create();
    try {
      await work(store, reopen);
    } finally {
      await dispose();
    }
  };

  test(
    'a restart finds the last commit, and of each lift its newest snapshot',
    withStore(async (store, reopen) => {
      expect(await store.resume(0)).toBeUndefined();
      await store.commit(
        aCommit(10, {
          snapshots: [
            { liftId: 'L-1', position: 9, state: '1' },
            { liftId: 'L-2', position: 8, state: '2' },
          ],
        }),
      );
      await store.commit(aCommit(20, { snapshots: [{ liftId: 'L-1', position: 19, state: '3' }] }));
      await store.commit(aCommit(7, { partition: 1, snapshots: [{ liftId: 'L-9', position: 7, state: '9' }] }));
      const again = await reopen();
      expect(await again.resume(0)).toEqual({
        position: 20,
        resumePosition: 15,
        partitionState: '{"at":20}',
        snapshots: [
          { liftId: 'L-1', position: 19, state: '3' },
          { liftId: 'L-2', position: 8, state: '2' },
        ],
      });
    }),
  );

  test(
    'a commit made twice spools its points once; an older one changes nothing',
    withStore(async (store) => {
      await store.commit(aCommit(10, { points: { telemetry: points('a', 3) } }));
      await store.commit(aCommit(10, { points: { telemetry: points('a', 3) } }));
      await store.commit(aCommit(4, { points: { telemetry: points('a', 2) } }));
      expect(store.spooled.points).toBe(3);
      expect((await store.resume(0))?.position).toBe(10);
    }),
  );

  test(
    'an older epoch is refused',
    withStore(async (store) => {
      await store.commit(aCommit(10, { epoch: 2 }));
      await expect(store.commit(aCommit(11))).rejects.toMatchObject({ code: 'LIFT_STORE_EPOCH_OLD' });
      expect((await store.resume(0))?.position).toBe(10);
    }),
  );

  test(
    'the spool gives faults first, then telemetry, oldest first, and survives a restart',
    withStore(async (store, reopen) => {
      await store.commit(aCommit(1, { points: { telemetry: points('t1', 4) } }));
      await store.commit(aCommit(2, { points: { telemetry: points('t2', 4), fault: points('f2', 1) } }));
      const again = await reopen();
      const batches = await again.peekSpool(6);
      expect(batches.map(({ pointClass, lines, count }) => [pointClass, textOf(lines).slice(0, 2), count])).toEqual([
        ['fault', 'f2', 1],
        ['telemetry', 't1', 4],
      ]);
      expect(await again.peekSpool(0)).toHaveLength(1);
      await again.dropSpool(batches.map((batch) => batch.id));
      expect((await again.peekSpool(100)).map((batch) => textOf(batch.lines).slice(0, 2))).toEqual(['t2']);
      expect(again.spooled.points).toBe(4);
    }),
  );

  test(
    'a full spool loses its oldest telemetry, counted, and never a fault',
    withStore(async (store, reopen) => {
      for (let i = 1; i <= 20; i++)
        await store.commit(aCommit(i, { points: { telemetry: points(`t${i}`, 10), fault: points(`f${i}`, 2) } }));
      const batches = await store.peekSpool(1_000);
      expect(batches.filter((batch) => batch.pointClass === 'fault')).toHaveLength(20);
      expect(
        batches.filter((batch) => batch.pointClass === 'telemetry').map((batch) => textOf(batch.lines).split(' ')[0]),
      ).toEqual(['t15', 't16', 't17', 't18', 't19', 't20']);
      expect(store.spooled).toMatchObject({ points: 100, droppedTelemetryPoints: 140 });
      for (let i = 21; i <= 60; i++) await store.commit(aCommit(i, { points: { fault: points(`f${i}`, 5) } }));
      expect(store.spooled.points).toBe(240);
      expect((await reopen()).spooled).toMatchObject({ points: 240, droppedTelemetryPoints: 200 });
    }),
  );
};

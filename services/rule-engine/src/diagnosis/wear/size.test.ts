import type { Reading } from '@liftwatch/schemas';
import { expect, test } from 'vitest';
import { normal, seeded } from '../../../bench/detectors/series.ts';
import { saveWear } from '../../warning/index.ts';
import { judges } from '../judges.ts';
import { createPartition, newOutput, step } from '../kernel/partition.ts';
import { SavedNames } from '../kernel/saved-names.ts';
import { snapshotLift } from '../kernel/snapshot.ts';
import { wearOf } from './memory.ts';

const DAY_MS = 86_400_000;
const START_MS = 1_767_225_600_000;

const bytes = (text: string): number => new TextEncoder().encode(text).length;

/** The most that was ever saved of the lift, bytes: of its wear, and in all. */
interface Most {
  wear: number;
  lift: number;
}

/** Sixty floors, every value of every reading, all of them worse from day 30 on. */
const everything = (days: number): Most => {
  const random = seeded(5);
  const partition = createPartition(0);
  const out = newOutput();
  let seq = 0;
  const most: Most = { wear: 0, lift: 0 };
  const about = (value: number): number => value * (1 + 0.03 * normal(random));
  const give = (atMs: number, reading: object): void => {
    const whole = {
      ...reading,
      body: { ...(reading as Reading).body, at: atMs, boot: 'boot-1', seq: ++seq },
    } as Reading;
    step(
      partition,
      {
        type: 'readings',
        receivedAtMs: atMs,
        terminalId: 'T-000001',
        liftId: 'LIFT-000001',
        sentAtMs: undefined,
        readings: [whole],
      },
      out,
    );
  };
  for (let day = 0; day < days; day++) {
    const worse = day < 30 ? 1 : 1 + 0.02 * (day - 30);
    for (let i = 0; i < 60; i++) {
      const at = START_MS + day * DAY_MS + (6 + i / 4) * 3_600_000;
      const [from, to] = [Math.floor(60 * random()), Math.floor(60 * random())].map((n) => `F${n}`);
      const up = random() < 0.5;
      give(at, {
        kind: 'state',
        body: {
          serviceMode: 'normal',
          passengerPresent: i % 3 > 0,
          machineRoomTemperatureC: 25,
          motorTemperatureC: about(45 * worse),
          controllerTemperatureC: about(31 * worse),
          floor: from,
          carStatus: 'stopped',
          driveStatus: 'brake-lifted',
        },
      });
      give(at + 300 * worse, { kind: 'state', body: { carStatus: 'running' } });
      give(at + 20_000, { kind: 'state', body: { carStatus: 'stopped', floor: to } });
      give(at + 20_200 * worse, { kind: 'state', body: { driveStatus: 'brake-set', positionM: 30 } });
      const trip = {
        fromFloor: from,
        toFloor: to,
        direction: up ? 'up' : 'down',
        distanceM: 30,
        durationMs: Math.round(about(20_000 * worse)),
        loadPercent: Math.floor(90 * random()),
        levellingErrorMm: about(3) + 10 * (worse - 1),
        maxSpeedMps: 1 + random(),
        vibrationA95XMps2: about(0.05 * worse),
        vibrationA95YMps2: about(0.05 * worse),
        vibrationA95ZMps2: about(0.07 * worse),
        vibrationPkPkXMps2: about(0.1 * worse),
        vibrationPkPkYMps2: about(0.1 * worse),
        vibrationPkPkZMps2: about(0.12 * worse),
        motorCurrentA: about(12 * worse),
        brakeReleaseDelayMs: about(140 * worse),
        brakeApplyDelayMs: about(95 * worse),
        slipPercent: about(0.05) + worse - 1,
        relevels: worse > 1.3 ? 1 : 0,
      };
      give(at + 21_000, { kind: 'trip', body: trip });
      give(at + 30_000, {
        kind: 'door',
        body: {
          floor: to,
          openTimeMs: Math.round(about(2_200 * worse)),
          closeTimeMs: Math.round(about(2_800 * worse)),
          fullyOpened: true,
          reopens: worse > 1.3 && i % 3 === 0 ? 1 : 0,
          lightCurtainBlocks: 0,
          lockBounces: worse > 1.2 && i % 4 === 0 ? 1 : 0,
          motorCurrentPeakA: about(1.8 * worse),
          motorEnergyJ: about(95 * worse),
        },
      });
      // It sinks while people get in and out, and is levelled again.
      const sunkM = Math.abs(about(0.0005)) + 0.01 * (worse - 1);
      give(at + 45_000, { kind: 'state', body: { driveStatus: 'brake-lifted', positionM: 30 - sunkM } });
      give(at + 46_000, { kind: 'state', body: { driveStatus: 'brake-set' } });
    }
    const lift = partition.lifts.get('LIFT-000001');
    if (!lift) throw new RangeError('no lift');
    const memory = wearOf(lift);
    const wear = memory ? JSON.stringify(saveWear(memory, new SavedNames().place)) : '';
    most.wear = Math.max(most.wear, bytes(wear));
    most.lift = Math.max(most.lift, bytes(snapshotLift(lift, judges)));
  }
  expect(out.failures).toEqual([]);
  expect(new Set(out.findings.filter((f) => f.warning).map((f) => f.code)).size).toBeGreaterThan(5);
  return most;
};

test('a lift of sixty floors that tells everything, with all of it wearing at once: its state stays below 16 kB', () => {
  const most = everything(75);
  expect(most.wear).toBeLessThan(12_000);
  expect(most.lift).toBeLessThanOrEqual(16_384);
});

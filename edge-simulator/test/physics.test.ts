import { describe, expect, it } from 'vitest';
import { createFleet, createRecorder, defineScenario, planGroup, STEP_MS } from '../src/index.ts';
import { createPhysicsWatch } from './watch-physics.ts';

const busy = (startAtMs: number, seed: number) => {
  const plans = defineScenario({
    name: 'busy',
    title: { zh: '', en: '' },
    about: '',
    durationS: 1,
    fleet: [
      { prefix: 'a', count: 3, floors: 14, basements: 2, intensity: 3 },
      { prefix: 'b', count: 1, floors: 40, ratedSpeedMps: 6, traffic: 'office', intensity: 2 },
      { prefix: 'c', count: 1, floors: 3, ratedSpeedMps: 0.5, intensity: 3 },
    ],
  }).fleet.flatMap(planGroup);
  return createFleet({ plans, seed, startAtMs, startHour: 8, publisher: createRecorder({ seed, startAtMs }) });
};

const runFor = (seed: number, minutes: number, meddle?: (fleet: ReturnType<typeof busy>) => void) => {
  const fleet = busy(1_772_409_600_000, seed);
  const watch = createPhysicsWatch(STEP_MS);
  meddle?.(fleet);
  for (let i = 0; i < (minutes * 60_000) / STEP_MS; i++) {
    fleet.step(STEP_MS);
    for (const lift of fleet.lifts.values()) watch.see(lift);
  }
  return { fleet, broken: [...watch.broken].sort() };
};

describe('a sound lift', () => {
  it.each([1, 2, 3])('keeps the limits of motion, its shaft and its door (seed %i)', (seed) => {
    const { fleet, broken } = runFor(seed, 30);
    expect(broken).toEqual([]);
    for (const { lift } of fleet.lifts.values()) expect(lift.totals.runs).toBeGreaterThan(5);
  });

  it('carries people', () => {
    const { fleet } = runFor(4, 20);
    const carried = [...fleet.lifts.values()].map((l) => l.lift.totals.passengers);
    expect(Math.min(...carried)).toBeGreaterThan(3);
  });
});

describe('an injected fault breaks what a sound lift keeps', () => {
  it.each([
    ['05', 'open-run'],
    ['X03', 'shaft'],
    ['X04', 'shaft'],
    ['X05', 'speed'],
    ['X06', 'open-run'],
    ['X07', 'door-zone'],
    ['04', 'acceleration'],
  ])('%s breaks %s', (code, what) => {
    const { broken } = runFor(5, 15, (fleet) => {
      for (const [id, lift] of fleet.lifts) lift.faults.inject({ id, code, forMs: 60_000 });
    });
    expect(broken).toContain(what);
  });

  it('goes on after every fault has passed', () => {
    const codes = [
      '01',
      '02',
      '03',
      '04',
      '05',
      '06',
      '07',
      '08',
      '41',
      'X03',
      'X04',
      'X05',
      'X06',
      'X07',
      'X09',
      'X10',
      '43',
    ];
    for (const code of codes) {
      const { fleet } = runFor(6, 12, (f) => f.lift('a-01').faults.inject({ id: code, code, forMs: 60_000 }));
      const { lift } = fleet.lift('a-01');
      const runs = lift.totals.runs;
      for (let i = 0; i < 6_000; i++) fleet.step(STEP_MS);
      expect(lift.totals.runs, code).toBeGreaterThan(runs);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { loadScenario, recordScenario, type Truth } from '../src/index.ts';

const truthOf = (name: string): readonly Truth[] => recordScenario(loadScenario(name), { seed: 1 }).truth;
const of = <K extends Truth['truth']>(truth: readonly Truth[], kind: K) =>
  truth.filter((t): t is Extract<Truth, { truth: K }> => t.truth === kind);

describe('the ground truth agrees with the physics', () => {
  it.each([
    ['entrapment-between-floors', 'between-floors', ['lift-01']],
    ['entrapment-at-floor', 'at-floor', ['lift-01']],
    ['door-forced-open-between-floors', 'between-floors', ['lift-01']],
    ['power-cut-of-a-building', 'between-floors', ['dark-01', 'dark-02']],
    ['network-outage', 'between-floors', ['lost-02']],
    ['clocks-wrong', 'between-floors', ['day-01', 'fast-01', 'slow-01']],
  ])('%s: people are held %s in exactly the lifts meant, and freed', (name, where, lifts) => {
    const truth = truthOf(name);
    const held = of(truth, 'entrapped');
    expect(held.map((t) => t.liftId).sort()).toEqual(lifts);
    expect(new Set(held.map((t) => t.where))).toEqual(new Set([where]));
    expect(
      of(truth, 'freed')
        .map((t) => t.liftId)
        .sort(),
    ).toEqual(lifts);
    const promised = of(truth, 'injected').filter((t) => t.expected.some((e) => e.code === 'X01' || e.code === 'X02'));
    expect(promised.map((t) => t.liftId).sort()).toEqual(lifts);
  });

  it.each(['rush-hour', 'inspection-day', 'stuck-sensor'])('%s: nobody is held', (name) => {
    expect(of(truthOf(name), 'entrapped')).toEqual([]);
  });

  it('names the lifts that carry people when they fall silent', () => {
    const cuts = of(truthOf('network-outage'), 'network').filter((t) => !t.reachable);
    expect(cuts).toHaveLength(40);
    expect(cuts.flatMap((t) => t.riding).length).toBeGreaterThan(0);
    expect(cuts.flatMap((t) => t.riding).length).toBeLessThan(20);
  });

  it('holds people only after an injection and frees them only after its end', () => {
    for (const name of ['entrapment-between-floors', 'power-cut-of-a-building']) {
      const truth = truthOf(name);
      for (const held of of(truth, 'entrapped')) {
        const injected = of(truth, 'injected').find((t) => t.liftId === held.liftId);
        const ended = of(truth, 'ended').find((t) => t.liftId === held.liftId);
        const freed = of(truth, 'freed').find((t) => t.liftId === held.liftId);
        expect(injected?.atMs).toBeLessThan(held.atMs);
        expect(freed?.atMs).toBeGreaterThan(ended?.atMs ?? Infinity);
      }
    }
  });
});

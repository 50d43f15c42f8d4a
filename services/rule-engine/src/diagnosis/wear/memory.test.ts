import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { Run } from '../../../bench/wear/run.ts';
import { LiftWear, readWear, saveWear, type SavedWear } from '../../warning/index.ts';
import { SavedNames } from '../kernel/saved-names.ts';
import { wearOf } from './memory.ts';

setFlagsFromString('--allow-natives-syntax');
/** The engine holds the array as bare doubles, without an object per number and without holes. */
const isPlainNumbers = runInThisContext('(a) => %HasDoubleElements(a) && !%HasHoleyElements(a)') as (
  numbers: readonly number[],
) => boolean;

/** Objects that the value leads to and that are not shared by all lifts. */
const objectsOf = (value: unknown, seen = new Set<object>()): Set<object> => {
  if (typeof value !== 'object' || value === null || seen.has(value) || Object.isFrozen(value)) return seen;
  seen.add(value);
  for (const part of Object.values(value)) objectsOf(part, seen);
  return seen;
};

const memoryOf = (run: Run): LiftWear => {
  const memory = wearOf(run.state);
  if (!memory) throw new RangeError('no memory');
  return memory;
};
const again = (memory: LiftWear): LiftWear => {
  const names = new SavedNames();
  return readWear(JSON.parse(JSON.stringify(saveWear(memory, names.place))) as SavedWear, names.all);
};

describe('what early warning holds of a lift', () => {
  const steps: [string, (run: Run) => unknown][] = [
    ['on its first day', (run) => run.days(1)],
    ['while it learns', (run) => run.days(9)],
    ['when it has learnt', (run) => run.days(15)],
    ['after a repair', (run) => run.context({ type: 'job', jobId: 'j', phase: 'closed', workDone: ['door', 'brake'] })],
    ['and when it has learnt anew', (run) => run.days(25)],
  ];
  const run = new Run();
  test.each(steps)('is a few arrays of plain numbers %s', (_, step) => {
    step(run);
    for (const memory of [memoryOf(run), again(memoryOf(run))]) {
      expect(objectsOf(memory).size).toBeLessThanOrEqual(8);
      for (const numbers of [memory.numbers, memory.features, memory.lists?.numbers, memory.watches])
        if (numbers !== undefined) expect(isPlainNumbers(numbers)).toBe(true);
    }
    expect(memoryOf(run).features).toBeDefined();
  });
  test('and a memory that came back makes room where it must', () => {
    expect(memoryOf(run).watches).toBeDefined();
    expect(again(memoryOf(run)).lists?.numbers.length).toBeLessThanOrEqual(
      (memoryOf(run).lists?.numbers.length ?? 0) + 16,
    );
  });
});

test('arrays are plain numbers from the start, before the first fraction', () => {
  const memory = new LiftWear().begun();
  for (const numbers of [memory.numbers, memory.features, memory.lists.numbers, memory.watched()])
    expect(isPlainNumbers(numbers)).toBe(true);
});

test('what two lifts have in common is never written to', () => {
  const [one, other] = [new LiftWear(), new LiftWear()];
  for (const name of ['open', 'ended', 'events', 'stirs'] as const) {
    expect(one[name]).toBe(other[name]);
    expect(Object.isFrozen(one[name])).toBe(true);
  }
  for (const run of [new Run().days(25).days(45, (day) => ({ doorOperator: (day - 25) / 40 }))]) {
    run.context({ type: 'job', jobId: 'j', phase: 'closed', workDone: ['A-1-22'] });
    expect(run.warnings.length).toBeGreaterThan(1);
  }
  expect(new LiftWear().toJSON()).toEqual(one.toJSON());
  expect(one.toJSON()).toMatchObject({ measured: [], counted: [], open: {}, ended: {}, events: {} });
});

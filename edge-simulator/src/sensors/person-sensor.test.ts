import { describe, expect, it } from 'vitest';
import { seededRandom } from '../random/seeded.ts';
import { createPersonSensor, personSensorDefaults, type PersonSensorSpec } from './person-sensor.ts';

const STEP_MS = 100;
const START_MS = 1_772_409_600_000;

/** What the sensor says in each step, with `people` in the car at a time since the start. */
const watch = (
  spec: Partial<PersonSensorSpec>,
  minutes: number,
  people: (sinceMs: number) => number,
  seed = 1,
): (boolean | null)[] => {
  const sensor = createPersonSensor(seededRandom(seed, 'p'), { ...personSensorDefaults, ...spec }, START_MS);
  let before = 0;
  return Array.from({ length: (minutes * 60_000) / STEP_MS }, (_, i) => {
    const sinceMs = i * STEP_MS;
    const now = people(sinceMs);
    const crossings = Math.abs(now - before);
    before = now;
    return sensor.read({ nowMs: START_MS + sinceMs, people: now, crossings });
  });
};
const falls = (said: readonly (boolean | null)[]): number =>
  said.filter((now, i) => i > 0 && said[i - 1] === true && now === false).length;

describe('the person sensor', () => {
  it('says nobody in an empty car', () => {
    expect(new Set(watch({}, 60, () => 0))).toEqual(new Set([false]));
  });

  it('holds after the last person has left, and no longer', () => {
    const said = watch({ holdMs: 15_000, stillMeanMs: 1e9 }, 2, (t) => (t < 30_000 ? 1 : 0));
    expect(said[44_000 / STEP_MS]).toBe(true);
    expect(said[46_000 / STEP_MS]).toBe(false);
  });

  it('loses a person who stands still longer than it holds, and finds them again when they move', () => {
    const said = watch({ holdMs: 8_000, stillMeanMs: 25_000 }, 60, () => 1);
    expect(falls(said)).toBeGreaterThan(10);
    expect(said.filter((s) => s === true).length).toBeGreaterThan(5_000);
  });

  it('sees ghosts in an empty car when it is that kind', () => {
    expect(falls(watch({ ghostsPerHour: 4 }, 240, () => 0))).toBeGreaterThan(5);
  });

  it.each([
    ['stuck-on', true],
    ['stuck-off', false],
    ['dead', null],
  ] as const)('says the same for ever when %s', (mode, value) => {
    const sensor = createPersonSensor(seededRandom(1, 'p'), personSensorDefaults, START_MS);
    sensor.mode = mode;
    expect(sensor.read({ nowMs: START_MS, people: 0, crossings: 0 })).toBe(value);
    expect(sensor.read({ nowMs: START_MS + 1_000, people: 3, crossings: 3 })).toBe(value);
  });
});

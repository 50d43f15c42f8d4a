import { exponential, type Random } from '../physics/random.ts';

/** How a person sensor behaves. It sees movement, not people. */
export interface PersonSensorSpec {
  /** Keeps saying "person" this long after the last movement it saw, ms. */
  readonly holdMs: number;
  /** Mean time between movements of one person who stands still, ms. */
  readonly stillMeanMs: number;
  /** Movements seen in an empty car (heat, curtain of air), per hour. */
  readonly ghostsPerHour: number;
}

export const personSensorDefaults: PersonSensorSpec = { holdMs: 15_000, stillMeanMs: 6_000, ghostsPerHour: 0 };

export type PersonSensorMode = 'working' | 'stuck-on' | 'stuck-off' | 'dead';

export interface PersonSensor {
  mode: PersonSensorMode;
  /** A movement from outside what we model: a ghost on demand. */
  startle(nowMs: number): void;
  /** What the sensor says now; null: it knows nothing. `crossings`: people who stepped through the door in this step. */
  read(input: { nowMs: number; people: number; crossings: number }): boolean | null;
}

/** Sees people who move, holds, loses those who stand still longer than it holds, and sees ghosts. */
export const createPersonSensor = (random: Random, spec: PersonSensorSpec, startAtMs: number): PersonSensor => {
  const meanMs = (people: number): number => {
    const ghosts = spec.ghostsPerHour / 3_600_000;
    const rate = people / spec.stillMeanMs + ghosts;
    return rate === 0 ? Infinity : 1 / rate;
  };
  let seenUntilMs = 0;
  let people = 0;
  let nextMoveMs = startAtMs + (spec.ghostsPerHour > 0 ? exponential(random, meanMs(0)) : Infinity);
  const redraw = (nowMs: number): void => {
    const mean = meanMs(people);
    nextMoveMs = mean === Infinity ? Infinity : nowMs + exponential(random, mean);
  };
  return {
    mode: 'working',
    startle: (nowMs) => {
      seenUntilMs = nowMs + spec.holdMs;
    },
    read(input) {
      if (input.crossings > 0) seenUntilMs = input.nowMs + spec.holdMs;
      if (input.people !== people) {
        people = input.people;
        redraw(input.nowMs);
      }
      if (input.nowMs >= nextMoveMs) {
        seenUntilMs = input.nowMs + spec.holdMs;
        redraw(input.nowMs);
      }
      if (this.mode === 'dead') return null;
      if (this.mode !== 'working') return this.mode === 'stuck-on';
      return input.nowMs < seenUntilMs;
    },
  };
};

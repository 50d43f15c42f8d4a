import type { Random } from '../physics/random.ts';
import { noise } from './draw.ts';
import type { FleetRanges } from './evaluation.ts';
import type { MonthsPlan } from './plan.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 365.25 * DAY_MS;
/** The coldest day: mid-January. */
const COLDEST_MS = 15 * DAY_MS;
const LOCAL_MS = 8 * 3_600_000;

export interface Climate {
  /** Outside, machine room and shaft at a time, °C. Changes within the day follow the sun; days wander. */
  outsideC(atMs: number): number;
  roomC(atMs: number): number;
  shaftC(atMs: number): number;
  /** A new day: the weather moves on. */
  nextDay(): void;
}

/** Seasons, days and weather at one building. */
export const createClimate = (random: Random, r: FleetRanges['climate'], plan: MonthsPlan): Climate => {
  let weatherC = noise(random, r.weatherC);
  const outsideC = (atMs: number): number => {
    const year = (atMs % YEAR_MS) - COLDEST_MS;
    const day = ((atMs + LOCAL_MS) % DAY_MS) / DAY_MS;
    return (
      r.meanC -
      r.seasonC * Math.cos((2 * Math.PI * year) / YEAR_MS) -
      r.dayC * Math.cos(2 * Math.PI * (day - 0.1)) +
      weatherC
    );
  };
  return {
    outsideC,
    roomC: (atMs) => r.meanC + plan.climate.roomOffsetC + plan.climate.roomShare * (outsideC(atMs) - r.meanC),
    shaftC: (atMs) => 19 + plan.climate.shaftShare * (outsideC(atMs) - r.meanC),
    nextDay: () => {
      weatherC = 0.75 * weatherC + noise(random, r.weatherC * 0.66);
    },
  };
};

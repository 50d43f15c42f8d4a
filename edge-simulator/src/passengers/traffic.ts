import { between, exponential, wholeBetween, type Random } from '../physics/random.ts';
import type { Person } from '../physics/lift.ts';

/** How many people want the lift, by hour of the building's day, per hour and lift; and where they come from. */
export interface TrafficProfile {
  readonly perHour: readonly number[];
  /** Share of people who start at the entrance, by hour. The others go there, but for one in ten. */
  readonly incomingShare: readonly number[];
}

const residentialPerHour = [4, 2, 1, 1, 2, 8, 30, 70, 60, 30, 24, 30, 36, 30, 24, 26, 34, 56, 72, 60, 40, 28, 16, 8];
const residentialIncoming = [
  0.7, 0.7, 0.6, 0.5, 0.3, 0.2, 0.15, 0.15, 0.2, 0.35, 0.45, 0.5, 0.55, 0.5, 0.5, 0.5, 0.6, 0.75, 0.8, 0.7, 0.65, 0.65,
  0.7, 0.7,
];
const officePerHour = [0, 0, 0, 0, 0, 2, 12, 60, 150, 80, 50, 90, 120, 70, 50, 50, 60, 110, 120, 50, 20, 8, 3, 1];
const officeIncoming = [
  0.5, 0.5, 0.5, 0.5, 0.5, 0.8, 0.9, 0.92, 0.9, 0.75, 0.5, 0.35, 0.4, 0.65, 0.5, 0.5, 0.35, 0.15, 0.1, 0.15, 0.2, 0.2,
  0.2, 0.3,
];

export const trafficProfiles = {
  residential: { perHour: residentialPerHour, incomingShare: residentialIncoming },
  office: { perHour: officePerHour, incomingShare: officeIncoming },
  none: { perHour: [], incomingShare: [] },
} satisfies Record<string, TrafficProfile>;
export type TrafficName = keyof typeof trafficProfiles;

export interface Traffic {
  /** People who begin to wait between the last call and `nowMs`. */
  arrivals(nowMs: number): readonly Person[];
}

const NOBODY: readonly Person[] = [];
const HOUR_MS = 3_600_000;

/** Where one person starts and goes. */
export const journey = (random: Random, floors: number, entrance: number, incomingShare: number): [number, number] => {
  const other = (not: number): number => {
    const floor = wholeBetween(random, 0, floors - 2);
    return floor >= not ? floor + 1 : floor;
  };
  const chance = random.next();
  if (chance < incomingShare) return [entrance, other(entrance)];
  const from = other(entrance);
  return chance > 0.9 + incomingShare * 0.1 ? [from, other(from)] : [from, entrance];
};

/** A Poisson stream of people whose rate follows the hour of the day at `utcOffsetHours`, times `intensity`. */
export const createTraffic = (
  random: Random,
  profile: TrafficProfile,
  building: { floors: number; entrance: number; intensity: number; utcOffsetHours: number; startAtMs: number },
): Traffic => {
  const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS + building.utcOffsetHours) % 24;
  const peakPerHour = Math.max(0, ...profile.perHour) * building.intensity;
  if (peakPerHour === 0) return { arrivals: () => NOBODY };
  const wait = (): number => exponential(random, HOUR_MS / peakPerHour);
  let nextMs = building.startAtMs + wait();
  const thin = (ms: number): Person | null => {
    const hour = hourOf(ms);
    const rate = (profile.perHour[hour] ?? 0) * building.intensity;
    if (random.next() * peakPerHour >= rate) return null;
    const [fromFloor, toFloor] = journey(
      random,
      building.floors,
      building.entrance,
      profile.incomingShare[hour] ?? 0.5,
    );
    return { massKg: Math.round(between(random, 48, 92)), fromFloor, toFloor };
  };
  return {
    arrivals: (nowMs) => {
      if (nowMs < nextMs) return NOBODY;
      const people: Person[] = [];
      for (; nextMs <= nowMs; nextMs += wait()) {
        const person = thin(nextMs);
        if (person) people.push(person);
      }
      return people;
    },
  };
};

import { exponential, type Random } from '../physics/random.ts';
import { journey, trafficProfiles } from '../passengers/traffic.ts';
import { nameOf } from '../physics/shaft.ts';
import { happens } from './draw.ts';
import { ride } from './ride.ts';
import { serveStop } from './stop.ts';
import { advance, change, FULL_PERCENT, loadPercentOf, type Episode, type Rider, type World } from './world.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** People of China's clock: the days of the evaluation begin at local midnight. */
export const LOCAL_MS = 8 * HOUR_MS;

const dayFactor = (world: World, dayMs: number, random: Random): number => {
  const holiday = happens(random, world.evaluation.fleet.building.holidayDaysPerYear / 365);
  const weekday = Math.floor((dayMs + LOCAL_MS) / DAY_MS + 4) % 7;
  const free = holiday || weekday === 0 || weekday === 6;
  return (free ? world.plan.weekendFactor : 1) * (0.9 + 0.2 * random.next());
};

/** Everybody who wants the lift on the day that begins at `dayMs`, in order. */
export const ridersOf = (world: World, dayMs: number, random: Random): Rider[] => {
  const { plan } = world;
  const profile = trafficProfiles[plan.traffic];
  const factor = plan.intensity * dayFactor(world, dayMs, random);
  const riders: Rider[] = [];
  for (let hour = 0; hour < 24; hour++) {
    const perHour = (profile.perHour[hour] ?? 0) * factor;
    if (perHour <= 0) continue;
    const fromMs = dayMs + hour * HOUR_MS;
    for (
      let atMs = fromMs + exponential(random, HOUR_MS / perHour);
      atMs < fromMs + HOUR_MS;
      atMs += exponential(random, HOUR_MS / perHour)
    ) {
      const [fromFloor, toFloor] = journey(random, plan.shaft.floorNames.length, 0, profile.incomingShare[hour] ?? 0.5);
      const size = happens(random, plan.groupShare) ? 2 + Math.floor(random.next() * 3) : 1;
      for (let i = 0; i < size; i++)
        riders.push({ atMs: Math.round(atMs), massKg: Math.round(48 + 44 * random.next()), fromFloor, toFloor });
    }
  }
  return riders;
};

const takePending = (world: World, moment: Episode['moment']): Episode | undefined => {
  const index = world.pending.findIndex((one) => one.moment === moment);
  return index < 0 ? undefined : world.pending.splice(index, 1)[0];
};

/** Plays an episode whose moment this is. True: the car now stands somewhere else, empty or not. */
const interrupted = (world: World, moment: Episode['moment']): boolean => {
  if (world.pending.length === 0) return false;
  const episode = takePending(world, moment);
  episode?.play(world);
  return episode !== undefined;
};

/** The next floor of a collective control: on in the same direction as long as anybody wants it. */
const nextFloor = (world: World): number | undefined => {
  const wanted = new Set<number>();
  for (const rider of world.riders) wanted.add(rider.toFloor);
  const full = loadPercentOf(world) > FULL_PERCENT;
  if (!full) for (const rider of world.waiting) if (rider.atMs <= world.nowMs) wanted.add(rider.fromFloor);
  if (wanted.size === 0) return undefined;
  if (wanted.has(world.floor)) return world.floor;
  for (const heading of [world.heading, -world.heading]) {
    let best: number | undefined;
    for (const floor of wanted) {
      const ahead = (floor - world.floor) * heading;
      if (ahead > 0 && (best === undefined || ahead < (best - world.floor) * heading)) best = floor;
    }
    if (best !== undefined) return best;
  }
  return undefined;
};

/** Serves whoever wants the lift now. False: nobody does. */
export const serveOnce = (world: World): boolean => {
  const to = nextFloor(world);
  if (to === undefined) return false;
  if (to !== world.floor) {
    const carries = world.riders.length > 0;
    if (carries && interrupted(world, 'boarded')) return true;
    if (carries && Math.abs(to - world.floor) >= 2) {
      const episode = takePending(world, 'riding');
      if (episode) {
        world.heading = to > world.floor ? 1 : -1;
        episode.play(world);
        return true;
      }
    }
    ride(world, to);
    if (carries && interrupted(world, 'arriving')) return true;
  }
  serveStop(world);
  return true;
};

/** Nobody wants the lift until `untilMs`: it rests, goes home when it does that, and lets idle episodes play. */
export const rest = (world: World, untilMs: number): void => {
  const { homingAfterMs, shaft } = world.plan;
  if (interrupted(world, 'idle')) return;
  if (world.nowMs + 20_000 < untilMs) {
    advance(world, world.nowMs + 20_000);
    change(world, { driveStatus: 'standby' });
  }
  if (homingAfterMs !== undefined && world.floor !== 0 && world.nowMs + homingAfterMs < untilMs) {
    advance(world, world.nowMs + homingAfterMs);
    ride(world, 0);
    change(world, { floor: nameOf(shaft, 0) });
  }
  advance(world, untilMs);
};

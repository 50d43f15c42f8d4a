import { happens, inRange } from './draw.ts';
import { closeDoor, openDoor } from './stop.ts';
import { creepToFloor, stopBetweenFloors } from './entrapments/stranding.ts';
import { advance, at, change, idOf, tellContext, type World } from './world.ts';

const DAY_MS = 86_400_000;
const MIN_MS = 60_000;

/** The 31 items of a half-monthly visit (TSG T5002-2017 annex A), as its record lists them. */
const CHECKLIST = Array.from({ length: 31 }, (_, i) => `A-1-${i + 1}`);

/** A routine visit: inspection mode, some slow runs, sometimes an adjustment that moves a level for good. */
const visit = (world: World): void => {
  const { maintenance } = world.evaluation.fleet;
  const fromMs = world.nowMs;
  const registered = happens(world.random, maintenance.registeredShare);
  const jobId = idOf(world, 'visit');
  if (registered) {
    tellContext(world, { type: 'job', jobId, phase: 'opened' });
    tellContext(world, { type: 'job', jobId, phase: 'technician-in' });
  }
  change(world, { serviceMode: 'inspection' });
  const untilMs = fromMs + inRange(world.random, maintenance.visitMin) * MIN_MS;
  while (world.nowMs < untilMs) {
    stopBetweenFloors(world);
    advance(world, world.nowMs + (1 + 7 * world.random.next()) * MIN_MS);
    creepToFloor(world);
    if (happens(world.random, 0.5)) {
      const openMs = openDoor(world);
      world.person.crossing(world.nowMs);
      advance(world, world.nowMs + 15_000);
      closeDoor(world, { openMs, dwellMs: 15_000 });
    }
  }
  const openMs = openDoor(world);
  advance(world, world.nowMs + 6_000);
  closeDoor(world, { openMs, dwellMs: 6_000 });
  if (happens(world.random, maintenance.adjustingShare))
    world.wander.adjust(inRange(world.random, maintenance.adjustment));
  change(world, { serviceMode: 'normal' });
  if (registered) {
    tellContext(world, { type: 'job', jobId, phase: 'technician-out' });
    tellContext(world, { type: 'job', jobId, phase: 'closed', workDone: CHECKLIST });
  }
  world.tell({ truth: 'visit', liftId: world.plan.liftId, fromMs, toMs: world.nowMs, registered });
};

/** Visits every half month, in working hours. */
export const scheduleVisits = (world: World, toMs: number): void => {
  const { everyDays } = world.evaluation.fleet.maintenance;
  let day = Math.floor(world.random.next() * 14);
  for (;;) {
    const atMs = world.fromMs + day * DAY_MS + (9 + 7 * world.random.next()) * 3_600_000;
    if (atMs >= toMs) return;
    at(world, atMs, () => {
      world.pending.push({ moment: 'idle', play: visit });
    });
    day += Math.round(inRange(world.random, everyDays));
  }
};

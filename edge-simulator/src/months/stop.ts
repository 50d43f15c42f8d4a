import { closingMs, doorBody, openingMs, reopens } from './door.ts';
import { advance, change, FULL_PERCENT, loadPercentOf, setRiders, type World } from './world.ts';

const CURTAIN_TURNS_AT = 0.6;

/** The door opens fully. Returns how long it took, ms. */
export const openDoor = (world: World): number => {
  const ms = openingMs(world.random, world.plan, { c: world.condition, floor: world.floor });
  change(world, { carDoorStatus: 'opening', landingDoorStatus: 'opening' });
  advance(world, world.nowMs + ms);
  change(world, { carDoorStatus: 'opened', landingDoorStatus: 'opened' });
  return ms;
};

const startClosing = (world: World): void => change(world, { carDoorStatus: 'closing', landingDoorStatus: 'closing' });

/** The door turns back when it has closed most of the way, opens fully and waits a moment. */
export const turnBack = (world: World, closeMs: number): number => {
  startClosing(world);
  advance(world, world.nowMs + closeMs * CURTAIN_TURNS_AT);
  change(world, { carDoorStatus: 'opening', landingDoorStatus: 'opening' });
  advance(world, world.nowMs + world.plan.door.openMs * CURTAIN_TURNS_AT);
  change(world, { carDoorStatus: 'opened', landingDoorStatus: 'opened' });
  const blockedMs = 300 + 900 * world.random.next();
  advance(world, world.nowMs + 1_000 + blockedMs);
  return blockedMs;
};

const closingOf = (world: World): number =>
  closingMs(world.random, world.plan, {
    c: world.condition,
    floor: world.floor,
    outsideC: world.climate.outsideC(world.nowMs),
  });

const reportLoad = (world: World): void => {
  if (world.plan.lacks.has('loadPercent')) return;
  const percent = loadPercentOf(world) + world.condition.loadOffsetPercent;
  change(world, { loadPercent: Math.max(0, Math.min(200, Math.round(percent))) });
};

/** People at this floor get out and in while the door stands open; those who come meanwhile get in as well. */
const exchange = (world: World): void => {
  const step = (): void => {
    advance(world, world.nowMs + world.plan.door.msPerPerson * (0.6 + 0.8 * world.random.next()));
    world.person.crossing(world.nowMs);
  };
  const leaving = world.riders.filter((rider) => rider.toFloor === world.floor);
  for (const rider of leaving) {
    step();
    setRiders(
      world,
      world.riders.filter((one) => one !== rider),
    );
  }
  for (let boarded = 0; boarded < 12; boarded++) {
    const next = world.waiting.findIndex((rider) => rider.fromFloor === world.floor && rider.atMs <= world.nowMs);
    if (next < 0 || loadPercentOf(world) > FULL_PERCENT) break;
    step();
    const [rider] = world.waiting.splice(next, 1);
    if (rider) setRiders(world, [...world.riders, rider]);
  }
};

/** Closes the door, however often it turns back. The door reading follows. */
export const closeDoor = (
  world: World,
  o: { openMs: number; dwellMs: number; extraBlocks?: number; blockedMs?: number },
): void => {
  let closeMs = closingOf(world);
  let [turns, blockedMs, dwellMs] = [0, o.blockedMs ?? 0, o.dwellMs];
  while (turns < 6 && reopens(world.random, world.plan, { c: world.condition, floor: world.floor })) {
    turns++;
    const heldMs = turnBack(world, closeMs);
    blockedMs += heldMs;
    dwellMs = heldMs + 1_000;
    exchange(world);
    closeMs = closingOf(world);
  }
  startClosing(world);
  advance(world, world.nowMs + closeMs);
  change(world, { carDoorStatus: 'closed', landingDoorStatus: 'safety-locked' });
  world.totals.doors++;
  const body = doorBody(world.random, world.plan, {
    c: world.condition,
    m: world.misreading,
    cycle: {
      floor: world.floor,
      openMs: o.openMs,
      closeMs,
      dwellMs,
      reopens: turns,
      blocks: turns + (o.extraBlocks ?? 0) + (world.random.next() < 0.3 ? 1 : 0),
      blockedMs,
      fullyOpened: true,
    },
  });
  world.terminal.say('door', world.nowMs, body);
};

/** One stop of service: the door opens, people get out and in, the door closes. */
export const serveStop = (world: World): void => {
  advance(world, world.nowMs + 300);
  const openMs = openDoor(world);
  const fullMs = world.nowMs;
  const open = world.pending.findIndex((one) => one.moment === 'open');
  const episode = open < 0 ? undefined : world.pending.splice(open, 1)[0];
  exchange(world);
  episode?.play(world);
  advance(world, Math.max(world.nowMs, fullMs + world.plan.door.dwellMs));
  exchange(world);
  reportLoad(world);
  closeDoor(world, { openMs, dwellMs: world.nowMs - fullMs });
};

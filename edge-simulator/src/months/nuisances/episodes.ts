import { nameOf } from '../../physics/shaft.ts';
import type { NuisanceKind } from '../evaluation.ts';
import { creepToFloor, stopBetweenFloors } from '../entrapments/stranding.ts';
import { happens } from '../draw.ts';
import { ride } from '../ride.ts';
import { closeDoor, openDoor, turnBack } from '../stop.ts';
import { advance, at, change, cutNetwork, setRiders, type Episode, type World } from '../world.ts';

const MIN = 60_000;
const within = (world: World, lowMs: number, highMs: number): number => lowMs + (highMs - lowMs) * world.random.next();

const told = (world: World, kind: NuisanceKind, span: { fromMs: number; toMs?: number }): void =>
  world.tell({ truth: 'nuisance', liftId: world.plan.liftId, kind, toMs: world.nowMs, ...span });

/** Luggage, a pram, a chat: the light curtain stays interrupted, or the door is turned back again and again. */
const doorHeld = (world: World): void => {
  const untilMs = world.nowMs + within(world, 40_000, 5 * MIN);
  if (happens(world.random, 0.5)) return advance(world, untilMs);
  while (world.nowMs < untilMs) turnBack(world, world.plan.door.closeMs);
};

const press = (world: World, pressedMs: number): void => {
  world.terminal.say('event', world.nowMs, { type: 'alarm-button', pressedMs: Math.round(pressedMs) });
};

/** Children play: mostly short, mostly while the car moves. A press is reported when the button is let go. */
const buttonPlay = (world: World): void => {
  const pressedMs = happens(world.random, 0.6) ? within(world, 300, 2_500) : within(world, 3_000, 7_000);
  if (happens(world.random, 0.65))
    return at(world, world.nowMs + within(world, 2_000, 6_000), () => press(world, pressedMs));
  advance(world, world.nowMs + pressedMs);
  press(world, pressedMs);
};

/** Somebody gets in, and thinks about where to go with the door closed. */
const standingAboard = (world: World): void => {
  const floor = world.floor;
  const openMs = openDoor(world);
  advance(world, world.nowMs + 1_500);
  world.person.crossing(world.nowMs);
  setRiders(world, [{ atMs: world.nowMs, massKg: 70, fromFloor: floor, toFloor: floor === 0 ? 1 : 0 }]);
  advance(world, world.nowMs + world.plan.door.dwellMs);
  closeDoor(world, { openMs, dwellMs: world.plan.door.dwellMs });
  advance(world, world.nowMs + within(world, 30_000, 4.5 * MIN));
};

/** The mains are away for a moment; the car stands, and goes on or is brought to a floor. */
const powerDip = (world: World): void => {
  const longer = happens(world.random, 0.4);
  change(world, { powerStatus: 'lost', driveStatus: 'brake-set' });
  world.terminal.say('terminal', world.nowMs, { powerSource: 'battery', batteryPercent: 99 });
  advance(world, world.nowMs + (longer ? within(world, 5 * MIN, 60 * MIN) : within(world, 1_000, 40_000)));
  change(world, { powerStatus: 'normal' });
  world.terminal.say('terminal', world.nowMs, { powerSource: 'mains', batteryPercent: 99 });
  advance(world, world.nowMs + 20_000);
};

/** A mechanic without a registered job: inspection, slow runs, stops anywhere, himself in or on the car. */
const inspection = (world: World): void => {
  change(world, { serviceMode: 'inspection' });
  const untilMs = world.nowMs + within(world, 5 * MIN, 40 * MIN);
  world.person.crossing(world.nowMs);
  while (world.nowMs < untilMs) {
    stopBetweenFloors(world);
    if (happens(world.random, 0.4)) world.person.crossing(world.nowMs);
    advance(world, world.nowMs + within(world, 20_000, 6 * MIN));
    creepToFloor(world);
  }
  const openMs = openDoor(world);
  advance(world, world.nowMs + 5_000);
  closeDoor(world, { openMs, dwellMs: 5_000 });
  change(world, { serviceMode: 'normal' });
};

/** A glitch stops the car between floors for a moment; it creeps to a floor, opens and goes on. */
const correctionRun = (world: World): void => {
  stopBetweenFloors(world);
  advance(world, world.nowMs + within(world, 2_000, 16_000));
  creepToFloor(world);
  const openMs = openDoor(world);
  for (const _ of world.riders) {
    advance(world, world.nowMs + 1_000);
    world.person.crossing(world.nowMs);
  }
  setRiders(world, []);
  advance(world, world.nowMs + 4_000);
  closeDoor(world, { openMs, dwellMs: 5_000 });
};

/** A parcel in a draught, a lamp, sun on the wall: the sensor keeps seeing somebody. */
const warmEmptyCar = (world: World): number => {
  const untilMs = world.nowMs + within(world, 10 * MIN, 6 * 60 * MIN);
  world.person.warmUntilMs = untilMs;
  world.person.crossing(world.nowMs);
  return untilMs;
};

/** The recall switch is tried, as once a month: the car goes home, opens and stays. */
const recallTest = (world: World): void => {
  change(world, { serviceMode: 'fire-return' });
  if (world.floor !== 0) ride(world, 0);
  change(world, { floor: nameOf(world.plan.shaft, 0) });
  const openMs = openDoor(world);
  advance(world, world.nowMs + within(world, 2 * MIN, 15 * MIN));
  closeDoor(world, { openMs, dwellMs: 120_000 });
  change(world, { serviceMode: 'normal' });
};

/** Plays it; returns when it will be over where it goes on after, ms. */
type Play = (world: World) => number | void;

const plays: Readonly<Record<Exclude<NuisanceKind, 'network-outage'>, { moment: Episode['moment']; play: Play }>> = {
  'door-held': { moment: 'open', play: doorHeld },
  'button-play': { moment: 'boarded', play: buttonPlay },
  'standing-aboard': { moment: 'idle', play: standingAboard },
  'power-dip': { moment: 'idle', play: powerDip },
  'unannounced-inspection': { moment: 'idle', play: inspection },
  'correction-run': { moment: 'riding', play: correctionRun },
  'warm-empty-car': { moment: 'idle', play: warmEmptyCar },
  'terminal-reboot': { moment: 'idle', play: (world) => world.terminal.reboot(world.nowMs) },
  'recall-test': { moment: 'idle', play: recallTest },
};

const networkOutage = (world: World): void => {
  const fromMs = world.nowMs;
  const restore = cutNetwork(world);
  at(world, fromMs + within(world, 20_000, 30 * MIN), () => {
    restore();
    told(world, 'network-outage', { fromMs });
  });
};

/** Sets a nuisance for a time; most wait from then on for their moment. Nobody is shut in by it. */
export const scheduleNuisance = (world: World, kind: NuisanceKind, atMs: number): void => {
  if (kind === 'network-outage') return at(world, atMs, networkOutage);
  const { moment, play } = plays[kind];
  at(world, atMs, () => {
    world.pending.push({
      moment,
      play: () => {
        const fromMs = world.nowMs;
        const untilMs = play(world);
        told(world, kind, { fromMs, ...(untilMs !== undefined && { toMs: untilMs }) });
      },
    });
  });
};

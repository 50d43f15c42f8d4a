import { happens } from '../draw.ts';
import { advance, change, setRiders, type World } from '../world.ts';
import { closeDoor, openDoor } from '../stop.ts';

/** Share of entrapped people who find and hold the alarm button. */
const PRESS_SHARE = 0.5;

/** When they will press, ms; undefined: they call by other means, or wait. */
export const pressTime = (world: World, onsetMs: number): number | undefined =>
  happens(world.random, PRESS_SHARE) ? Math.round(onsetMs + 15_000 + 225_000 * world.random.next()) : undefined;

/** They hold the button and try it again. Returns when the first press was told; undefined: the line lost both. */
export const press = (world: World): number | undefined => {
  let told: number | undefined;
  for (let i = 0; i < 2; i++) {
    const pressedMs = Math.round(3_000 + 5_000 * world.random.next());
    advance(world, world.nowMs + pressedMs);
    if (world.terminal.say('event', world.nowMs, { type: 'alarm-button', pressedMs })) told ??= world.nowMs;
    if (told === undefined || happens(world.random, 0.4)) advance(world, world.nowMs + 8_000);
    else break;
  }
  return told;
};

/** People who are shut in do not stand still. */
export const agitate = (world: World): void => world.person.setPeople(world.riders.length * 2, world.nowMs);

/** A full opening at a floor: everybody gets out. */
export const letOut = (world: World): void => {
  const openMs = openDoor(world);
  const fullMs = world.nowMs;
  for (const _ of world.riders) {
    advance(world, world.nowMs + 900);
    world.person.crossing(world.nowMs);
  }
  setRiders(world, []);
  advance(world, world.nowMs + 4_000);
  closeDoor(world, { openMs, dwellMs: world.nowMs - fullMs });
};

/** A code of the controller. False: the line lost it. */
export const sayCode = (world: World, code: string, phase: 'raised' | 'cleared' = 'raised'): boolean =>
  world.terminal.say('event', world.nowMs, { type: 'code', code, phase });

/** The door leaves closed and closes again without having opened. False: the line lost it. */
export const failToOpen = (world: World): boolean => {
  change(world, { carDoorStatus: 'opening', landingDoorStatus: 'opening' });
  const left = world.terminal.line.hasTold(['carDoorStatus']);
  advance(world, world.nowMs + 700 + 1_500 * world.random.next());
  change(world, { carDoorStatus: 'closing', landingDoorStatus: 'closing' });
  advance(world, world.nowMs + 700 + 900 * world.random.next());
  change(world, { carDoorStatus: 'closed', landingDoorStatus: 'safety-locked' });
  return left && world.terminal.line.hasTold(['carDoorStatus']);
};

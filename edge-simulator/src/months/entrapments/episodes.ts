import { happens } from '../draw.ts';
import type { EntrapmentKind } from '../evaluation.ts';
import { advance, change, cutNetwork, idOf, tellContext, type Episode, type World } from '../world.ts';
import { dueOf, type Entrapment } from './due.ts';
import { agitate, failToOpen, letOut, press, pressTime, sayCode } from './people.ts';
import { creepToFloor, stopBetweenFloors } from './stranding.ts';

type Mutable = { -readonly [K in keyof Entrapment]: Entrapment[K] } & { untold: boolean };

/** Somebody can know that people are there. A sensor that is stuck leaves it unknown, whatever it says. */
const isSeen = (world: World): boolean => !world.plan.lacks.has('passengerPresent') && world.person.mode === 'working';

/** How the car stands; a lossy line makes up for a reading that it lost with the next heartbeat. */
const DECIDING = ['carStatus', 'doorZone', 'carDoorStatus', 'passengerPresent', 'powerStatus'];

const begin = (world: World, where: Entrapment['where'], more: Partial<Mutable>): Mutable => {
  agitate(world);
  const untold = !world.terminal.line.hasTold(DECIDING);
  return { where, onsetMs: world.nowMs, occupied: isSeen(world), arrivedHere: false, guarded: false, untold, ...more };
};

/** One thing that happens in the course of an entrapment. */
interface Happening {
  readonly atMs: number;
  readonly act: () => void;
}

const run = (world: World, happenings: readonly Happening[]): void => {
  for (const { atMs, act } of [...happenings].sort((a, b) => a.atMs - b.atMs)) {
    advance(world, Math.max(world.nowMs, atMs));
    act();
  }
};

const pressing = (world: World, e: Mutable): Happening[] => {
  const atMs = pressTime(world, e.onsetMs);
  return atMs === undefined ? [] : [{ atMs, act: () => (e.pressedMs = press(world)) }];
};

/** The people's way out was opened at `endMs`; what was due and when is written down. */
const conclude = (
  world: World,
  e: Mutable,
  o: { kind: EntrapmentKind; people: number; overMs: number; endMs: number },
): void => {
  const fullMs = world.terminal.fullAfter(e.onsetMs);
  const onsetMs = e.untold ? Math.max(e.onsetMs, Math.min(fullMs, o.endMs)) : e.onsetMs;
  const due = dueOf({ ...e, onsetMs });
  world.tell({
    truth: 'entrapment',
    liftId: world.plan.liftId,
    id: idOf(world, 'entrapment'),
    kind: o.kind,
    where: e.where,
    impairment: world.impairment ?? 'none',
    people: o.people,
    onsetMs: e.onsetMs,
    endMs: o.endMs,
    dueMs: due ?? null,
    passed: due !== undefined && due >= o.overMs,
  });
};

const SOON_MS = 300_000;

/** Rescue: somebody comes, often with a registered job and the lift in inspection; people get out at a floor. */
const rescue = (
  world: World,
  e: Mutable,
  o: { kind: EntrapmentKind; afterMs: number; codes: readonly string[] },
): void => {
  const people = world.riders.length;
  advance(world, Math.max(world.nowMs, e.onsetMs + o.afterMs));
  // Nobody is there within minutes: the lift gets out of it by itself, or somebody lets the people out and goes.
  const attended = o.afterMs > SOON_MS && happens(world.random, 0.6);
  const jobId = idOf(world, 'job');
  if (attended) {
    tellContext(world, { type: 'job', jobId, phase: 'opened' });
    tellContext(world, { type: 'job', jobId, phase: 'technician-in' });
    change(world, { serviceMode: 'inspection' });
    advance(world, world.nowMs + 60_000 + 240_000 * world.random.next());
  }
  if (e.powerLostMs !== undefined) change(world, { powerStatus: 'normal' });
  // What the table goes by is over as the car moves; the people are out a little later.
  const overMs = world.nowMs;
  if (e.where === 'between-floors') creepToFloor(world);
  const endMs = world.nowMs;
  letOut(world);
  conclude(world, e, { kind: o.kind, people, overMs, endMs });
  for (const code of o.codes) sayCode(world, code, 'cleared');
  advance(world, world.nowMs + (attended ? 900_000 : 60_000));
  if (attended) {
    tellContext(world, { type: 'job', jobId, phase: 'technician-out' });
    tellContext(world, { type: 'job', jobId, phase: 'closed' });
  }
  change(world, { serviceMode: 'normal' });
};

const rescueMs = (world: World): number => 720_000 + 1_500_000 * world.random.next();
const SAFETY_CODES = ['04', '01', '06', '05', '07'];

const codeAfter = (
  world: World,
  e: Mutable,
  o: { share: number; codes: readonly string[]; told: string[]; fromMs: number; overMs: number },
): Happening[] => {
  if (!happens(world.random, o.share)) return [];
  const code = o.codes[Math.floor(world.random.next() ** 2 * o.codes.length)] ?? '04';
  const atMs = e.onsetMs + o.fromMs + o.overMs * world.random.next();
  const act = (): void => {
    const delivered = sayCode(world, code);
    o.told.push(code);
    if (!delivered) return;
    if (code === '02' || code === '03') e.doorEvidenceMs = Math.min(e.doorEvidenceMs ?? Infinity, world.nowMs);
    else e.safetyCodeMs = Math.min(e.safetyCodeMs ?? Infinity, world.nowMs);
  };
  return [{ atMs, act }];
};

const failures = (world: World, e: Mutable, share: number): Happening[] => {
  if (!happens(world.random, share)) return [];
  const atMs = e.onsetMs + 2_000 + 20_000 * world.random.next();
  const count = 1 + Math.floor(world.random.next() * 3);
  return Array.from({ length: count }, (_, i) => ({
    atMs: atMs + i * 14_000,
    act: (): void => {
      if (!failToOpen(world)) return;
      e.doorEvidenceMs = Math.min(e.doorEvidenceMs ?? Infinity, world.nowMs);
    },
  }));
};

const stopped = (world: World): void => {
  stopBetweenFloors(world);
  const e = begin(world, 'between-floors', {});
  const told: string[] = [];
  run(world, [
    ...codeAfter(world, e, { share: 0.6, codes: SAFETY_CODES, told, fromMs: 500, overMs: 8_000 }),
    ...pressing(world, e),
  ]);
  rescue(world, e, { kind: 'stop-between-floors', afterMs: rescueMs(world), codes: told });
};

const staysClosed = (world: World): void => {
  const e = begin(world, 'at-floor', { arrivedHere: true });
  const told: string[] = [];
  run(world, [
    ...failures(world, e, 0.5),
    ...codeAfter(world, e, { share: 0.4, codes: ['03'], told, fromMs: 12_000, overMs: 30_000 }),
    ...pressing(world, e),
  ]);
  rescue(world, e, { kind: 'door-stays-closed', afterMs: rescueMs(world), codes: told });
};

const failsToStart = (world: World): void => {
  const e = begin(world, 'at-floor', {});
  const told: string[] = [];
  run(world, [
    ...failures(world, e, 0.35),
    ...codeAfter(world, e, { share: 0.3, codes: ['08', '01', '03'], told, fromMs: 3_000, overMs: 20_000 }),
    ...pressing(world, e),
  ]);
  rescue(world, e, { kind: 'start-failure', afterMs: rescueMs(world), codes: told });
};

const powerCut = (world: World): void => {
  const riding = happens(world.random, 0.6);
  if (riding) stopBetweenFloors(world);
  change(world, { powerStatus: 'lost', driveStatus: 'brake-set' });
  const e = begin(world, riding ? 'between-floors' : 'at-floor', { powerLostMs: world.nowMs });
  world.terminal.say('terminal', world.nowMs, { powerSource: 'battery', batteryPercent: 100 });
  const rescues = happens(world.random, 0.35);
  run(world, rescues ? [] : pressing(world, e));
  const afterMs = rescues ? 20_000 + 30_000 * world.random.next() : rescueMs(world) * 0.7;
  rescue(world, e, { kind: 'power-cut', afterMs, codes: [] });
  world.terminal.say('terminal', world.nowMs, { powerSource: 'mains', batteryPercent: 96 });
};

const lockOut = (world: World): void => {
  stopBetweenFloors(world);
  const e = begin(world, 'between-floors', { guarded: true });
  const told: string[] = [];
  const modeMs = e.onsetMs + 2_000 + 16_000 * world.random.next();
  run(world, [
    { atMs: modeMs, act: () => change(world, { serviceMode: 'out-of-service' }) },
    ...codeAfter(world, e, { share: 0.6, codes: ['08'], told, fromMs: 2_000, overMs: 20_000 }),
    ...pressing(world, e),
  ]);
  rescue(world, e, { kind: 'lock-out', afterMs: rescueMs(world), codes: told });
};

const creeps = (world: World): void => {
  stopBetweenFloors(world);
  const e = begin(world, 'between-floors', {});
  rescue(world, e, { kind: 'creep-to-floor', afterMs: 35_000 + 140_000 * world.random.next(), codes: [] });
};

const linkLost = (world: World): void => {
  const silentFromMs = world.nowMs;
  const restore = cutNetwork(world);
  stopBetweenFloors(world);
  const e = begin(world, 'between-floors', { silentFromMs });
  advance(world, e.onsetMs + 420_000 + 600_000 * world.random.next());
  restore();
  // A backlog is judged once it has settled.
  e.heardAgainMs = world.nowMs + 12_000;
  rescue(world, e, { kind: 'link-lost-riding', afterMs: world.nowMs - e.onsetMs + 600_000, codes: [] });
};

const plays: Readonly<Record<EntrapmentKind, { moment: Episode['moment']; play: (world: World) => void }>> = {
  'stop-between-floors': { moment: 'riding', play: stopped },
  'door-stays-closed': { moment: 'arriving', play: staysClosed },
  'start-failure': { moment: 'boarded', play: failsToStart },
  'power-cut': { moment: 'riding', play: powerCut },
  'lock-out': { moment: 'riding', play: lockOut },
  'creep-to-floor': { moment: 'riding', play: creeps },
  'link-lost-riding': { moment: 'riding', play: linkLost },
};

/** An entrapment that waits for people in the car at the right moment. */
export const entrapmentOf = (kind: EntrapmentKind): Episode => plays[kind];

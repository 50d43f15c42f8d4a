import type { ContextEntry, ReadingKind } from '@liftwatch/schemas';
import type { Random } from '../physics/random.ts';
import { createLine, type Body, type Line, type Received } from './line.ts';
import type { MonthsPlan } from './plan.ts';

export interface MonthsTerminal {
  readonly line: Line;
  /** Signals changed. Heartbeats that were due before are told first. */
  change(atMs: number, patch: Body): void;
  /** False: the line lost it. */
  say(kind: ReadingKind, atMs: number, body: Body): boolean;
  context(atMs: number, entry: ContextEntry): void;
  /** Cuts the way to the broker, or restores it. */
  network(atMs: number, reachable: boolean): void;
  reboot(atMs: number): void;
  /** When the first heartbeat after `fromMs` was told; Infinity: none yet. It makes up for readings that were lost. */
  fullAfter(fromMs: number): number;
  /** Lets time pass: heartbeats up to then. */
  advance(toMs: number): void;
}

const KEPT_FULLS = 64;

/** On-change reporting with a heartbeat of everything that is fitted. */
export const createMonthsTerminal = (
  random: Random,
  plan: MonthsPlan,
  o: { startMs: number; sample: (atMs: number) => Body; take: (one: Received) => void },
): MonthsTerminal => {
  const { lacks, lostShare } = plan;
  const line = createLine(random, plan, o);
  const current: Body = {};
  const fulls: number[] = [];
  let beatMs = o.startMs + plan.heartbeatMs * random.next();

  const everything = (atMs: number): void => {
    if (!line.send('state', atMs, { ...current, ...o.sample(atMs) }) || lostShare === 0) return;
    fulls.push(atMs);
    if (fulls.length > KEPT_FULLS) fulls.shift();
  };
  const heartbeats = (toMs: number): void => {
    for (; beatMs < toMs; beatMs += plan.heartbeatMs) everything(beatMs);
  };
  const isFitted = (name: string): boolean => {
    if (name === 'landingDoorStatus') return !lacks.has('landingDoor');
    return name !== 'passengerPresent' || !lacks.has(name);
  };
  return {
    line,
    change(atMs, patch) {
      heartbeats(atMs);
      const body: Body = {};
      let any = false;
      for (const name in patch) {
        if (!isFitted(name)) continue;
        body[name] = current[name] = patch[name];
        any = true;
      }
      if (any) line.send('state', atMs, body);
    },
    say(kind, atMs, body) {
      heartbeats(atMs);
      return (plan.stateOnly && (kind === 'trip' || kind === 'door')) || line.send(kind, atMs, body);
    },
    context(atMs, entry) {
      heartbeats(atMs);
      line.context(atMs, entry);
    },
    network(atMs, reachable) {
      heartbeats(atMs);
      line.reachable(atMs, reachable);
      if (reachable) everything(atMs + 400);
    },
    reboot(atMs) {
      heartbeats(atMs);
      line.reboot();
      everything(atMs);
    },
    fullAfter: (fromMs) => fulls.find((atMs) => atMs >= fromMs) ?? Infinity,
    advance: heartbeats,
  };
};

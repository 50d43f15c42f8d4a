import type { ContextEntry, Reading, ReadingKind, UnixMs } from '@liftwatch/schemas';
import type { Random } from '../physics/random.ts';
import type { MonthsPlan } from './plan.ts';

/** What reaches the service of one lift, in the order of `receivedAtMs`. Times of arrival are true time. */
export type Received =
  | {
      readonly type: 'readings';
      readonly receivedAtMs: UnixMs;
      readonly terminalId: string;
      readonly liftId: string;
      readonly sentAtMs: UnixMs | undefined;
      readonly readings: readonly Reading[];
    }
  | {
      readonly type: 'session';
      readonly receivedAtMs: UnixMs;
      readonly terminalId: string;
      readonly session: 'connected' | 'disconnected';
      readonly sessionId: number;
    }
  | { readonly type: 'context'; readonly receivedAtMs: UnixMs; readonly context: ContextEntry };

type Body = Record<string, unknown>;
interface Buffered {
  readonly kind: ReadingKind;
  readonly body: Body;
}

export interface MonthsTerminal {
  /** Signals changed. Heartbeats that were due before are told first. */
  change(atMs: number, patch: Body): void;
  /** False: the line lost it. */
  say(kind: ReadingKind, atMs: number, body: Body): boolean;
  context(atMs: number, entry: ContextEntry): void;
  /** Cuts the way to the broker, or restores it. */
  network(atMs: number, reachable: boolean): void;
  /** The broker notices that the session is dead. */
  disconnected(atMs: number): void;
  reboot(atMs: number): void;
  setClock(offsetMs: number): void;
  setLost(share: number): void;
  /** The present values of these signals have all been received. */
  hasTold(signals: readonly string[]): boolean;
  /** When the first heartbeat after `fromMs` was received; Infinity: none yet. It makes up for readings that were lost. */
  fullAfter(fromMs: number): number;
  /** Lets time pass: heartbeats up to then. */
  advance(toMs: number): void;
}

const BATCH = 200;
const KEPT_FULLS = 64;
const DAY_MS = 86_400_000;

/** On-change reporting with a heartbeat of everything, store and forward, a clock of its own, and a line that loses some. */
export const createMonthsTerminal = (
  random: Random,
  plan: MonthsPlan,
  o: { startMs: number; sample: (atMs: number) => Body; take: (one: Received) => void },
): MonthsTerminal => {
  const { liftId, terminalId, lacks } = plan;
  const current: Body = {};
  const untold = new Set<string>();
  const fulls: number[] = [];
  let [boot, seq, session] = [1, 0, 1];
  let offsetMs = plan.clockOffsetMs;
  let lostShare = plan.lostShare;
  let lastMs = 0;
  let beatMs = o.startMs + plan.heartbeatMs * random.next();
  let cutMs = 0;
  let buffer: Buffered[] = [];

  // Set right by the network once a day; drifts in between.
  const clock = (atMs: number): number =>
    Math.round(atMs + offsetMs + (((atMs - o.startMs) % DAY_MS) * plan.clockDriftPpm) / 1e6);
  const arrival = (atMs: number): number => {
    lastMs = Math.max(lastMs, Math.round(atMs + plan.latencyMs * (0.3 + random.next())));
    return lastMs;
  };
  const send = (kind: ReadingKind, atMs: number, body: Body): boolean => {
    body['at'] = clock(atMs);
    body['boot'] = `b${boot}`;
    body['seq'] = seq++;
    if (cutMs > 0) {
      buffer.push({ kind, body });
      return true;
    }
    if (lostShare > 0 && random.next() < lostShare) {
      if (kind === 'state') for (const name in body) untold.add(name);
      return false;
    }
    const receivedAtMs = arrival(atMs);
    if (kind === 'state' && untold.size > 0) for (const name in body) untold.delete(name);
    o.take({ type: 'readings', receivedAtMs, terminalId, liftId, sentAtMs: undefined, readings: [{ kind, body } as unknown as Reading] });
    return true;
  };
  const release = (atMs: number): void => {
    const waiting = buffer;
    buffer = [];
    // A publish has one topic: readings of one kind that follow each other go together.
    for (let i = 0; i < waiting.length; ) {
      const { kind } = waiting[i] as Buffered;
      const from = i;
      while (i < waiting.length && i - from < BATCH && waiting[i]?.kind === kind) i++;
      const of = waiting.slice(from, i);
      const receivedAtMs = arrival(atMs);
      o.take({ type: 'readings', receivedAtMs, terminalId, liftId, sentAtMs: clock(atMs), readings: of as unknown as Reading[] });
    }
  };
  const heartbeats = (toMs: number): void => {
    while (beatMs < toMs) {
      if (send('state', beatMs, { ...current, ...o.sample(beatMs) }) && lostShare > 0) {
        fulls.push(beatMs);
        if (fulls.length > KEPT_FULLS) fulls.shift();
      }
      beatMs += plan.heartbeatMs;
    }
  };
  const apply = (atMs: number, patch: Body): void => {
    heartbeats(atMs);
    const body: Body = {};
    for (const name in patch) {
      if (lacks.has(name as never) || (name === 'landingDoorStatus' && lacks.has('landingDoor'))) continue;
      body[name] = current[name] = patch[name];
    }
    for (const _ in body) {
      send('state', atMs, body);
      return;
    }
  };
  o.take({ type: 'session', receivedAtMs: arrival(o.startMs), terminalId, session: 'connected', sessionId: session });
  return {
    change: apply,
    say(kind, atMs, body) {
      heartbeats(atMs);
      if (plan.stateOnly && (kind === 'trip' || kind === 'door')) return true;
      return send(kind, atMs, body);
    },
    context: (atMs, entry) => {
      heartbeats(atMs);
      o.take({ type: 'context', receivedAtMs: arrival(atMs), context: entry });
    },
    network(atMs, reachable) {
      heartbeats(atMs);
      if (!reachable) {
        cutMs = atMs;
        return;
      }
      if (cutMs === 0) return;
      cutMs = 0;
      o.take({ type: 'session', receivedAtMs: arrival(atMs), terminalId, session: 'connected', sessionId: ++session });
      release(atMs + 200);
      send('state', atMs + 400, { ...current });
    },
    disconnected: (atMs) => {
      o.take({ type: 'session', receivedAtMs: arrival(atMs), terminalId, session: 'disconnected', sessionId: session });
    },
    reboot(atMs) {
      heartbeats(atMs);
      boot++;
      seq = 0;
      send('state', atMs, { ...current });
    },
    setClock: (ms) => {
      offsetMs = ms;
    },
    setLost: (share) => {
      lostShare = share;
    },
    hasTold: (signals) => signals.every((name) => !untold.has(name)),
    fullAfter: (fromMs) => fulls.find((atMs) => atMs >= fromMs) ?? Infinity,
    advance: heartbeats,
  };
};

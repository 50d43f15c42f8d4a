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

export type Body = Record<string, unknown>;
interface Buffered {
  readonly kind: ReadingKind;
  readonly body: Body;
}

/** The way from a terminal to the log: its clock, its boots and numbers, its buffer while the line is cut, and what gets lost. */
export interface Line {
  /** False: lost for good. A reading that is kept for later is not lost. */
  send(kind: ReadingKind, atMs: number, body: Body): boolean;
  context(atMs: number, entry: ContextEntry): void;
  /** Cuts the line, or restores it and releases what was kept. */
  reachable(atMs: number, yes: boolean): void;
  /** The broker notices that the session is dead. */
  disconnected(atMs: number): void;
  /** Numbers start anew. */
  reboot(): void;
  /** The present values of these signals have all been received. */
  hasTold(signals: readonly string[]): boolean;
}

const BATCH = 200;
const DAY_MS = 86_400_000;

export const createLine = (
  random: Random,
  plan: MonthsPlan,
  o: { startMs: number; take: (one: Received) => void },
): Line => {
  const { liftId, terminalId, lostShare } = plan;
  const untold = new Set<string>();
  let [boot, seq, sessionId, lastMs] = [1, 0, 1, 0];
  let buffer: Buffered[] | undefined;

  // Set right by the network once a day; drifts in between.
  const clock = (atMs: number): number =>
    Math.round(atMs + plan.clockOffsetMs + (((atMs - o.startMs) % DAY_MS) * plan.clockDriftPpm) / 1e6);
  const arrival = (atMs: number): number => {
    lastMs = Math.max(lastMs, Math.round(atMs + plan.latencyMs * (0.3 + random.next())));
    return lastMs;
  };
  const publish = (atMs: number, sentAtMs: number | undefined, kept: readonly Buffered[]): void => {
    const readings = kept as unknown as readonly Reading[];
    o.take({ type: 'readings', receivedAtMs: arrival(atMs), terminalId, liftId, sentAtMs, readings });
  };
  const session = (atMs: number, word: 'connected' | 'disconnected'): void =>
    o.take({ type: 'session', receivedAtMs: arrival(atMs), terminalId, session: word, sessionId });
  // A publish has one topic: readings of one kind that follow each other go together.
  const release = (atMs: number, kept: readonly Buffered[]): void => {
    for (let i = 0; i < kept.length;) {
      const from = i;
      while (i < kept.length && i - from < BATCH && kept[i]?.kind === kept[from]?.kind) i++;
      publish(atMs, clock(atMs), kept.slice(from, i));
    }
  };
  session(o.startMs, 'connected');
  return {
    send(kind, atMs, body) {
      body['at'] = clock(atMs);
      body['boot'] = `b${boot}`;
      body['seq'] = seq++;
      if (buffer) {
        buffer.push({ kind, body });
        return true;
      }
      if (lostShare > 0 && random.next() < lostShare) {
        if (kind === 'state') for (const name in body) untold.add(name);
        return false;
      }
      if (kind === 'state' && untold.size > 0) for (const name in body) untold.delete(name);
      publish(atMs, undefined, [{ kind, body }]);
      return true;
    },
    context: (atMs, entry) => o.take({ type: 'context', receivedAtMs: arrival(atMs), context: entry }),
    reachable(atMs, yes) {
      if (!yes) buffer ??= [];
      if (!yes || !buffer) return;
      const kept = buffer;
      buffer = undefined;
      sessionId++;
      session(atMs, 'connected');
      release(atMs + 200, kept);
    },
    disconnected: (atMs) => session(atMs, 'disconnected'),
    reboot: () => {
      boot++;
      seq = 0;
    },
    hasTold: (signals) => signals.every((name) => !untold.has(name)),
  };
};

import type { Reading, UnixMs } from '@liftwatch/schemas';
import type { LiftState } from './lift-state.ts';

/** A terminal as one lift knows it. All names from the start, and none is ever taken away: see `shaped`. */
export interface TerminalState {
  readonly terminalId: string;
  sessionId: number | undefined;
  connected: boolean;
  paused: boolean;
  /** Log time of the last sign of life for this lift. */
  heardMs: UnixMs;
  disconnectedMs: UnixMs | undefined;
  /** Lost while another terminal still speaks for the lift. */
  lost: true | undefined;
  clock: {
    connectedMs: number;
    buckets: number[];
    offsetMs: number;
    epoch: number;
    lastSentMs: UnixMs | undefined;
    /** Log time at which that was said first. */
    saidFirstMs: UnixMs | undefined;
    lastSeq: number | undefined;
  };
  boots: BootNumbers[];
  /** The newest reading of each kind of this clock epoch. */
  newest: NewestReadings;
  /** Its last states: where the next one goes, then of each its time by the terminal and the bits of what it tells. See overtaken.ts. */
  states: number[] | undefined;
}

/** The numbers that came under one name of a boot: pairs of (first, last). */
export interface BootNumbers {
  boot: string;
  seen: number[];
  /** The least time that it ever gave, by the terminal's clock; undefined: out of a snapshot from before this was kept. */
  leastMs: UnixMs | undefined;
}

/** In lists by the place of the kind among `kinds`. */
export interface NewestReadings {
  /** Of each kind the time by the terminal, ms, and the seq; -1: none yet, or without. */
  readonly numbers: number[];
  readonly boots: (string | undefined)[];
}

export const kinds = ['state', 'event', 'trip', 'door', 'terminal', 'counters'] as const satisfies Reading['kind'][];
const NONE = -1;
const placeOf = Object.fromEntries(kinds.map((kind, place) => [kind, place])) as Record<Reading['kind'], number>;

const noNumbers = kinds.flatMap(() => [NONE + 0.5, NONE + 0.5]).fill(NONE);
const noBoots = kinds.map(() => undefined);

export const noneNewest = (): NewestReadings => ({ numbers: noNumbers.slice(), boots: noBoots.slice() });

/** One of them, for who looks seldom. Undefined: no reading of that kind has come. */
export interface NewestReading {
  readonly atMs: UnixMs;
  readonly boot: string | undefined;
  readonly seq: number | undefined;
}

export const newestOf = ({ newest }: TerminalState, kind: Reading['kind']): NewestReading | undefined => {
  const place = placeOf[kind];
  const [atMs = NONE, seq = NONE] = newest.numbers.slice(2 * place, 2 * place + 2);
  if (atMs === NONE) return undefined;
  return { atMs, boot: newest.boots[place], seq: seq === NONE ? undefined : seq };
};

export const putNewest = (newest: NewestReadings, kind: Reading['kind'], { atMs, boot, seq }: NewestReading): void => {
  const place = placeOf[kind];
  newest.numbers[2 * place] = atMs;
  newest.numbers[2 * place + 1] = seq ?? NONE;
  newest.boots[place] = boot;
};

/** False for a reading older than the newest of its kind from this terminal: it never changes the present state. */
export const isNewest = (
  { newest }: TerminalState,
  reading: {
    readonly kind: Reading['kind'];
    readonly at: UnixMs;
    readonly boot: string | undefined;
    readonly seq: number | undefined;
  },
): boolean => {
  const { kind, at, boot, seq } = reading;
  const place = placeOf[kind];
  const newestMs = newest.numbers[2 * place] as number;
  if (at < newestMs) return false;
  const newestSeq = newest.numbers[2 * place + 1] as number;
  const isOfOneBoot = boot !== undefined && boot === newest.boots[place];
  if (at === newestMs && isOfOneBoot && seq !== undefined && newestSeq !== NONE && seq < newestSeq) return false;
  newest.numbers[2 * place] = at;
  newest.numbers[2 * place + 1] = seq ?? NONE;
  newest.boots[place] = boot;
  return true;
};

export const newTerminal = (terminalId: string, heardMs: UnixMs): TerminalState => ({
  terminalId,
  sessionId: undefined,
  connected: true,
  paused: false,
  heardMs,
  disconnectedMs: undefined,
  lost: undefined,
  clock: {
    connectedMs: 0,
    buckets: [],
    offsetMs: 0,
    epoch: 0,
    lastSentMs: undefined,
    saidFirstMs: undefined,
    lastSeq: undefined,
  },
  boots: [],
  newest: noneNewest(),
  states: undefined,
});

/** Few terminals speak for a lift, mostly one. */
export const terminalNamed = ({ terminals }: LiftState, terminalId: string): TerminalState | undefined => {
  for (let i = 0; i < terminals.length; i++) if (terminals[i]?.terminalId === terminalId) return terminals[i];
  return undefined;
};

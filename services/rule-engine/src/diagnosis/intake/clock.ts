import type { UnixMs } from '@liftwatch/schemas';
import { noneNewest, type TerminalState } from '../kernel/terminal-state.ts';

const WINDOW_MS = 60_000;
const BUCKET_MS = 10_000;
/** Below this either way the clock counts as right. */
export const CLOCK_TOLERANCE_MS = 2_000;
/**
 * One silence counts as at most this much connected time: a link can be down for a while before anybody notices, and
 * the first reading after it may come out of the buffer. Only readings may push older ones out of the window.
 */
const LONGEST_GAP_MS = 10_000;

/** A clock that says the same for longer than this stands still, ms: several readings of one moment come sooner. */
const STANDS_MS = 10_000;

/** Lets connected time pass up to `receivedAtMs`. */
export const advanceClock = (terminal: TerminalState, receivedAtMs: UnixMs): void => {
  if (!terminal.connected) return;
  const gap = receivedAtMs - terminal.heardMs;
  if (gap > 0) terminal.clock.connectedMs += gap < LONGEST_GAP_MS ? gap : LONGEST_GAP_MS;
};

const restart = (terminal: TerminalState): void => {
  terminal.clock.buckets.length = 0;
  terminal.clock.epoch++;
  terminal.newest = noneNewest();
  terminal.states = undefined;
};

/** The terminal goes on sending by a clock that does not: only what has just come says how far behind it is. */
const standsStill = (
  { clock }: TerminalState,
  { sentAtMs, receivedAtMs }: { readonly sentAtMs: UnixMs; readonly receivedAtMs: UnixMs },
): boolean => {
  if (sentAtMs !== clock.lastSentMs) clock.saidFirstMs = receivedAtMs;
  return clock.saidFirstMs !== undefined && receivedAtMs - clock.saidFirstMs > STANDS_MS;
};

const offsetOf = (buckets: readonly number[]): number => {
  let least = Infinity;
  for (let i = 1; i < buckets.length; i += 2) if ((buckets[i] as number) < least) least = buckets[i] as number;
  return Math.abs(least) < CLOCK_TOLERANCE_MS ? 0 : least;
};

/**
 * Takes one sending into account and returns the terminal's clock offset, ms: add it to `at` for corrected time. The
 * smallest difference of the last 60 s of connected time counts, since queues and resends only add; of a clock that stands
 * still, the last one.
 */
export const observeSending = (
  terminal: TerminalState,
  sending: { receivedAtMs: UnixMs; sentAtMs: UnixMs; seq: number | undefined; newBoot: boolean },
): number => {
  const clock = terminal.clock;
  const { sentAtMs, seq } = sending;
  const fell = clock.lastSentMs !== undefined && sentAtMs < clock.lastSentMs;
  const inOrder = seq === undefined || clock.lastSeq === undefined || seq > clock.lastSeq;
  if (sending.newBoot || (fell && inOrder)) restart(terminal);
  if (sending.newBoot || inOrder) {
    if (standsStill(terminal, sending)) clock.buckets.length = 0;
    clock.lastSentMs = sentAtMs;
    if (seq !== undefined) clock.lastSeq = seq;
  }
  const difference = sending.receivedAtMs - sentAtMs;
  const bucket = Math.floor(clock.connectedMs / BUCKET_MS);
  const buckets = clock.buckets;
  while (buckets.length > 0 && (buckets[0] as number) * BUCKET_MS < clock.connectedMs - WINDOW_MS) buckets.splice(0, 2);
  const last = buckets.length - 2;
  if (last >= 0 && buckets[last] === bucket) {
    if (difference < (buckets[last + 1] as number)) buckets[last + 1] = difference;
  } else {
    buckets.push(bucket, difference);
  }
  clock.offsetMs = offsetOf(buckets);
  return clock.offsetMs;
};

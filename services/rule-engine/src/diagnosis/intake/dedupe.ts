import type { UnixMs } from '@liftwatch/schemas';
import { CLOCK_TOLERANCE_MS } from './clock.ts';
import type { BootNumbers, TerminalState } from '../kernel/terminal-state.ts';

const MAX_BOOTS = 3;
/** Numbers kept per boot: pairs of (first, last). Forgetting the oldest pair lets a very old copy pass, never drops a new one. */
const MAX_NUMBERS = 96;

const bootOf = (terminal: TerminalState, boot: string, atMs: UnixMs): BootNumbers => {
  for (const known of terminal.boots) if (known.boot === boot) return known;
  const fresh = { boot, seen: [], leastMs: atMs };
  // Not pushed: a list that grows makes room for sixteen more.
  terminal.boots = [...terminal.boots, fresh].slice(-MAX_BOOTS);
  return fresh;
};

/** The boot's name as it is remembered, not the copy that a reading brings; undefined: not seen before. */
export const knownBoot = ({ boots }: TerminalState, boot: string): string | undefined => {
  for (let i = boots.length - 1; i >= 0; i--) if (boots[i]?.boot === boot) return boots[i]?.boot;
  return undefined;
};

/** True when this (boot, seq) was seen before at this lift; otherwise remembers it. Exact within its memory. */
export const isDuplicate = (
  terminal: TerminalState,
  { boot, seq, at }: { readonly boot: string; readonly seq: number; readonly at: UnixMs },
): boolean => {
  const numbers = bootOf(terminal, boot, at);
  if (isSeen(numbers.seen, seq)) return true;
  if (numbers.leastMs !== undefined && at < numbers.leastMs) numbers.leastMs = at;
  return false;
};

/** True when the number is among those; otherwise it is from now on. */
const isSeen = (seen: number[], seq: number): boolean => {
  const n = seen.length;
  if (n === 0 || seq > (seen[n - 1] as number) + 1) {
    append(seen, seq);
  } else if (seq === (seen[n - 1] as number) + 1) {
    seen[n - 1] = seq;
    return false;
  } else {
    let i = n - 2;
    while (i >= 0 && (seen[i] as number) > seq) i -= 2;
    if (i >= 0 && seq <= (seen[i + 1] as number)) return true;
    insert(seen, i + 2, seq);
  }
  if (seen.length > MAX_NUMBERS) seen.splice(0, 2);
  return false;
};

/**
 * A number that was seen before comes with a time that is newer than all that was heard, or older than all that this boot
 * ever said: a copy has the time of what it is a copy of, so the terminal has begun to count anew without naming a new boot,
 * or its counter has gone round. Older: it has lost its time too.
 */
export const countsAnew = (
  { newest, clock, boots }: TerminalState,
  { boot, at, receivedAtMs }: { readonly boot: string; readonly at: number; readonly receivedAtMs: number },
): boolean => {
  if (at < (boots.find((one) => one.boot === boot)?.leastMs ?? 0)) return true;
  let heardMs = -1;
  for (let i = 0; i < newest.numbers.length; i += 2) heardMs = Math.max(heardMs, newest.numbers[i] as number);
  // What would lie ahead of now is from before the clock was set back: it may well be a copy.
  return heardMs >= 0 && at > heardMs && at + clock.offsetMs <= receivedAtMs + CLOCK_TOLERANCE_MS;
};

/** From here on the terminal counts from this number. */
export const countFrom = (
  terminal: TerminalState,
  { boot, seq, at }: { readonly boot: string; readonly seq: number; readonly at: UnixMs },
): void => {
  const numbers = bootOf(terminal, boot, at);
  numbers.seen = [seq, seq];
  if (numbers.leastMs !== undefined && at < numbers.leastMs) numbers.leastMs = at;
  terminal.clock.lastSeq = undefined;
};

/** A pair of its own behind all others. In a full list all move down by hand: cutting off its head would make a new list of it. */
const append = (seen: number[], seq: number): void => {
  const n = seen.length;
  if (n < MAX_NUMBERS) {
    seen.push(seq, seq);
    return;
  }
  for (let i = 2; i < n; i++) seen[i - 2] = seen[i] as number;
  seen[n - 2] = seq;
  seen[n - 1] = seq;
};

/** So many gaps, with more than this share of the numbers in them: it numbers what it sends of several lifts. */
const SHARED_GAPS = 8;
const SHARED_SHARE = 0.25;

/** Numbers from the first to the last that is remembered, and the share of them that is missing. */
const missingOf = (seen: readonly number[]): { readonly numbers: number; readonly share: number } => {
  let got = 0;
  for (let i = 0; i < seen.length; i += 2) got += (seen[i + 1] as number) - (seen[i] as number) + 1;
  const numbers = (seen.at(-1) ?? -1) - (seen[0] ?? 0) + 1;
  return { numbers, share: numbers === 0 ? 0 : 1 - got / numbers };
};

/** A terminal that speaks for several lifts numbers for all of them: what one lift does not get was not lost. */
const isShared = (seen: readonly number[]): boolean =>
  seen.length / 2 > SHARED_GAPS && missingOf(seen).share > SHARED_SHARE;

/** From so many numbers on, of which at most this share is missing, it is known how a terminal numbers. */
const STEADY_NUMBERS = 500;
const STEADY_SHARE = 0.01;

/**
 * True when the numbers of this boot have come one by one for long, all but a few: what is missing now was lost on the way.
 * False of a terminal that numbers in its own way or for other lifts too, of a new boot, and of a line that loses a lot.
 */
export const isSteady = (terminal: TerminalState, boot: string): boolean => {
  const seen = terminal.boots.find((one) => one.boot === boot)?.seen;
  if (seen === undefined) return false;
  const { numbers, share } = missingOf(seen);
  return numbers >= STEADY_NUMBERS && share <= STEADY_SHARE;
};

/** True when numbers of this boot after `seq` are missing: a reading was lost, or is still on its way. */
export const isMissingAfter = (terminal: TerminalState, boot: string, seq: number): boolean => {
  const seen = terminal.boots.find((one) => one.boot === boot)?.seen;
  return seen !== undefined && (seen.at(-2) ?? seq) > seq && !isShared(seen);
};

/** True when of the last so many numbers of its present boot one is missing, and it numbers for this lift alone. */
export const isMissingWithin = (terminal: TerminalState, numbersCount: number): boolean => {
  const seen = terminal.boots.at(-1)?.seen;
  if (seen === undefined || seen.length < 4) return false;
  return (seen.at(-1) as number) - (seen.at(-2) as number) < numbersCount && !isShared(seen);
};

/** Puts `seq` between the pairs before and from `at`, joining neighbours. */
const insert = (seen: number[], at: number, seq: number): void => {
  const joinsBefore = at >= 2 && seen[at - 1] === seq - 1;
  const joinsAfter = at < seen.length && seen[at] === seq + 1;
  if (joinsBefore && joinsAfter) seen.splice(at - 1, 2);
  else if (joinsBefore) seen[at - 1] = seq;
  else if (joinsAfter) seen[at] = seq;
  else seen.splice(at, 0, seq, seq);
};

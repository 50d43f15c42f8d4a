import { between, type Random } from '../physics/random.ts';
import type { Range } from './evaluation.ts';

export const inRange = (random: Random, [low, high]: Range): number => between(random, low, high);
export const wholeInRange = (random: Random, [low, high]: Range): number =>
  low + Math.floor(random.next() * (high - low + 1));
export const happens = (random: Random, share: number): boolean => random.next() < share;

/** One kind out of shares that add up to 1. */
export const oneOf = <K extends string>(random: Random, shares: Readonly<Record<K, number>>): K => {
  let left = random.next();
  let last: K | undefined;
  for (const kind in shares) {
    last = kind;
    left -= shares[kind];
    if (left < 0) break;
  }
  return last as K;
};

/** Normal, by the sum of four uniforms: bounded at 3.46 deviations. */
export const noise = (random: Random, deviation: number): number =>
  (random.next() + random.next() + random.next() + random.next() - 2) * 1.7320508 * deviation;

/** Times of a Poisson process within [fromMs, toMs), in order. */
export const timesOf = (random: Random, perMs: number, [fromMs, toMs]: Range): number[] => {
  const times: number[] = [];
  if (perMs <= 0) return times;
  for (let at = fromMs; ;) {
    at += -Math.log(1 - random.next()) / perMs;
    if (at >= toMs) return times;
    times.push(Math.round(at));
  }
};

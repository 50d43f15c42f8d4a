import { seededRandom } from '../random/seeded.ts';

/** How a bad network delivers: parts of all readings, 0 to 1. */
export interface Untidiness {
  readonly seed: number;
  readonly terminalId: string;
  /** Sent a second time, with the same boot and seq. */
  readonly repeatedShare: number;
  /** Overtaken by up to {@link MOST_OVERTAKEN} later ones of the same connection. */
  readonly overtakenShare: number;
}

const MOST_OVERTAKEN = 40;

/**
 * Gives readings on to `send`, some of them twice and some after later ones. Nothing is left out: `flush` sends what is still
 * held back. Reproducible by seed.
 */
export const createUntidy = <T>(how: Untidiness, send: (one: T) => void) => {
  const random = seededRandom(how.seed, how.terminalId);
  const held: { readonly one: T; left: number }[] = [];
  const pass = (one: T): void => {
    send(one);
    if (random.next() < how.repeatedShare) send(one);
  };
  return {
    take(one: T): void {
      for (const waiting of held) waiting.left -= 1;
      if (random.next() < how.overtakenShare) held.push({ one, left: 1 + Math.floor(random.next() * MOST_OVERTAKEN) });
      else pass(one);
      for (let i = held.length - 1; i >= 0; i -= 1) {
        const waiting = held[i];
        if (!waiting || waiting.left > 0) continue;
        held.splice(i, 1);
        pass(waiting.one);
      }
    },
    flush(): void {
      for (const { one } of held.splice(0)) pass(one);
    },
  };
};

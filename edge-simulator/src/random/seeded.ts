import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from '../physics/random.ts';

const hash = (text: string): number => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return h | 0;
};

/**
 * A stream of chance of its own for each name: a lift's stream does not change when another lift is added, nor its
 * passengers when its sensor draws more often. The same seed and name give the same stream on every machine.
 */
export const seededRandom = (seed: number, name: string): Random => {
  const generator = xoroshiro128plus(hash(`${seed}/${name}`));
  return { next: () => (generator.next() >>> 0) / 0x1_0000_0000 };
};

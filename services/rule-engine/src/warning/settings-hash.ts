import { SETTLE_BLOCKS } from './baseline/learning.ts';
import { LEARN_BLOCKS } from './baseline/watch.ts';
import { countFeatures, features } from './features/features.ts';
import { SPEEDS } from './memory/watch.ts';

/** FNV-1a of everything that judges, as 8 hex digits: the same set, the same hash. */
const hashOf = (text: string): string => {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).padStart(8, '0');
};

/** Names the set of parameters, on every warning. */
export const settingsHash = `1-${hashOf(JSON.stringify([features, countFeatures, SPEEDS, LEARN_BLOCKS, SETTLE_BLOCKS]))}`;

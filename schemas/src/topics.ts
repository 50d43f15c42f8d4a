import { liftIdPattern, readingKinds, type ReadingKind } from './readings/index.ts';

const READING_PREFIX = 'lift/v1/';
const CONTEXT_PREFIX = 'liftwatch/v1/context/';

export type Topic =
  | { readonly type: 'reading'; readonly liftId: string; readonly kind: ReadingKind }
  | { readonly type: 'presence'; readonly liftId: string }
  | { readonly type: 'errors'; readonly liftId: string }
  | { readonly type: 'context'; readonly liftId: string }
  | { readonly type: 'foreign' };

const FOREIGN: Topic = { type: 'foreign' };
const kinds: ReadonlySet<string> = new Set(readingKinds);

/** Reads a topic name. Never throws: whatever is not one of ours is `foreign`. */
export const parseTopic = (topic: string): Topic => {
  if (topic.startsWith(CONTEXT_PREFIX)) {
    const liftId = topic.slice(CONTEXT_PREFIX.length);
    return liftIdPattern.test(liftId) ? { type: 'context', liftId } : FOREIGN;
  }
  if (!topic.startsWith(READING_PREFIX)) return FOREIGN;
  const slash = topic.indexOf('/', READING_PREFIX.length);
  if (slash < 0) return FOREIGN;
  const liftId = topic.slice(READING_PREFIX.length, slash);
  if (!liftIdPattern.test(liftId)) return FOREIGN;
  const last = topic.slice(slash + 1);
  if (kinds.has(last)) return { type: 'reading', liftId, kind: last as ReadingKind };
  if (last === 'presence' || last === 'errors') return { type: last, liftId };
  return FOREIGN;
};

/** The lift that a topic of another kind or version seems to mean: `lift/v1/{liftId}/status`, `lift/v2/{liftId}/state`. */
export const liftNamedIn = (topic: string): string | undefined => {
  const [root, version, liftId] = topic.split('/', 3);
  return root === 'lift' && version !== undefined && liftId !== undefined && liftIdPattern.test(liftId)
    ? liftId
    : undefined;
};

export const readingTopic = (liftId: string, kind: ReadingKind): string => `${READING_PREFIX}${liftId}/${kind}`;
export const presenceTopic = (liftId: string): string => `${READING_PREFIX}${liftId}/presence`;
export const errorsTopic = (liftId: string): string => `${READING_PREFIX}${liftId}/errors`;
export const contextTopic = (liftId: string): string => `${CONTEXT_PREFIX}${liftId}`;

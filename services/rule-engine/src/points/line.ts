const TAG_SPECIAL = /[,= \\\n\r]/;
const STRING_SPECIAL = /["\\\n\r]/;

/** A tag value for line protocol. A backslash becomes `/`, because line protocol cannot end a tag with one. */
export const tagValue = (value: string): string => {
  if (value === '') return '-';
  if (!TAG_SPECIAL.test(value)) return value;
  return value
    .replace(/[\n\r]/g, '_')
    .replaceAll('\\', '/')
    .replace(/[,= ]/g, '\\$&');
};

/** A string field for line protocol, with its quotes. Line breaks become blanks: one line is one point. */
export const stringField = (value: string): string => {
  if (!STRING_SPECIAL.test(value)) return `"${value}"`;
  return `"${value.replace(/[\n\r]+/g, ' ').replace(/["\\]/g, '\\$&')}"`;
};

const COUNTER_DIGITS = 1_000_000;

/**
 * Time of a point, ns, as text: whole ms of corrected time, then a counter below 1e6, so that points of one
 * millisecond stay apart while the same reading always gets the same time.
 */
export const nsTime = (atMs: number, counter: number): string => {
  const within = counter % COUNTER_DIGITS;
  if (within === 0) return `${atMs}000000`;
  return `${atMs}${String(within + COUNTER_DIGITS).slice(1)}`;
};

/** A counter for what has no `seq`: FNV-1a (32 bit) of a name, below 1e6. */
export const nameCounter = (name: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % COUNTER_DIGITS;
};

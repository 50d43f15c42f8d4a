const OFFSETS = [0x811c9dc5, 0x01234567, 0x89abcdef, 0x5bd1e995] as const;

const finish = (value: number): number => {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

/** A 128-bit stable name of a text, as 32 hex digits: four FNV-1a lanes, each finished. Not for secrets. */
export const stableId = (text: string): string => {
  let id = '';
  for (const offset of OFFSETS) {
    let h: number = offset;
    for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
    id += finish(h).toString(16).padStart(8, '0');
  }
  return id;
};

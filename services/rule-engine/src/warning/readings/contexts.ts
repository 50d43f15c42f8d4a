import type { ContextOf } from '../features/feature.ts';

/** What a trip or a door cycle says of its circumstances; undefined where the terminal does not say. */
export interface Circumstances {
  readonly floor?: string | undefined;
  readonly direction?: 'up' | 'down' | undefined;
  readonly loadPercent?: number | undefined;
  /** Greatest speed over the rated one, or over the fastest run seen. */
  readonly speedShare?: number | undefined;
  readonly fromFloor?: string | undefined;
  readonly atMs: number;
}

const LOAD_CLASSES = [10, 35, 65] as const;
const loadClass = (percent: number): number => LOAD_CLASSES.filter((edge) => percent >= edge).length;
const speedClass = (share: number): number => (share < 0.6 ? 0 : share < 0.9 ? 1 : 2);
const HOURS_MS = 3 * 3_600_000;

/** Name of the context that applies; undefined: it is not known, and the reading stands for itself. */
const nameOf = (kind: ContextOf, c: Circumstances): string | undefined => {
  switch (kind) {
    case 'floor':
      return c.floor === undefined ? undefined : `floor=${c.floor}`;
    case 'load':
      return c.direction === undefined || c.loadPercent === undefined
        ? undefined
        : `${c.direction}, load ${loadClass(c.loadPercent)}`;
    case 'speed':
      return c.direction === undefined || c.speedShare === undefined
        ? undefined
        : `${c.direction}, speed ${speedClass(c.speedShare)}`;
    case 'span':
      return c.fromFloor === undefined || c.floor === undefined ? undefined : `${c.fromFloor}>${c.floor}`;
    case 'hour':
      return `hours ${Math.floor((c.atMs % 86_400_000) / HOURS_MS)}`;
  }
};

export const contextsOf = (kinds: readonly ContextOf[], c: Circumstances): string[] => {
  const names: string[] = [];
  for (const kind of kinds) {
    const name = nameOf(kind, c);
    if (name !== undefined) names.push(name);
  }
  return names;
};

import type { ContextOf } from '../features/feature.ts';
import type { ContextNames } from '../readings/contexts.ts';
import { clip } from '../stream/scale.ts';
import { round } from './round.ts';

/** A mean of n readings counts n/(n + this): few readings are drawn towards the whole. */
const SHRINK = 12;
const COUNT_MOST = 99;
const RECENT_SPEED = 0.05;
/** Readings of a floor from which its recent average says something; not counted further. */
export const RECENT_MOST = 20;
/** Contexts of one kind; a reading in a further one is not used. */
const CELLS_MOST = 32;
const CLIP = 6;

/** One context: how many readings and its own offset; of a floor also how single readings have lately stood about it. */
export type Cell = [n: number, offset: number, recent?: number, recentN?: number];
export type Cells = Record<string, Cell>;

/** The scale of single readings has changed by this factor. */
export const rescale = (cell: Cell, factor: number): void => {
  cell[1] = round(cell[1] * factor, 3);
  if (cell[2] !== undefined) cell[2] = round(cell[2] * factor, 3);
};

const offsetOf = (cell: Cell | undefined): number => (cell ? (cell[1] * cell[0]) / (cell[0] + SHRINK) : 0);

const learn = (cell: Cell, rest: number): void => {
  cell[0] = Math.min(COUNT_MOST, cell[0] + 1);
  cell[1] = round(cell[1] + (clip(rest, CLIP) - cell[1]) / cell[0], 3);
};

const cellOf = (cells: Cells, name: string): Cell | undefined => {
  const known = cells[name];
  if (known) return known;
  let count = 0;
  for (const _ in cells) if (++count >= CELLS_MOST) return undefined;
  return (cells[name] = [0, 0]);
};

/**
 * The part of a deviation that its contexts explain. While learning the offsets are learnt, each from what the others
 * leave; then they stand still, so that a fault of one floor is not taken for the nature of that floor. A context that
 * is met for the first time afterwards is still learnt. NaN: without that context the reading says nothing.
 */
export const readingAfterContext = (
  cells: Cells,
  o: {
    readonly kinds: readonly ContextOf[];
    readonly names: ContextNames;
    readonly bare: number;
    readonly frozen: boolean;
    readonly perFloor: boolean;
  },
): number => {
  let total = 0;
  for (let i = 0; i < o.kinds.length; i++) {
    const name = o.names[o.kinds[i] as ContextOf];
    const cell = name === undefined ? undefined : cellOf(cells, name);
    if (!cell) {
      if (o.kinds[i] === 'span') return NaN;
      continue;
    }
    if (!o.frozen || cell[0] < SHRINK) learn(cell, o.bare - total);
    total += offsetOf(cell);
  }
  const floor = o.perFloor && o.frozen && o.names.floor !== undefined ? cells[o.names.floor] : undefined;
  if (floor) {
    const recent = floor[2] ?? 0;
    floor[2] = round(recent + RECENT_SPEED * clip(o.bare - total - recent, CLIP), 2);
    floor[3] = Math.min(RECENT_MOST, (floor[3] ?? 0) + 1);
  }
  return total;
};

/** A floor that stands out from the others, and by how much (scales of single readings); undefined: none is known. */
export const outstandingFloor = (cells: Cells): { readonly floor: string; readonly by: number } | undefined => {
  const known: [name: string, recent: number][] = [];
  for (const name in cells) {
    const [, , recent, n = 0] = cells[name] as Cell;
    if (recent !== undefined && n >= RECENT_MOST) known.push([name, recent]);
  }
  if (known.length < 3) return undefined;
  known.sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const rest = known
    .slice(1)
    .map(([, recent]) => recent)
    .sort((a, b) => a - b);
  const others = rest[rest.length >> 1] as number;
  const [name, recent] = known[0] as [string, number];
  return { floor: name, by: recent - others };
};

import type { ContextOf } from '../features/feature.ts';
import type { Cell, Cells } from '../memory/cells.ts';
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

/** The scale of single readings has changed by this factor. */
export const rescale = (cell: Cell, factor: number): void => {
  cell.offset = round(cell.offset * factor, 3);
  const { recent, recentN } = cell;
  if (recent !== undefined && recentN !== undefined) cell.setRecent(round(recent * factor, 3), recentN);
};

const offsetOf = (cell: Cell): number => (cell.offset * cell.n) / (cell.n + SHRINK);

const learn = (cell: Cell, rest: number): void => {
  cell.n = Math.min(COUNT_MOST, cell.n + 1);
  cell.offset = round(cell.offset + (clip(rest, CLIP) - cell.offset) / cell.n, 3);
};

const cellOf = (cells: Cells, name: string): Cell | undefined =>
  cells.cell(name) ?? (cells.count < CELLS_MOST ? cells.newCell(name) : undefined);

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
    if (!o.frozen || cell.n < SHRINK) learn(cell, o.bare - total);
    total += offsetOf(cell);
  }
  const floor = o.perFloor && o.frozen && o.names.floor !== undefined ? cells.cell(o.names.floor) : undefined;
  if (floor) {
    const recent = floor.recent ?? 0;
    const now = round(recent + RECENT_SPEED * clip(o.bare - total - recent, CLIP), 2);
    floor.setRecent(now, Math.min(RECENT_MOST, (floor.recentN ?? 0) + 1));
  }
  return total;
};

/** A floor that stands out from the others, and by how much (scales of single readings); undefined: none is known. */
export const outstandingFloor = (cells: Cells): { readonly floor: string; readonly by: number } | undefined => {
  const known: [name: string, recent: number][] = [];
  for (let i = 0; i < cells.count; i++) {
    const { recent, recentN = 0 } = cells.cellAt(i);
    if (recent !== undefined && recentN >= RECENT_MOST) known.push([cells.nameOf(i), recent]);
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

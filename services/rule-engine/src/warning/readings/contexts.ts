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

/** Name of each context of a reading; undefined: it is not known, and the reading stands for itself. */
export type ContextNames = Readonly<Record<ContextOf, string | undefined>>;

const loadClass = (percent: number): number => (percent < 10 ? 0 : percent < 35 ? 1 : percent < 65 ? 2 : 3);
const speedClass = (share: number): number => (share < 0.6 ? 0 : share < 0.9 ? 1 : 2);
const HOURS_MS = 3 * 3_600_000;

export const contextNames = (c: Circumstances): ContextNames => {
  const { floor, direction, loadPercent, speedShare, fromFloor } = c;
  return {
    floor: floor === undefined ? undefined : `floor=${floor}`,
    load: direction === undefined || loadPercent === undefined ? undefined : `${direction} ${loadClass(loadPercent)}`,
    speed: direction === undefined || speedShare === undefined ? undefined : `${direction} ${speedClass(speedShare)}`,
    span: fromFloor === undefined || floor === undefined ? undefined : `${fromFloor}>${floor}`,
    hour: `h${Math.floor((c.atMs % 86_400_000) / HOURS_MS)}`,
  };
};

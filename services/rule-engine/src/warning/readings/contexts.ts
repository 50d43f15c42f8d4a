import type { ContextOf } from '../features/feature.ts';

/** What a trip or a door cycle says of its circumstances; undefined where the terminal does not say. */
export interface Circumstances {
  readonly floor?: string | undefined;
  readonly direction?: 'up' | 'down' | undefined;
  readonly loadPercent?: number | undefined;
  /** Greatest speed over the rated one, or over the fastest run seen. */
  readonly speedShare?: number | undefined;
  readonly fromFloor?: string | undefined;
  readonly distanceM?: number | undefined;
  /** Floor names, lowest first, where they are registered. */
  readonly floors?: readonly string[] | undefined;
  readonly atMs: number;
}

/** Name of each context of a reading, longer than a floor's where it shares a table with floors; undefined: it is not known, and the reading stands for itself. */
export type ContextNames = Readonly<Record<ContextOf, string | undefined>>;

const loadClass = (percent: number): number => (percent < 10 ? 0 : percent < 35 ? 1 : percent < 65 ? 2 : 3);
const speedClass = (share: number): number => (share < 0.6 ? 0 : share < 0.9 ? 1 : 2);
const HOURS_MS = 3 * 3_600_000;

/** Names that come with every trip are made once. */
const classes = (count: number, name: (number: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, number) => name(number));
const loadNames = { up: classes(4, (n) => `up L${n}`), down: classes(4, (n) => `down L${n}`) } as const;
const speedNames = { up: classes(3, (n) => `up v${n}`), down: classes(3, (n) => `down v${n}`) } as const;
const hourNames = classes(8, (n) => `h${n}`);
/** No lift goes further; what does is named anew each time. */
const metreNames = classes(1_001, (n) => `${n} m`);
const metresOf = (distanceM: number): string => {
  const metres = Math.round(distanceM);
  return metreNames[metres] ?? `${metres} m`;
};

/** Floors by number: as registered, else as the name says (B1 is below 1). Undefined: the name says nothing. */
const floorNumber = (floor: string, floors: readonly string[] | undefined): number | undefined => {
  const known = floors?.indexOf(floor) ?? -1;
  if (known >= 0) return known;
  if (/^\d+$/.test(floor)) return Number(floor);
  return /^[B-]\d+$/i.test(floor) ? 1 - Number(floor.slice(1)) : undefined;
};

/** How far a run went: metres, or floors. */
const spanName = ({ distanceM, fromFloor, floor, floors }: Circumstances): string | undefined => {
  if (distanceM !== undefined) return metresOf(distanceM);
  if (fromFloor === undefined || floor === undefined) return undefined;
  const [from, to] = [floorNumber(fromFloor, floors), floorNumber(floor, floors)];
  return from === undefined || to === undefined ? undefined : `${Math.abs(to - from)} fl`;
};

export const contextNames = (c: Circumstances): ContextNames => {
  const { floor, direction, loadPercent, speedShare } = c;
  return {
    floor,
    load:
      direction === undefined || loadPercent === undefined ? undefined : loadNames[direction][loadClass(loadPercent)],
    speed:
      direction === undefined || speedShare === undefined ? undefined : speedNames[direction][speedClass(speedShare)],
    span: spanName(c),
    hour: hourNames[Math.floor((c.atMs % 86_400_000) / HOURS_MS)],
  };
};

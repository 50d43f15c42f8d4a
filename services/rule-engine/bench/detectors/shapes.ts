import { normal, type Random } from './series.ts';

/** What happens to a series from its onset on. Sizes are in standard deviations of the noise. */
export interface Shape {
  readonly name: string;
  /** It is over after so many rows; absent: it stays. */
  readonly lastsRows?: number;
  change(
    value: number,
    o: { readonly share: number; readonly sinceRows: number; readonly random: Random; readonly before: number },
  ): number;
}

const DAY_ROWS = 288;
const PLATEAU_ROWS = 300;
const BURST_ROWS = 5;
const wave = (row: number): number => Math.sin((2 * Math.PI * row) / DAY_ROWS);

/** The shapes that the table of recall and delay is made of; `none` tells what is found by chance. */
export const shapes: readonly Shape[] = [
  { name: 'none', change: (v) => v },
  { name: 'step of 1.5 sd', change: (v) => v + 1.5 },
  { name: 'step of 3 sd', change: (v) => v + 3 },
  { name: 'step of 6 sd', change: (v) => v + 6 },
  { name: 'slow drift to 3 sd', change: (v, { share }) => v + 3 * share },
  { name: 'slow drift to 6 sd', change: (v, { share }) => v + 6 * share },
  { name: 'spike, one row of 10 sd', lastsRows: 1, change: (v) => v + 10 },
  { name: `burst, ${BURST_ROWS} rows of 10 sd`, lastsRows: BURST_ROWS, change: (v) => v + 10 },
  { name: 'variance x4 (sd x2)', change: (v, { random }) => v + Math.sqrt(3) * normal(random) },
  { name: 'variance x16 (sd x4)', change: (v, { random }) => v + Math.sqrt(15) * normal(random) },
  { name: 'a daily swing of 3 sd begins', change: (v, { sinceRows }) => v + 3 * wave(sinceRows) },
  { name: `plateau, ${PLATEAU_ROWS} rows 4 sd higher`, lastsRows: PLATEAU_ROWS, change: (v) => v + 4 },
  { name: 'stuck at one value', change: (_, { before }) => before },
];

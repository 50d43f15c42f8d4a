/** Seeded series with known truth, for the streaming detectors. */

export type Random = () => number;

/** Mulberry32: small, fast, good enough to draw noise. */
export const seeded = (seed: number): Random => {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

export const normal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

export interface Series {
  readonly name: string;
  readonly kind: 'ratio' | 'interval' | 'either';
  readonly everyMs: number;
  values(random: Random, length: number): (number | undefined)[];
}

const MINUTE_MS = 60_000;
const START_MS = 1_767_225_600_000;
export const timeOf = (series: Series, i: number): number => START_MS + i * series.everyMs;

/** Autoregressive of order 1 with unit variance. */
const ar1 = (random: Random, length: number, phi: number, noise: (random: Random) => number = normal): number[] => {
  let x = normal(random);
  const scale = Math.sqrt(1 - phi * phi);
  return Array.from({ length }, () => (x = phi * x + scale * noise(random)));
};

const heavy = (random: Random): number =>
  normal(random) / Math.sqrt((normal(random) ** 2 + normal(random) ** 2 + normal(random) ** 2) / 3) / 1.73;

const series = (name: string, values: Series['values'], o: Partial<Series> = {}): Series => ({
  name,
  kind: 'interval',
  everyMs: 5 * MINUTE_MS,
  ...o,
  values,
});

const daily = (i: number, everyMs: number): number => Math.sin((2 * Math.PI * i * everyMs) / 86_400_000);

/** Healthy series: nothing of them is a fault. */
export const healthy: readonly Series[] = [
  ...[0, 0.5, 0.9, 0.97, 0.99].map((phi) => series(`AR(1) ${phi}`, (r, n) => ar1(r, n, phi))),
  series('random walk', (r, n) => {
    let x = 0;
    return Array.from({ length: n }, () => (x += normal(r)));
  }),
  series('daily season, 5 min', (r, n) => ar1(r, n, 0.5).map((e, i) => 50 + 5 * daily(i, 300_000) + e)),
  series('daily season, hourly', (r, n) => ar1(r, n, 0.5).map((e, i) => 50 + 5 * daily(i, 3_600_000) + e), {
    everyMs: 60 * MINUTE_MS,
  }),
  series(
    'weekdays and weekends, hourly',
    (r, n) =>
      ar1(r, n, 0.5).map((e, i) => {
        const weekend = (Math.floor(timeOf({ everyMs: 3_600_000 } as Series, i) / 86_400_000) + 3) % 7 >= 5;
        return 50 + (weekend ? 1 : 5) * (1 + daily(i, 3_600_000)) + e;
      }),
    { everyMs: 60 * MINUTE_MS },
  ),
  series('spikes, 1 % of 10 sd', (r, n) => ar1(r, n, 0.5).map((e) => e + (r() < 0.01 ? 10 : 0))),
  series('heavy tails', (r, n) => ar1(r, n, 0.5, heavy)),
  series('missing 30 %', (r, n) => ar1(r, n, 0.9).map((e) => (r() < 0.3 ? undefined : e))),
  series('discrete', (r, n) => ar1(r, n, 0.7).map((e) => Math.round(20 + 2 * e))),
  series('ratio, sd 10 %', (r, n) => ar1(r, n, 0.9).map((e) => 10 + e), { kind: 'ratio' }),
  series('ratio, sd 0.2 %, drifts 1 %', (r, n) => ar1(r, n, 0.9).map((e, i) => 10 + 0.02 * e + (0.1 * i) / n), {
    kind: 'ratio',
  }),
  series('bursts of load', (r, n) => {
    let burst = 0;
    return ar1(r, n, 0.5).map((e) => {
      if (r() < 0.003) burst = 20;
      burst = Math.max(0, burst - 1);
      return 10 + e + (burst > 0 ? 8 : 0);
    });
  }),
];

const named = (name: string): Series => {
  const found = healthy.find((one) => one.name === name);
  if (!found) throw new RangeError(`no series ${name}`);
  return found;
};

/** The noise that shapes are put on; the last is a column without negative values, of which only what is large against its level counts. */
export const shaped: readonly Series[] = [
  named('AR(1) 0'),
  named('AR(1) 0.5'),
  named('AR(1) 0.9'),
  named('daily season, 5 min'),
  series('level 20, kind not given', (r, n) => ar1(r, n, 0.5).map((e) => 20 + e), { kind: 'either' }),
];

export interface Fault {
  readonly name: string;
  /** Changes the healthy value `share` (0-1) of the way through what remains after the onset. */
  change(
    value: number,
    o: { readonly share: number; readonly sinceRows: number; readonly random: Random; readonly onsetValue: number },
  ): number;
}

/** Changes of a series with unit noise. */
export const faults: readonly Fault[] = [
  { name: 'step 1.5 sd', change: (v) => v + 1.5 },
  { name: 'step 3 sd', change: (v) => v + 3 },
  { name: 'step 6 sd', change: (v) => v + 6 },
  { name: 'drift to 6 sd', change: (v, { share }) => v + 6 * share },
  { name: 'noise x2', change: (v, { random }) => v + 1.73 * normal(random) },
  { name: 'noise x4', change: (v, { random }) => v + 3.9 * normal(random) },
  { name: 'frozen', change: (_, { onsetValue }) => onsetValue },
];

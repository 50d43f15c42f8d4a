/**
 * Every formula of scores, risk and health, in one place. S, R, D: marks of the field reference.
 *
 * 1. Component score. 100 healthy, 30 at the act limit: h = 100 exp(-k u), k = ln(100/30), u = share of the way from
 *    the commissioned level to the act limit, only of deviations beyond their self-set limit. Shape after 6.3 [D], on
 *    u instead of z, so that a very steady sensor does not condemn a part that has hardly changed: ours.
 * 2. Event part (6.3 [D]): minus the sum of sev 2^(-age / 14 d); sev P0 40, P1 15, P2 6, P3 1; at most 60.
 * 3. Health index (6.3 [D]): H = sum w h / sum w over known components; then H = min(H, least of brake, lock and
 *    movement + 10), so that one bad safety part cannot hide. Weights: `warningComponents`.
 *    6.3 also weighs the terminal (.03) and maintenance compliance (.05), which the engine does not know: left out.
 * 4. Coverage: share of the weights whose component has a learnt feature or an open finding, and was read within 72 h,
 *    0 while the link is lost. Below 60 % the index is unknown (6.3 [D]). Of a safety part a fault of the last weeks
 *    (formula 2, 1 point or more left) is enough: it caps the index though nothing of the part is measured (ours).
 * 5. Risk: probability that the act limit is reached within 30 days, from the horizon as a lognormal whose 80 %
 *    interval it is; without a horizon 0.05 + 0.25 u, at most 0.4; at or beyond the limit 0.9: ours.
 * 6. Rank score of a warning: 100 risk x weight; weight 1 for safety parts, 0.6 + 0.4 w / 0.3 else: ours. It ranks.
 * 7. Risk group (6.1, GB/T 20900-2007 [R+]): severity class by component and letter by rate per lift and year: ours
 *    [D] for both mappings.
 */
import { cumulativeStdNormalProbability } from 'simple-statistics';
import type { Horizon, Priority, WarningComponent } from '@liftwatch/schemas';

const AT_LIMIT = Math.log(100 / 30);

/** Formula 1. */
export const scoreOfShare = (share: number): number => 100 * Math.exp(-AT_LIMIT * Math.max(0, share));

const EVENT_WEIGHT: Readonly<Record<Priority, number>> = { P0: 40, P1: 15, P2: 6, P3: 1, P4: 0 };
const HALF_LIFE_MS = 14 * 86_400_000;
const EVENTS_MOST = 60;
export const eventWeight = (priority: Priority): number => EVENT_WEIGHT[priority];

/** Formula 2: a penalty `ageMs` later. */
export const faded = (penalty: number, ageMs: number): number => penalty * 2 ** (-Math.max(0, ageMs) / HALF_LIFE_MS);
export const afterEvents = (score: number, penalty: number): number =>
  Math.max(0, score - Math.min(EVENTS_MOST, penalty));

export const LEAST_COVERAGE = 0.6;
const SAFETY_MARGIN = 10;

export interface ScoredComponent {
  readonly weight: number;
  readonly safety: boolean;
  /** null: unknown. */
  readonly score: number | null;
}

/** Formulas 3 and 4; null: unknown. */
export const healthIndex = (
  components: readonly ScoredComponent[],
): { readonly index: number | null; readonly coverage: number } => {
  let [sum, known, all, cap] = [0, 0, 0, Infinity];
  for (const { weight, safety, score } of components) {
    all += weight;
    if (score === null) continue;
    known += weight;
    sum += weight * score;
    if (safety) cap = Math.min(cap, score + SAFETY_MARGIN);
  }
  const coverage = all === 0 ? 0 : known / all;
  return { index: coverage < LEAST_COVERAGE || known === 0 ? null : Math.min(sum / known, cap), coverage };
};

const MONTH_H = 30 * 24;
const Q90 = 1.2816;

/** Formula 5. */
export const riskOf = (horizon: Horizon | null, share: number): number => {
  if (share >= 1) return 0.9;
  if (!horizon) return Math.min(0.4, 0.05 + 0.25 * Math.max(0, share));
  if (horizon.midH <= 0) return 0.9;
  const sigma = Math.max(0.2, Math.log(horizon.midH / Math.max(1, horizon.lowH)) / Q90);
  return Math.min(0.9, Math.max(0.05, cumulativeStdNormalProbability(Math.log(MONTH_H / horizon.midH) / sigma)));
};

/** Formula 6. */
export const rankScore = (risk: number, part: { readonly weight: number; readonly safety: boolean }): number =>
  Math.round(1_000 * risk * (part.safety ? 1 : 0.6 + (0.4 * part.weight) / 0.3)) / 10;

const SEVERITY_CLASS: Readonly<Record<WarningComponent, 1 | 2 | 3 | 4>> = {
  brake: 1,
  movement: 1,
  lock: 2,
  rope: 2,
  drive: 3,
  levelling: 3,
  door: 3,
  control: 3,
  ride: 4,
};
const LETTERS = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
const RATES_PER_YEAR = [12, 1, 0.1, 0.01, 0.001] as const;
const GROUP_I = new Set(['1A', '1B', '1C', '1D', '2A', '2B', '2C', '3A', '3B']);
const GROUP_II = new Set(['1E', '2D', '2E', '3C', '3D', '4A', '4B']);

export interface RiskGroup {
  readonly severity: 1 | 2 | 3 | 4;
  readonly frequency: (typeof LETTERS)[number];
  /** I must be reduced, II is to be reviewed, III needs no action. */
  readonly group: 'I' | 'II' | 'III';
}

/** Formula 7. */
export const riskGroup = (component: WarningComponent, perYear: number): RiskGroup => {
  const severity = SEVERITY_CLASS[component];
  const place = RATES_PER_YEAR.findIndex((rate) => perYear >= rate);
  const frequency = LETTERS[place === -1 ? 5 : place] as RiskGroup['frequency'];
  const cell = `${severity}${frequency}`;
  return { severity, frequency, group: GROUP_I.has(cell) ? 'I' : GROUP_II.has(cell) ? 'II' : 'III' };
};

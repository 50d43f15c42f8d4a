import { affectedPer100, percentileOf, rescueFigures, type Bilingual, type RescueFigures } from '@liftwatch/schemas';
import type { FirmFleet, PeriodFacts } from './facts.ts';

/** One dimension of the sheet: what it is worth, and what of that can be assessed from what liftwatch holds. */
export interface Dimension {
  readonly title: Bilingual;
  readonly weight: number;
  /** Points reached of the assessed ones; undefined: nothing of it can be assessed. */
  readonly points?: number;
  readonly assessed: number;
  readonly basis: Bilingual;
}

export interface Assessment {
  readonly firm: FirmFleet;
  readonly dimensions: readonly Dimension[];
  readonly points: number;
  readonly assessed: number;
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));
const MEDIAN = 50;
/** Full points up to the base rate, none from three times it: 0.55 entrapments per 100 lifts and month (Jiangsu, 2020). */
const BASE_RATE = 0.0055;
const WORST_RATE = 3 * BASE_RATE;
const ARRIVAL_GOOD_S = 900;
const ARRIVAL_BAD_S = 1_800;
const ONLINE_BAD = 0.9;
const ONLINE_GOOD = 0.99;

/** A part of a dimension: its weight, and how far it was reached, 0-1; undefined: not known. */
type Part = readonly [weight: number, reached: number | undefined];

const summed = (parts: readonly Part[]): { points?: number; assessed: number } => {
  const known = parts.flatMap(([weight, reached]) => (reached === undefined ? [] : [[weight, reached] as const]));
  if (known.length === 0) return { assessed: 0 };
  return {
    points: known.reduce((sum, [weight, reached]) => sum + weight * clamp(reached), 0),
    assessed: known.reduce((sum, [weight]) => sum + weight, 0),
  };
};

const rescue = (figures: RescueFigures, arrivals: readonly number[]): Dimension => {
  const medianS = percentileOf(arrivals, MEDIAN);
  const parts: Part[] = [
    [10, figures.arrival.within30Min.share],
    [4, medianS === undefined ? undefined : (ARRIVAL_BAD_S - medianS) / (ARRIVAL_BAD_S - ARRIVAL_GOOD_S)],
    [4, figures.response.within3Min.share],
    [2, figures.entrapments === 0 ? undefined : 1 - figures.takeovers / figures.entrapments],
  ];
  return {
    title: { zh: '救援', en: 'Rescue' },
    weight: 20,
    ...summed(parts),
    basis: {
      zh: '≤30 分到场 10，到场中位数 4（≤15 分满，≥30 分零），≤3 分响应 4，未被二级接管 2',
      en: 'arrival within 30 min 10, median arrival 4 (full up to 15 min, none from 30), response within 3 min 4, no take-over 2',
    },
  };
};

const faultEffect = (figures: RescueFigures, lifts: number): Dimension => {
  const low = affectedPer100(figures, lifts)?.low;
  const parts: Part[] = [
    // Points are lost only for what chance does not explain: the lower end of the interval.
    [12, low === undefined ? undefined : (WORST_RATE - low) / (WORST_RATE - BASE_RATE)],
    [8, lifts === 0 ? undefined : 1 - figures.repeatLifts / Math.max(1, figures.liftsAffected)],
  ];
  return {
    title: { zh: '故障效果', en: 'Fault effect' },
    weight: 20,
    ...summed(parts),
    basis: {
      zh: '困人率 12（取区间下限；≤0.55/百台·月满，≥1.65 零），未反复困人 8；未按梯龄和使用强度调整',
      en: 'entrapment rate 12 (lower end of the interval; full up to 0.55 per 100 lifts and month, none from 1.65), no repeats 8; not adjusted for age and use',
    },
  };
};

const upkeep = (known: number | undefined): Dimension => ({
  title: { zh: '投诉与终端', en: 'Complaints and terminals' },
  weight: 5,
  ...summed([[2.5, known === undefined ? undefined : (known - ONLINE_BAD) / (ONLINE_GOOD - ONLINE_BAD)]]),
  basis: {
    zh: '终端在线率 2.5（≥99% 满，≤90% 零）；投诉无数据',
    en: 'time with data 2.5 (full from 99 %, none up to 90 %); complaints: no data',
  },
});

const notHeld = (zh: string, en: string, weight: number): Dimension => ({
  title: { zh, en },
  weight,
  assessed: 0,
  basis: { zh: 'liftwatch 没有此项数据，须另行评定', en: 'liftwatch does not hold this; assess it elsewhere' },
});

/**
 * The 100-point sheet of a firm. Weights and formulas are ours, no standard's: the numeric weights of the published local
 * standards could not be seen. What liftwatch does not hold is left open, and the points are out of what was assessed.
 */
export const assessmentOf = (firm: FirmFleet, facts: PeriodFacts): Assessment => {
  const own = facts.rescues.filter(({ fact }) => fact.firmId === firm.firmId).map(({ fact }) => fact);
  const figures = rescueFigures(own);
  const arrivals = own.flatMap(({ arrivalS, falseAlarm }) => (arrivalS === undefined || falseAlarm ? [] : [arrivalS]));
  const dimensions = [
    notHeld('维保及时', 'Timeliness', 20),
    notHeld('作业真实', 'Work authenticity', 10),
    notHeld('记录质量', 'Record quality', 10),
    rescue(figures, arrivals),
    faultEffect(figures, firm.base),
    notHeld('抽查与检验', 'Spot checks and inspection', 15),
    upkeep(facts.knownByFirm.get(firm.firmId)),
  ];
  return {
    firm,
    dimensions,
    points: dimensions.reduce((sum, { points = 0 }) => sum + points, 0),
    assessed: dimensions.reduce((sum, { assessed }) => sum + assessed, 0),
  };
};

import { rescueLimits } from './limits.ts';
import { meanOf, percentileOf, shareOf, type Share } from './statistics.ts';

/** One rescue as statistics see it: an entrapment that reached the alarm. Times in s from the alarm; absent: not known (yet). */
export interface RescueFact {
  readonly liftId: string;
  readonly districtId: string;
  readonly firmId: string;
  readonly place: string;
  /** Hour in which it began, Asia/Shanghai, 0-23. */
  readonly hour: number;
  readonly brand?: string | undefined;
  readonly cause?: string | undefined;
  readonly people?: number | undefined;
  readonly responseS?: number | undefined;
  readonly arrivalS?: number | undefined;
  readonly releaseS?: number | undefined;
  /** Nobody had answered, or arrived, when the limit passed and people were still in. */
  readonly responseOverdue: boolean;
  readonly arrivalOverdue: boolean;
  readonly selfReleased: boolean;
  readonly falseAlarm: boolean;
  /** Highest level of the rescue network that was called, 1-3. */
  readonly level?: number | undefined;
}

export interface TimeFigures {
  /** How many rescues the figures are over. */
  readonly count: number;
  readonly meanS?: number;
  readonly p90S?: number;
}

export interface RescueFigures {
  /** Alarms less those that a person found to be false. */
  readonly entrapments: number;
  readonly falseAlarms: number;
  readonly selfReleased: number;
  /** People freed, and of how many entrapments their number is known. */
  readonly peopleFreed: number;
  readonly peopleKnownOf: number;
  readonly liftsAffected: number;
  /** Lifts with two entrapments or more. */
  readonly repeatLifts: number;
  readonly response: TimeFigures & { readonly within3Min: Share };
  readonly arrival: TimeFigures & { readonly within15Min: Share; readonly within30Min: Share };
  readonly release: TimeFigures;
  /** Entrapments for which a higher level than the contract firm was called. */
  readonly takeovers: number;
  readonly levels: Readonly<Record<'1' | '2' | '3' | 'unknown', number>>;
}

const timeFigures = (values: readonly number[]): TimeFigures => {
  const meanS = meanOf(values);
  const p90S = percentileOf(values, 90);
  return { count: values.length, ...(meanS !== undefined && { meanS }), ...(p90S !== undefined && { p90S }) };
};

const known = (values: readonly (number | undefined)[]): number[] => values.filter((value) => value !== undefined);

/** Whether a clock was kept: true, false, or undefined while it runs or when it stopped mattering before its limit. */
export const keptWithin = (takenS: number | undefined, limitS: number, overdue: boolean): boolean | undefined => {
  if (takenS !== undefined) return takenS <= limitS;
  return overdue ? false : undefined;
};

const shareKept = (verdicts: readonly (boolean | undefined)[]): Share =>
  shareOf(verdicts.filter((kept) => kept === true).length, verdicts.filter((kept) => kept !== undefined).length);

const levelNames = ['1', '2', '3'] as const;

const levelsOf = (rescues: readonly RescueFact[]): RescueFigures['levels'] => {
  const levels = { '1': 0, '2': 0, '3': 0, unknown: 0 };
  for (const { level } of rescues) levels[levelNames.find((name) => name === String(level)) ?? 'unknown']++;
  return levels;
};

const liftCounts = (rescues: readonly RescueFact[]): { affected: number; repeats: number } => {
  const byLift = new Map<string, number>();
  for (const { liftId } of rescues) byLift.set(liftId, (byLift.get(liftId) ?? 0) + 1);
  return { affected: byLift.size, repeats: [...byLift.values()].filter((count) => count >= 2).length };
};

/**
 * The figures of a set of rescues. False alarms are counted and left out of everything else; a time that is not known
 * is left out of its mean and never counted as 0; one that is overdue counts as not kept.
 */
export const rescueFigures = (all: readonly RescueFact[]): RescueFigures => {
  const rescues = all.filter((one) => !one.falseAlarm);
  const people = known(rescues.map((one) => one.people));
  const { affected, repeats } = liftCounts(rescues);
  const { response, arrival, arrivalTarget } = rescueLimits;
  const arrivalKept = (limitS: number) =>
    shareKept(rescues.map((one) => keptWithin(one.arrivalS, limitS, one.arrivalOverdue)));
  return {
    entrapments: rescues.length,
    falseAlarms: all.length - rescues.length,
    selfReleased: rescues.filter((one) => one.selfReleased).length,
    peopleFreed: people.reduce((sum, count) => sum + count, 0),
    peopleKnownOf: people.length,
    liftsAffected: affected,
    repeatLifts: repeats,
    response: {
      ...timeFigures(known(rescues.map((one) => one.responseS))),
      within3Min: shareKept(rescues.map((one) => keptWithin(one.responseS, response.value, one.responseOverdue))),
    },
    arrival: {
      ...timeFigures(known(rescues.map((one) => one.arrivalS))),
      within15Min: arrivalKept(arrivalTarget.value),
      within30Min: arrivalKept(arrival.value),
    },
    release: timeFigures(known(rescues.map((one) => one.releaseS))),
    takeovers: rescues.filter((one) => (one.level ?? 1) > 1).length,
    levels: levelsOf(rescues),
  };
};

/** Lifts with at least one entrapment per 100 lifts, with its interval: a share, so a large fleet is not worse for its size. */
export const affectedPer100 = (figures: RescueFigures, lifts: number): Share | undefined =>
  lifts < figures.liftsAffected || lifts === 0 ? undefined : shareOf(figures.liftsAffected, lifts);

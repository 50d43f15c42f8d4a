import { affectedPer100, rescueFigures, type RescueFact, type Share } from '@liftwatch/schemas';
import { pointLine, type PointFields } from './point.ts';

/** What figures of one scope are made of. */
export interface ScopeFacts {
  readonly scope: 'city' | 'district' | 'firm';
  readonly id: string;
  readonly name: string;
  readonly lifts: number;
  /** Taken out of the registry within the window. */
  readonly removedLifts: number;
  /** Gone over to another firm or district within the window. */
  readonly movedLifts: number;
  /** Incidents of kind `fault/...` in the window, of whoever was responsible when each began. */
  readonly faults: number;
  readonly rescues: readonly RescueFact[];
}

const shareFields = <Name extends string>(
  name: Name,
  share: Share | undefined,
): Record<string, number | undefined> => ({
  [`${name}_part`]: share?.part,
  [`${name}_of`]: share?.of,
  [name]: share?.share,
  [`${name}_low`]: share?.low,
  [`${name}_high`]: share?.high,
});

const per100 = (count: number, lifts: number): number | undefined => (lifts === 0 ? undefined : (100 * count) / lifts);

/** The point of one scope's figures, at the start of the day on which they were computed. */
export const figureLine = (of: ScopeFacts, dayStartMs: number): string => {
  const figures = rescueFigures(of.rescues);
  const liftsOfWindow = of.lifts + of.removedLifts + of.movedLifts;
  const fields: PointFields<'figures_30d'> = {
    name: of.name,
    lifts: of.lifts,
    lifts_30d: liftsOfWindow,
    removed_lifts_30d: of.removedLifts,
    moved_lifts_30d: of.movedLifts,
    entrapments: figures.entrapments,
    false_alarms: figures.falseAlarms,
    self_released: figures.selfReleased,
    repeat_lifts: figures.repeatLifts,
    takeovers: figures.takeovers,
    people_freed: figures.peopleKnownOf === 0 ? undefined : figures.peopleFreed,
    faults: of.faults,
    faults_per_100_lifts: per100(of.faults, liftsOfWindow),
    entrapments_per_100_lifts: per100(figures.entrapments, liftsOfWindow),
    response_mean_s: figures.response.meanS,
    response_p90_s: figures.response.p90S,
    arrival_mean_s: figures.arrival.meanS,
    arrival_p90_s: figures.arrival.p90S,
    release_mean_s: figures.release.meanS,
    ...shareFields('affected', affectedPer100(figures, liftsOfWindow)),
    ...shareFields('response_within_3_min', figures.response.within3Min),
    ...shareFields('arrival_within_15_min', figures.arrival.within15Min),
    ...shareFields('arrival_within_30_min', figures.arrival.within30Min),
  };
  return pointLine('figures_30d', { tags: { scope: of.scope, id: of.id }, fields }, { atMs: dayStartMs, counter: 0 });
};

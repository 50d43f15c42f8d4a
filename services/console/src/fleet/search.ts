import { censusOf, type Census, type FleetLift, type LiftCondition } from './fleet-lift.ts';

export interface FleetQuery {
  /** Words that all must occur: in id, name, codes, address, site, district or firm. */
  readonly q: string;
  readonly districtId?: string | undefined;
  readonly siteId?: string | undefined;
  readonly firmId?: string | undefined;
  readonly condition?: LiftCondition | undefined;
  readonly offset: number;
  readonly limit: number;
}

export interface FleetPage {
  readonly total: number;
  /** Of all that the words and places select, whatever their condition. */
  readonly census: Census;
  readonly lifts: readonly FleetLift[];
}

/** A lift and the text that words are looked for in. */
export interface SearchEntry {
  readonly lift: FleetLift;
  readonly text: string;
}

const normal = (text: string): string => text.normalize('NFKC').toLowerCase();

export const searchEntryOf = (lift: FleetLift): SearchEntry => ({
  lift,
  text: normal(
    [
      lift.liftId,
      lift.name,
      lift.registrationCode,
      lift.rescueCode,
      lift.address,
      lift.siteName,
      lift.districtName,
      lift.firmName,
    ]
      .filter((part) => part !== null)
      .join('\n'),
  ),
});

const isIn = (lift: FleetLift, query: FleetQuery): boolean =>
  (query.districtId === undefined || lift.districtId === query.districtId) &&
  (query.siteId === undefined || lift.siteId === query.siteId) &&
  (query.firmId === undefined || lift.firmId === query.firmId);

/** Faults first, then what nobody can say, then normal; within each the order of the entries. */
const mostUrgentFirst = (lifts: readonly FleetLift[]): readonly FleetLift[] => {
  const by = (condition: LiftCondition) => lifts.filter((lift) => lift.condition === condition);
  return [...by('fault'), ...by('unknown'), ...by('normal')];
};

/** Lifts that fit, a page of them. Linear in the number of entries, which come in the order wanted within a condition. */
export const searchFleet = (entries: readonly SearchEntry[], query: FleetQuery): FleetPage => {
  const words = normal(query.q).split(/\s+/).filter(Boolean);
  const found: FleetLift[] = [];
  for (const { lift, text } of entries)
    if (isIn(lift, query) && words.every((word) => text.includes(word))) found.push(lift);
  const wanted = query.condition === undefined ? found : found.filter((lift) => lift.condition === query.condition);
  return {
    total: wanted.length,
    census: censusOf(found),
    lifts: mostUrgentFirst(wanted).slice(query.offset, query.offset + query.limit),
  };
};

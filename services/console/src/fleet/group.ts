import type { Census, FleetLift } from './fleet-lift.ts';

export type GroupBy = 'district' | 'site' | 'firm';

export interface FleetGroup {
  /** null: the lifts of which it is not registered. */
  readonly id: string | null;
  readonly name: string | null;
  readonly lifts: number;
  readonly census: Census;
}

const keyOf = (lift: FleetLift, by: GroupBy): readonly [string | null, string | null] => {
  if (by === 'district') return [lift.districtId, lift.districtName];
  return by === 'site' ? [lift.siteId, lift.siteName] : [lift.firmId, lift.firmName];
};

/** Lifts counted by place or firm: the groups with faults first, then those with lifts that nobody can say anything about. */
export const groupFleet = (lifts: Iterable<FleetLift>, by: GroupBy): readonly FleetGroup[] => {
  const groups = new Map<string | null, { name: string | null; census: Record<keyof Census, number> }>();
  for (const lift of lifts) {
    const [id, name] = keyOf(lift, by);
    let group = groups.get(id);
    if (group === undefined) groups.set(id, (group = { name, census: { normal: 0, fault: 0, unknown: 0 } }));
    group.census[lift.condition] += 1;
  }
  return [...groups]
    .map(([id, { name, census }]) => ({ id, name, lifts: census.normal + census.fault + census.unknown, census }))
    .sort(
      (a, b) =>
        b.census.fault - a.census.fault ||
        b.census.unknown - a.census.unknown ||
        Number(a.id === null) - Number(b.id === null) ||
        String(a.name ?? a.id).localeCompare(String(b.name ?? b.id), 'zh-CN'),
    );
};

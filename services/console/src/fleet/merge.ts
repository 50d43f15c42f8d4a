import type { JudgedLift } from './engine-pages.ts';
import type { FleetLift } from './fleet-lift.ts';
import type { RegisteredLift, Registry } from './registry-pages.ts';
import type { SearchEntry } from './search.ts';

const nameIn = (names: ReadonlyMap<string, { readonly name: string }>, id: string | null): string | null =>
  id === null ? null : (names.get(id)?.name ?? id);

const fleetLift = (
  known: Registry,
  of: { readonly liftId: string; readonly facts: RegisteredLift | undefined; readonly judged: JudgedLift | undefined },
): FleetLift => {
  const { liftId, facts, judged } = of;
  const siteId = facts?.siteId ?? null;
  const districtId = facts?.districtId ?? judged?.districtId ?? null;
  const firmId = facts?.firmId ?? judged?.firmId ?? null;
  return {
    liftId,
    registered: facts !== undefined,
    name: facts?.name ?? judged?.name ?? null,
    registrationCode: facts?.registrationCode ?? null,
    rescueCode: facts?.rescueCode ?? null,
    address: facts?.address ?? (siteId === null ? null : (known.sites.get(siteId)?.address ?? null)),
    siteId,
    siteName: nameIn(known.sites, siteId),
    districtId,
    districtName: nameIn(known.districts, districtId),
    firmId,
    firmName: nameIn(known.firms, firmId),
    // A registered lift that never spoke is unknown, not normal.
    condition: judged?.condition ?? 'unknown',
    heardAtMs: judged?.heardAtMs ?? null,
    openFindings: judged?.openFindings ?? null,
  };
};

/** 2# before 10#: digits are compared as numbers. */
const sortKey = ({ name, liftId }: FleetLift): string =>
  `${name ?? liftId}\n${liftId}`.replace(/\d+/g, (digits) => digits.padStart(8, '0'));

/** Registered lifts and lifts that only speak, each once, by name. */
export const mergeFleet = (known: Registry, judged: ReadonlyMap<string, JudgedLift>): readonly FleetLift[] => {
  const ids = new Set([...known.lifts.keys(), ...judged.keys()]);
  return [...ids]
    .map((liftId) => fleetLift(known, { liftId, facts: known.lifts.get(liftId), judged: judged.get(liftId) }))
    .map((lift) => [sortKey(lift), lift] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, lift]) => lift);
};

/**
 * The same lifts with what the engine says now: order and text stay, so that a large fleet is not sorted at each look.
 * Undefined: the engine has heard of a lift that is not among them, or knows another name; then they are merged anew.
 */
export const withStates = (
  entries: readonly SearchEntry[],
  judged: ReadonlyMap<string, JudgedLift>,
): readonly SearchEntry[] | undefined => {
  let known = 0;
  const refreshed: SearchEntry[] = [];
  for (const entry of entries) {
    const state = judged.get(entry.lift.liftId);
    if (state === undefined) {
      refreshed.push(entry);
      continue;
    }
    known += 1;
    if (!entry.lift.registered && state.name !== entry.lift.name) return undefined;
    const { condition, heardAtMs, openFindings } = state;
    refreshed.push({ text: entry.text, lift: { ...entry.lift, condition, heardAtMs, openFindings } });
  }
  return known === judged.size ? refreshed : undefined;
};

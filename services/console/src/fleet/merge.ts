import type { JudgedLift } from './engine-pages.ts';
import type { FleetLift } from './fleet-lift.ts';
import { mapped, sortedByKey, type Breathe } from './in-slices.ts';
import type { RegisteredLift, Registry } from './registry-pages.ts';
import { searchEntryOf, type SearchEntry } from './search.ts';

const nameIn = (names: ReadonlyMap<string, { readonly name: string }>, id: string | null): string | null =>
  id === null ? null : (names.get(id)?.name ?? id);

const fleetLift = (
  known: Registry,
  of: { readonly liftId: string; readonly facts: RegisteredLift | undefined; readonly judged: JudgedLift | undefined },
): FleetLift => {
  const { liftId, facts, judged } = of;
  const siteId = facts?.siteId ?? null;
  // Of a lift that is registered the registry alone says whose it is; what its terminal was once told may be of before.
  const place = facts ?? judged;
  const site = siteId === null ? undefined : known.sites.get(siteId);
  const districtId = place?.districtId ?? site?.districtId ?? null;
  const firmId = place?.firmId ?? null;
  return {
    liftId,
    registered: facts !== undefined,
    name: facts?.name ?? judged?.name ?? null,
    registrationCode: facts?.registrationCode ?? null,
    rescueCode: facts?.rescueCode ?? null,
    address: facts?.address ?? site?.address ?? null,
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
export const mergeFleet = async (
  known: Registry,
  judged: ReadonlyMap<string, JudgedLift>,
  breathe: Breathe,
): Promise<readonly SearchEntry[]> => {
  const ids = [...new Set([...known.lifts.keys(), ...judged.keys()])];
  const lifts = await mapped(
    ids,
    (liftId) => {
      const lift = fleetLift(known, { liftId, facts: known.lifts.get(liftId), judged: judged.get(liftId) });
      return [sortKey(lift), lift] as const;
    },
    breathe,
  );
  return mapped(await sortedByKey(lifts, breathe), ([, lift]) => searchEntryOf(lift), breathe);
};

/**
 * The same lifts with what the engine says now: order and text stay, so that a large fleet is not sorted at each look.
 * Undefined: the engine has heard of a lift that is not among them, or knows another name; then they are merged anew.
 */
export const withStates = async (
  entries: readonly SearchEntry[],
  judged: ReadonlyMap<string, JudgedLift>,
  breathe: Breathe,
): Promise<readonly SearchEntry[] | undefined> => {
  let [known, isNew] = [0, false];
  const refreshed = await mapped(
    entries,
    (entry) => {
      const state = judged.get(entry.lift.liftId);
      if (state === undefined) return entry;
      known += 1;
      isNew ||= !entry.lift.registered && state.name !== entry.lift.name;
      const { condition, heardAtMs, openFindings } = state;
      return { text: entry.text, lift: { ...entry.lift, condition, heardAtMs, openFindings } };
    },
    breathe,
  );
  return !isNew && known === judged.size ? refreshed : undefined;
};

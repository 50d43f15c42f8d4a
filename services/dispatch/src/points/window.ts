import { repeatFrom, type RescueFact, type UnixMs, type Incident } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { isExercise, isNoExercise } from './exercise.ts';
import type { ScopeFacts } from './figure-points.ts';
import type { LiftPlace } from './lift-place.ts';
import { pointLine } from './point.ts';
import { rescueFactOf } from './rescue-fact.ts';

type Db = Kysely<DispatchTables>;

interface LiftRow {
  readonly liftId: string;
  readonly districtId: string | null;
  readonly firmId: string | null;
}

interface NamedRow {
  readonly id: string;
  readonly name: string;
}

/** A lift's incidents in the window, counted. */
export interface LiftCount {
  readonly liftId: string;
  readonly entrapments: number;
  readonly faults: number;
  readonly kinds: readonly string[];
  readonly newestMs: UnixMs;
}

const columns = ['lift_id as liftId', 'district_id as districtId', 'firm_id as firmId'] as const;

const readLifts = async (db: Db): Promise<readonly LiftRow[]> => db.selectFrom('lift').select(columns).execute();

/** Lifts that were registered for a part of the window only. */
const readRemoved = async (db: Db, fromMs: UnixMs): Promise<readonly LiftRow[]> =>
  db.selectFrom('removed_lift').select(columns).where('removed_at_ms', '>=', fromMs).execute();

/** How much is registered of what figures are about, as a text that differs when that does. */
export const registeredCounts = async (db: Db): Promise<string> => {
  const count = async (table: 'lift' | 'removed_lift' | 'lift_move' | 'firm' | 'district'): Promise<number> =>
    Number(
      (
        await db
          .selectFrom(table)
          .select((e) => e.fn.countAll<number>().as('count'))
          .executeTakeFirst()
      )?.count ?? 0,
    );
  return `${await count('lift')} ${await count('removed_lift')} ${await count('lift_move')} ${await count('firm')} ${await count('district')}`;
};

/** Incidents of lifts in the window that count: what became an alarm, before its lift was taken out. */
const counted = (db: Db, fromMs: UnixMs) =>
  db
    .selectFrom('incident')
    .where('opened_at_ms', '>=', fromMs)
    .where('lift_id', 'is not', null)
    .where(isNoExercise)
    // Beside registered lifts those that only speak are counted; of one that was taken out what was before that.
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('removed_lift as r')
            .select('r.lift_id')
            .whereRef('r.lift_id', '=', 'incident.lift_id')
            .whereRef('r.removed_at_ms', '<=', 'incident.opened_at_ms'),
        ),
      ),
    )
    .where('state', 'not in', ['suspected', 'withdrawn', 'history']);

/** Faults of each firm and of each district: of that which had the lift when each began, whoever has it now. */
const readFaults = async (db: Db, fromMs: UnixMs) => {
  const faults = counted(db, fromMs).where('kind', 'like', 'fault/%');
  const firms = await faults
    .innerJoin('incident_firm', 'incident_firm.incident_id', 'incident.incident_id')
    .select(['incident_firm.firm_id as id', (e) => e.fn.countAll<number>().as('count')])
    .groupBy('incident_firm.firm_id')
    .execute();
  const districts = await faults
    .select(['incident.district_id as id', (e) => e.fn.countAll<number>().as('count')])
    .groupBy('incident.district_id')
    .execute();
  const mapOf = (rows: readonly { readonly id: string | null; readonly count: number }[]) =>
    new Map(rows.map(({ id, count }) => [id, Number(count)]));
  return { firm: mapOf(firms), district: mapOf(districts) };
};

/** Lifts that left a firm or a district within the window, by what they left; one that came back has not left. */
const readMoved = async (
  db: Db,
  fromMs: UnixMs,
  own: readonly LiftRow[],
): Promise<Readonly<Record<'firmId' | 'districtId', ReadonlyMap<string, number>>>> => {
  const moves = await db.selectFrom('lift_move').select(columns).where('at_ms', '>=', fromMs).execute();
  const now = new Map(own.map((lift) => [lift.liftId, lift]));
  const leftOf = (key: 'firmId' | 'districtId'): ReadonlyMap<string, number> => {
    const left = groupBy(
      moves.filter((move) => move[key] !== (now.get(move.liftId)?.[key] ?? null)),
      (move) => move[key],
    );
    return new Map([...left].map(([id, lifts]) => [id, new Set(lifts.map(({ liftId }) => liftId)).size]));
  };
  return { firmId: leftOf('firmId'), districtId: leftOf('districtId') };
};

const readCounts = async (db: Db, fromMs: UnixMs): Promise<readonly LiftCount[]> => {
  const rows = await counted(db, fromMs)
    .select([
      'lift_id',
      'kind',
      (e) => e.fn.countAll<number>().as('count'),
      (e) => e.fn.max('opened_at_ms').as('newest'),
    ])
    .groupBy(['lift_id', 'kind'])
    .execute();
  const byLift = new Map<string, LiftCount>();
  for (const { lift_id, kind, count, newest } of rows) {
    const liftId = String(lift_id);
    const before = byLift.get(liftId) ?? { liftId, entrapments: 0, faults: 0, kinds: [], newestMs: 0 };
    byLift.set(liftId, {
      ...before,
      entrapments: before.entrapments + (kind === 'entrapment' ? Number(count) : 0),
      faults: before.faults + (kind.startsWith('fault/') ? Number(count) : 0),
      kinds: [...before.kinds, `${kind} ×${count}`],
      newestMs: Math.max(before.newestMs, Number(newest)),
    });
  }
  return [...byLift.values()];
};

const readRescues = async (db: Db, fromMs: UnixMs, nowMs: UnixMs): Promise<readonly RescueFact[]> => {
  const rows = await db
    .selectFrom('incident')
    .select('document')
    .where('kind', '=', 'entrapment')
    .where('opened_at_ms', '>=', fromMs)
    .execute();
  return rows
    .map((row) => JSON.parse(row.document) as Incident)
    .filter((incident) => !isExercise(incident))
    .flatMap((incident) => rescueFactOf(incident, {}, nowMs) ?? []);
};

const groupBy = <T>(rows: readonly T[], keyOf: (row: T) => string | null): ReadonlyMap<string, readonly T[]> => {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
};

/**
 * Everything that the figures of a window are computed from: entrapments and faults since `fromMs`, each of whoever had the lift when it began;
 * lifts and their contracts now, and those that were taken out or went over to another since. `counts` are of what is not taken out.
 */
export const readScopes = async (
  db: Db,
  time: { readonly fromMs: UnixMs; readonly nowMs: UnixMs },
): Promise<{ readonly scopes: readonly ScopeFacts[]; readonly counts: readonly LiftCount[] }> => {
  const lifts = await readLifts(db);
  const removed = await readRemoved(db, time.fromMs);
  const counts = await readCounts(db, time.fromMs);
  const rescues = await readRescues(db, time.fromMs, time.nowMs);
  const districts = await db.selectFrom('district').select(['district_id as id', 'name']).execute();
  const firms = await db.selectFrom('firm').select(['firm_id as id', 'name']).execute();
  const faultsOf = await readFaults(db, time.fromMs);
  const movedOf = await readMoved(db, time.fromMs, [...lifts, ...removed]);
  const part = (scope: 'district' | 'firm', named: readonly NamedRow[]): ScopeFacts[] => {
    const key = scope === 'district' ? ('districtId' as const) : ('firmId' as const);
    const liftsOf = groupBy(lifts, (lift) => lift[key]);
    const removedOf = groupBy(removed, (lift) => lift[key]);
    const rescuesOf = groupBy(rescues, (rescue) => rescue[key]);
    return named.map(({ id, name }) => {
      const own = liftsOf.get(id) ?? [];
      const gone = removedOf.get(id) ?? [];
      const of = { lifts: own.length, removedLifts: gone.length, movedLifts: movedOf[key].get(id) ?? 0 };
      return { scope, id, name, ...of, faults: faultsOf[scope].get(id) ?? 0, rescues: rescuesOf.get(id) ?? [] };
    });
  };
  const allFaults = counts.reduce((sum, one) => sum + one.faults, 0);
  const city = {
    scope: 'city' as const,
    id: 'city',
    name: '全市 city',
    lifts: lifts.length,
    removedLifts: removed.length,
    movedLifts: 0,
    faults: allFaults,
    rescues,
  };
  const isOut = new Set(removed.map(({ liftId }) => liftId));
  const ofRegistered = counts.filter(({ liftId }) => !isOut.has(liftId));
  return { scopes: [city, ...part('district', districts), ...part('firm', firms)], counts: ofRegistered };
};

/** Whether a lift keeps coming back. */
export const isRepeat = ({ entrapments, faults }: LiftCount): boolean =>
  entrapments >= repeatFrom.entrapments || faults >= repeatFrom.faults;

/** The lifts that keep coming back, for their points: names come from the registry. */
export const repeatLine = (count: LiftCount, place: LiftPlace, dayStartMs: number): string =>
  pointLine(
    'repeat_lift',
    {
      tags: { lift_id: count.liftId },
      fields: {
        lift_name: place.liftName,
        site_name: place.siteName,
        district_name: place.districtName,
        firm_name: place.firmName,
        brand: place.brand,
        entrapments_30d: count.entrapments,
        faults_30d: count.faults,
        kinds: count.kinds.join(', '),
        newest_ms: count.newestMs,
      },
    },
    { atMs: dayStartMs, counter: 0 },
  );

import type { UnixMs } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { DispatchTables } from '../database/tables.ts';
import { placeOfLift } from './lift-place.ts';
import { nameCounter, pointLine } from './point.ts';

/** One point for each lift that was taken out of the registry since then. The same again for one that is written anew. */
export const removedLines = async (db: Kysely<DispatchTables>, fromMs: UnixMs): Promise<readonly string[]> => {
  const rows = await db.selectFrom('removed_lift').selectAll().where('removed_at_ms', '>=', fromMs).execute();
  const lines: string[] = [];
  for (const row of rows) {
    const place = await placeOfLift(db, row.lift_id);
    const fields = {
      lift_name: place.liftName,
      site_name: place.siteName,
      district_name: place.districtName,
      firm_name: place.firmName,
      brand: place.brand,
      firm_id: row.firm_id ?? undefined,
      district_id: row.district_id ?? undefined,
      reason: row.reason ?? undefined,
      removed_by: row.removed_by,
    };
    const at = { atMs: Number(row.removed_at_ms), counter: nameCounter(row.lift_id) };
    lines.push(pointLine('removed_lift', { tags: { lift_id: row.lift_id }, fields }, at));
  }
  return lines;
};

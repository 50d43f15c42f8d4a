import type { Incident } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import type { z } from 'zod';
import type { Scope } from '../access/principal.ts';
import { incidentsIn } from '../access/rows.ts';
import type { DispatchTables } from '../database/tables.ts';
import { paged, type Page } from './page.ts';
import type { incidentsQuery } from './schemas.ts';

type Query = z.infer<typeof incidentsQuery>;

const filtered = (db: Kysely<DispatchTables>, query: Query) => {
  let select = db.selectFrom('incident').select('document');
  if (query.open !== undefined) select = select.where('is_open', '=', query.open === 'true' ? 1 : 0);
  if (query.liftId !== undefined) select = select.where('lift_id', '=', query.liftId);
  if (query.siteId !== undefined) select = select.where('site_id', '=', query.siteId);
  if (query.districtId !== undefined) select = select.where('district_id', '=', query.districtId);
  if (query.kind !== undefined) select = select.where('kind', '=', query.kind);
  if (query.state !== undefined) select = select.where('state', 'in', query.state);
  if (query.priority !== undefined) select = select.where('priority', 'in', query.priority);
  const { firmId } = query;
  if (firmId !== undefined)
    select = select.where('incident_id', 'in', (e) =>
      e.selectFrom('incident_firm').select('incident_firm.incident_id').where('firm_id', '=', firmId),
    );
  return select;
};

/** Incidents, newest first; `after` is `{openedAtMs}-{incidentId}` of the last of the page before. */
export const listIncidents = async (
  db: Kysely<DispatchTables>,
  query: Query,
  scope?: Scope,
): Promise<Page<Incident>> => {
  const rowsOf = filtered(db, query);
  let select = (scope === undefined ? rowsOf : rowsOf.where(incidentsIn(scope)))
    .orderBy('opened_at_ms', 'desc')
    .orderBy('incident_id')
    .limit(query.limit + 1);
  const [afterMs, afterId] = query.after?.split('-') ?? [];
  if (afterMs !== undefined && afterId !== undefined)
    select = select.where((e) =>
      e.or([
        e('opened_at_ms', '<', Number(afterMs)),
        e.and([e('opened_at_ms', '=', Number(afterMs)), e('incident_id', '>', afterId)]),
      ]),
    );
  const rows = await select.execute();
  return paged(
    rows.map((r) => JSON.parse(r.document) as Incident),
    query.limit,
    (i) => `${i.openedAtMs}-${i.incidentId}`,
  );
};

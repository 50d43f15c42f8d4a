import type { Delivery, Incident, IncidentResponse, TimelineEntry } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import { masked } from '../channels/masked.ts';
import type { DispatchTables } from '../database/tables.ts';
import { DispatchError } from '../errors.ts';
import { responseOf } from '../incidents/response.ts';
import { owedOf, type Owed } from './owed.ts';
import { timelineText } from './timeline-words.ts';

/** A line of the timeline as people read it. */
interface ShownEntry {
  readonly at: string;
  readonly atMs: number;
  readonly kind: string;
  readonly who: string;
  readonly reason: string;
  readonly via?: NonNullable<TimelineEntry['via']>;
  readonly text: { readonly zh: string; readonly en: string };
}

export interface IncidentDetail {
  readonly incident: Incident;
  readonly owner: NonNullable<IncidentResponse['owner']> | null;
  readonly level: number;
  readonly marks: readonly string[];
  readonly owed: Owed | null;
  readonly timeline: readonly ShownEntry[];
  readonly deliveries: readonly Delivery[];
}

const shownEntry = (entry: TimelineEntry): ShownEntry => ({
  at: new Date(entry.atMs).toISOString(),
  atMs: entry.atMs,
  kind: entry.what,
  who: entry.who ?? 'liftwatch',
  reason: entry.reason,
  ...(entry.via === undefined ? {} : { via: entry.via }),
  text: timelineText(entry),
});

/** Side states and marks, beside the state. misreport: a person said that it was not so (disposal state 05). */
const marksOf = (incident: Incident): string[] => [
  ...(incident.confirmation === 'none' ? [] : [incident.confirmation]),
  ...(incident.outcome === 'rejected' ? ['misreport'] : []),
  ...(incident.outcome === 'released' && incident.members.some((m) => m.selfReleased) ? ['self-released'] : []),
  ...(responseOf(incident).level > 1 ? ['escalated'] : []),
  ...(incident.drill ? ['drill'] : []),
];

const detailOf = (incident: Incident, deliveries: readonly Delivery[]): IncidentDetail => ({
  incident,
  owner: responseOf(incident).owner ?? null,
  level: responseOf(incident).level,
  marks: marksOf(incident),
  owed: owedOf(incident),
  timeline: incident.timeline.map(shownEntry),
  deliveries: deliveries.map((d) => (d.address === undefined ? d : { ...d, address: masked(d.address) })),
});

/** One incident: who was told what, when, why, and what is still owed. @throws {DispatchError} LIFT_DISPATCH_NOT_FOUND */
export const incidentDetail = async (db: Kysely<DispatchTables>, incidentId: string): Promise<IncidentDetail> => {
  const row = await db
    .selectFrom('incident')
    .select('document')
    .where('incident_id', '=', incidentId)
    .executeTakeFirst();
  if (!row)
    throw new DispatchError(
      'LIFT_DISPATCH_NOT_FOUND',
      `no incident ${incidentId}: list them with GET /api/v1/incidents`,
      { recoverable: false },
    );
  const sent = await db
    .selectFrom('delivery')
    .select('document')
    .where('incident_id', '=', incidentId)
    .orderBy('seq')
    .execute();
  return detailOf(
    JSON.parse(row.document) as Incident,
    sent.map((r) => JSON.parse(r.document) as Delivery),
  );
};

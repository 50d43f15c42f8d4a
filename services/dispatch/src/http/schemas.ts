import { delivery, incident, jobEntry, operatorDecision } from '@liftwatch/schemas';
import { z } from 'zod';

const { phase, jobId, technicianId, workDone } = jobEntry.shape;
const { decision, findingId, operatorId, reason } = operatorDecision.shape;
const id = z.string().max(128).optional().describe('Idempotency: the same id is the same entry');

export const jobBody = z.strictObject({ id, jobId, phase, technicianId, workDone }).meta({ id: 'JobBody' });
export const decisionBody = z
  .strictObject({ id, decision, findingId, operatorId, reason })
  .meta({ id: 'DecisionBody' });
export const closeBody = z
  .strictObject({
    by: z.string().min(1).max(64).describe('An id, never a name or number'),
    reason: z.string().min(1).max(500),
    force: z.boolean().default(false).describe('Close although it lasts; whoever was told is told that it ended'),
  })
  .meta({ id: 'CloseBody' });

const page = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().max(128).optional().describe('`next` of the page before'),
};
export const pageQuery = z.strictObject(page);
export const incidentsQuery = z.strictObject({
  ...page,
  open: z.enum(['true', 'false']).optional(),
  liftId: z.string().max(64).optional(),
});

export const queuedAnswer = z.strictObject({ id: z.string(), queued: z.literal(true) }).meta({ id: 'Queued' });
export const importAnswer = z.strictObject({ rowsCount: z.int(), liftsChangedCount: z.int() }).meta({ id: 'Imported' });
export const incidentAnswer = z
  .strictObject({ incident, deliveries: z.array(delivery) })
  .meta({ id: 'IncidentDetail' });
export const incidentsAnswer = z
  .strictObject({ items: z.array(incident), next: z.string().nullable() })
  .meta({ id: 'Incidents' });
export const rowsAnswer = z
  .strictObject({ items: z.array(z.looseObject({})), next: z.string().nullable() })
  .meta({ id: 'Rows' });
export const problemAnswer = z
  .strictObject({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string(),
    problems: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem', title: 'RFC 9457' });

import { z } from 'zod';
import { bilingual, finding, incidentKind } from '../finding/finding.ts';
import { unixMs } from '../readings/envelope.ts';
import { priorities } from '../severity.ts';

/**
 * Where an incident stands. suspected: a timer runs · alarm: people act · resolved: the engine says it has ended, or a
 * person said that it was not so · closed: a person closed it · withdrawn: it passed before the alarm · history: it had
 * passed when liftwatch learnt of it. Open = suspected, alarm or resolved.
 */
export const incidentStates = ['suspected', 'alarm', 'resolved', 'closed', 'withdrawn', 'history'] as const;
export type IncidentState = (typeof incidentStates)[number];
export const openIncidentStates: readonly IncidentState[] = ['suspected', 'alarm', 'resolved'];

/** One decision and why it was taken. `what` and `reason` are stable codes; `detail` is for people. */
export const timelineEntry = z.strictObject({
  atMs: unixMs,
  what: z.string(),
  reason: z.string(),
  detail: z.string().optional(),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;

/** A finding that belongs to the incident, as of its newest revision. */
export const incidentMember = z.strictObject({
  findingId: z.string(),
  revision: z.int().min(1),
  code: z.string(),
  liftId: z.string(),
  stage: finding.shape.stage,
  confirmation: finding.shape.confirmation,
  priority: z.enum(priorities),
  occupancy: finding.shape.occupancy,
  sinceMs: unixMs.describe('Onset of the condition'),
  atMs: unixMs,
  weight: z.enum(['full', 'suspects']).describe('suspects: can make the incident suspected, never an alarm'),
  selfReleased: z.boolean().optional(),
  notConfirmedSinceMs: unixMs.optional(),
  ageMs: z.int().min(0),
  summary: bilingual,
  tags: z.array(z.string()).optional(),
});
export type IncidentMember = z.infer<typeof incidentMember>;

/** A finding that the parent incident stands for: no incident and no message of its own, and why. */
export const suppressedFinding = z.strictObject({
  findingId: z.string(),
  liftId: z.string(),
  code: z.string(),
  reason: z.string(),
  firmId: z.string().optional(),
  atMs: unixMs,
  clearedAtMs: unixMs.optional(),
});
export type SuppressedFinding = z.infer<typeof suppressedFinding>;

export const incident = z
  .strictObject({
    incidentId: z.string().min(8).max(64).describe('Hash of scope, kind and first finding'),
    scope: z.string().describe('lift/{id}, site/{id} or network/{id}'),
    liftId: z.string().optional().describe('Absent where the incident covers several lifts'),
    kind: incidentKind,
    state: z.enum(incidentStates),
    outcome: z.enum(['released', 'rejected', 'withdrawn', 'history', 'merged']).optional(),
    confirmation: finding.shape.confirmation,
    priority: z.enum(priorities),
    occupancy: finding.shape.occupancy,
    episode: z.int().min(1).describe('Counts up when a resolved incident begins anew'),
    revision: z.int().min(1),
    parentId: z.string().optional(),
    lift: finding.shape.lift,
    members: z.array(incidentMember),
    suppressed: z.array(suppressedFinding),
    openedAtMs: unixMs,
    updatedAtMs: unixMs,
    alarmAtMs: unixMs.optional().describe('Log time of the alarm of this episode: the SLA clock starts here'),
    resolvedAtMs: unixMs.optional(),
    closedAtMs: unixMs.optional(),
    closedBy: z.string().optional().describe('An id, never a name or number'),
    timeline: z.array(timelineEntry),
  })
  .meta({ id: 'Incident', title: 'What people act on' });
export type Incident = z.infer<typeof incident>;

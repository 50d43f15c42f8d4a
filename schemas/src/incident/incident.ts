import { z } from 'zod';
import { bilingual, finding, incidentKind } from '../finding/finding.ts';
import { unixMs } from '../readings/envelope.ts';
import { priorities } from '../severity.ts';

/**
 * Where an incident stands. suspected: a timer runs · withdrawn: it passed before the alarm · alarm: the rule's time is
 * reached · dispatched: a carrier has handed it to somebody who acts · acknowledged: one owner has taken it on ·
 * en-route: with an ETA · arrived · freed: the people are out · resolved: it has ended, or was not so, without people
 * to free · cause-filed · closed: a person closed it · history: it had passed when liftwatch learnt of it.
 */
export const incidentStates = [
  'suspected',
  'withdrawn',
  'alarm',
  'dispatched',
  'acknowledged',
  'en-route',
  'arrived',
  'freed',
  'resolved',
  'cause-filed',
  'closed',
  'history',
] as const;
export type IncidentState = (typeof incidentStates)[number];
/** It is so now, and people act on it. */
export const liveIncidentStates: readonly IncidentState[] = [
  'alarm',
  'dispatched',
  'acknowledged',
  'en-route',
  'arrived',
];
/** It has ended, and nobody has closed it yet: it can begin anew. */
export const endedIncidentStates: readonly IncidentState[] = ['freed', 'resolved', 'cause-filed'];
export const openIncidentStates: readonly IncidentState[] = [
  'suspected',
  ...liveIncidentStates,
  ...endedIncidentStates,
];

/** Levels of the rescue network: 1 contract firm, 2 network station, 3 fire and police. */
export const responseLevel = z.literal([1, 2, 3]);

/** How people answer: REST or the page, the link of a message, an SMS reply, a key in a call. */
export const responseWays = ['rest', 'link', 'sms', 'call'] as const;

/** One decision and why it was taken. `what` and `reason` are stable codes; `detail` is for people. */
export const timelineEntry = z.strictObject({
  atMs: unixMs,
  what: z.string(),
  reason: z.string(),
  why: bilingual.optional().describe('The reason for people, where the policy has a name of its own for it'),
  who: z.string().optional().describe('Id of the person or recipient; absent: liftwatch itself'),
  via: z.enum(responseWays).optional().describe('How a person said so'),
  detail: z.string().optional(),
  words: bilingual.optional().describe('The detail for people, where the policy or the decision brings its own words'),
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
  endedBy: z.string().optional().describe('A person ended it while the lift still said so'),
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

/** What is owed by when; `step`: the row of the escalation policy that is taken when it is not done. */
export const incidentDeadline = z.strictObject({
  what: z.enum(['acknowledge', 'arrive', 'release']),
  step: z.string(),
  name: bilingual.optional().describe('What the policy calls that step'),
  level: responseLevel,
  dueAtMs: unixMs.describe('Last moment in time, UTC'),
});
export type IncidentDeadline = z.infer<typeof incidentDeadline>;

/** How many people were let out, as somebody on site said. */
export const peopleFreed = z
  .int()
  .min(0)
  .max(200)
  .describe('People let out, as somebody said; absent: not recorded, which is not 0');

/** What people have made of the present episode. */
export const incidentResponse = z.strictObject({
  level: responseLevel.describe('Highest level that was called'),
  owner: z.strictObject({ id: z.string(), level: responseLevel, sinceMs: unixMs }).optional().describe('Exactly one'),
  takeOverFromLevel: responseLevel.optional().describe('From this level on somebody may take it from the owner'),
  clockedAtMs: unixMs.optional().describe('From when the clocks run: the alarm, or when it became grave enough'),
  stepsTaken: z.array(z.string()).describe('Rows of the escalation policy taken or skipped'),
  refusals: z.array(z.strictObject({ by: z.string(), reason: z.string(), atMs: unixMs })),
  deadlines: z.array(incidentDeadline).describe('Ahead, in order of time'),
  dispatchedAtMs: unixMs.optional(),
  acknowledgedAtMs: unixMs.optional(),
  etaAtMs: unixMs.optional(),
  arrivedAtMs: unixMs.optional(),
  arrivedBy: z.string().optional(),
  arrivedInTime: z.boolean().optional().describe('Within 30 min of the alarm, by whole seconds'),
});
export type IncidentResponse = z.infer<typeof incidentResponse>;

export const incident = z
  .strictObject({
    incidentId: z.string().min(8).max(64).describe('Hash of scope, kind and first finding'),
    scope: z.string().describe('lift/{id}, site/{id}, network/{id} or system/{subject}'),
    liftId: z.string().optional().describe('Absent where the incident covers several lifts'),
    kind: incidentKind,
    state: z.enum(incidentStates),
    outcome: z.enum(['released', 'rejected', 'withdrawn', 'history', 'merged']).optional(),
    confirmation: finding.shape.confirmation,
    priority: z.enum(priorities),
    peakPriority: z.enum(priorities).optional().describe('Most urgent of this episode, as people were told'),
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
    previousId: z.string().optional().describe('The last incident of this scope and kind, where this one is a new one'),
    summary: bilingual.optional().describe('What it is about, where no finding says so'),
    drill: z.boolean().optional().describe('An exercise: messages say so, no clock counts'),
    response: incidentResponse.optional(),
    causeCode: z.string().optional(),
    peopleFreed: peopleFreed.optional(),
    note: z.string().optional(),
    timeline: z.array(timelineEntry),
  })
  .meta({ id: 'Incident', title: 'What people act on' });
export type Incident = z.infer<typeof incident>;

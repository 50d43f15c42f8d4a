import {
  bilingual,
  causeCodes,
  delivery,
  incident,
  incidentKind,
  incidentStates,
  jobEntry,
  operatorDecision,
  peopleFreed,
  priorities,
  responseWays,
} from '@liftwatch/schemas';
import { z } from 'zod';
import { removableLists } from '../registry/remove-row.ts';

const { phase, jobId, technicianId, workDone, vulnerable: inTheCar } = jobEntry.shape;
const { decision, findingId, operatorId, reason, cause, vulnerable } = operatorDecision.shape;
const id = z.string().max(128).optional().describe('Idempotency: the same id is the same entry');

/** An instant, never a time of some zone that nobody names. */
const moment = z.iso.datetime({ offset: true, error: 'a time with its zone, as 2026-03-01T10:00:00+08:00' });

export const jobBody = z
  .strictObject({ id, jobId, phase, technicianId, workDone, vulnerable: inTheCar })
  .meta({ id: 'JobBody' });
export const decisionBody = z
  .strictObject({ id, decision, findingId, operatorId, reason, cause, vulnerable })
  .meta({ id: 'DecisionBody' });

const actor = {
  by: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('Who: a contact id or another id, never a name or number; absent: whose credential it is'),
  level: z
    .literal([1, 2, 3])
    .optional()
    .describe('Level of the rescue network that he stands for; absent: as his role has it'),
};
const note = z.string().min(1).max(500).optional();
const actBody = z.strictObject({ ...actor, note }).meta({ id: 'ActBody' });
/** One body for each step that a person takes. */
export const actionBodies = {
  acknowledge: actBody,
  refuse: z.strictObject({ ...actor, reason: z.string().min(1).max(200) }).meta({ id: 'RefuseBody' }),
  eta: z
    .strictObject({ ...actor, etaMinutes: z.number().min(0).max(720).describe('Minutes from now') })
    .meta({ id: 'EtaBody' }),
  arrive: actBody,
  release: z.strictObject({ ...actor, note, peopleFreed: peopleFreed.optional() }).meta({ id: 'ReleaseBody' }),
  confirm: actBody,
  reject: actBody,
  close: z
    .strictObject({
      ...actor,
      causeCode: z.enum(causeCodes).optional().describe('Absent: as filed before, else not-determined'),
      peopleFreed: peopleFreed.optional(),
      note,
      reason: note.describe('The same as note'),
      force: z.boolean().default(false).describe('Close although it lasts; whoever was told is told that it ended'),
    })
    .meta({ id: 'CloseBody' }),
} as const;
export type ActionName = keyof typeof actionBodies;
export const actionNames = Object.keys(actionBodies) as ActionName[];

const page = {
  limit: z.coerce.number().int().min(1).max(500).default(50),
  after: z.string().max(128).optional().describe('`next` of the page before'),
};
const severalOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(z.enum(values)).min(1).max(values.length));
export const pageQuery = z.strictObject(page);
/** A cursor that is none must not be taken for the beginning: whoever follows `next` would read the first page for ever. */
const cursor = (form: RegExp) =>
  z.string().max(128).regex(form, '`next` of the page before').optional().describe('`next` of the page before');
export const incidentsQuery = z.strictObject({
  ...page,
  after: cursor(/^\d{1,16}-[0-9a-z]{1,64}$/),
  open: z.enum(['true', 'false']).optional(),
  liftId: z.string().max(64).optional(),
  siteId: z.string().max(64).optional(),
  firmId: z.string().max(64).optional(),
  districtId: z.string().max(64).optional(),
  kind: incidentKind.optional(),
  state: severalOf(incidentStates).optional().describe('One or several, separated by commas'),
  priority: severalOf(priorities).optional().describe('One or several, separated by commas'),
});

export const silenceBody = z
  .strictObject({
    id: z
      .string()
      .regex(/^[A-Za-z0-9._-]{1,64}$/)
      .optional()
      .describe('Idempotency: the same id is the same silence'),
    kind: z.enum(['maintenance', 'silence']).default('silence').describe('maintenance: work is going on there'),
    liftId: z.string().max(64).optional(),
    siteId: z.string().max(64).optional(),
    incidentKind: incidentKind.optional().describe('Only of this kind'),
    from: moment.optional().describe('Absent: now'),
    to: moment.describe('Its end; every silence has one'),
    author: z.string().min(1).max(64).describe('An id, never a name or number'),
    reason: z.string().min(1).max(500),
  })
  .refine((s) => s.liftId !== undefined || s.siteId !== undefined || s.incidentKind !== undefined, {
    path: ['liftId'],
    message: 'a silence names a lift, a site or a kind of incident',
  })
  .meta({ id: 'SilenceBody' });
export const silenceAnswer = z
  .strictObject({
    silenceId: z.string(),
    kind: z.enum(['maintenance', 'silence']),
    liftId: z.string().optional(),
    siteId: z.string().optional(),
    incidentKind: incidentKind.optional(),
    fromMs: z.int(),
    toMs: z.int(),
    author: z.string(),
    reason: z.string(),
  })
  .meta({ id: 'Silence' });
export const silencesAnswer = z
  .strictObject({ items: z.array(silenceAnswer), next: z.string().nullable() })
  .meta({ id: 'Silences' });
export const onDutyQuery = z.strictObject({
  at: moment.optional().describe('Absent: now'),
});
export const overrideBody = z
  .strictObject({
    from: moment,
    to: moment,
    personId: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'an id: 1-64 of A-Z a-z 0-9 . _ -'),
  })
  .meta({ id: 'OverrideBody' });

export const overrideSpan = z.strictObject({ from: moment, to: moment });
export const removedRow = z.strictObject({
  list: z.enum(removableLists, { error: `one of ${removableLists.join(', ')}` }),
  id: z.string().min(1).max(64),
});
export const removeBody = z
  .strictObject({ reason: z.string().min(1).max(200).optional().describe('Why; kept with a lift. No personal data') })
  .meta({ id: 'RemoveBody' });
export const removedAnswer = removedRow.extend({ removed: z.literal(true) }).meta({ id: 'Removed' });
/** As the policy file has it, with what is left out as delivered. */
export const policyAnswer = z
  .looseObject({
    escalation: z
      .looseObject({ id: z.string(), steps: z.array(z.looseObject({ id: z.string(), name: bilingual })) })
      .optional(),
    routing: z.looseObject({ rows: z.array(z.looseObject({ id: z.string() })) }),
    holding: z.looseObject({}).optional(),
    correlation: z.looseObject({ groupWaitMs: z.int(), reopenWithinMs: z.int() }),
  })
  .meta({ id: 'Policy' });
const overrides = z.array(z.strictObject({ from: z.string(), to: z.string(), personId: z.string() }));
export const overridesAnswer = z.strictObject({ rotaId: z.string(), overrides }).meta({ id: 'Overrides' });
const onDutyAt = { at: z.string(), people: z.array(z.string()) };
export const onDutyAnswer = z
  .strictObject({
    rotaId: z.string(),
    firmId: z.string(),
    layer: z.enum(['crew', 'backup']),
    ...onDutyAt,
    handOvers: z.array(z.strictObject(onDutyAt)).describe('Within 72 h'),
    gaps: z.array(z.strictObject({ from: z.string(), to: z.string() })).describe('Within 72 h'),
  })
  .meta({ id: 'OnDuty' });
export const policyQuery = z.strictObject({
  format: z
    .enum(['json', 'yaml'])
    .default('json')
    .describe('yaml: as LIFTWATCH_DISPATCH_POLICY_FILE takes it, without the routing, which is in no file'),
});
export const exportQuery = z.strictObject({
  format: z.enum(['csv', 'yaml']).default('csv').describe('Rotas are in YAML only'),
  numbers: z.enum(['masked', 'full']).default('masked'),
});
export const endSilenceBody = z.strictObject({ author: actor.by }).meta({ id: 'EndSilenceBody' });
export const heldBackQuery = z.strictObject({
  ...page,
  after: cursor(/^\d{1,15}$/),
  waiting: z.enum(['true', 'false']).optional().describe('Only those that still wait, or only those that no longer do'),
});
export const heldBackAnswer = z
  .strictObject({
    items: z.array(
      z.strictObject({
        atMs: z.int(),
        incidentId: z.string(),
        recipientId: z.string(),
        notice: delivery.shape.notice,
        channel: delivery.shape.channel,
        reason: z.string(),
        reasonText: bilingual,
        next: z.enum(['again', 'digest']).describe('Looked at again each minute, or told in a digest'),
        summary: bilingual,
        endedAtMs: z.int().nullable(),
        outcome: z.string().nullable().describe('sent, digest, not-needed or replaced'),
      }),
    ),
    next: z.string().nullable(),
  })
  .meta({ id: 'HeldBack' });
export const queuedAnswer = z.strictObject({ id: z.string(), queued: z.literal(true) }).meta({ id: 'Queued' });
export const resentAnswer = z.strictObject({ entriesCount: z.int() }).meta({ id: 'ResentContext' });
export const importAnswer = z
  .strictObject({
    rowsCount: z.int().describe('Rows taken in'),
    liftsChangedCount: z.int(),
    rowsRemovedCount: z.int().describe('Rows taken out; one that was not there is not counted'),
    warnings: z
      .array(z.string())
      .describe('What was taken although it looks odd, by where it stands, with the mark of the rule that says so'),
  })
  .meta({ id: 'Imported' });
export const incidentAnswer = z
  .strictObject({
    incident,
    owner: incident.shape.response.unwrap().shape.owner.unwrap().nullable().describe('Who has it; null: nobody yet'),
    level: z.literal([1, 2, 3]).describe('Highest level of the rescue network that was called'),
    marks: z
      .array(z.enum(['confirmed', 'rejected', 'misreport', 'self-released', 'escalated', 'drill']))
      .describe('Beside the state'),
    owed: z
      .strictObject({
        what: z.enum(['acknowledge', 'arrive', 'release', 'end', 'close']),
        byMs: z.int().nullable(),
        by: z.string().nullable().describe('RFC 3339, UTC; null: no clock runs'),
        else: z.string().nullable().describe('Step of the escalation policy that is taken otherwise'),
        elseName: bilingual.nullable().describe('What people call that step'),
        text: bilingual,
      })
      .nullable()
      .describe('The next clock: what is owed, by when'),
    timeline: z
      .array(
        z.strictObject({
          at: z.string().describe('RFC 3339, UTC'),
          atMs: z.int(),
          kind: z.string().describe('Stable code of what happened'),
          who: z.string().describe('liftwatch, or the id of a person or recipient'),
          reason: z.string().describe('Stable code of why'),
          via: z.enum(responseWays).optional().describe('How a person said so'),
          text: bilingual,
        }),
      )
      .describe('Who was told what, when, why; oldest first'),
    deliveries: z.array(delivery),
  })
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

import { finding, liftIdPattern } from '@liftwatch/schemas';
import { z } from 'zod';

const ms = z.int().min(0).describe('ms since the Unix epoch (UTC)');

export const healthAnswer = z.strictObject({ status: z.literal('alive') }).meta({ id: 'Health' });

export const partitionAnswer = z
  .strictObject({
    partition: z.int(),
    state: z.enum(['starting', 'catching-up', 'live', 'superseded', 'failing', 'stopped']),
    position: z.int().describe('Last entry judged'),
    head: z.int().describe('Last entry of the log as last seen'),
    lagS: z
      .number()
      .nullable()
      .describe('How far log time is behind the wall clock, s; null: unknown, nothing was judged yet'),
  })
  .meta({ id: 'PartitionState' });

export const readyAnswer = z
  .strictObject({
    ready: z.boolean(),
    reasons: z.array(z.string()).describe('Why not, one per cause'),
    partitions: z.array(partitionAnswer),
  })
  .meta({ id: 'Readiness' });

export const ruleAnswer = z
  .strictObject({
    name: z.string(),
    version: z.string(),
    codes: z.array(z.string()).describe('Canonical catalogue codes of its findings'),
    safety: z.boolean().describe('About people or safety'),
    delays: z
      .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
      .describe('onDelayMs, offDelayMs (ms, or the name of an argument), latch'),
    args: z.record(
      z.string(),
      z.strictObject({ default: z.number(), unit: z.string(), min: z.number(), max: z.number(), source: z.string() }),
    ),
  })
  .meta({ id: 'Rule' });
export type RuleListing = z.infer<typeof ruleAnswer>;

export const liftAnswer = z
  .strictObject({
    liftId: z.string(),
    registered: z.boolean().describe('false: readings arrive, but the registry does not know the lift'),
    name: z.string().nullable(),
    condition: z.enum(['normal', 'fault', 'unknown']).describe('unknown: silent or stale; never read as normal'),
    heardAtMs: ms.nullable().describe('Log time of the last sign of life; null: never'),
    districtId: z.string().nullable(),
    firmId: z.string().nullable(),
    openFindings: z
      .int()
      .nullable()
      .describe('Open findings; null while the lift is unknown and none is open: nobody can say'),
  })
  .meta({ id: 'Lift' });
export type LiftAnswer = z.infer<typeof liftAnswer>;

export const signalAnswer = z
  .strictObject({
    value: z.union([z.string(), z.number(), z.boolean()]).nullable().describe('null: unknown'),
    standing: z.enum(['known', 'stale', 'unknown']).describe('stale: last said before the lift fell silent'),
    sinceMs: ms.nullable(),
    receivedAtMs: ms.nullable(),
  })
  .meta({ id: 'Signal' });

export const openFindingAnswer = z
  .strictObject({
    findingId: z.string(),
    rule: z.string(),
    code: z.string(),
    stage: z.enum(['suspected', 'alarm']),
    priority: z.string(),
    onsetAtMs: ms,
    confirmation: z.enum(['none', 'confirmed', 'rejected']),
  })
  .meta({ id: 'OpenFinding' });

export const terminalAnswer = z
  .strictObject({
    terminalId: z.string(),
    connected: z.boolean(),
    paused: z.boolean().describe('We have paused its socket ourselves'),
    clockOffsetMs: z.int().describe('Added to its times, ms'),
    heardMs: ms,
  })
  .meta({ id: 'Terminal' });

export const liftDetailAnswer = liftAnswer
  .extend({
    link: z.enum(['up', 'lost', 'never-heard']),
    terminals: z.array(terminalAnswer),
    signals: z.record(z.string(), signalAnswer),
    findings: z.array(openFindingAnswer),
    ruleSet: z
      .string()
      .nullable()
      .describe('Version of the rule set that judges this lift; null: the rules as they come'),
    candidate: z.string().nullable().describe('Version that runs in the shadow here'),
    logMs: ms.describe('Log time of the partition: what is said here is as of then'),
  })
  .meta({ id: 'LiftDetail' });
export type LiftDetailAnswer = z.infer<typeof liftDetailAnswer>;

const limit = z.coerce.number().int().min(1).max(1_000).default(100).describe('At most so many, 1-1000');

export const liftsQuery = z.strictObject({
  after: z.string().max(64).default('').describe('Lift id to go on after, from `next`'),
  limit,
});
export const liftsAnswer = z
  .strictObject({
    lifts: z.array(liftAnswer),
    next: z.string().nullable().describe('Pass as `after` for more; null: no more'),
  })
  .meta({ id: 'Lifts' });

export const findingsQuery = z.strictObject({
  after: z.coerce.number().int().min(0).default(0).describe('Position in the finding log to go on after, from `next`'),
  liftId: z.string().regex(liftIdPattern).optional().describe('Only this lift'),
  sinceMs: z.coerce
    .number()
    .int()
    .min(0)
    .optional()
    .describe('Begin at the first line that was found at this log time or later; ms since the Unix epoch (UTC)'),
  limit,
});
export const findingsAnswer = z
  .strictObject({
    findings: z.array(z.strictObject({ position: z.int(), partition: z.int(), finding })),
    next: z.int().describe('Pass as `after` for more'),
    more: z.boolean().describe('false: the end of the finding log was reached'),
  })
  .meta({ id: 'Findings' });

export const shadowAnswer = z
  .strictObject({
    running: z.boolean().describe('A candidate is judged for at least one lift here'),
    version: z.string().nullable().describe('The candidate; null: none was tried'),
    sinceMs: ms.nullable(),
    liftsCount: z.int().describe('Lifts for which the candidate differs and is judged beside the active version'),
    failures: z.int().describe('Times a rule of the candidate failed and was set back'),
    rules: z.array(
      z.strictObject({
        rule: z.string(),
        code: z.string(),
        active: z.int().describe('Alarms of the active version'),
        candidate: z.int().describe('Alarms of the candidate'),
        both: z.int().describe("The candidate's alarms that were open together with one of the active version"),
        onlyActive: z.int(),
        onlyCandidate: z.int(),
      }),
    ),
    newest: z.array(
      z.strictObject({
        side: z.enum(['active', 'candidate']),
        findingId: z.string(),
        liftId: z.string(),
        rule: z.string(),
        code: z.string(),
        atMs: ms,
        zh: z.string(),
        en: z.string(),
      }),
    ),
  })
  .meta({ id: 'Shadow', description: 'A candidate rule set beside the active one; nobody is told what it finds' });
export type ShadowAnswer = z.infer<typeof shadowAnswer>;

export const liftPath = z.strictObject({ id: z.string().regex(liftIdPattern, 'not a lift id') });

export const problemAnswer = z
  .strictObject({
    type: z.string().describe('urn:liftwatch:error:CODE'),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string(),
    instance: z.string(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details' });

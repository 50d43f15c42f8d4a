import { z } from 'zod';
import { unixMs } from '../readings/envelope.ts';
import { priorities } from '../severity.ts';
import { warning } from '../warning/warning.ts';

/** `entrapment`, `dangerous-movement`, `site-power`, `network`, `terminal` or `fault/{code}`; `U-...` of rules that users wrote; `system/{trouble}` of liftwatch itself. */
export const incidentKind = z
  .string()
  .regex(
    /^(entrapment|dangerous-movement|site-power|network|terminal|fault\/([A-Z0-9]{2,3}|U-[A-Z0-9-]{1,18})|system\/[a-z-]{2,40})$/,
  );
export type IncidentKind =
  | 'entrapment'
  | 'dangerous-movement'
  | 'site-power'
  | 'network'
  | 'terminal'
  | `fault/${string}`
  | `system/${string}`;

export const bilingual = z.strictObject({ zh: z.string(), en: z.string() });
export type Bilingual = z.infer<typeof bilingual>;

/** One reading, session or tick that led to a verdict. */
export const evidence = z.strictObject({
  what: bilingual.describe('What it said, in words'),
  kind: z.string().describe('state, event, trip, door, counters, terminal, session, tick or context'),
  receivedAtMs: unixMs,
  atMs: unixMs.describe('Corrected time'),
  terminalId: z.string().optional(),
  boot: z.string().optional(),
  seq: z.int().optional(),
});
export type Evidence = z.infer<typeof evidence>;

export const threshold = z.strictObject({
  name: z.string(),
  value: z.number(),
  unit: z.string(),
  source: z.string().describe('Standard clause, paper, or "liftwatch default"; with its provenance mark'),
});
export type Threshold = z.infer<typeof threshold>;

/** Why a finding is over; a person's word is `operator` or `rejected`, all others are what the lift itself showed. */
export const endings = [
  'self',
  'operator',
  'rejected',
  'door',
  'moved',
  'worked',
  'reported',
  'value',
  'heard',
  'silent',
  'quiet',
  'mode',
  'door-closed',
  'attended',
  'removed',
] as const;
export type FindingEnding = (typeof endings)[number];

export const explanation = z.strictObject({
  summary: bilingual,
  evidence: z.array(evidence).max(20),
  thresholds: z.array(threshold),
  clearsWhen: bilingual.describe('What would clear it'),
});
export type Explanation = z.infer<typeof explanation>;

/**
 * One line of the finding log: what became of one finding. Order and idempotence: `revision` counts up from 1 within
 * one `findingId`; the same (findingId, revision) is the same line.
 *
 * `change` says what this line does; `stage` where the finding stands after it:
 * raised|updated -> suspected (a timer runs) or alarm; cleared -> withdrawn (passed before the alarm), released (an
 * alarm that ended), rejected (a person said so) or history (it had passed when liftwatch learnt of it).
 *
 * A warning (`warning` present) uses the same words: suspected is a watch, alarm asks to act.
 */
export const finding = z
  .strictObject({
    findingId: z.string().min(8).max(64).describe('Hash of lift, rule and onset'),
    revision: z.int().min(1),
    change: z.enum(['raised', 'updated', 'cleared']),
    stage: z.enum(['suspected', 'alarm', 'withdrawn', 'released', 'rejected', 'history']),
    confirmation: z.enum(['none', 'confirmed', 'rejected']),
    liftId: z.string(),
    code: z.string().describe('Canonical catalogue code: 04, 90, X02 ...'),
    incidentKind,
    priority: z.enum(priorities),
    rule: z.strictObject({ name: z.string(), version: z.string() }),
    onsetAtMs: unixMs.describe('When the condition began, corrected time'),
    at: unixMs.describe('When this change became true: the timer due time, or the corrected time of the reading'),
    receivedAtMs: unixMs.describe('Log time at which it was found'),
    ageMs: z.int().min(0).describe('receivedAtMs - at; large for a finding out of a backlog'),
    occupancy: z.enum(['occupied', 'empty', 'unknown']),
    notConfirmedSince: unixMs
      .optional()
      .describe('Fired after an intake outage without a live reading since this time'),
    ending: z
      .enum(endings)
      .optional()
      .describe(
        'Why it ended, in cleared lines: operator, rejected (a person said so), door (opened fully at a landing), moved (the car runs again), worked (it has run and opened again), reported (by the terminal), value (back where it should be), heard (the terminal speaks again), silent (it is lost), quiet (nothing for the whole window), mode, door-closed, attended (people work there), self (the state has passed)',
      ),
    selfReleased: z.boolean().optional().describe('Ended without an operator or a job'),
    confidence: z.number().min(0).max(1),
    score: z.number().min(0).max(100),
    lift: z.strictObject({
      registered: z.boolean(),
      name: z.string().optional(),
      siteId: z.string().optional(),
      districtId: z.string().optional(),
      firmId: z.string().optional(),
      networkId: z.string().optional(),
      floor: z.string().optional(),
    }),
    raw: z
      .strictObject({ dialect: z.string(), code: z.string(), eventId: z.string().optional() })
      .optional()
      .describe('The code as it came, where there was one'),
    tags: z.array(z.string()).optional().describe('Short marks: door-open-between-floors, call-back, misuse ...'),
    warning: warning.optional().describe('Present for a finding about wear: code W01-W09'),
    explanation,
  })
  .meta({ id: 'Finding', title: 'One change of one finding' });
export type Finding = z.infer<typeof finding>;

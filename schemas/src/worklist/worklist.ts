import { z } from 'zod';
import { bilingual, finding } from '../finding/finding.ts';
import { timelineEntry } from '../incident/incident.ts';
import { unixMs } from '../readings/envelope.ts';
import { warningCauseNames } from '../warning/causes.ts';
import { warning } from '../warning/warning.ts';

/**
 * Where a warning stands with the firm. watch: known, not on today's list · act: on it · accepted: a crew took it on ·
 * confirmed, rejected: what was found on site · expired: it ended without anybody having looked.
 */
export const worklistStates = ['watch', 'act', 'accepted', 'confirmed', 'rejected', 'expired'] as const;
export type WorklistState = (typeof worklistStates)[number];
export const openWorklistStates: readonly WorklistState[] = ['watch', 'act', 'accepted'];

/** The factors of the expected harm that a visit avoids, and their product. */
export const expectedHarm = z
  .strictObject({
    severity: z.number().describe('Points of the fault that would come, by component'),
    risk: z.number().min(0).max(1).describe('Probability of that fault within 30 days, as the warning states it'),
    precision: z
      .number()
      .min(0)
      .max(1)
      .describe('Share of such warnings that were confirmed on site, shrunk to the rule'),
    urgency: z.number().min(0).max(1).describe('Probability that it would come before the next routine visit'),
    points: z.number().min(0).describe('severity x risk x precision x urgency'),
  })
  .meta({ id: 'ExpectedHarm' });
export type ExpectedHarm = z.infer<typeof expectedHarm>;

/** One warning as a firm works on it. */
export const worklistItem = z
  .strictObject({
    itemId: z.string().describe("The finding's id"),
    revision: z.int().min(1).describe('Newest line of the finding that was taken'),
    liftId: z.string(),
    firmId: z.string().nullable().describe('null: the registry names no firm'),
    lift: finding.shape.lift,
    code: z.string(),
    rule: z.strictObject({ name: z.string(), version: z.string() }),
    priority: finding.shape.priority,
    state: z.enum(worklistStates),
    level: z.enum(['watch', 'act']).describe('What the engine asks for; only act competes for a place'),
    neverBudgeted: z
      .boolean()
      .describe('Brake, door-lock or unintended-movement evidence: on the list whatever the budget'),
    rank: z.int().min(1).nullable().describe('Place on the list of the last ranking; null: not on it'),
    harm: expectedHarm,
    summary: bilingual,
    warning,
    openedAtMs: unixMs,
    updatedAtMs: unixMs,
    acceptedBy: z.string().optional().describe('An id, never a name or number'),
    closedBy: z.string().optional(),
    closedAtMs: unixMs.optional(),
    cause: z.enum(warningCauseNames).optional().describe('What was found on site'),
    timeline: z.array(timelineEntry),
  })
  .meta({ id: 'WorklistItem', title: 'A warning as a firm works on it' });
export type WorklistItem = z.infer<typeof worklistItem>;

/** How often warnings were right, of those that somebody looked at. */
export const precisionRow = z
  .strictObject({
    rule: z.string().nullable().describe('null: all rules together'),
    firmId: z.string().nullable().describe('null: all firms together'),
    confirmed: z.int(),
    rejected: z.int(),
    expired: z.int().describe('Ended without anybody having looked; not in the share'),
    precision: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe('confirmed / (confirmed + rejected); null: nobody has looked yet'),
    low: z.number().min(0).max(1).nullable().describe('Lower end of the 95 % Wilson interval'),
    high: z.number().min(0).max(1).nullable(),
  })
  .meta({ id: 'WarningPrecision' });
export type PrecisionRow = z.infer<typeof precisionRow>;

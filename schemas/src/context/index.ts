import { z } from 'zod';
import { placeTypeNames } from '../figures/places.ts';
import { liftId, text, unixMs } from '../readings/envelope.ts';
import { sensorNames } from '../readings/terminal.ts';
import { userRule } from '../rules/user-rule.ts';
import { warningCauseNames } from '../warning/causes.ts';

const contextShape = {
  liftId,
  id: text(1, 128).describe('Names this entry; the same id is the same entry and takes effect once'),
  at: unixMs.describe("When it was so, by the writer's clock; ms (UTC)"),
};

/** Lift facts: what is registered of a lift. Replaces the earlier facts of that lift as a whole. No personal data. */
export const liftFacts = z
  .strictObject({
    ...contextShape,
    type: z.literal('lift-facts'),
    registrationCode: z
      .string()
      .regex(/^\d{20}$/, 'a registration code: 20 digits')
      .optional()
      .describe('注册代码, 20 digits'),
    name: text(0, 100).optional().describe('Name that people use: building and lift number'),
    equipment: z.enum(['lift', 'escalator']).optional().describe('Absent: lift'),
    siteId: text(1, 64).optional(),
    districtId: text(1, 64).optional(),
    firmId: text(1, 64).optional().describe('Maintenance firm under contract'),
    modelId: text(1, 64).optional().describe('Model of the lift, as rules for a model name it'),
    networkId: text(1, 64).optional().describe('Carrier or network segment of the terminal'),
    latitude: z.number().min(-90).max(90).optional().describe('WGS 84, degrees; maps need both'),
    longitude: z.number().min(-180).max(180).optional().describe('WGS 84, degrees'),
    placeType: z.enum(placeTypeNames).optional().describe('使用场所: what kind of place it stands in'),
    manufacturer: text(1, 100).optional().describe('制造单位: brand of the lift'),
    dialect: text(1, 40).optional().describe('Code table of this lift where an event names none'),
    ratedSpeedMps: z.number().positive().max(25).optional().describe('Rated speed, m/s'),
    floors: z.array(text(1, 4)).min(2).max(300).optional().describe('Floor names, lowest first'),
    travelM: z.number().positive().max(1_000).optional().describe('Height of travel, m'),
    expectedIntervalS: z.int().min(1).max(86_400).optional().describe('Longest time between readings, s; absent: 60'),
    sensors: z
      .array(z.enum(sensorNames))
      .optional()
      .describe('Signals fitted. A signal once reported counts as fitted whether listed or not'),
    minimumHoldMs: z
      .partialRecord(z.enum(sensorNames), z.int().min(0).max(60_000))
      .optional()
      .describe('Debounce per signal: a new value counts after it held this long, ms of corrected time; absent: 0'),
  })
  .meta({ id: 'LiftFacts', title: 'Facts of one lift' });

/**
 * The lift was taken out of the registry: its facts are forgotten, and nobody waits to hear of it any more. What its terminal
 * still says is judged as that of a lift nobody has registered. Facts bring it back.
 */
export const liftRemoved = z
  .strictObject({ ...contextShape, type: z.literal('lift-removed') })
  .meta({ id: 'LiftRemoved', title: 'A lift was taken out of the registry' });

/** People whom a wait in the car endangers sooner. */
export const vulnerablePeople = ['child', 'elderly', 'medical'] as const;
const vulnerable = z
  .array(z.enum(vulnerablePeople))
  .max(3)
  .optional()
  .describe('Who is known to be in the car, of those whom a wait endangers sooner: child, elderly, medical');

export const jobEntry = z
  .strictObject({
    ...contextShape,
    type: z.literal('job'),
    jobId: text(1, 64),
    phase: z.enum(['opened', 'technician-in', 'technician-out', 'closed']),
    technicianId: text(1, 64).optional().describe('An id, never a name or number'),
    vulnerable,
    workDone: z.array(text(0, 64)).max(100).optional().describe('TSG T5002 item numbers or parts replaced'),
  })
  .meta({ id: 'JobEntry', title: 'Maintenance job at a lift' });

export const ruleOverride = z
  .strictObject({
    ...contextShape,
    type: z.literal('rule-override'),
    rule: text(1, 64).describe('Rule name, as in `liftwatch rules list`'),
    version: text(1, 64).describe('Names this set of arguments; findings carry it'),
    args: z.record(text(0, 64), z.number()).describe('Arguments that differ from the default, in their own units'),
  })
  .meta({ id: 'RuleOverride', title: 'Arguments of one rule for one lift, by hand' });

const ruleSetShape = {
  ...contextShape,
  version: text(1, 64).describe('Version of the rule set; findings carry it'),
  overrides: z
    .array(
      z.strictObject({
        rule: text(1, 64),
        args: z.record(text(0, 64), z.number()).describe('Arguments that differ from the default, in their own units'),
        from: z.record(text(0, 64), text(0, 80)).optional().describe('Per argument, whose word holds: `firm F1`'),
      }),
    )
    .max(200)
    .describe('What holds for this lift after lift > model > site > firm > fleet; at most one entry per rule'),
  rules: z
    .array(userRule.omit({ scope: true }))
    .max(64)
    .describe('Rules that users added for this lift'),
};

/**
 * What users changed about rules, as it holds for one lift. Replaces every earlier override, rule override and user
 * rule of that lift as a whole; what a rule remembers and has open is kept where the rule itself is unchanged.
 */
export const liftRules = z
  .strictObject({ ...ruleSetShape, type: z.literal('rule-set') })
  .meta({ id: 'LiftRules', title: 'Rule set as it holds for one lift' });

/** A rule set that is judged beside the active one, in the shadow: nothing of it is told to anybody. */
export const candidateRules = z
  .strictObject({
    ...ruleSetShape,
    type: z.literal('rule-candidate'),
    ends: z.boolean().optional().describe('true: the shadow of this lift ends'),
  })
  .meta({ id: 'CandidateRules', title: 'Rule set in the shadow of one lift' });

export const operatorDecision = z
  .strictObject({
    ...contextShape,
    type: z.literal('operator-decision'),
    decision: z
      .enum(['call-started', 'call-answered', 'accepted', 'confirmed', 'rejected', 'released'])
      .describe(
        'call-started: two-way voice was opened; accepted: a crew took a warning on; confirmed/rejected: a person said so; released: people are out',
      ),
    findingId: text(1, 64).optional().describe("Absent: the lift's open entrapment"),
    cause: z.enum(warningCauseNames).optional().describe('What was found on site, for a warning'),
    operatorId: text(1, 64).optional().describe('An id, never a name or number'),
    reason: text(0, 500).optional(),
    vulnerable,
  })
  .meta({ id: 'OperatorDecision', title: 'What an operator decided' });

export const contextEntry = z
  .discriminatedUnion('type', [
    liftFacts,
    liftRemoved,
    jobEntry,
    ruleOverride,
    liftRules,
    candidateRules,
    operatorDecision,
  ])
  .meta({ id: 'ContextEntry', title: 'Context that comes through the log' });

export type LiftFacts = z.infer<typeof liftFacts>;
export type LiftRemoved = z.infer<typeof liftRemoved>;
export type JobEntry = z.infer<typeof jobEntry>;
export type RuleOverride = z.infer<typeof ruleOverride>;
export type LiftRules = z.infer<typeof liftRules>;
export type CandidateRules = z.infer<typeof candidateRules>;
export type OperatorDecision = z.infer<typeof operatorDecision>;
export type ContextEntry = z.infer<typeof contextEntry>;

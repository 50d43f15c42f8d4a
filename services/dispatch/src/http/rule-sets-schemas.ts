import { candidateRules, liftRules, ruleScope, ruleSet } from '@liftwatch/schemas';
import { z } from 'zod';

const ms = z.int().describe('ms since the Unix epoch (UTC)');
const version = z.string();

export const reasonBody = z
  .strictObject({
    by: z.string().min(1).max(64).describe('An id, never a name or number'),
    reason: z.string().min(1).max(500),
  })
  .meta({ id: 'RuleSetReason' });

export const amendBody = reasonBody
  .extend({
    rule: z.string().min(1).max(64),
    scope: ruleScope.optional(),
    args: z
      .record(z.string(), z.union([z.number(), z.string(), z.null()]))
      .describe('Numbers in the argument’s unit, or texts with it; null: take the argument back'),
  })
  .meta({ id: 'RuleAmendment' });

export const versionsAnswer = z
  .strictObject({
    active: version.describe('`built-in`: no set holds'),
    candidate: version.nullable().describe('Runs in the shadow'),
    versions: z.array(
      z.strictObject({
        version,
        author: z.string(),
        reason: z.string(),
        createdAtMs: ms,
        role: z.enum(['active', 'candidate']).nullable(),
        overridesCount: z.int(),
        rulesCount: z.int(),
      }),
    ),
  })
  .meta({ id: 'RuleSetVersions' });

export const publishedAnswer = z
  .strictObject({ version, known: z.boolean().describe('true: it was published before, word by word') })
  .meta({ id: 'RuleSetPublished' });

export const checkedAnswer = z
  .strictObject({ ok: z.literal(true), version, overridesCount: z.int(), rulesCount: z.int() })
  .meta({ id: 'RuleSetChecked' });

export const changedAnswer = z
  .strictObject({
    version,
    role: z.enum(['active', 'candidate']),
    liftsToldCount: z.int().describe('Lifts whose rules changed and whose entries are queued for the log'),
  })
  .meta({ id: 'RuleSetChanged' });

export const auditAnswer = z
  .strictObject({
    changes: z.array(
      z.strictObject({
        seq: z.int(),
        what: z.enum(['published', 'activated', 'rolled-back', 'shadow-started', 'shadow-stopped']),
        version,
        by: z.string(),
        reason: z.string(),
        atMs: ms,
      }),
    ),
  })
  .meta({ id: 'RuleSetAudit' });

const resolved = z.strictObject({
  version,
  overrides: liftRules.shape.overrides,
  rules: candidateRules.shape.rules,
});

export const liftRulesAnswer = z
  .strictObject({
    liftId: z.string(),
    registered: z.boolean(),
    modelId: z.string().nullable(),
    siteId: z.string().nullable(),
    firmId: z.string().nullable(),
    active: resolved.nullable().describe('null: no set is active'),
    candidate: resolved.nullable(),
  })
  .meta({ id: 'RulesOfLift' });

export { ruleSet };

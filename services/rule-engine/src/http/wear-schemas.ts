import { bilingual, evidence, horizon, priorities, warning, warningComponentNames } from '@liftwatch/schemas';
import { z } from 'zod';

const ms = z.int().min(0).describe('ms since the Unix epoch (UTC)');
const score = z.number().min(0).max(100).nullable();

export const featureAnswer = z
  .strictObject({
    feature: z.string(),
    name: bilingual,
    unit: z.string(),
    context: z.string().describe('all, or floor=N where one floor stands out'),
    baseline: z.number(),
    now: z.number(),
    limit: z.number().describe('Act limit in the same unit'),
    limitSource: z.string(),
    strength: z.number().describe('Deviation over its self-set limit; 1: worth a watch'),
    share: z.number().describe('Share of the way from the baseline to the act limit'),
    sinceMs: ms,
    timeToLimit: horizon.nullable().describe('null: not known'),
    trend: z.array(z.strictObject({ atMs: ms, share: z.number() })).describe('How the share has grown, oldest first'),
  })
  .meta({ id: 'WearFeature' });

export const componentAnswer = z
  .strictObject({
    component: z.enum(warningComponentNames),
    name: bilingual,
    score: score.describe('100 healthy; null: unknown, nothing learnt or nothing read for 72 h'),
    weight: z.number().describe('Share in the index'),
    safety: z.boolean().describe('Caps the index; its warnings are never budgeted away'),
    eventPenalty: z.number().describe('Points lost to faults of the last weeks, fading by half in 14 days'),
    riskGroup: z
      .strictObject({ severity: z.int(), frequency: z.string(), group: z.enum(['I', 'II', 'III']) })
      .describe('GB/T 20900-2007 [R]; mapping ours [D]'),
    features: z.array(featureAnswer).describe('Strongest first'),
    learning: z
      .array(z.strictObject({ feature: z.string(), blocks: z.int(), of: z.int() }))
      .describe('Features without a baseline yet'),
  })
  .meta({ id: 'ComponentHealth' });

export const healthAnswer = z
  .strictObject({
    liftId: z.string(),
    logMs: ms.describe('As of this log time'),
    index: score.describe('Health index 0-100; null: unknown, coverage below 60 % or the lift is silent'),
    grade: z.enum(['good', 'fair', 'poor', 'bad', 'unknown']).describe('From 90, 75, 60'),
    coveragePercent: z.number().min(0).max(100),
    drivers: z.array(z.enum(warningComponentNames)).describe('What costs the index most, at most three'),
    components: z.array(componentAnswer),
    settings: z.string().describe('Hash of the parameters that judge'),
  })
  .meta({ id: 'LiftHealth' });
export type HealthAnswer = z.infer<typeof healthAnswer>;

export const warningsAnswer = z
  .strictObject({
    liftId: z.string(),
    logMs: ms,
    warnings: z.array(
      z
        .strictObject({
          findingId: z.string(),
          code: z.string(),
          stage: z.enum(['suspected', 'alarm']).describe('suspected: watch; alarm: act'),
          priority: z.enum(priorities),
          onsetAtMs: ms,
          confirmation: z.enum(['none', 'confirmed', 'rejected']),
          tags: z.array(z.string()),
          score: z.number().min(0).max(100).describe('Rank'),
          summary: bilingual,
          evidence: z.array(evidence),
          clearsWhen: bilingual,
          warning,
        })
        .meta({ id: 'OpenWarning' }),
    ),
  })
  .meta({ id: 'LiftWarnings' });
export type WarningsAnswer = z.infer<typeof warningsAnswer>;

import { z } from 'zod';
import { unixMs } from '../readings/envelope.ts';
import { warningCauseNames } from './causes.ts';
import { warningComponentNames } from './component.ts';

/** An interval of time from the finding's `at` on. `high` null: no upper end can be stated. */
export const horizon = z
  .strictObject({
    lowH: z.number().min(0).describe('Earliest, h'),
    midH: z.number().min(0).describe('Middle estimate, h'),
    highH: z.number().min(0).nullable().describe('Latest, h; null: cannot be said'),
    coverage: z.number().min(0).max(1).describe('Share of cases in which the interval is meant to hold: 0.8'),
  })
  .meta({ id: 'Horizon', title: 'Time to a limit, as an interval' });
export type Horizon = z.infer<typeof horizon>;

/** One feature that speaks for the warning: what it was when healthy, what it is now, and where the limit is. */
export const driver = z
  .strictObject({
    feature: z.string().describe('Name in the list of features: door-close-time, brake-release-delay ...'),
    unit: z.string(),
    context: z.string().describe('all, or where it shows: floor=5, direction=up, load=high'),
    baseline: z.number().describe('Value learnt when commissioned or after the last repair'),
    now: z.number().describe('Value now, averaged over the last days'),
    limit: z.number().nullable().describe('Act limit in the same unit; null: none is known'),
    limitSource: z.string().nullable(),
    strength: z.number().min(0).describe('Deviation over its self-set limit; 1: at it'),
    sinceMs: unixMs.describe('Since when it has deviated, corrected time'),
  })
  .meta({ id: 'WarningDriver', title: 'A feature that led to a warning' });
export type WarningDriver = z.infer<typeof driver>;

/** What a finding about wear says beyond other findings. A reader that does not know it sees a finding W01-W09. */
export const warning = z
  .strictObject({
    component: z.enum(warningComponentNames),
    cause: z.enum(warningCauseNames).describe('Suspected cause; its words and site checks are in the cause table'),
    level: z.enum(['watch', 'act', 'ended']).describe('ended: expired, repaired, passed, rejected or removed'),
    endedBy: z
      .enum(['expired', 'passed', 'repaired', 'rejected', 'removed'])
      .optional()
      .describe(
        'expired: stayed a watch too long without growing; repaired: a job was closed; removed: the lift was taken out of the registry',
      ),
    severity: z.enum(['blue', 'yellow', 'orange', 'red']).describe('蓝 watch, 黄 7 d, 橙 72 h, 红 safety (6.3, D)'),
    risk: z.number().min(0).max(1).describe('Estimated probability of a fault of this component within 30 days'),
    horizon: horizon.nullable().describe('Time to the limit of the leading driver; null: not known'),
    drivers: z.array(driver).min(1).max(5).describe('Strongest first'),
    checks: z.array(z.strictObject({ item: z.string(), zh: z.string(), en: z.string() })).describe('TSG T5002 items'),
    neverBudgeted: z.boolean().describe('Brake, door-lock or unintended-movement evidence: shown whatever the budget'),
    componentScore: z.number().min(0).max(100).describe('100 healthy, 0 at or beyond the act limit'),
    settings: z.string().describe('Hash of the versioned set of parameters that judged'),
  })
  .meta({ id: 'Warning', title: 'Wear that will become a fault' });
export type Warning = z.infer<typeof warning>;

import { z } from 'zod';
import { entrapmentKinds, impairments, nuisanceKinds, progressiveKinds, sensorFaultKinds } from './evaluation.ts';

const at = z.number().describe('True time, ms since the epoch');
const liftId = z.string();

/** What a progressive fault moves, by the name of the quantity: a share of its sound value, or an amount in its own unit. */
const reaches = z
  .partialRecord(
    z.enum([
      'closeTime',
      'openTime',
      'doorCurrent',
      'brakeApply',
      'brakeRelease',
      'vibration',
      'motorCurrent',
      'slipPercent',
    ]),
    z.number(),
  )
  .describe('Moved by so much at the failure: shares, slipPercent in %');

/**
 * What was really so, one line of a truth file (NDJSON; the page of the format is in the package's README). The lines of one lift
 * are in the order in which they became complete.
 */
export const monthsTruth = z.discriminatedUnion('truth', [
  z.strictObject({
    truth: z.literal('lift'),
    liftId,
    fromMs: at,
    toMs: at,
    atBaseRates: z.boolean().describe('Faults come as often as in life: counts towards rates per lift-month'),
    healthy: z.boolean().describe('Nothing wears in it over the whole time'),
    losesReadings: z.boolean().optional().describe('Its line loses readings for good'),
  }),
  z.strictObject({
    truth: z.literal('entrapment'),
    liftId,
    id: z.string(),
    kind: z.enum(entrapmentKinds),
    where: z.enum(['between-floors', 'at-floor']),
    impairment: z.enum([...impairments, 'none']),
    people: z.number(),
    onsetMs: at,
    endMs: at.describe('People could leave'),
    dueMs: at
      .nullable()
      .describe('When the first row of the decision table speaks on the true signals; null: none can'),
    passed: z
      .boolean()
      .describe('What the table goes by was over before it was due: the car moved, or its door opened'),
  }),
  z.strictObject({
    truth: z.literal('progressive'),
    liftId,
    id: z.string(),
    kind: z.enum(progressiveKinds),
    floor: z.string().nullable(),
    onsetMs: at,
    failureMs: at.nullable().describe('It put the lift out of service; null: repaired before, or the time was over'),
    repairedMs: at.nullable(),
    observable: z.boolean().describe('A field that shows it is fitted'),
    growth: z
      .strictObject({ failsMs: at, power: z.number(), reaches })
      .optional()
      .describe('Moved by reaches x ((t - onset) / (failsMs - onset)) ^ power, give or take'),
  }),
  z.strictObject({ truth: z.literal('sensor-fault'), liftId, kind: z.enum(sensorFaultKinds), onsetMs: at }),
  z.strictObject({ truth: z.literal('nuisance'), liftId, kind: z.enum(nuisanceKinds), fromMs: at, toMs: at }),
  z.strictObject({ truth: z.literal('visit'), liftId, fromMs: at, toMs: at, registered: z.boolean() }),
]);
export type MonthsTruth = z.infer<typeof monthsTruth>;

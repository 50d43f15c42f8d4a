import { z } from 'zod';
import { bilingual } from '../finding/finding.ts';
import { text } from '../readings/envelope.ts';
import { readingKinds } from '../readings/index.ts';
import { ruleScope } from './scope.ts';

const seconds = (least: number, most: number) => z.number().min(least).max(most);
const DAY_S = 86_400;
const input = text(1, 64).describe('A signal of `state` (motorTemperatureC), or kind.field (trip.levellingErrorMm)');
const signal = text(1, 64).describe('A signal of `state`');
const value = z.union([z.string().max(64), z.boolean()]);
const values = z.union([value, z.array(value).min(1).max(16)]);

const bound = {
  above: z.number().optional().describe('Holds above this, in the unit of the input'),
  below: z.number().optional().describe('Holds below this, in the unit of the input'),
};

/** A measured value beyond a limit; of records (trip, door ...) the last one, or the median of the last few. */
const threshold = z.strictObject({
  kind: z.literal('threshold'),
  input,
  ...bound,
  absolute: z.boolean().default(false).describe('Of a signed value its size counts'),
  deadband: z.number().min(0).default(0).describe('Ends that far inside the limit, in the unit of the input'),
  median: z.int().min(1).max(49).default(1).describe('Of records: median of so many, odd; one bad trip is no finding'),
});

/** A signal that has (or has not) one of some values for longer than `forS`. */
const duration = z.strictObject({
  kind: z.literal('duration'),
  signal,
  is: values.optional(),
  isNot: values.optional(),
  forS: seconds(0, 30 * DAY_S).describe('Longer than this, s'),
});

/** What is counted. */
export const occurrence = z.discriminatedUnion('what', [
  z.strictObject({
    what: z.literal('code'),
    code: text(1, 16).describe('Canonical code; with `dialect`, the raw code'),
    dialect: text(1, 40).optional(),
  }),
  z.strictObject({ what: z.literal('alarm-button') }),
  z.strictObject({ what: z.literal('becomes'), signal, value }),
  z.strictObject({ what: z.literal('record'), input, ...bound }),
]);
export type Occurrence = z.infer<typeof occurrence>;

/** Something that happens `atLeast` times within `withinS`. */
const rate = z.strictObject({
  kind: z.literal('rate'),
  of: occurrence,
  atLeast: z.int().min(2).max(100).describe('So many, count'),
  withinS: seconds(1, 30 * DAY_S).describe('Within, s'),
});

/** A measured value that rises or falls by more than `by` within `withinS`. */
const change = z.strictObject({
  kind: z.literal('change'),
  input,
  direction: z.enum(['rises', 'falls']),
  by: z.number().positive().describe('More than this, in the unit of the input'),
  withinS: seconds(16, 30 * DAY_S).describe('Within, s; judged in sixteenths of it'),
});

/** Nothing of a kind of reading, or no known value of a signal, for longer than `forS` while the lift is heard from. */
const missing = z.strictObject({
  kind: z.literal('missing'),
  reading: z.enum(readingKinds as [string, ...string[]]).optional(),
  signal: signal.optional(),
  forS: seconds(10, 30 * DAY_S).describe('Longer than this, s'),
});

/** Only while this is so. Unknown neither begins nor ends a finding. */
export const guard = z.strictObject({ signal, is: values.optional(), isNot: values.optional(), ...bound });
export type Guard = z.infer<typeof guard>;

/** A rule that users write as data. What it can say is bounded; what it cannot say is: anything about another rule. */
export const userRule = z
  .strictObject({
    name: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be 1-40 of a-z 0-9 -, beginning with a letter')
      .describe('Findings name it `user/{name}`'),
    code: z
      .string()
      .regex(/^(U-[A-Z0-9][A-Z0-9-]{0,17}|[A-Z0-9]{2,3})$/, 'must be U-... (A-Z 0-9 -) or a code of the catalogue')
      .describe('A code of your own, U-..., or one of the catalogue that stands for a warning'),
    priority: z
      .enum(['P1', 'P2', 'P3', 'P4'])
      .optional()
      .describe("Absent: P3, or the catalogue's. P0 (danger to life) is for the built-in rules alone"),
    title: bilingual.describe('What it means, as people read it'),
    advice: bilingual.optional().describe('What to check on site'),
    scope: ruleScope.optional(),
    when: z.discriminatedUnion('kind', [threshold, duration, rate, change, missing]),
    while: z.array(guard).max(8).default([]).describe('All of these hold too'),
    onDelayS: seconds(0, 7 * DAY_S)
      .default(0)
      .describe('Holds so long before it is an alarm, s'),
    offDelayS: seconds(0, 7 * DAY_S)
      .default(0)
      .describe('Has ended so long before it is cleared, s'),
    latch: z.boolean().default(false).describe('Stays until a person says so'),
    duringMaintenance: z.boolean().default(false).describe('Judged also in inspection mode and with a technician in'),
    source: text(0, 200).default('').describe('Where the numbers come from'),
  })
  .meta({ id: 'UserRule', title: 'A rule as data' });
export type UserRule = z.infer<typeof userRule>;
/** As people write it: what has a default may be left out. */
export type UserRuleInput = z.input<typeof userRule>;

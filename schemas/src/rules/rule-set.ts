import { z } from 'zod';
import { text } from '../readings/envelope.ts';
import { ruleScope } from './scope.ts';
import { userRule } from './user-rule.ts';

/** A number in the argument's own unit, or a text that says the unit: `300` or `"300 s"`. */
export const argValue = z.union([z.number(), text(1, 40)]);

const override = z.strictObject({
  rule: text(1, 64).describe('Rule name, as in `liftwatch rules list`; `user/{name}` for a rule of this set'),
  scope: ruleScope.optional(),
  args: z.record(text(1, 64), argValue).describe('Arguments that differ, each in its own unit'),
  note: text(0, 500).optional().describe('Why'),
});

/** One version of everything that users change about rules. A version, once published, never changes. */
export const ruleSet = z
  .strictObject({
    version: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1-64 of A-Z a-z 0-9 . _ -')
      .describe('Names this version; findings carry it'),
    author: text(1, 64).describe('Who wrote it: an id, never a name or number'),
    reason: text(1, 500).describe('Why it was written'),
    overrides: z.array(override).max(5_000).default([]),
    rules: z.array(userRule).max(200).default([]),
  })
  .meta({ id: 'RuleSet', title: 'Arguments and rules that users change' });
export type RuleSet = z.infer<typeof ruleSet>;
export type RuleSetOverride = RuleSet['overrides'][number];

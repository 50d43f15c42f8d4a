import { finding, jobEntry, liftFacts, operatorDecision, priorities, readingKinds } from '@liftwatch/schemas';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { CliError } from '../../errors.ts';
import { seconds } from './seconds.ts';

const time = z.union([z.number(), z.string()]).transform((value, context) => {
  const s = seconds(value);
  if (s !== undefined) return s;
  context.addIssue({ code: 'custom', message: `is ${JSON.stringify(value)}: write seconds (90) or 1h, 1m30s, 500ms` });
  return z.NEVER;
});

const { type: _type, id: _id, at: _at, liftId: _liftId, ...facts } = liftFacts.shape;
const body = z.record(z.string(), z.unknown());
const readings = Object.fromEntries(readingKinds.map((kind) => [kind, body.optional()])) as Record<
  (typeof readingKinds)[number],
  z.ZodOptional<typeof body>
>;

/** What happens at a moment: one reading, or a session, a job, a decision. */
const given = z.strictObject({
  at: time,
  every: time.optional(),
  until: time.optional(),
  lift: z.string().optional(),
  ...readings,
  session: z.enum(['connected', 'disconnected']).optional(),
  job: jobEntry.shape.phase.optional(),
  decision: operatorDecision.shape.decision.optional(),
});
export type Given = z.infer<typeof given>;

/** One line of a finding as it is expected; what is left out may be anything. */
const expected = z.strictObject({
  rule: z.string().min(1),
  lift: z.string().optional(),
  code: z.string().optional(),
  change: finding.shape.change.optional(),
  stage: finding.shape.stage.optional(),
  at: z.union([time, z.tuple([time, time])]).optional(),
  priority: z.enum(priorities).optional(),
  occupancy: finding.shape.occupancy.optional(),
  tags: z.array(z.string()).optional(),
});
export type Expected = z.infer<typeof expected>;

const one = z.strictObject({
  name: z.string().min(1),
  lift: z.strictObject({ liftId: z.string().default('L-1'), ...facts }).optional(),
  given: z.array(given).default([]),
  recording: z.string().optional(),
  alive: z.union([z.literal(false), time]).default(50),
  until: time.optional(),
  expect: z.array(expected).default([]),
  none: z.array(z.string()).default([]),
});
export type RuleTest = z.infer<typeof one>;

export const testFile = z.strictObject({
  rules: z.string().optional(),
  tests: z.array(one).min(1),
});
export type TestFile = z.infer<typeof testFile>;

const place = (path: readonly PropertyKey[]): string =>
  path
    .reduce<string>((at, step) => (typeof step === 'number' ? `${at}[${step}]` : `${at}.${String(step)}`), '')
    .slice(1);

/** @throws {CliError} LIFT_CLI_BAD_INPUT with one line per problem */
export const parseTestFile = (text: string, path: string): TestFile => {
  const wrong = (problems: readonly string[]): CliError =>
    new CliError('LIFT_CLI_BAD_INPUT', `${path} is wrong:${problems.map((problem) => `\n  ${problem}`).join('')}`);
  let value: unknown;
  try {
    value = parseYaml(text, { maxAliasCount: 0 });
  } catch (cause) {
    throw wrong([`not YAML: ${cause instanceof Error ? cause.message : String(cause)}`]);
  }
  const parsed = testFile.safeParse(value);
  if (parsed.success) return parsed.data;
  throw wrong(parsed.error.issues.map((issue) => `${place(issue.path) || 'file'}: ${issue.message}`));
};

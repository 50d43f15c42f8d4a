import type { Finding } from '@liftwatch/schemas';
import { inSeconds } from './seconds.ts';
import type { Expected, RuleTest } from './test-file.ts';

/** A finding with the second of the test at which its line became true. */
export interface FoundAt {
  readonly finding: Finding;
  readonly s: number;
}

const asFound = ({ finding, s }: FoundAt): string =>
  `${finding.code} ${finding.change} ${finding.stage} at ${inSeconds(s)}, ${finding.priority}`;

const whenText = (at: NonNullable<Expected['at']>): string =>
  Array.isArray(at) ? `between ${inSeconds(at[0])} and ${inSeconds(at[1])}` : `at ${inSeconds(at)}`;

const asExpected = (want: Expected): string =>
  [want.code, want.change, want.stage, want.at !== undefined && whenText(want.at), want.priority, want.tags?.join(',')]
    .filter(Boolean)
    .join(' ') || 'any line';

const isWhen = (at: NonNullable<Expected['at']>, s: number): boolean =>
  Array.isArray(at) ? s >= at[0] && s <= at[1] : Math.abs(s - at) < 0.0005;

/** What of the expected line the found one does not have; empty: it is as expected. */
const differences = (want: Expected, { finding: found, s }: FoundAt): string[] => {
  const wrong: string[] = [];
  for (const field of ['code', 'change', 'stage', 'priority', 'occupancy'] as const)
    if (want[field] !== undefined && want[field] !== found[field])
      wrong.push(`${field} is ${found[field]}, not ${want[field]}`);
  if (want.lift !== undefined && want.lift !== found.liftId) wrong.push(`lift is ${found.liftId}, not ${want.lift}`);
  for (const tag of want.tags ?? []) if (!found.tags?.includes(tag)) wrong.push(`tag ${tag} is missing`);
  if (want.at !== undefined && !isWhen(want.at, s)) wrong.push(`it came at ${inSeconds(s)}, not ${whenText(want.at)}`);
  return wrong;
};

export interface Compared {
  readonly ok: boolean;
  /** Why not, one line each, the rule first. */
  readonly problems: readonly string[];
}

const compareRule = (rule: string, want: readonly Expected[], found: readonly FoundAt[]): string[] => {
  const problems: string[] = [];
  for (let i = 0; i < Math.max(want.length, found.length); i++) {
    const one = found[i];
    const expected = want[i];
    if (expected && !one) problems.push(`${rule}: missing  ${asExpected(expected)}`);
    else if (one && !expected)
      problems.push(`${rule}: extra    ${asFound(one)} — ${one.finding.explanation.summary.en}`);
    else if (one && expected) {
      const wrong = differences(expected, one);
      if (wrong.length > 0)
        problems.push(
          `${rule}: expected ${asExpected(expected)}`,
          `${rule}: found    ${asFound(one)} (${wrong.join('; ')})`,
        );
    }
  }
  return problems;
};

/** Compares, rule by rule, every line of the rules that the test names with what it expects of them, in order. */
export const compare = (test: Pick<RuleTest, 'expect' | 'none'>, findings: readonly FoundAt[]): Compared => {
  const named = [...new Set([...test.expect.map((one) => one.rule), ...test.none])];
  const problems = named.flatMap((rule) =>
    compareRule(
      rule,
      test.expect.filter((one) => one.rule === rule),
      findings.filter((one) => one.finding.rule.name === rule),
    ),
  );
  return { ok: problems.length === 0, problems };
};

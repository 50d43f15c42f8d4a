import { builtInRules, type RuleSet } from '@liftwatch/schemas';
import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CliError } from '../../errors.ts';
import { decodeLine } from '../../replay/decode-line.ts';
import { assertRegularFile } from '../../input-file.ts';
import { fileHasTicks, replayLines } from '../../replay/read-file.ts';
import { withTicks, type NumberedLine } from '../../replay/with-ticks.ts';
import { refusalsOf } from '../../replay/refusals.ts';
import { builtInSet, readSetFile } from '../named-set.ts';
import { RuledEngine } from '../ruled-engine.ts';
import { compare, type FoundAt } from './compare.ts';
import { START_MS, storyOf } from './story.ts';
import { parseTestFile, type RuleTest } from './test-file.ts';

export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly ok: boolean;
  readonly problems: readonly string[];
}

const fromArray = async function* (lines: readonly NumberedLine[]): AsyncGenerator<NumberedLine> {
  yield* lines;
};

interface Told {
  readonly startMs: number;
  readonly lines: AsyncIterable<NumberedLine>;
}

/** Judges lines under a set; a reading that would be refused is a mistake of the test. */
const judged = async (set: RuleSet, { lines, startMs }: Told): Promise<{ findings: FoundAt[]; problems: string[] }> => {
  const engine = new RuledEngine(set);
  const findings: FoundAt[] = [];
  const problems: string[] = [];
  for await (const { line, lineNumber } of lines) {
    if (line.type === 'reading')
      for (const { refusal } of refusalsOf(line))
        problems.push(`given: line ${lineNumber} would be refused: ${refusal.message}`);
    const arrival = decodeLine(line);
    if (!arrival) continue;
    const out = engine.take(arrival);
    for (const finding of out.findings) findings.push({ finding, s: (finding.at - startMs) / 1_000 });
    for (const { rule, error } of out.failures) problems.push(`${rule}: failed: ${String(error)}`);
  }
  return { findings, problems };
};

const firstOf = async (path: string): Promise<number> => {
  for await (const { line } of replayLines(path)) return line.receivedAtMs;
  return 0;
};

/** A told story begins at its second 0, a recording where it begins. */
const linesOf = async (test: RuleTest, folder: string): Promise<Told> => {
  const untilMs = test.until === undefined ? undefined : START_MS + test.until * 1_000;
  if (test.recording === undefined)
    return { startMs: START_MS, lines: withTicks(fromArray(storyOf(test)), { hasTicks: false, untilMs }) };
  const path = resolve(folder, test.recording);
  await assertRegularFile(path);
  const startMs = await firstOf(path);
  const end = test.until === undefined ? undefined : startMs + test.until * 1_000;
  const lines = withTicks(replayLines(path), { hasTicks: await fileHasTicks(path), untilMs: end });
  return { startMs, lines };
};

const unknownRules = (test: RuleTest, set: RuleSet): string[] => {
  const known = new Set([...builtInRules.map((rule) => rule.name), ...set.rules.map((rule) => `user/${rule.name}`)]);
  return [...new Set([...test.expect.map((one) => one.rule), ...test.none])]
    .filter((rule) => !known.has(rule))
    .map((rule) => `${rule}: there is no such rule: see liftwatch rules list`);
};

/**
 * Runs the tests of one file. Without `rules` of its own the file is judged by `given`, else by the rules as they come.
 * @throws {CliError} LIFT_CLI_NO_INPUT, LIFT_CLI_BAD_INPUT
 */
export const runTestFile = async (path: string, given: RuleSet | undefined): Promise<TestResult[]> => {
  await assertRegularFile(path);
  const file = parseTestFile(await readFile(path, 'utf8'), path);
  const own = file.rules === undefined ? builtInSet : await readSetFile(resolve(dirname(path), file.rules));
  const set = given ?? own;
  const results: TestResult[] = [];
  for (const test of file.tests) {
    if (test.expect.length + test.none.length === 0)
      throw new CliError('LIFT_CLI_BAD_INPUT', `${path}: test "${test.name}" expects nothing: give expect or none`);
    const { findings, problems } = await judged(set, await linesOf(test, dirname(path)));
    const all = [...unknownRules(test, set), ...problems, ...compare(test, findings).problems];
    results.push({ file: path, name: test.name, ok: all.length === 0, problems: all });
  }
  return results;
};

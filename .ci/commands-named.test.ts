import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { program } from '../services/liftwatch/src/program.ts';
import { callsIn, problemOf } from './commands-named.ts';
import { filesBelow } from './checks/workspace-files.ts';

const root = join(import.meta.dirname, '..');
const commandLine = await program(undefined);

test('every call of liftwatch in a document names commands and options that there are', () => {
  const files = filesBelow(root).filter((file) => file.endsWith('.md'));
  const calls = files.flatMap((file) =>
    callsIn(readFileSync(join(root, file), 'utf8')).map((call) => ({ file, call })),
  );
  expect(calls.length).toBeGreaterThan(40);
  expect(
    calls.flatMap(({ file, call }) => {
      const problem = problemOf(commandLine, call);
      return problem === undefined ? [] : [`${file}: ${problem}`];
    }),
  ).toEqual([]);
});

test.each([
  ['`liftwatch reports daily`', 'there is no command "reports"'],
  ['```sh\nnpx liftwatch rules polish x.yaml\n```', 'there is no command "rules polish"'],
  ['```sh\nliftwatch report daily \\\n  --fromat pdf > x\n```', '"report" has no option --fromat'],
])('%j is reported', (markdown, problem) =>
  expect(callsIn(markdown).map((call) => problemOf(commandLine, call))).toEqual([expect.stringContaining(problem)]),
);

test.each(['`liftwatch/v1/context`', 'liftwatch watches lifts', '`liftwatch report --help`', '`liftwatch rules VERB`'])(
  '%j is not',
  (markdown) =>
    expect(
      callsIn(markdown)
        .map((call) => problemOf(commandLine, call))
        .filter(Boolean),
    ).toEqual([]),
);

/** `npm run check`: every static check, each run to its end, so that one run shows all that is wrong. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { checkBoundaries } from './checks/boundaries.ts';
import { checkConventions } from './checks/conventions.ts';
import { checkDocs } from './checks/docs.ts';

const root = join(import.meta.dirname, '..');

interface Step {
  readonly name: string;
  readonly run: () => boolean;
}

const command = (name: string, program: string, ...args: readonly string[]): Step => ({
  name,
  run: () => spawnSync(program, args, { cwd: root, stdio: 'inherit' }).status === 0,
});

const say = (problems: readonly string[]): boolean => {
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
};

const boundaries = (): boolean => {
  const { moduleCount, importCount, violations } = checkBoundaries(root);
  console.log(`${importCount} imports of ${moduleCount} modules`);
  // A checker that looks at nothing finds nothing.
  const empty = moduleCount === 0 || importCount === 0 ? ['the boundary check looked at nothing'] : [];
  return say([...empty, ...violations.map(({ file, specifier, reason }) => `${file}: "${specifier}": ${reason}`)]);
};

const conventions = (): boolean => {
  const { fileCount, breaches } = checkConventions(root);
  const empty = fileCount === 0 ? ['the convention check looked at nothing'] : [];
  return say([...empty, ...breaches.map(({ file, line, reason }) => `${file}:${line}: ${reason}`)]);
};

const steps: readonly Step[] = [
  command('format', 'oxfmt', '--check'),
  // Before the lint that knows types: it reads what this writes.
  command('types', 'tsc', '-b'),
  command('lint', 'oxlint', '--type-aware', '--quiet'),
  command('types of tests', 'tsc', '-p', 'tsconfig.tests.json'),
  command('dead code', 'knip', '--no-config-hints'),
  { name: 'boundaries', run: boundaries },
  { name: 'conventions', run: conventions },
  { name: 'documents', run: () => say(checkDocs(root)) },
  command('generated files', process.execPath, '.ci/generate.ts', '--check'),
];

const failed: string[] = [];
for (const { name, run } of steps) {
  console.log(`\n== ${name}`);
  if (!run()) failed.push(name);
}
console.log(failed.length === 0 ? `\n${steps.length} checks passed` : `\nfailed: ${failed.join(', ')}`);
process.exitCode = failed.length === 0 ? 0 : 1;

import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** What one vitest run counted. `npm test` adds the runs of all workspaces up. */
export interface RunCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** A failure a line: file, name of the test, the first line of its error. */
  readonly failures: readonly string[];
  /** Tests that failed and passed when run again, a line each as above. */
  readonly unsteady: readonly string[];
}

type Counting = {
  -readonly [key in keyof RunCount]: RunCount[key] extends readonly string[] ? string[] : RunCount[key];
};

const firstLine = (text: string | undefined): string => (text ?? 'no message').split('\n', 1)[0] as string;

const countModule = (module: TestModule, count: Counting): void => {
  const file = relative(join(import.meta.dirname, '..'), module.moduleId);
  let failedHere = 0;
  for (const test of module.children.allTests()) {
    const { state, errors } = test.result();
    const line = `${file} > ${test.fullName}: ${firstLine(errors?.[0]?.message)}`;
    if (state === 'passed') {
      count.passed += 1;
      if (test.diagnostic()?.flaky === true) count.unsteady.push(line);
    } else if (state === 'failed') {
      failedHere += 1;
      count.failures.push(line);
    } else count.skipped += 1;
  }
  for (const error of module.errors()) count.failures.push(`${file}: ${firstLine(error.message)}`);
  // A file that cannot be loaded, or whose hook throws, has no failed test of its own.
  count.failed += failedHere > 0 ? failedHere : module.ok() ? 0 : 1;
};

/** Writes the counts of this run into `LIFTWATCH_RESULTS_DIR`; does nothing when that is not set. */
export const countReporter = (): Reporter => ({
  onTestRunEnd(modules, unhandledErrors) {
    const dir = process.env['LIFTWATCH_RESULTS_DIR'];
    if (dir === undefined) return;
    const failures = unhandledErrors.map((error) => `unhandled: ${firstLine(error.message)}`);
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, failures, unsteady: [] };
    for (const module of modules) countModule(module, count);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `${process.pid}.json`), JSON.stringify(count));
  },
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestModule } from 'vitest/node';

/** What one vitest run counted. `npm test` adds the runs of all workspaces up. */
export interface RunCount {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const countModule = (module: TestModule, count: { passed: number; failed: number; skipped: number }): void => {
  let failedHere = 0;
  for (const test of module.children.allTests()) {
    const { state } = test.result();
    if (state === 'passed') count.passed += 1;
    else if (state === 'failed') failedHere += 1;
    else count.skipped += 1;
  }
  // A file that cannot be loaded, or whose hook throws, has no failed test of its own.
  count.failed += failedHere > 0 ? failedHere : module.ok() ? 0 : 1;
};

/** Writes the counts of this run into `LIFTWATCH_RESULTS_DIR`; does nothing when that is not set. */
export const countReporter = (): Reporter => ({
  onTestRunEnd(modules, unhandledErrors) {
    const dir = process.env['LIFTWATCH_RESULTS_DIR'];
    if (dir === undefined) return;
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) countModule(module, count);
    mkdirSync(dir, { recursive: true });
    writeFileSync(join(dir, `${process.pid}.json`), JSON.stringify(count));
  },
});

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { RunCount } from './count-reporter.ts';

/** Adds up the counts that the vitest runs left in a folder. */
export const sumCounts = (dir: string): RunCount =>
  (existsSync(dir) ? readdirSync(dir) : [])
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(dir, name), 'utf8')) as RunCount)
    .reduce(
      (a, b) => ({
        passed: a.passed + b.passed,
        failed: a.failed + b.failed,
        skipped: a.skipped + b.skipped,
        failures: [...a.failures, ...b.failures],
        unsteady: [...a.unsteady, ...b.unsteady],
      }),
      { passed: 0, failed: 0, skipped: 0, failures: [], unsteady: [] },
    );

interface Skip {
  readonly server: string;
  readonly suite: string;
  readonly packages: readonly string[];
}

/** The list at the end of a run: what was skipped, by name, and what would make it run. Empty when nothing was. */
export const skippedListing = (skips: readonly Skip[]): string => {
  if (skips.length === 0) return '';
  const lines = skips.map(
    ({ server, suite, packages }) => `  ${suite}: needs ${server} (apt-get install ${packages.join(' ')})`,
  );
  return ['Skipped, because this machine lacks a server:', ...lines].join('\n');
};

/**
 * Runs every workspace's tests and the repository's own through turbo, then lists what was skipped and says the sum.
 * Arguments are passed on to turbo, e.g. `npm test -- --filter=@liftwatch/infra`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { skippedListing, sumCounts } from './test-results.ts';
import { readSkipped } from '../infra/dist/testing/skipped.js';

const notes = mkdtempSync(join(tmpdir(), 'liftwatch-test-'));
const resultsDir = join(notes, 'results');
const skippedDir = join(notes, 'skipped');
// Temporary folders of all tests, those of killed processes too, go with the notes.
const temporary = join(notes, 't');
mkdirSync(temporary);
writeFileSync(join(notes, 'README'), 'Notes of one run of npm test; removed at its end.\n');

/**
 * Workspaces whose tests run at once. Each has workers, servers and browsers of its own; with all of them at once on a slow machine a test
 * waits for the others longer than it may take.
 */
const atOnce = Math.max(2, 2 * availableParallelism());
const given = process.argv.slice(2);
const concurrency = given.some((one) => one.startsWith('--concurrency')) ? [] : [`--concurrency=${atOnce}`];

const turbo = spawnSync('turbo', ['run', 'test', 'test:repository', '--continue', ...concurrency, ...given], {
  stdio: 'inherit',
  env: { ...process.env, TMPDIR: temporary, LIFTWATCH_RESULTS_DIR: resultsDir, LIFTWATCH_SKIPPED_DIR: skippedDir },
});

const listing = skippedListing(readSkipped(skippedDir));
if (listing !== '') console.log(`\n${listing}`);
const { passed, failed, failures, unsteady } = sumCounts(resultsDir);
if (unsteady.length > 0) console.log(`\nPassed only when run again:\n  ${unsteady.join('\n  ')}`);
// Again at the end, where they are found: the runs of ten workspaces lie above.
if (failures.length > 0) console.log(`\nFailed:\n  ${failures.join('\n  ')}`);
const exitCode = turbo.status ?? 1;
rmSync(notes, { recursive: true, force: true, maxRetries: 5 });
// A run that broke without a failed test (a crash, a missing program) is still a failure.
console.log(`\n${passed} passed, ${exitCode === 0 ? failed : Math.max(failed, 1)} failed`);
process.exitCode = exitCode === 0 && failed > 0 ? 1 : exitCode;

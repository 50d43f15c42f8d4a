import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { countReporter } from './.ci/count-reporter.ts';

/** Tests resolve sibling packages to their sources, so that a change is seen without a build. */
export default defineConfig({
  resolve: {
    conditions: ['liftwatch-dev'],
    alias: [{ find: /^fast-check$/, replacement: join(import.meta.dirname, '.ci/seeded-fast-check.ts') }],
  },
  ssr: { resolve: { conditions: ['liftwatch-dev'] } },
  test: {
    // Tells a test that hangs from one on a busy machine; no test measures time with it.
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // A test that passes only when run again is listed by name at the end of `npm test`.
    retry: Number(process.env['LIFTWATCH_TEST_RETRIES'] ?? 0),
    passWithNoTests: true,
    reporters: ['default', countReporter()],
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts'],
  },
});

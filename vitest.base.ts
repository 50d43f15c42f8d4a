import { defineConfig } from 'vitest/config';
import { countReporter } from './.ci/count-reporter.ts';

/** Tests resolve sibling packages to their sources, so that a change is seen without a build. */
export default defineConfig({
  resolve: { conditions: ['liftwatch-dev'] },
  ssr: { resolve: { conditions: ['liftwatch-dev'] } },
  test: {
    // Tells a test that hangs from one on a busy machine; no test measures time with it.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
    reporters: ['default', countReporter()],
    include: ['src/**/*.test.ts', 'src/**/*.test.tsx', 'test/**/*.test.ts'],
  },
});

import { defineConfig } from 'vitest/config';

/** Tests resolve sibling packages to their sources, so that a change is seen without a build. */
export default defineConfig({
  resolve: { conditions: ['liftwatch-dev'] },
  ssr: { resolve: { conditions: ['liftwatch-dev'] } },
  test: { testTimeout: 20_000, hookTimeout: 60_000, passWithNoTests: true },
});

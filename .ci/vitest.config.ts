import { mergeConfig } from 'vitest/config';
import base from '../vitest.base.ts';

/** The tests of the repository itself: its checks and its commands. */
export default mergeConfig(base, {
  test: { root: import.meta.dirname, include: ['**/*.test.ts'], testTimeout: 240_000, fileParallelism: false },
});

import { mergeConfig } from 'vitest/config';
import base from '../../vitest.base.ts';

/** The page's own tests lie beside its sources. */
export default mergeConfig(base, { test: { include: ['web/src/**/*.test.ts'] } });

import { createRequire } from 'node:module';
import type fastCheck from 'fast-check';

const SEED = 20_260_105;

/**
 * What the tests get as `fast-check`: the library with one seed, so that the change under test alone decides how a run
 * ends. `LIFTWATCH_TEST_SEED=N` takes another seed, `LIFTWATCH_TEST_SEED=random` a new one for each property: that is
 * how cases are looked for that no seed has shown yet. A failure names its seed.
 */
const fc = (createRequire(import.meta.url)('fast-check') as { readonly default: typeof fastCheck }).default;

const wanted = process.env['LIFTWATCH_TEST_SEED'] ?? String(SEED);
if (wanted !== 'random') fc.configureGlobal({ seed: Number(wanted) });

export default fc;

import { loadScenario, scenarioNames } from '@liftwatch/edge-simulator';
import { describe, expect, test } from 'vitest';
import { abandoned, falseCalls, judgeScenario, missed } from './recording/simulated.ts';

/** The demo never ends and injects by the clock; its parts are the other scenarios. */
const DEMO_S = 1_800;

describe.each(scenarioNames())('scenario %s against its ground truth', (name) => {
  test.each([1, 2, 3])(
    'seed %i: everything due is found in time, nobody is left alone, nobody is called for nothing',
    { timeout: 300_000 },
    async (seed) => {
      const loaded = loadScenario(name);
      const scenario = loaded.durationS > 86_400 ? { ...loaded, durationS: DEMO_S } : loaded;
      const judged = await judgeScenario(scenario, seed);
      const endMs = (judged.truth[0]?.atMs ?? 0) + scenario.durationS * 1_000;
      expect(judged.truth.length).toBeGreaterThan(0);
      expect.soft(judged.failures).toEqual([]);
      expect.soft(missed(judged, endMs)).toEqual([]);
      expect.soft(falseCalls(judged)).toEqual([]);
      expect.soft(abandoned(judged, endMs)).toEqual([]);
    },
  );
});

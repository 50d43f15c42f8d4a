import { actingCodes, defineScenario } from '@liftwatch/edge-simulator';
import { expect, test } from 'vitest';
import { judgeScenario } from './recording/simulated.ts';

/**
 * Injected at a lift with one passenger: the codes that must be found, then those that may be beside them. A fault with
 * people in the car is told as what it does to them; wear shows only to those who compare.
 */
const table: Readonly<Record<string, readonly [must: readonly string[], may: readonly string[]]>> = {
  '01': [['01', 'X01'], ['03']],
  '02': [['X09', 'X10'], []],
  '03': [['03', 'X01'], []],
  '04': [['X02'], ['04']],
  '05': [['05'], ['04']],
  '06': [['06', 'X01'], ['03']],
  '07': [
    ['07', 'X01'],
    ['03', 'X02'],
  ],
  '08': [['42'], ['08', 'X10']],
  '41': [['41', 'X01'], ['03']],
  X01: [['X01'], ['03']],
  X02: [['X02'], ['04']],
  X03: [['X03', 'X02'], ['04']],
  X04: [['X04', 'X02'], ['04']],
  X05: [['X05', 'X02'], ['04']],
  // It comes and goes with each run: a ticket for the device as well.
  X06: [['X06'], ['X21']],
  X07: [['X07', 'X02'], ['04']],
  X08: [['X08'], []],
  X09: [['X09'], []],
  X10: [['X10'], []],
  X19: [[], ['X19', '03']],
  X20: [[], ['X20', '03', 'X01']],
  X21: [[], ['X21', 'X01']],
};
/** Nothing but the controller's report tells of these. */
const REPORTED = ['01'];
const MODES = ['42', '43', '44', '45', '46', '47'];

test.each(actingCodes)(
  'injected %s is found, with nothing but what belongs to it',
  { timeout: 60_000 },
  async (code) => {
    const scenario = defineScenario({
      name: `inject-${code}`,
      title: { zh: code, en: code },
      about: code,
      durationS: 900,
      startHour: 9,
      fleet: [{ prefix: 'L', count: 1, floors: 12, traffic: 'none', intensity: 0 }],
      steps: [
        { at: 60, do: 'call', lifts: 'all', from: 0, to: 9, people: 1 },
        { at: 61, do: 'inject', lifts: 'all', code, forS: 240, ...(REPORTED.includes(code) && { report: { code } }) },
        { at: 400, do: 'call', lifts: 'all', from: 3, to: 7 },
      ],
    });
    const judged = await judgeScenario(scenario, 1);
    expect(judged.truth.some((t) => t.truth === 'injected')).toBe(true);
    expect(judged.failures).toEqual([]);
    const found = [...new Set(judged.findings.filter((f) => f.stage === 'alarm').map((f) => f.code))];
    const [must, may] = table[code] ?? (MODES.includes(code) ? [[code], []] : [[], [code]]);
    expect(found).toEqual(expect.arrayContaining([...must]));
    expect(found.filter((c) => !must.includes(c) && !may.includes(c))).toEqual([]);
  },
);

import { catalogue, meaningOf } from '@liftwatch/schemas';
import { describe, expect, it } from 'vitest';
import {
  actingCodes,
  defineScenario,
  injectorOf,
  loadScenario,
  recordScenario,
  scenarioNames,
  SimulatorError,
} from '../src/index.ts';

describe('faults and the catalogue', () => {
  it('has an injector for every code of the catalogue, and none for a code that is not there', () => {
    const codes = catalogue.map((entry) => entry.code);
    expect(codes.length).toBeGreaterThan(40);
    for (const code of codes) expect(injectorOf(code)?.code, code).toBe(code);
    expect(actingCodes.filter((code) => !codes.includes(code))).toEqual([]);
    expect(injectorOf('Z99')).toBeUndefined();
  });

  it('reports raw codes that their dialect knows, in every shipped scenario', () => {
    for (const name of scenarioNames()) {
      for (const step of loadScenario(name).steps) {
        const raw = step.do === 'emit' ? step : step.do === 'inject' ? step.report : undefined;
        if (raw) expect(meaningOf(raw.dialect ?? 'core', raw.code), `${name} ${raw.code}`).toBeDefined();
      }
    }
  });
});

const tiny = (steps: unknown[]) =>
  ({
    name: 'tiny',
    title: { zh: '', en: '' },
    about: '',
    durationS: 60,
    fleet: [{ prefix: 'a', count: 1 }],
    steps,
  }) as Parameters<typeof defineScenario>[0];
const codeOf = (run: () => unknown): string | undefined => {
  try {
    run();
  } catch (error) {
    return error instanceof SimulatorError ? error.code : String(error);
  }
  return undefined;
};

describe('a scenario that cannot be', () => {
  it('is refused with every problem named', () => {
    try {
      defineScenario({ ...tiny([{ at: -1, do: 'inject', lifts: 'all', code: '04' }]), durationS: 0 });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(SimulatorError);
      expect((error as SimulatorError).problems).toHaveLength(2);
    }
  });

  it('is refused when it names a lift, a fault or a file that is not there', () => {
    const record = (step: object) => () => recordScenario(defineScenario(tiny([step])), { seed: 1 });
    expect(codeOf(record({ at: 1, do: 'press', lifts: 'nobody' }))).toBe('LIFT_SIMULATOR_SCENARIO_INVALID');
    expect(codeOf(record({ at: 1, do: 'inject', lifts: 'all', code: 'Z99' }))).toBe('LIFT_SIMULATOR_FAULT_UNKNOWN');
    expect(codeOf(() => loadScenario('/nowhere.yaml'))).toBe('LIFT_SIMULATOR_SCENARIO_UNKNOWN');
    expect(codeOf(() => loadScenario('nowhere'))).toBe('LIFT_SIMULATOR_SCENARIO_UNKNOWN');
  });
});

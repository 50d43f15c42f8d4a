import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { SimulatorError } from '../errors.ts';
import { scenario, type Scenario, type ScenarioInput } from './schema.ts';

const shippedFolder = new URL('../../scenarios/', import.meta.url);

/** Names of the scenarios that come with the package, sorted. */
export const scenarioNames = (): readonly string[] =>
  readdirSync(shippedFolder)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length))
    .sort();

/** Checks a scenario given as data. @throws {SimulatorError} LIFT_SIMULATOR_SCENARIO_INVALID with every problem */
export const defineScenario = (input: ScenarioInput): Scenario => {
  const result = scenario.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${issue.message}`);
  throw new SimulatorError('LIFT_SIMULATOR_SCENARIO_INVALID', `the scenario is not valid: ${problems.join('; ')}`, {
    problems,
  });
};

/** Reads a scenario from YAML text. @throws {SimulatorError} LIFT_SIMULATOR_SCENARIO_INVALID */
export const parseScenario = (yaml: string): Scenario => {
  let input: unknown;
  try {
    input = parse(yaml);
  } catch (cause) {
    throw new SimulatorError('LIFT_SIMULATOR_SCENARIO_INVALID', `the scenario is not YAML: ${String(cause)}`, {
      cause,
    });
  }
  return defineScenario(input as ScenarioInput);
};

/**
 * A shipped scenario by its name, or one from a file path that ends in .yaml or .yml.
 * @throws {SimulatorError} LIFT_SIMULATOR_SCENARIO_UNKNOWN, LIFT_SIMULATOR_SCENARIO_INVALID
 */
export const loadScenario = (nameOrPath: string): Scenario => {
  const isPath = /\.ya?ml$/.test(nameOrPath);
  if (!isPath && !scenarioNames().includes(nameOrPath)) {
    throw new SimulatorError(
      'LIFT_SIMULATOR_SCENARIO_UNKNOWN',
      `no scenario "${nameOrPath}": use a path to a .yaml file or one of ${scenarioNames().join(', ')}`,
    );
  }
  let text: string;
  try {
    text = readFileSync(isPath ? nameOrPath : new URL(`${nameOrPath}.yaml`, shippedFolder), 'utf8');
  } catch (cause) {
    throw new SimulatorError(
      'LIFT_SIMULATOR_SCENARIO_UNKNOWN',
      `cannot read the scenario "${nameOrPath}": check the path`,
      { cause },
    );
  }
  return parseScenario(text);
};

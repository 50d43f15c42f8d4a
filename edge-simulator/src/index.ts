export { loadScenario, parseScenario, defineScenario, scenarioNames } from './scenarios/read.ts';
export type { Scenario, ScenarioInput, Step } from './scenarios/schema.ts';
export {
  liftFactsOf,
  recordLines,
  recordScenario,
  runScenario,
  STEP_MS,
  terminalsOf,
  type Recording,
  type RecordOptions,
  type RunOptions,
} from './run.ts';
export { createFleet, type Fleet, type FleetOptions } from './fleet/fleet.ts';
export { planGroup, type LiftGroup, type LiftPlan } from './fleet/plan.ts';
export { createMqttPublisher, type Credential, type MqttPublisherOptions } from './publishers/mqtt.ts';
export { createRecorder, type Recorder, type ReplayLine } from './publishers/recorder.ts';
export { truthLine, type OnTruth, type Truth } from './truth/truth.ts';
export { actingCodes, injectorOf, type Expectation } from './faults/index.ts';
export type { Publisher } from './terminal/link.ts';
export { SimulatorError, simulatorErrorCodes, type SimulatorErrorCode } from './errors.ts';
export { planLoad, type LoadPlan } from './load/plan.ts';
export { runLoad, type LoadOptions, type LoadReport, type Probe } from './load/run.ts';
export { createHistogram, type Histogram } from './load/histogram.ts';
export { registryRows, type RegistryRows } from './fleet/registry.ts';
export { configSchema, loadConfig, type SimulatorConfig } from './config.ts';

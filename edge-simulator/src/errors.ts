export const simulatorErrorCodes = [
  'LIFT_SIMULATOR_SCENARIO_INVALID',
  'LIFT_SIMULATOR_SCENARIO_UNKNOWN',
  'LIFT_SIMULATOR_FAULT_UNKNOWN',
  'LIFT_SIMULATOR_LIFT_UNKNOWN',
  'LIFT_SIMULATOR_LOAD_FAILED',
  'LIFT_SIMULATOR_CONFIG_INVALID',
  'LIFT_SIMULATOR_EVALUATION_INVALID',
] as const;
export type SimulatorErrorCode = (typeof simulatorErrorCodes)[number];

/** An operational failure of the simulator. `problems` lists every one found, each with its place. */
export class SimulatorError extends Error {
  override readonly name = 'SimulatorError';
  readonly code: SimulatorErrorCode;
  readonly recoverable = false;
  readonly problems: readonly string[];
  constructor(
    code: SimulatorErrorCode,
    message: string,
    options: { problems?: readonly string[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.problems = options.problems ?? [];
  }
}

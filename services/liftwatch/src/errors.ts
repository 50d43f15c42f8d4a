import { exitCodes, type ExitCode } from './exit-codes.ts';

export const cliErrorCodes = [
  'LIFT_CLI_USAGE',
  'LIFT_CLI_NO_INPUT',
  'LIFT_CLI_BAD_CONFIG',
  'LIFT_CLI_UNAVAILABLE',
  'LIFT_CLI_REFUSED',
  'LIFT_CLI_BAD_INPUT',
  'LIFT_CLI_PORT_TAKEN',
  'LIFT_CLI_LEDGER_BROKEN',
  'LIFT_CLI_NOT_CONFORMANT',
  'LIFT_CLI_CANNOT_WRITE',
  'LIFT_CLI_NODE_TOO_OLD',
  'LIFT_REPLAY_LINE_INVALID',
  'LIFT_REPLAY_OUT_OF_ORDER',
] as const;
export type CliErrorCode = (typeof cliErrorCodes)[number];

const exitCodeOf: Readonly<Record<CliErrorCode, ExitCode>> = {
  LIFT_CLI_USAGE: exitCodes.usage,
  LIFT_CLI_NO_INPUT: exitCodes.noInput,
  LIFT_CLI_BAD_CONFIG: exitCodes.config,
  LIFT_CLI_UNAVAILABLE: exitCodes.unavailable,
  LIFT_CLI_REFUSED: exitCodes.negative,
  LIFT_CLI_BAD_INPUT: exitCodes.badInput,
  LIFT_CLI_PORT_TAKEN: exitCodes.unavailable,
  LIFT_CLI_LEDGER_BROKEN: exitCodes.negative,
  LIFT_CLI_NOT_CONFORMANT: exitCodes.negative,
  LIFT_CLI_CANNOT_WRITE: exitCodes.cannotWrite,
  LIFT_CLI_NODE_TOO_OLD: exitCodes.unavailable,
  LIFT_REPLAY_LINE_INVALID: exitCodes.badInput,
  LIFT_REPLAY_OUT_OF_ORDER: exitCodes.badInput,
};

/** A failure that the user can mend: the message names the place and the remedy, and decides the exit code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;
  readonly exitCode: ExitCode;
  constructor(code: CliErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.exitCode = exitCodeOf[code];
  }
}

/** The work was done and its result is a "no", which has been said on standard output: exit code 1, nothing more to tell. */
export class NegativeResult extends Error {
  override readonly name = 'NegativeResult';
}

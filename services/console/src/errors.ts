export const consoleErrorCodes = [
  'LIFT_CONSOLE_CONFIG_INVALID',
  'LIFT_CONSOLE_LISTEN_FAILED',
  'LIFT_CONSOLE_ROUTE_UNKNOWN',
  'LIFT_CONSOLE_INTERNAL',
] as const;
export type ConsoleErrorCode = (typeof consoleErrorCodes)[number];

/** An operational failure of the console. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
  readonly code: ConsoleErrorCode;
  constructor(code: ConsoleErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

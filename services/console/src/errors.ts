export const consoleErrorCodes = [
  'LIFT_CONSOLE_CONFIG_INVALID',
  'LIFT_CONSOLE_LISTEN_FAILED',
  'LIFT_CONSOLE_PAGE_MISSING',
  'LIFT_CONSOLE_REQUEST_INVALID',
  'LIFT_CONSOLE_ROUTE_UNKNOWN',
  'LIFT_CONSOLE_METHOD_UNKNOWN',
  'LIFT_CONSOLE_ORIGIN_REFUSED',
  'LIFT_CONSOLE_CHANGES_CLOSED',
  'LIFT_CONSOLE_SIGN_IN_NEEDED',
  'LIFT_CONSOLE_SIGN_IN_REFUSED',
  'LIFT_CONSOLE_UPSTREAM_UNAVAILABLE',
  'LIFT_CONSOLE_SERIES_ABSENT',
  'LIFT_CONSOLE_DEAD_LETTERS_ELSEWHERE',
  'LIFT_CONSOLE_CHROMIUM_UNAVAILABLE',
  'LIFT_CONSOLE_INTERNAL',
] as const;
export type ConsoleErrorCode = (typeof consoleErrorCodes)[number];

const statusOf: Readonly<Partial<Record<ConsoleErrorCode, number>>> = {
  LIFT_CONSOLE_REQUEST_INVALID: 400,
  LIFT_CONSOLE_ROUTE_UNKNOWN: 404,
  LIFT_CONSOLE_ORIGIN_REFUSED: 403,
  LIFT_CONSOLE_CHANGES_CLOSED: 403,
  LIFT_CONSOLE_SIGN_IN_NEEDED: 401,
  LIFT_CONSOLE_SIGN_IN_REFUSED: 401,
  LIFT_CONSOLE_UPSTREAM_UNAVAILABLE: 502,
  LIFT_CONSOLE_SERIES_ABSENT: 404,
  LIFT_CONSOLE_DEAD_LETTERS_ELSEWHERE: 404,
};

/** An operational failure of the console. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
  readonly code: ConsoleErrorCode;
  /** The HTTP status with which it leaves. */
  readonly status: number;
  constructor(code: ConsoleErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.status = statusOf[code] ?? 500;
  }
}

/** Every code that this package throws, with the sentence that docs/errors.md explains. */
export const infraErrorCodes = [
  'LIFT_INFRA_SERVER_MISSING',
  'LIFT_INFRA_SERVER_START',
  'LIFT_INFRA_PORT_TAKEN',
  'LIFT_INFRA_STEP_TIMEOUT',
  'LIFT_INFRA_SERVER_ANSWER',
] as const;

export type InfraErrorCode = (typeof infraErrorCodes)[number];

/** A server or sandbox of this package could not do what was asked. `recoverable`: the same call may succeed later. */
export class InfraError extends Error {
  readonly code: InfraErrorCode;
  readonly recoverable: boolean;

  constructor(code: InfraErrorCode, message: string, options: { cause?: unknown; recoverable?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.name = 'InfraError';
    this.code = code;
    this.recoverable = options.recoverable ?? false;
  }
}

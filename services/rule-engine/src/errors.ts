export const engineErrorCodes = [
  'LIFT_ENGINE_CONFIG_INVALID',
  'LIFT_ENGINE_PARTITION_UNKNOWN',
  'LIFT_ENGINE_LOG_OLDER',
  'LIFT_ENGINE_LIFT_UNKNOWN',
  'LIFT_ENGINE_REQUEST_INVALID',
  'LIFT_ENGINE_ROUTE_UNKNOWN',
  'LIFT_ENGINE_METHOD_UNKNOWN',
  'LIFT_ENGINE_NOT_ACCEPTABLE',
  'LIFT_ENGINE_TIMEOUT',
  'LIFT_ENGINE_INTERNAL',
] as const;
export type EngineErrorCode = (typeof engineErrorCodes)[number];

/** An operational failure of the rule engine. `status` is what HTTP answers. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;
  readonly status: number;
  constructor(
    code: EngineErrorCode,
    message: string,
    options: { readonly status?: number; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status ?? 500;
  }
}

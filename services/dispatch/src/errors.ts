export const dispatchErrorCodes = [
  'LIFT_DISPATCH_CONFIG_INVALID',
  'LIFT_DISPATCH_POLICY_INVALID',
  'LIFT_DISPATCH_SECRET_UNREADABLE',
  'LIFT_DISPATCH_NOT_OPEN',
  'LIFT_DISPATCH_STILL_LASTS',
  'LIFT_DISPATCH_OWNED',
  'LIFT_DISPATCH_NOT_FOUND',
  'LIFT_DISPATCH_METHOD_UNKNOWN',
  'LIFT_DISPATCH_NOT_ACCEPTABLE',
  'LIFT_DISPATCH_BODY_INVALID',
  'LIFT_DISPATCH_TOKEN_WRONG',
  'LIFT_DISPATCH_TOKEN_OLD',
  'LIFT_DISPATCH_FORBIDDEN',
  'LIFT_DISPATCH_SIGN_IN',
  'LIFT_DISPATCH_PROVIDER_AWAY',
  'LIFT_DISPATCH_RATE_LIMITED',
  'LIFT_DISPATCH_IDEMPOTENCY_KEY',
  'LIFT_DISPATCH_UNDER_WAY',
  'LIFT_DISPATCH_LEDGER_KEY',
  'LIFT_DISPATCH_IMPORT_INVALID',
  'LIFT_DISPATCH_RULES_INVALID',
  'LIFT_DISPATCH_RULES_VERSION_TAKEN',
  'LIFT_DISPATCH_RULES_NONE_ACTIVE',
  'LIFT_DISPATCH_RULES_NO_SHADOW',
  'LIFT_DISPATCH_WORKLIST_STATE',
  'LIFT_DISPATCH_BROKER_UNAVAILABLE',
  'LIFT_DISPATCH_IN_USE',
  'LIFT_DISPATCH_INTERNAL',
] as const;
export type DispatchErrorCode = (typeof dispatchErrorCodes)[number];

/** An operational failure of dispatch. `recoverable`: the same call may succeed later. */
export class DispatchError extends Error {
  override readonly name = 'DispatchError';
  readonly code: DispatchErrorCode;
  readonly recoverable: boolean;
  readonly problems: readonly string[];
  constructor(
    code: DispatchErrorCode,
    message: string,
    options: { recoverable: boolean; cause?: unknown; problems?: readonly string[] },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.recoverable = options.recoverable;
    this.problems = options.problems ?? [];
  }
}

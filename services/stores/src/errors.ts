export const storeErrorCodes = [
  'LIFT_STORE_LOG_UNWRITABLE',
  'LIFT_STORE_LOG_GONE',
  'LIFT_STORE_LOG_CORRUPT',
  'LIFT_STORE_LOG_MISSING',
  'LIFT_STORE_LOCKED',
  'LIFT_STORE_FILE_UNWRITABLE',
  'LIFT_STORE_EPOCH_OLD',
  'LIFT_STORE_SERIES_UNAVAILABLE',
  'LIFT_STORE_SERIES_MISCONFIGURED',
  'LIFT_STORE_SERIES_LINE_INVALID',
  'LIFT_STORE_SYNC_FAILED',
  'LIFT_STORE_VERSION_NEWER',
  'LIFT_STORE_THREAD_FAILED',
] as const;
export type StoreErrorCode = (typeof storeErrorCodes)[number];

/** An operational failure of a store. `recoverable`: the same call may succeed later. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  readonly recoverable: boolean;
  constructor(code: StoreErrorCode, message: string, options: { recoverable: boolean; cause?: unknown }) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.recoverable = options.recoverable;
  }
}

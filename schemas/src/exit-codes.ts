/** Exit codes of the command line and of every service, after sysexits(3). Documented in docs/exit-codes.md. */
export const exitCodes = {
  ok: 0,
  /** The work was done and its result is a "no": a lint finding, a failed check. */
  negative: 1,
  /** The command line itself is wrong. */
  usage: 64,
  /** An input file is wrong: the message names the line and the field. */
  badInput: 65,
  /** A file or scenario that was named does not exist. */
  noInput: 66,
  /** Something that the command needs cannot be had: a server, a port, the data folder. */
  unavailable: 69,
  /** A defect of liftwatch. */
  software: 70,
  /** A file cannot be written. */
  cannotWrite: 73,
  /** The configuration is wrong: every problem is listed. */
  config: 78,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What the operating system says where a file cannot be made or written. */
const UNWRITABLE: ReadonlySet<unknown> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'ENOTDIR',
  'EISDIR',
  'EEXIST',
  'ENOENT',
]);
/** SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_FULL, without their extended part. @see https://sqlite.org/rescode.html */
const SQLITE_UNWRITABLE: ReadonlySet<number> = new Set([14, 8, 13]);
const SQLITE_PRIMARY_MASK = 0xff;

interface Failure {
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly errcode?: unknown;
}

/** Why a file cannot be made or written, as the operating system or SQLite names it; undefined: the error is none of that kind. */
export const unwritableBy = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined;
  const { code, syscall, errcode } = error as Failure;
  if (UNWRITABLE.has(code) && typeof syscall === 'string' && syscall !== 'listen') return error.message;
  const isFull = typeof errcode === 'number' && SQLITE_UNWRITABLE.has(errcode & SQLITE_PRIMARY_MASK);
  return isFull ? error.message : undefined;
};

/** A file of settings that is named by one is a setting too. */
const SETTING_WRONG = /_(CONFIG|POLICY|CREDENTIALS)_INVALID$/;

const byCode: Readonly<Record<string, ExitCode>> = {
  EADDRINUSE: exitCodes.unavailable,
  EADDRNOTAVAIL: exitCodes.unavailable,
  EACCES: exitCodes.unavailable,
  LIFT_STORE_LOG_MISSING: exitCodes.noInput,
  LIFT_STORE_LOG_CORRUPT: exitCodes.badInput,
  LIFT_STORE_LOG_UNWRITABLE: exitCodes.cannotWrite,
  LIFT_STORE_FILE_UNWRITABLE: exitCodes.cannotWrite,
};

/**
 * With which code a process ends that could not start: an error of ours has a code of its own and says what to do, one of
 * the operating system is a port that cannot be had or a file that cannot be written, and anything else is a defect.
 */
export const exitCodeOfFailure = (error: unknown): ExitCode => {
  if (unwritableBy(error) !== undefined) return exitCodes.cannotWrite;
  const { code } = (error ?? {}) as Failure;
  if (typeof code !== 'string') return exitCodes.software;
  if (SETTING_WRONG.test(code)) return exitCodes.config;
  return byCode[code] ?? (code.startsWith('LIFT_') ? exitCodes.unavailable : exitCodes.software);
};

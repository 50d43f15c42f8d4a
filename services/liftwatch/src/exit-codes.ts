/** Exit codes of the command line, after sysexits(3). Documented in docs/exit-codes.md. */
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

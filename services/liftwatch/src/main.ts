import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exitCodeOfFailure, unwritableBy } from '@liftwatch/schemas';
import { CommanderError } from 'commander';
import { CliError, NegativeResult } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { assertNodeVersion } from './node-version.ts';
import { program } from './program.ts';
import { surviveClosedOutput } from './standard-output.ts';

/** A failure that a service or store has named: it has a code and says what to do. */
const operational = (error: unknown): { readonly code: string; readonly message: string } | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('LIFT_')
    ? { code: error.code, message: error.message }
    : undefined;

const exitCodeByCode: Readonly<Record<string, number>> = {
  LIFT_BROKER_CREDENTIAL_EXISTS: exitCodes.negative,
  LIFT_BROKER_CREDENTIAL_UNKNOWN: exitCodes.negative,
  LIFT_SIMULATOR_SCENARIO_INVALID: exitCodes.badInput,
  LIFT_GRAFANA_PROVISIONED: exitCodes.negative,
  LIFT_GRAFANA_REFUSED: exitCodes.negative,
  LIFT_GRAFANA_TOKEN_REFUSED: exitCodes.negative,
};

/** What was asked for cannot be given to anybody. */
const endUnwritten = (error: NodeJS.ErrnoException): never => {
  const { message, code, exitCode } = new CliError(
    'LIFT_CLI_CANNOT_WRITE',
    `standard output cannot be written (${error.message}): make room, or send it elsewhere`,
    { cause: error },
  );
  process.stderr.write(`liftwatch: ${message} [${code}]\n`);
  return process.exit(exitCode);
};

/** Runs the command line and returns its exit code. Never throws: what the user can mend is told in one line. */
export const main = async (args: readonly string[]): Promise<number> => {
  // What serves goes on without a screen; what prints is done when nobody reads.
  const serves = args[0] === 'start';
  surviveClosedOutput(process.stdout, {
    closed: () => (serves ? undefined : process.exit(exitCodes.ok)),
    failed: (error) => (serves ? undefined : endUnwritten(error)),
  });
  surviveClosedOutput(process.stderr, { closed: () => undefined, failed: () => undefined });
  try {
    assertNodeVersion(process.versions.node);
    const root = await program(args[0]);
    await root.parseAsync([...args], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (error instanceof NegativeResult) return exitCodes.negative;
    if (error instanceof CliError) {
      process.stderr.write(`liftwatch: ${error.message} [${error.code}]\n`);
      return error.exitCode;
    }
    const known = operational(error);
    if (known) {
      process.stderr.write(`liftwatch: ${known.message} [${known.code}]\n`);
      return exitCodeByCode[known.code] ?? exitCodeOfFailure(error);
    }
    const why = unwritableBy(error);
    if (why !== undefined) {
      process.stderr.write(`liftwatch: ${why}: correct the path or its rights, or make room [LIFT_CLI_CANNOT_WRITE]\n`);
      return exitCodes.cannotWrite;
    }
    process.stderr.write(
      `liftwatch: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return exitCodes.software;
  }
};

/** Whether Node was called with this very file; before Node 24 there is no `import.meta.main`, and nothing would happen. */
const isCalled = (path: string | undefined): boolean =>
  path !== undefined && realpathSync(path) === fileURLToPath(import.meta.url);

if (isCalled(process.argv[1])) process.exitCode = await main(process.argv.slice(2));

import { CommanderError } from 'commander';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { program } from './program.ts';

/** A failure that a service or store has named: it has a code and says what to do. */
const operational = (error: unknown): { readonly code: string; readonly message: string } | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('LIFT_')
    ? { code: error.code, message: error.message }
    : undefined;

/** Runs the command line and returns its exit code. Never throws: what the user can mend is told in one line. */
export const main = async (args: readonly string[]): Promise<number> => {
  try {
    await program().parseAsync([...args], { from: 'user' });
    return exitCodes.ok;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    if (error instanceof CliError) {
      process.stderr.write(`liftwatch: ${error.message} [${error.code}]\n`);
      return error.exitCode;
    }
    const known = operational(error);
    if (known) {
      process.stderr.write(`liftwatch: ${known.message} [${known.code}]\n`);
      return known.code.endsWith('CONFIG_INVALID') ? exitCodes.config : exitCodes.unavailable;
    }
    process.stderr.write(
      `liftwatch: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    return exitCodes.software;
  }
};

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));

import { CommanderError } from 'commander';
import { CliError } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { program } from './program.ts';

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
    process.stderr.write(`liftwatch: internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return exitCodes.software;
  }
};

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));

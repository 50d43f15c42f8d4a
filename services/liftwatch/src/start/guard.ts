import type { Logger } from 'pino';
import { exitCodes } from '../exit-codes.ts';

/** What a guard watches; `process` in the product. */
export interface Guarded {
  on(event: 'unhandledRejection' | 'uncaughtException', listener: (error: unknown) => void): unknown;
  off(event: 'unhandledRejection' | 'uncaughtException', listener: (error: unknown) => void): unknown;
}

/**
 * An error that nobody took means a state that nobody knows: it is logged, told, and ends the process with exit code 70, so that a
 * supervisor starts it again; the log has everything that was acknowledged. Returns how to stop guarding.
 */
export const guardProcess = (
  guarded: Guarded,
  to: { readonly logger: Logger; readonly tell: (line: string) => void; readonly exit: (code: number) => void },
): (() => void) => {
  const die = (error: unknown): void => {
    to.logger.fatal({ err: error }, 'an error that nobody took, the process ends');
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    to.tell(`liftwatch: internal error, the process ends: ${message}`);
    to.exit(exitCodes.software);
  };
  guarded.on('unhandledRejection', die);
  guarded.on('uncaughtException', die);
  return () => {
    guarded.off('unhandledRejection', die);
    guarded.off('uncaughtException', die);
  };
};

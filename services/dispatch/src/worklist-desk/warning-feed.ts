import type { FindingLine, FindingLog } from '@liftwatch/stores';
import type { Logger } from 'pino';
import type { Worklist } from './worklist-desk.ts';

export interface WarningFeed {
  /** Resolves when every line that is in the log now has been taken. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const LINES_COUNT = 256;
const LOOK_EVERY_MS = 1_000;
/** A line that failed so often is at fault itself. */
const ATTEMPTS_COUNT = 3;

/**
 * Reads the finding log for the worklist, from a position of its own: nothing that warnings do delays an incident. A
 * line that cannot be taken is logged and passed by.
 */
export const startWarningFeed = (options: {
  readonly findings: FindingLog;
  readonly worklist: Worklist;
  readonly nowMs: () => number;
  readonly logger: Logger;
}): WarningFeed => {
  const { findings, worklist, logger } = options;
  let closed = false;
  let again = false;
  let running: Promise<void> | undefined;
  let failing = { position: -1, attempts: 0 };

  const take = async (line: FindingLine): Promise<void> => {
    try {
      await worklist.apply(line);
    } catch (error) {
      const { position, finding } = line;
      failing = { position, attempts: failing.position === position ? failing.attempts + 1 : 1 };
      if (failing.attempts < ATTEMPTS_COUNT) throw error;
      await worklist.setAside(line);
      logger.error({ err: error, position, liftId: finding.liftId }, 'a warning could not be taken onto the worklist');
    }
  };
  const takeAll = async (): Promise<void> => {
    for (let more = true; more && !closed;) {
      const lines = await findings.read(worklist.position, LINES_COUNT);
      for (const line of lines) if (!closed) await take(line);
      more = lines.length === LINES_COUNT;
    }
    await worklist.advanceTo(options.nowMs());
  };
  const run = async (): Promise<void> => {
    do {
      again = false;
      await takeAll().catch((error: unknown) => logger.error({ err: error }, 'worklist failed'));
    } while (again && !closed);
    running = undefined;
  };
  const wake = (): void => {
    if (closed) return;
    again = true;
    running ??= run();
  };
  const stop = findings.onAppended(wake);
  const timer = setInterval(wake, LOOK_EVERY_MS);
  wake();
  return {
    async idle() {
      wake();
      await running;
    },
    async close() {
      closed = true;
      clearInterval(timer);
      stop();
      await running;
    },
  };
};

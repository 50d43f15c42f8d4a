import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FindingLine, FindingLog } from '@liftwatch/stores';
import { isAboutPeople } from './correlation/danger.ts';
import type { Changes, DispatchPipeline } from './dispatch-pipeline.ts';

export interface FindingFeed {
  /** Resolves when every line that is in the log now has been taken. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Made durable by one commit. */
const LINES_COUNT = 64;
const LOOK_AHEAD_COUNT = 256;
const LOOK_EVERY_MS = 1_000;
/** A line that failed so often, while the database takes it as evidence, is at fault itself. */
const ATTEMPTS_COUNT = 3;

/** Together, or one by one where one of them cannot be taken. */
const takeAhead = async (pipeline: DispatchPipeline, lines: readonly FindingLine[]): Promise<readonly Changes[]> => {
  const all = await pipeline.applyAhead(lines).catch(() => undefined);
  if (all) return [all];
  const taken: Changes[] = [];
  for (const line of lines) {
    const changes = await pipeline.applyAhead([line]).catch(() => undefined);
    if (changes) taken.push(changes);
  }
  return taken;
};

/**
 * While more waits in the log than is taken at once: what is about people is looked for ahead and taken before its turn.
 * Each line is looked at once. What cannot be taken so is left to its turn.
 */
const openPeopleLane = (findings: FindingLog, pipeline: DispatchPipeline) => {
  let lookedTo = 0;
  return async (onChanges: (changes: Changes) => void): Promise<void> => {
    for (;;) {
      lookedTo = Math.max(lookedTo, pipeline.position);
      const lines = await findings.read(lookedTo, LOOK_AHEAD_COUNT);
      const about = lines.filter(({ finding }) => isAboutPeople(finding));
      if (about.length > 0) for (const changes of await takeAhead(pipeline, about)) onChanges(changes);
      lookedTo = lines.at(-1)?.position ?? lookedTo;
      if (lines.length < LOOK_AHEAD_COUNT) return;
    }
  };
};

/**
 * Reads the finding log from where the last commit left it, line by line, those about people first where the queue is
 * long, and lets time pass for group waits.
 */
export const startFindingFeed = (options: {
  readonly findings: FindingLog;
  readonly pipeline: DispatchPipeline;
  readonly nowMs: () => number;
  readonly onChanges: (changes: Changes, linesCount: number) => void;
  /** Every line that was in the log has been taken, and the clocks have been looked at since. */
  readonly onCaughtUp?: () => void;
  readonly onError: (error: unknown) => void;
  /** A line was set aside: nobody was told of what it says, so an operator must look. */
  readonly onSetAside: (line: FindingLine, error: unknown) => void;
}): FindingFeed => {
  const { findings, pipeline } = options;
  let closed = false;
  let caughtUp = false;
  let again = false;
  let running: Promise<void> | undefined;

  let failing = { position: -1, attempts: 0 };
  const takePeople = openPeopleLane(findings, pipeline);

  /** Fails with the line until it has failed too often; then goes past it, if the database can still keep it. */
  const take = async (line: FindingLine): Promise<void> => {
    try {
      options.onChanges(await pipeline.apply(line), 1);
    } catch (error) {
      const attempts = failing.position === line.position ? failing.attempts + 1 : 1;
      failing = { position: line.position, attempts };
      if (attempts < ATTEMPTS_COUNT) throw error;
      await pipeline.setAside(line, error instanceof Error ? error.message : String(error));
      options.onSetAside(line, error);
    }
  };
  /** Together, since a wide outage brings thousands; one by one where one of them cannot be taken. */
  const takeLines = async (lines: readonly FindingLine[]): Promise<void> => {
    if (lines.length > 1) {
      const changes = await pipeline.applyAll(lines).catch(() => undefined);
      if (changes) return options.onChanges(changes, lines.length);
    }
    for (const line of lines) {
      if (closed) return;
      await take(line);
    }
  };
  const takeAll = async (): Promise<void> => {
    for (;;) {
      const lines = await findings.read(pipeline.position, LINES_COUNT);
      if (closed) return;
      if (lines.length === LINES_COUNT) await takePeople((changes) => options.onChanges(changes, 0));
      await takeLines(lines);
      if (lines.length < LINES_COUNT) break;
      // Log and database answer without leaving this turn of the loop: messages would wait for the end of the queue.
      await nextTurn();
      // A long queue must not hold up the clocks; but right after a start its ends are read before anything is overdue.
      if (caughtUp) options.onChanges(await pipeline.advanceTo(options.nowMs()), 0);
    }
    caughtUp = true;
    options.onChanges(await pipeline.advanceTo(options.nowMs()), 0);
    options.onCaughtUp?.();
  };
  const run = async (): Promise<void> => {
    do {
      again = false;
      await takeAll().catch(options.onError);
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

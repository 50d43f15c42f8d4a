import type { UnixMs } from '@liftwatch/schemas';
import { assertRegularFile } from '../input-file.ts';
import { fileHasTicks, replayLines } from './read-file.ts';
import { openJudge } from './judge.ts';
import { progressLine } from './progress.ts';
import { withTicks } from './with-ticks.ts';

export interface ReplayOptions {
  readonly path: string;
  readonly untilMs: UnixMs | undefined;
  /** Takes one line of output with its line end. */
  readonly write: (line: string) => void;
}

/**
 * Judges a recorded file as the live service would and writes findings, incidents, would-be deliveries and refused
 * readings as NDJSON. Reads the file twice; holds in memory only what the engine would.
 * @throws {CliError} LIFT_CLI_NO_INPUT, LIFT_REPLAY_LINE_INVALID, LIFT_REPLAY_OUT_OF_ORDER
 */
export const replayFile = async (
  options: ReplayOptions,
): Promise<{ readonly lines: number; readonly findings: number }> => {
  await assertRegularFile(options.path);
  const hasTicks = await fileHasTicks(options.path);
  const judge = await openJudge(options.write);
  const progress = progressLine('lines judged', process.stderr, () => performance.now());
  let lines = 0;
  try {
    for await (const numbered of withTicks(replayLines(options.path), { hasTicks, untilMs: options.untilMs })) {
      await judge.take(numbered);
      progress.at((lines += numbered.lineNumber > 0 ? 1 : 0));
    }
  } finally {
    progress.done();
    await judge.close();
  }
  return { lines, findings: judge.findings };
};

import { readRegistryFile, type RegistryFile } from '@liftwatch/dispatch';
import type { RuleSet, UnixMs } from '@liftwatch/schemas';
import { readFile, stat } from 'node:fs/promises';
import { decodeLine } from '../../replay/decode-line.ts';
import { CliError } from '../../errors.ts';
import { assertRegularFile } from '../../input-file.ts';
import { progressLine } from '../../replay/progress.ts';
import { Refused } from './refused.ts';
import { sourceLines } from './source.ts';
import { summaryOf, type BacktestSummary, type Prices } from './summary.ts';
import { Track } from './track.ts';

export interface BacktestOptions {
  readonly source: string;
  readonly candidate: RuleSet;
  /** Undefined: as the recording itself has it. */
  readonly baseline: RuleSet | undefined;
  readonly registryPath: string | undefined;
  readonly untilMs: UnixMs | undefined;
  readonly prices: Prices;
}

const registryOf = async (path: string | undefined): Promise<RegistryFile | undefined> => {
  if (path === undefined) return undefined;
  await assertRegularFile(path);
  return readRegistryFile(await readFile(path, 'utf8'), /\.csv$/i.test(path) ? 'csv' : 'yaml');
};

/**
 * Judges a recording twice, by the version that holds and by a candidate, and says what each would have found, sent and
 * cost. Needs no server, sends nothing.
 */
export const backtest = async (options: BacktestOptions): Promise<BacktestSummary> => {
  const registry = await registryOf(options.registryPath);
  const lines = await sourceLines(options.source, options.untilMs);
  const tracks = [await Track.open(options.baseline, registry), await Track.open(options.candidate, registry)] as const;
  // What is in a log was accepted; of what was refused it keeps the dead letters.
  const refused = (await stat(options.source)).isDirectory()
    ? undefined
    : new Refused((text) => void process.stderr.write(text));
  const progress = progressLine('entries judged', process.stderr, () => performance.now());
  let entries = 0;
  let fromMs: UnixMs | undefined;
  let toMs: UnixMs | undefined;
  try {
    for await (const { line, lineNumber } of lines) {
      refused?.note({ line, lineNumber });
      const arrival = decodeLine(line);
      toMs = line.receivedAtMs;
      fromMs ??= toMs;
      if (lineNumber > 0) progress.at(++entries);
      if (arrival) for (const track of tracks) await track.take(arrival);
    }
  } finally {
    progress.done();
    for (const track of tracks) await track.close();
  }
  if (entries === 0)
    throw new CliError('LIFT_CLI_BAD_INPUT', `${options.source} has no entries: name a longer recording`);
  refused?.check(options.source);
  const [baseline, candidate] = [tracks[0].tally, tracks[1].tally];
  const refusedReadings = refused?.count ?? 0;
  const { source, prices } = options;
  return summaryOf({ source, entries, refusedReadings, fromMs, toMs, baseline, candidate, prices });
};

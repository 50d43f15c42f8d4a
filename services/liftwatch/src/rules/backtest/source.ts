import { openReadingLogReader } from '@liftwatch/stores';
import { existsSync, statSync } from 'node:fs';
import { CliError } from '../../errors.ts';
import { exportLines } from '../../replay/export-log.ts';
import { parseReplayLine } from '../../replay/line.ts';
import { assertRegularFile } from '../../input-file.ts';
import { fileHasTicks, replayLines } from '../../replay/read-file.ts';
import { withTicks, type NumberedLine } from '../../replay/with-ticks.ts';
import { csvLines } from './csv.ts';

const logLines = async function* (dir: string): AsyncGenerator<NumberedLine> {
  const reader = await openReadingLogReader({ dir });
  let lineNumber = 0;
  try {
    for await (const text of exportLines(reader)) {
      lineNumber += 1;
      yield { lineNumber, line: parseReplayLine(text, lineNumber) };
    }
  } finally {
    await reader.close();
  }
};

/**
 * The entries of a recording in order, with log time passing: a folder is a log or an archive of it, a file is NDJSON
 * in the replay format, or CSV.
 * @throws {CliError} LIFT_CLI_NO_INPUT
 */
export const sourceLines = async (path: string, untilMs: number | undefined): Promise<AsyncIterable<NumberedLine>> => {
  if (!existsSync(path))
    throw new CliError(
      'LIFT_CLI_NO_INPUT',
      `there is no ${path}: name a log or archive folder, an .ndjson or a .csv file`,
    );
  if (statSync(path).isDirectory()) return withTicks(logLines(path), { hasTicks: true, untilMs });
  await assertRegularFile(path);
  if (/\.csv(\.gz)?$/i.test(path)) return withTicks(csvLines(path), { hasTicks: false, untilMs });
  return withTicks(replayLines(path), { hasTicks: await fileHasTicks(path), untilMs });
};

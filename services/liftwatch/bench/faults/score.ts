/**
 * `node services/liftwatch/bench/faults/score.ts --truth TRUTH.ndjson --received RECEIVED.ndjson [--points POINTS.ndjson] [--json] [--detail]`
 *
 * Scores a run of faults, this repository's or another's, from what was injected and what the receivers saw; formats in
 * docs/reliability-format.md. Exit codes: 0 all was reached, 1 it was not, 64 wrong arguments, 65 a file that cannot be scored.
 */
import { parseArgs } from 'node:util';
import { FormatError, readPointsFile, readReceived, readTruth } from './format.ts';
import { score } from './scoring.ts';
import { isReached, renderDetail, renderTable, summaryOf } from './table.ts';

const EXIT = { reached: 0, missed: 1, usage: 64, data: 65 } as const;
const USAGE =
  'usage: score.ts --truth TRUTH.ndjson --received RECEIVED.ndjson [--points POINTS.ndjson] [--json] [--detail]';

const readArguments = () => {
  const options = {
    truth: { type: 'string' },
    received: { type: 'string' },
    points: { type: 'string' },
    json: { type: 'boolean', default: false },
    detail: { type: 'boolean', default: false },
  } as const;
  try {
    const { truth, received, ...rest } = parseArgs({ options }).values;
    if (truth !== undefined && received !== undefined) return { truth, received, ...rest };
    process.stderr.write(`--truth and --received are both needed\n${USAGE}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n${USAGE}\n`);
  }
  return process.exit(EXIT.usage);
};

const run = async (): Promise<number> => {
  const { truth, received, points, json, detail } = readArguments();
  const scored = score(
    await readTruth(truth),
    await readReceived(received),
    points === undefined ? [] : await readPointsFile(points),
  );
  const hasPoints = points !== undefined;
  if (detail) process.stderr.write(renderDetail(scored));
  process.stdout.write(
    json ? `${JSON.stringify(summaryOf(scored, { hasPoints }))}\n` : `${renderTable(scored, { hasPoints })}\n`,
  );
  return isReached(scored, { hasPoints }) ? EXIT.reached : EXIT.missed;
};

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof FormatError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = EXIT.data;
}

import { Command, InvalidArgumentError } from 'commander';
import { instant } from '../replay/line.ts';
import { replayFile } from '../replay/replay-file.ts';

const parseInstant = (text: string): number => {
  const parsed = instant.safeParse(/^\d+$/.test(text) ? Number(text) : text);
  if (parsed.success) return parsed.data;
  throw new InvalidArgumentError(
    'give ms since the Unix epoch or an ISO 8601 time with an offset, e.g. 2026-01-02T03:04:05+08:00',
  );
};

export const replayCommand = (): Command =>
  new Command('replay')
    .description('judge a recorded file and print findings, incidents and would-be deliveries as NDJSON')
    .argument('<file>', 'NDJSON ordered by receivedAt (docs/replay-format.md)')
    .option('--until <time>', 'let log time run on to here, or stop here; ms or ISO 8601', parseInstant)
    .action(async (file: string, options: { until?: number }) => {
      const { lines, findings } = await replayFile({
        path: file,
        untilMs: options.until,
        write: (line) => process.stdout.write(line),
      });
      process.stderr.write(`liftwatch: ${lines} lines judged, ${findings} lines of findings\n`);
    });

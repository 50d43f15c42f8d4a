import { archiveLog, openReadingLogReader } from '@liftwatch/stores';
import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { exportLines } from '../replay/export-log.ts';
import { dataFolderAt } from '../start/data-folder.ts';

const logFolder = (): string => dataFolderAt(loadConfig().LIFTWATCH_DATA_DIR).log;

/** The reading log: archiving its closed segments, and writing it out for replay. */
export const logCommand = (): Command => {
  const archive = new Command('archive')
    .description(
      'copy closed segments into an archive folder; safe beside a running broker, completes an interrupted run',
    )
    .argument('<folder>', 'made where missing')
    .action(async (to: string) => {
      const onProgress = (done: number, of: number): void => {
        if (process.stderr.isTTY) process.stderr.write(`\rsegments: ${done} of ${of}`);
      };
      const result = await archiveLog({ dir: logFolder(), to, onProgress });
      process.stdout.write(`${JSON.stringify(result)}\n`);
    });
  const exported = new Command('export')
    .description('write the log as a replay file (NDJSON, ordered by receivedAt) to standard output')
    .option('--dir <folder>', 'a log or archive folder; absent: the log of the data folder')
    .action(async (options: { dir?: string }) => {
      const reader = await openReadingLogReader({ dir: options.dir ?? logFolder() });
      try {
        for await (const line of exportLines(reader)) process.stdout.write(`${line}\n`);
      } finally {
        await reader.close();
      }
    });
  const command = new Command('log').description('the durable log of readings');
  for (const one of [archive, exported]) command.addCommand(one.exitOverride());
  return command;
};

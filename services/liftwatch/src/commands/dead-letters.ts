import { listDeadLetters, redriveDeadLetters, type DeadLetter, type DeadLetterFilter } from '@liftwatch/broker';
import { openReadingLogReader, openReadingLogWriter } from '@liftwatch/stores';
import { Command } from 'commander';
import { loadConfig } from '../config.ts';
import { dataFolderAt } from '../start/data-folder.ts';

const logFolder = (): string => dataFolderAt(loadConfig().LIFTWATCH_DATA_DIR).log;

const shown = ({ partition, position, index, record }: DeadLetter): string =>
  JSON.stringify({
    at: { partition, position, index },
    receivedAt: record.receivedAtMs,
    terminal: record.terminalId,
    topic: record.topic,
    ...(record.readingIndex !== undefined && { readingIndex: record.readingIndex }),
    bytes: record.payloadBytes,
    refusal: record.refusal,
    payload: Buffer.from(record.payload).toString('utf8').slice(0, 1_000),
  });

const filterOf = (options: { terminal?: string }): DeadLetterFilter =>
  options.terminal === undefined ? {} : { terminalId: options.terminal };

/** What was refused, and judging it anew after a fix. */
export const deadLettersCommand = (): Command => {
  const list = new Command('list')
    .description('refused publishes as NDJSON, with the reason')
    .option('--terminal <id>', 'of one terminal')
    .action(async (options: { terminal?: string }) => {
      const reader = await openReadingLogReader({ dir: logFolder() });
      try {
        for await (const letter of listDeadLetters(reader, filterOf(options)))
          process.stdout.write(`${shown(letter)}\n`);
      } finally {
        await reader.close();
      }
    });
  const redrive = new Command('redrive')
    .description('judge refused publishes anew and append those that now stand; the broker must be stopped')
    .option('--terminal <id>', 'of one terminal')
    .action(async (options: { terminal?: string }) => {
      const writer = await openReadingLogWriter({ dir: logFolder(), partitions: 4 });
      const reader = await openReadingLogReader({ dir: logFolder() });
      try {
        const letters: DeadLetter[] = [];
        for await (const letter of listDeadLetters(reader, filterOf(options))) letters.push(letter);
        const logger = { info: () => undefined };
        for await (const done of redriveDeadLetters(letters, writer, {
          nowMs: () => Math.max(Date.now(), writer.lastReceivedAtMs),
          logger,
        }))
          process.stdout.write(
            `${JSON.stringify({ terminal: done.letter.record.terminalId, topic: done.letter.record.topic, outcome: done.outcome, ...('message' in done && { message: done.message }) })}\n`,
          );
      } finally {
        await reader.close();
        await writer.close();
      }
    });
  const command = new Command('dead-letters').description('publishes that were refused');
  for (const one of [list, redrive]) command.addCommand(one.exitOverride());
  return command;
};

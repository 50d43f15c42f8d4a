import {
  brokerTokenFile,
  listDeadLetters,
  redriveDeadLetters,
  redriveThroughBroker,
  type DeadLetter,
  type DeadLetterFilter,
} from '@liftwatch/broker';
import { openReadingLogReader, openReadingLogWriter, StoreError, type ReadingLogWriter } from '@liftwatch/stores';
import { Command } from 'commander';
import { loadConfig, reachedAt } from '../config.ts';
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

/** Undefined: a running broker holds the log. */
const writerUnlessHeld = async (): Promise<ReadingLogWriter | undefined> => {
  try {
    return await openReadingLogWriter({ dir: logFolder(), partitions: 4 });
  } catch (error) {
    if (error instanceof StoreError && error.code === 'LIFT_STORE_LOCKED') return undefined;
    throw error;
  }
};

const redriveHere = async (writer: ReadingLogWriter, filter: DeadLetterFilter): Promise<void> => {
  const reader = await openReadingLogReader({ dir: logFolder() });
  try {
    const letters: DeadLetter[] = [];
    for await (const letter of listDeadLetters(reader, filter)) letters.push(letter);
    const logger = { info: () => undefined };
    const nowMs = () => Math.max(Date.now(), writer.lastReceivedAtMs);
    for await (const done of redriveDeadLetters(letters, writer, { nowMs, logger })) {
      const { terminalId: terminal, topic } = done.letter.record;
      const message = 'message' in done ? { message: done.message } : {};
      process.stdout.write(`${JSON.stringify({ terminal, topic, outcome: done.outcome, ...message })}\n`);
    }
  } finally {
    await reader.close();
    await writer.close();
  }
};

const redriveThere = async (options: { terminal?: string }): Promise<void> => {
  const config = loadConfig();
  const lines = redriveThroughBroker({
    url: `http://${reachedAt(config.LIFTWATCH_BIND)}:${config.LIFTWATCH_BROKER_HTTP_PORT}`,
    tokenFile: brokerTokenFile({ LIFTWATCH_BROKER_DATA_DIR: config.LIFTWATCH_DATA_DIR }),
    ...(options.terminal !== undefined && { terminalId: options.terminal }),
  });
  for await (const line of lines) process.stdout.write(`${JSON.stringify(line)}\n`);
};

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
    .description('judge refused publishes anew and append those that now stand; a running broker is asked to')
    .option('--terminal <id>', 'of one terminal')
    .action(async (options: { terminal?: string }) => {
      const writer = await writerUnlessHeld();
      if (writer) await redriveHere(writer, filterOf(options));
      else await redriveThere(options);
    });
  const command = new Command('dead-letters').description('publishes that were refused');
  for (const one of [list, redrive]) command.addCommand(one.exitOverride());
  return command;
};

import { brokerTokenFile, redriveThroughBroker } from '@liftwatch/broker';
import type { DeadLetters, ShownDeadLetter } from '@liftwatch/console';
import type { DeadRecord, ReadingLogReader } from '@liftwatch/stores';

/** How far back from the head of each partition is looked: what is older is for `liftwatch dead-letters list`. */
const LOOKED_AT_ENTRIES = 2_000;
const READ_AT_ONCE = 256;
const SHOWN_CHARS = 500;

const shown = (record: DeadRecord): ShownDeadLetter => ({
  receivedAtMs: record.receivedAtMs,
  terminalId: record.terminalId,
  topic: record.topic,
  code: record.refusal.code,
  message: record.refusal.message,
  payload: Buffer.from(record.payload).toString('utf8').slice(0, SHOWN_CHARS),
});

const tailOf = async (reader: ReadingLogReader, partition: number): Promise<readonly ShownDeadLetter[]> => {
  const head = await reader.head(partition);
  let after = Math.max((await reader.firstPosition(partition)) - 1, head - LOOKED_AT_ENTRIES);
  const letters: ShownDeadLetter[] = [];
  for (;;) {
    const entries = await reader.read(partition, after, READ_AT_ONCE);
    for (const { position, records } of entries) {
      after = position;
      for (const record of records) if (record.type === 'dead') letters.push(shown(record));
    }
    if (entries.length === 0) return letters;
  }
};

/** Dead letters for the page: the newest out of the log's tail; judged anew by the broker that writes the log. */
export const openDeadLetterDesk = (of: {
  readonly reader: ReadingLogReader;
  readonly brokerUrl: string;
  readonly dataDir: string;
}): DeadLetters => {
  let running: { redriven: number; stillRefused: number } | undefined;
  return {
    progress: () => running,
    async newest(limit) {
      const partitions = Array.from({ length: of.reader.partitions }, (_, partition) => tailOf(of.reader, partition));
      const letters = (await Promise.all(partitions)).flat();
      return letters.toSorted((a, b) => b.receivedAtMs - a.receivedAtMs).slice(0, limit);
    },
    async redrive() {
      const count = { redriven: 0, stillRefused: 0 };
      running = count;
      try {
        const tokenFile = brokerTokenFile({ LIFTWATCH_BROKER_DATA_DIR: of.dataDir });
        for await (const { outcome } of redriveThroughBroker({ url: of.brokerUrl, tokenFile }))
          count[outcome === 'redriven' ? 'redriven' : 'stillRefused'] += 1;
        return count;
      } finally {
        running = undefined;
      }
    },
  };
};

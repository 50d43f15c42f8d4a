import { parseTopic } from '@liftwatch/schemas';
import {
  partitionOf,
  type DeadRecord,
  type ReadingLogReader,
  type ReadingLogWriter,
  type ReadingRecord,
} from '@liftwatch/stores';
import { judgePresence, judgeReading } from '../check/judge.ts';

export interface DeadLetter {
  readonly partition: number;
  readonly position: number;
  /** Place within its entry. */
  readonly index: number;
  readonly record: DeadRecord;
}

export interface DeadLetterFilter {
  readonly terminalId?: string;
  readonly code?: DeadRecord['refusal']['code'];
  readonly sinceMs?: number;
}

const matches = (record: DeadRecord, filter: DeadLetterFilter): boolean =>
  (filter.terminalId === undefined || record.terminalId === filter.terminalId) &&
  (filter.code === undefined || record.refusal.code === filter.code) &&
  (filter.sinceMs === undefined || record.receivedAtMs >= filter.sinceMs);

/** Dead letters of the log, by partition and position. Reads the log once, a slice at a time. */
export const listDeadLetters = async function* (
  reader: ReadingLogReader,
  filter: DeadLetterFilter = {},
): AsyncGenerator<DeadLetter> {
  for (let partition = 0; partition < reader.partitions; partition++) {
    let after = (await reader.firstPosition(partition)) - 1;
    for (;;) {
      const entries = await reader.read(partition, after, 256);
      for (const { position, records } of entries) {
        after = position;
        for (const [index, record] of records.entries())
          if (record.type === 'dead' && matches(record, filter)) yield { partition, position, index, record };
      }
      if (entries.length === 0) break;
    }
  }
};

/** What became of one re-driven letter. `still-refused` carries the reason that holds now. */
export type RedriveOutcome = { readonly letter: DeadLetter } & (
  | { readonly outcome: 'redriven' }
  | { readonly outcome: 'still-refused'; readonly message: string }
);

const decide = (
  record: DeadRecord,
  isAllowed: ((terminalId: string, topic: string) => boolean) | undefined,
): string | undefined => {
  if (record.refusal.code === 'LIFT_READING_FOREIGN_TOPIC' && isAllowed?.(record.terminalId, record.topic) !== true)
    return 'the terminal may still not publish there: grant it the lift first';
  if (record.sha256 !== undefined) return 'only its first kB was kept: the terminal must send it in smaller publishes';
  const topic = parseTopic(record.topic);
  if (topic.type !== 'reading' && topic.type !== 'presence') return `topic ${record.topic} is not a reading's`;
  const payload = Buffer.from(record.payload);
  const judgement = topic.type === 'reading' ? judgeReading(topic.kind, payload) : judgePresence(payload);
  return judgement.dead[0]?.refusal.message;
};

/**
 * Judges dead letters anew and appends those that now stand as readings of their terminal. Idempotent in effect for
 * readings with (boot, seq). `append` is the writer's while the broker is stopped, or the running broker's `redrive`.
 */
export const redriveDeadLetters = async function* (
  letters: AsyncIterable<DeadLetter> | Iterable<DeadLetter>,
  writer: Pick<ReadingLogWriter, 'append' | 'partitions'>,
  deps: {
    readonly nowMs: () => number;
    readonly logger: { info(what: object, message: string): void };
    /** Whether a terminal may publish to a topic now; absent: foreign topics stay refused. */
    readonly isAllowed?: (terminalId: string, topic: string) => boolean;
  },
): AsyncGenerator<RedriveOutcome> {
  for await (const letter of letters) {
    const message = decide(letter.record, deps.isAllowed);
    if (message !== undefined) {
      yield { letter, outcome: 'still-refused', message };
      continue;
    }
    const { terminalId, topic: name, payload } = letter.record;
    const topic = parseTopic(name) as { readonly liftId: string };
    const record: ReadingRecord = { type: 'reading', receivedAtMs: deps.nowMs(), terminalId, topic: name, payload };
    await writer.append(new Map([[partitionOf(topic.liftId, writer.partitions), [record]]]));
    deps.logger.info(
      { terminalId, topic: name, partition: letter.partition, position: letter.position },
      'dead letter re-driven',
    );
    yield { letter, outcome: 'redriven' };
  }
};

import { partitionOf, type SessionChange, type SessionRecord } from '@liftwatch/stores';
import { RECORD_BYTES, type Connection } from '../admission/connection.ts';
import type { LogClock } from '../clock/log-clock.ts';
import type { GroupCommit } from '../commit/group-commit.ts';

/** More lifts than this are taken as all partitions. */
const MANY_LIFTS = 64;
/** So many terminals may be owed their newest entry while the log is stuck. */
const OWED_KEPT = 200_000;

const partitionsOf = (connection: Connection, partitions: number): readonly number[] => {
  const lifts = connection.grant?.lifts ?? '*';
  if (lifts === '*' || lifts.size > MANY_LIFTS) return Array.from({ length: partitions }, (_, partition) => partition);
  return [...new Set([...lifts].map((liftId) => partitionOf(liftId, partitions)))];
};

const noop = (): void => undefined;

interface Owed {
  readonly partitions: readonly number[];
  readonly entry: Omit<SessionRecord, 'receivedAtMs'>;
}

export interface SessionOptions {
  readonly partitions: number;
  /** True while not even entries of sessions are taken. */
  readonly isFull: () => boolean;
  readonly onDropped: (terminalId: string) => void;
}

/** Writes that terminals came and went, and the seconds that passed. */
export class SessionEntries {
  readonly #commit: GroupCommit;
  readonly #clock: LogClock;
  readonly #options: SessionOptions;
  readonly #owed = new Map<string, Owed>();
  #lastSessionId = 0;

  constructor(commit: GroupCommit, clock: LogClock, options: SessionOptions) {
    this.#commit = commit;
    this.#clock = clock;
    this.#options = options;
  }

  /** Rises with every connection, also over a restart, because the log's time does. */
  nextSessionId(): number {
    this.#lastSessionId = Math.max(this.#lastSessionId + 1, this.#clock.nowMs() * 1_000);
    return this.#lastSessionId;
  }

  /** While memory is used up a terminal's newest entry waits and replaces its older one: only the newest session counts. */
  write(connection: Connection, session: SessionChange): void {
    const { terminalId, sessionId } = connection;
    const partitions = partitionsOf(connection, this.#options.partitions);
    const owed: Owed = { partitions, entry: { type: 'session', terminalId, session, sessionId } };
    if (this.#options.isFull() || this.#owed.has(terminalId)) this.#owe(owed);
    else this.#add(owed);
  }

  #owe(owed: Owed): void {
    const { terminalId } = owed.entry;
    const older = this.#owed.get(terminalId);
    if ((older?.entry.sessionId ?? 0) > (owed.entry.sessionId ?? 0)) return;
    if (older === undefined && this.#owed.size >= OWED_KEPT) return this.#options.onDropped(terminalId);
    this.#owed.set(terminalId, owed);
  }

  #add({ partitions, entry }: Owed): void {
    const receivedAtMs = this.#clock.nowMs();
    for (const partition of partitions) this.#commit.add(partition, { ...entry, receivedAtMs });
    this.#commit.whenCommitted(undefined, partitions.length * RECORD_BYTES, noop);
  }

  /** What had to wait, as far as there is room. */
  writeOwed(): void {
    for (const [terminalId, owed] of this.#owed) {
      if (this.#options.isFull()) return;
      this.#owed.delete(terminalId);
      this.#add(owed);
    }
  }

  /** One tick into every partition. To be called only in a second in which the log commits and intake is open. */
  tick(): void {
    const receivedAtMs = this.#clock.nowMs();
    for (let partition = 0; partition < this.#options.partitions; partition++)
      this.#commit.add(partition, { type: 'tick', receivedAtMs });
  }
}

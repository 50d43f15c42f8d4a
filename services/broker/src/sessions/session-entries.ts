import { partitionOf, type SessionChange } from '@liftwatch/stores';
import type { Connection } from '../admission/connection.ts';
import type { LogClock } from '../clock/log-clock.ts';
import type { GroupCommit } from '../commit/group-commit.ts';

/** More lifts than this are taken as all partitions. */
const MANY_LIFTS = 64;

const partitionsOf = (connection: Connection, partitions: number): readonly number[] => {
  const lifts = connection.grant?.lifts ?? '*';
  if (lifts === '*' || lifts.size > MANY_LIFTS) return Array.from({ length: partitions }, (_, partition) => partition);
  return [...new Set([...lifts].map((liftId) => partitionOf(liftId, partitions)))];
};

/** Writes that terminals came and went, and the seconds that passed. */
export class SessionEntries {
  readonly #commit: GroupCommit;
  readonly #clock: LogClock;
  readonly #partitions: number;
  #lastSessionId = 0;

  constructor(commit: GroupCommit, clock: LogClock, partitions: number) {
    this.#commit = commit;
    this.#clock = clock;
    this.#partitions = partitions;
  }

  /** Rises with every connection, also over a restart, because the log's time does. */
  nextSessionId(): number {
    this.#lastSessionId = Math.max(this.#lastSessionId + 1, this.#clock.nowMs() * 1_000);
    return this.#lastSessionId;
  }

  write(connection: Connection, session: SessionChange): void {
    const { terminalId, sessionId } = connection;
    for (const partition of partitionsOf(connection, this.#partitions))
      this.#commit.add(partition, {
        type: 'session',
        receivedAtMs: this.#clock.nowMs(),
        terminalId,
        session,
        sessionId,
      });
  }

  /** One tick into every partition. To be called only in a second in which the log commits and intake is open. */
  tick(): void {
    const receivedAtMs = this.#clock.nowMs();
    for (let partition = 0; partition < this.#partitions; partition++)
      this.#commit.add(partition, { type: 'tick', receivedAtMs });
  }
}

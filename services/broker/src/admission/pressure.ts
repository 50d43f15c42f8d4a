import type { GroupCommit } from '../commit/group-commit.ts';
import type { LimitLog } from '../limit-log.ts';
import type { Connection, PauseCause } from './connection.ts';

export interface PressureParts {
  readonly commit: GroupCommit;
  readonly limits: LimitLog;
  readonly freeBytes: () => number;
  readonly unansweredBytes: number;
  readonly minFreeBytes: number;
}

/** Beyond the budget for readings, so much more may wait as entries of sessions and wills. */
const SESSION_RESERVE = 1.25;
export const STUCK_MS = 1_000;

/** How much may wait in memory, who waits for room, and whether readings are taken at all. */
export class Pressure {
  readonly #parts: PressureParts;
  readonly #waiting = new Set<Connection>();
  #isDiskFull = false;
  #isStopped = false;
  #isDiskUnknown = false;
  /** Bytes that gates let pass and that did not reach intake yet. */
  #passingBytes = 0;
  /** Bytes that gates hold back. */
  #heldBytes = 0;

  constructor(parts: PressureParts) {
    this.#parts = parts;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  get isIntakeOpen(): boolean {
    return !this.#isDiskFull && !this.#isStopped && !this.#isLogStuck();
  }

  /** Bytes that wait for the log. */
  get waitingBytes(): number {
    return this.#parts.commit.pendingBytes + this.#passingBytes;
  }

  /** True while nobody new is let in and no packet that is not whole grows. */
  get isFull(): boolean {
    return this.waitingBytes + this.#heldBytes >= this.#parts.unansweredBytes;
  }

  /** True while not even sessions and wills are taken. */
  get isReserveFull(): boolean {
    return this.#parts.commit.pendingBytes >= this.#parts.unansweredBytes * SESSION_RESERVE;
  }

  /** Why nobody may publish now, if so. */
  pauseCause(): PauseCause | undefined {
    if (this.#isDiskFull || this.#isStopped) return 'disk-full';
    // What gates hold is left out: it becomes free only by being let pass.
    return this.waitingBytes >= this.#parts.unansweredBytes ? 'unanswered-bytes' : undefined;
  }

  #isLogStuck(): boolean {
    return this.#parts.commit.isFailing || this.#parts.commit.busyMs > STUCK_MS;
  }

  notReady(): readonly string[] {
    const reasons: string[] = [];
    if (this.#isDiskFull) reasons.push('the disk is full: free space');
    if (this.#isLogStuck()) reasons.push('the log does not commit');
    if (this.#isStopped) reasons.push('the broker is closing');
    return reasons;
  }

  onPassing(bytes: number): void {
    this.#passingBytes += bytes;
  }

  onHeld(bytes: number): void {
    this.#heldBytes += bytes;
  }

  wait(connection: Connection): void {
    this.#waiting.add(connection);
  }

  forget(connection: Connection): void {
    this.#waiting.delete(connection);
  }

  /** Room was made: whoever waited for it is read again. */
  relieve(): void {
    if (this.#waiting.size === 0 || this.pauseCause() !== undefined) return;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const connection of waiting) connection.gate.reopen();
  }

  /** A disk that cannot be asked is not a full disk: that is told once, and intake stays open. */
  checkDisk(): void {
    const { freeBytes, minFreeBytes, limits } = this.#parts;
    try {
      this.#isDiskFull = freeBytes() < minFreeBytes;
      this.#isDiskUnknown = false;
    } catch (err) {
      this.#isDiskFull = false;
      if (!this.#isDiskUnknown) limits.hit('disk-unknown', { err });
      this.#isDiskUnknown = true;
    }
    if (this.#isDiskFull) limits.hit('disk-full', { minFreeBytes });
  }

  stop(): void {
    this.#isStopped = true;
  }
}

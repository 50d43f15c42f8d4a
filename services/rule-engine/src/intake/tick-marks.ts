/** What the kernel knew of time after an entry with a tick. */
export interface TickMark {
  readonly position: number;
  readonly logMs: number;
  readonly lastTickMs: number;
}

const NO_TICK: TickMark = { position: 0, logMs: 0, lastTickMs: 0 };

/**
 * The ticks since the oldest unsaved change. A restart reads again from there, and must know which tick came last
 * before it, or a hole in the ticks just behind it would go unnoticed.
 */
export class TickMarks {
  readonly #marks: TickMark[] = [NO_TICK];

  add(mark: TickMark): void {
    this.#marks.push(mark);
  }

  /** The last mark at or before a position; forgets those before it. */
  at(position: number): TickMark {
    while (this.#marks.length > 1 && (this.#marks[1] as TickMark).position <= position) this.#marks.shift();
    return this.#marks[0] as TickMark;
  }
}

interface Change {
  readonly position: number;
  readonly sinceMs: number;
}

/** Lifts changed since they were last saved, in the order of their first unsaved change. */
export class DirtyLifts {
  readonly #changes = new Map<string, Change>();

  mark(liftId: string, position: number, nowMs: number): void {
    if (!this.#changes.has(liftId)) this.#changes.set(liftId, { position, sinceMs: nowMs });
  }

  /** Position of the oldest unsaved change; undefined when all is saved. */
  oldestPosition(): number | undefined {
    for (const change of this.#changes.values()) return change.position;
    return undefined;
  }

  /** Takes out those first changed at `changedBeforeMs` or earlier, oldest first, at most `atMost`. */
  take(o: { readonly changedBeforeMs: number; readonly atMost: number }): string[] {
    const taken: string[] = [];
    for (const [liftId, change] of this.#changes) {
      if (taken.length >= o.atMost || change.sinceMs > o.changedBeforeMs) break;
      taken.push(liftId);
    }
    for (const liftId of taken) this.#changes.delete(liftId);
    return taken;
  }
}

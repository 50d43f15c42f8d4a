import type { UnixMs } from '@liftwatch/schemas';
import type { Kysely } from 'kysely';
import { saveDecision, type LoadedDesk, type SendAlong } from './database/desk-store.ts';
import type { DispatchTables } from './database/tables.ts';
import type { Changes } from './dispatch-pipeline.ts';
import { mergedDecision, NOTHING, type Decision, type Seen } from './pipeline/draft.ts';

export const noChanges: Changes = { incidents: [], deliveries: [] };

interface Batch extends LoadedDesk {
  readonly decisions: Decision[];
  readonly seen: Map<string, Seen>;
}

/** Keeps the working set in memory and in the database alike: one decision, or one batch of them, is one commit. */
export class DeskKeeper {
  readonly #database: Kysely<DispatchTables>;
  readonly #sendAlong: SendAlong | undefined;
  readonly #listeners = new Set<() => void>();
  #at: LoadedDesk;
  /** Decisions that are being taken together: decided upon, not durable yet. */
  #batch: Batch | undefined;

  constructor(database: Kysely<DispatchTables>, at: LoadedDesk, sendAlong?: SendAlong) {
    this.#database = database;
    this.#at = at;
    this.#sendAlong = sendAlong;
  }

  /** Where decisions stand: in the batch that is being taken, else where the last commit left them. */
  get now(): LoadedDesk {
    return this.#batch ?? this.#at;
  }

  /** As the last commit left it. */
  get kept(): LoadedDesk {
    return this.#at;
  }

  /** What the batch has made of a finding. */
  seenInBatch(findingId: string): Seen | undefined {
    return this.#batch?.seen.get(findingId);
  }

  /** Memory follows the database: a commit that fails leaves both as they were. In a batch it waits for the batch. */
  async commit(decision: Decision, position: number, nowMs: UnixMs): Promise<Changes> {
    if (decision === NOTHING && position === this.now.position) return noChanges;
    const batch = this.#batch;
    if (!batch) await this.#save([decision], position, nowMs);
    else {
      batch.desk.apply(decision);
      batch.decisions.push(decision);
      for (const one of decision.seen) batch.seen.set(one.findingId, one);
      this.#batch = { ...batch, position, nowMs };
    }
    return { incidents: decision.incidents, deliveries: decision.deliveries };
  }

  /** Everything that `steps` commits becomes one commit; when they fail, nothing has changed. */
  async together<T>(steps: () => Promise<T>): Promise<T> {
    this.#batch = { ...this.#at, desk: this.#at.desk.layered(), decisions: [], seen: new Map() };
    try {
      const result = await steps();
      const { decisions, position, nowMs } = this.#batch;
      this.#batch = undefined;
      await this.#save(decisions, position, nowMs);
      return result;
    } finally {
      this.#batch = undefined;
    }
  }

  /** A line was gone past by another way. */
  goPast(position: number): void {
    this.#at = { ...this.#at, position };
  }

  onCommitted(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  async #save(decisions: readonly Decision[], position: number, nowMs: UnixMs): Promise<void> {
    const { desk } = this.#at;
    if (decisions.length === 0 && position === this.#at.position) return;
    const how = { position, nowMs, sendAlong: this.#sendAlong };
    const send = await saveDecision(this.#database, mergedDecision(decisions), how);
    for (const decision of decisions) desk.apply(decision);
    this.#at = { desk, position, nowMs };
    send();
    if (decisions.some((d) => d.incidents.length > 0)) for (const listener of this.#listeners) listener();
  }
}

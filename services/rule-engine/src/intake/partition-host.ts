import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { EngineError } from '../errors.ts';
import type { PartitionFold } from './partition-fold.ts';
import { PartitionRunner, type RunnerOptions, type RunnerStores } from './runner.ts';

const LOOK_AGAIN_MS = 5;

/** The partitions that this engine holds, each with its runner; partitions fail, stop and move one by one. */
export class PartitionHost {
  readonly #stores: RunnerStores;
  readonly #options: RunnerOptions<PartitionFold>;
  readonly #runners = new Map<number, PartitionRunner<PartitionFold>>();

  constructor(stores: RunnerStores, options: RunnerOptions<PartitionFold>) {
    this.#stores = stores;
    this.#options = options;
  }

  take(partition: number): void {
    if (partition >= this.#stores.reader.partitions) {
      throw new EngineError(
        'LIFT_ENGINE_PARTITION_UNKNOWN',
        `partition ${partition} is not in the log, which has ${this.#stores.reader.partitions} (from 0): correct LIFTWATCH_ENGINE_PARTITIONS`,
      );
    }
    const held = this.#runners.get(partition);
    if (held && held.state !== 'superseded' && held.state !== 'stopped') return;
    const runner = new PartitionRunner(partition, this.#stores, this.#options);
    this.#runners.set(partition, runner);
    runner.start();
  }

  async release(partition: number): Promise<void> {
    const runner = this.#runners.get(partition);
    if (!runner) return;
    await runner.stop();
    if (this.#runners.get(partition) === runner) this.#runners.delete(partition);
  }

  /** Partitions held now, ascending. */
  held(): readonly number[] {
    return this.runners().map((runner) => runner.partition);
  }

  runners(): readonly PartitionRunner<PartitionFold>[] {
    return [...this.#runners.values()].sort((a, b) => a.partition - b.partition);
  }

  conditions(): Readonly<Record<'normal' | 'fault' | 'unknown', number>> {
    const sum = { normal: 0, fault: 0, unknown: 0 };
    for (const runner of this.#runners.values()) {
      const one = runner.fold.conditions();
      sum.normal += one.normal;
      sum.fault += one.fault;
      sum.unknown += one.unknown;
    }
    return sum;
  }

  async idle(timeoutMs: number, alsoDone: () => boolean): Promise<void> {
    const untilMs = performance.now() + timeoutMs;
    while (!((await this.#isCaughtUp()) && alsoDone())) {
      if (performance.now() > untilMs) {
        const states = this.runners().map((one) => `${one.partition}: ${one.state}, ${one.position} of ${one.head}`);
        throw new EngineError(
          'LIFT_ENGINE_TIMEOUT',
          `not caught up after ${timeoutMs} ms (${states.join('; ')}): see the log of the engine for the cause`,
        );
      }
      await pause(LOOK_AGAIN_MS);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.runners().map((runner) => this.release(runner.partition)));
  }

  async #isCaughtUp(): Promise<boolean> {
    for (const runner of this.#runners.values()) {
      if (runner.state === 'superseded' || runner.state === 'stopped') continue;
      runner.head = Math.max(runner.head, await this.#stores.reader.head(runner.partition));
      if (!runner.isCaughtUp) return false;
    }
    return true;
  }
}

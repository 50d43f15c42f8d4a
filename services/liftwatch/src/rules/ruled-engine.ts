import { resolver, type Resolved, type Standing } from '@liftwatch/dispatch';
import { createPartition, newOutput, step, type Arrival, type StepOutput } from '@liftwatch/rule-engine';
import type { ContextEntry, LiftFacts, RuleSet } from '@liftwatch/schemas';

type Facts = Omit<LiftFacts, 'type' | 'id' | 'at'>;

const changesRules = (context: ContextEntry): boolean =>
  context.type === 'rule-set' || context.type === 'rule-override' || context.type === 'rule-candidate';

/**
 * The engine's kernel under a rule set: before a lift is judged for the first time it is told what holds for it, and
 * again when its facts change, as dispatch would. What the recording itself says of rules is then left out; without a
 * set (`undefined`) it is taken as it was.
 */
export class RuledEngine {
  readonly #partition = createPartition(0);
  readonly #resolve: ((lift: Standing) => Resolved) | undefined;
  readonly #told = new Map<string, string>();
  readonly #registered: ReadonlyMap<string, Facts>;
  readonly #out: StepOutput = newOutput();

  constructor(set: RuleSet | undefined, registered: ReadonlyMap<string, Facts> = new Map()) {
    this.#resolve = set && resolver(set);
    this.#registered = registered;
  }

  /** What one arrival leads to. The answer is valid until the next call. */
  take(arrival: Arrival): StepOutput {
    const out = this.#out;
    out.findings.length = 0;
    out.failures.length = 0;
    out.touched.length = 0;
    if (arrival.type === 'readings') this.#meet(arrival.liftId, arrival.receivedAtMs);
    if (arrival.type === 'context') {
      const { context, receivedAtMs } = arrival;
      if (this.#resolve && changesRules(context)) return out;
      step(this.#partition, arrival, out);
      if (context.type === 'lift-facts') this.#tell(context, receivedAtMs);
      else this.#meet(context.liftId, receivedAtMs);
      return out;
    }
    step(this.#partition, arrival, out);
    return out;
  }

  #meet(liftId: string, receivedAtMs: number): void {
    if (this.#told.has(liftId)) return;
    const facts = this.#registered.get(liftId);
    if (facts) {
      const context = { ...facts, type: 'lift-facts', id: `facts-${liftId}`, at: receivedAtMs } as LiftFacts;
      step(this.#partition, { type: 'context', receivedAtMs, context }, this.#out);
    }
    this.#tell(facts ?? { liftId }, receivedAtMs);
  }

  #tell(standing: Standing, receivedAtMs: number): void {
    const { liftId } = standing;
    const resolved = this.#resolve?.(standing);
    const text = resolved ? JSON.stringify(resolved) : '';
    if (this.#told.get(liftId) === text) return;
    const id = `rules-${liftId}-${this.#told.size}-${receivedAtMs}`.slice(-128);
    this.#told.set(liftId, text);
    if (!resolved) return;
    const context = { ...resolved, type: 'rule-set', liftId, id, at: receivedAtMs } as const;
    step(this.#partition, { type: 'context', receivedAtMs, context }, this.#out);
  }
}

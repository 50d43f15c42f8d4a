import type { UnixMs } from '@liftwatch/schemas';

export interface BreakerPolicy {
  /** So many failures one after another open the circuit. */
  readonly failuresCount: number;
  /** First pause of an open circuit; doubled at each probe that fails. */
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Five failures, then one probe after 1 s, 2 s, ... at least each 30 s: an endpoint that is back is found soon. */
export const defaultBreaker: BreakerPolicy = { failuresCount: 5, firstMs: 1_000, maxMs: 30_000 };

export interface Circuit {
  readonly failuresInRow: number;
  /** No attempt before; 0 while closed. */
  readonly openUntilMs: UnixMs;
  /** A probe is under way until then: nobody else tries. */
  readonly probeUntilMs: UnixMs;
}

export const closedCircuit: Circuit = { failuresInRow: 0, openUntilMs: 0, probeUntilMs: 0 };

/** While a probe is under way the others look again so soon: mostly it is answered at once, and it may take its whole time. */
const PROBED_MS = 2_000;

/** How long an attempt must wait; 0: it may go, and is the probe where the circuit was open. Pure. */
export const waitMsFor = (circuit: Circuit, nowMs: UnixMs): number =>
  Math.max(0, circuit.openUntilMs - nowMs, Math.min(PROBED_MS, circuit.probeUntilMs - nowMs));

/** The circuit once an attempt was let through. Pure. */
export const begun = (circuit: Circuit, nowMs: UnixMs, timeoutMs: number): Circuit =>
  circuit.openUntilMs === 0 ? circuit : { ...circuit, probeUntilMs: nowMs + timeoutMs };

/** The circuit once its result is known. `random` in [0, 1) spreads the probes of many circuits. Pure. */
export const ended = (
  circuit: Circuit,
  result: { readonly failed: boolean; readonly retryAfterMs?: number | undefined },
  how: { readonly nowMs: UnixMs; readonly random: () => number; readonly policy: BreakerPolicy },
): Circuit => {
  if (!result.failed) return closedCircuit;
  const failuresInRow = circuit.failuresInRow + 1;
  const askedMs = result.retryAfterMs ?? 0;
  const over = failuresInRow - how.policy.failuresCount;
  if (over < 0)
    return { failuresInRow, openUntilMs: askedMs > 0 ? how.nowMs + askedMs : circuit.openUntilMs, probeUntilMs: 0 };
  const stepMs = Math.min(how.policy.maxMs, how.policy.firstMs * 2 ** Math.min(30, over));
  const pauseMs = Math.max(Math.round(stepMs * (0.5 + how.random() / 2)), askedMs);
  return { failuresInRow, openUntilMs: how.nowMs + pauseMs, probeUntilMs: 0 };
};

/** The circuits of all endpoints of this process, by name. */
export interface Circuits {
  /** ms to wait; 0: go on, and report with `end`. */
  begin(endpoint: string): number;
  end(endpoint: string, result: { readonly failed: boolean; readonly retryAfterMs?: number | undefined }): void;
  isOpen(endpoint: string): boolean;
  /** Endpoints that are open now. */
  open(): readonly string[];
}

export const openCircuits = (options: {
  readonly nowMs: () => UnixMs;
  readonly random: () => number;
  readonly timeoutMs: number;
  readonly policy?: BreakerPolicy;
}): Circuits => {
  const policy = options.policy ?? defaultBreaker;
  const circuits = new Map<string, Circuit>();
  const at = (endpoint: string): Circuit => circuits.get(endpoint) ?? closedCircuit;
  return {
    begin(endpoint) {
      const nowMs = options.nowMs();
      const waitMs = waitMsFor(at(endpoint), nowMs);
      if (waitMs === 0) circuits.set(endpoint, begun(at(endpoint), nowMs, options.timeoutMs));
      return waitMs;
    },
    end(endpoint, result) {
      const next = ended(at(endpoint), result, { ...options, policy, nowMs: options.nowMs() });
      if (next === closedCircuit) circuits.delete(endpoint);
      else circuits.set(endpoint, next);
    },
    isOpen: (endpoint) => at(endpoint).openUntilMs > 0,
    open: () => [...circuits].filter(([, circuit]) => circuit.openUntilMs > 0).map(([endpoint]) => endpoint),
  };
};

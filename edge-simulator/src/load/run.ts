import { setTimeout as sleep } from 'node:timers/promises';
import {
  betweenFloorsProbe,
  buttonProbe,
  recordBodies,
  type Body,
  type ProbeKind,
  type ProbeScript,
} from './bodies.ts';
import { openLoadConnection, type LoadConnection } from './connection.ts';
import { createHistogram } from './histogram.ts';
import { loadLiftId, loadTerminalId } from './plan.ts';

export interface LoadOptions {
  readonly host: string;
  readonly port: number;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly connections: number;
  readonly lifts: number;
  readonly seed: number;
  /** Injected entrapments per second, half of each kind; each on a lift of its own. */
  readonly probesPerSecond: number;
  /** Secret of a terminal; undefined: anonymous. The user name is the terminal id. */
  readonly passwordOf: (terminalId: string) => string | undefined;
  /** How long to wait for the last PUBACKs, s. */
  readonly drainSeconds: number;
  readonly boot: string;
  /** Begins the names of lifts and terminals; absent: `load`. */
  readonly prefix?: string;
  /** A lost connection is opened again and resends; without it the rest of its readings stays unsent. */
  readonly reconnect?: boolean;
  /** Part of the readings sent twice, and part overtaken by later ones, 0 to 1. */
  readonly repeatedShare?: number;
  readonly overtakenShare?: number;
  /** From so many seconds on all terminals' clocks are off by so much, ms. */
  readonly clock?: { readonly fromS: number; readonly offsetMs: number };
  /** Only entrapments that can be lived to their release within the run. */
  readonly wholeProbes?: boolean;
  /** Load before the measured `seconds`, at the same rate: all is sent and counted, but no latency is taken, and no entrapment injected. */
  readonly warmUpSeconds?: number;
  readonly onReady?: () => void;
  /** The load is warm: from here on it is measured. */
  readonly onWarm?: () => void;
}

/** An injected entrapment: when, by the schedule, the reading was due from which the rule counts. */
export interface Probe {
  readonly liftId: string;
  readonly terminal: string;
  readonly boot: string;
  readonly seq: number;
  readonly kind: ProbeKind;
  readonly scheduledAtMs: number;
  /** When the reading was due that says that they are out; absent: not within the run. */
  readonly releasedAtMs?: number;
}

export interface LoadReport {
  readonly scheduled: number;
  readonly sent: number;
  readonly acked: number;
  readonly unacked: number;
  readonly connectionsLost: number;
  readonly elapsedS: number;
  readonly ackedPerSecond: number;
  readonly ackP50Ms: number;
  readonly ackP90Ms: number;
  readonly ackP99Ms: number;
  readonly ackP999Ms: number;
  readonly ackMaxMs: number;
  /** How late the generator itself was: from the scheduled send to the write, p99. */
  readonly lateP99Ms: number;
  readonly cpuUsPerPublish: number;
  /** PUBACK p99 of the readings sent while warming up. */
  readonly warmUpAckP99Ms: number;
  /** When the measured part began. */
  readonly startedAtMs: number;
  readonly terminals: readonly {
    readonly terminal: string;
    readonly boot: string;
    readonly acked: readonly (readonly [from: number, to: number])[];
  }[];
  readonly probes: readonly Probe[];
}

interface ProbeState {
  readonly script: ProbeScript;
  turn: number;
  markedAtMs: number;
  /** Its place in the report, once marked. */
  place: number;
}

const CONNECT_AT_ONCE = 50;
const SEQUENCES = 24;
const TICK_MS = 1;
const PROBE_STRIDE = 7_919;
/** Around what a probe holds: its first turns, and the readings after its release. */
const PROBE_MARGIN_MS = 12_000;

const connectAll = async (options: LoadOptions, onAck: (latencyUs: number) => void): Promise<LoadConnection[]> => {
  const all: LoadConnection[] = [];
  for (let first = 0; first < options.connections; first += CONNECT_AT_ONCE) {
    const count = Math.min(CONNECT_AT_ONCE, options.connections - first);
    const some = Array.from({ length: count }, (_, i) => {
      const terminalId = loadTerminalId(first + i, options.prefix);
      const password = options.passwordOf(terminalId);
      const { host, port, boot, reconnect = false, repeatedShare = 0, overtakenShare = 0, seed } = options;
      const username = password === undefined ? undefined : terminalId;
      const untidy = repeatedShare + overtakenShare > 0 ? { untidy: { seed, repeatedShare, overtakenShare } } : {};
      return openLoadConnection({ host, port, terminalId, boot, username, password, onAck, reconnect, ...untidy });
    });
    all.push(...(await Promise.all(some)));
  }
  return all;
};

/** How long answers took: while the load warms up, and from then on. */
const createAckTimes = () => {
  const [warming, measured] = [createHistogram(), createHistogram()];
  let measuredFromMs = Infinity;
  return {
    warming,
    measured,
    /** What was due from then on is measured, ms of `performance.now()`. */
    measureFrom(ms: number): void {
      // Half a microsecond for what the division loses.
      measuredFromMs = ms - 0.0005;
    },
    record(latencyUs: number): void {
      (performance.now() - latencyUs / 1_000 < measuredFromMs ? warming : measured).record(latencyUs);
    },
  };
};

/** What each lift says next: its own place in a recorded sequence, unless a probe runs on it. */
const createSpeakers = (options: LoadOptions) => {
  const sequences = recordBodies(options.seed, SEQUENCES);
  const places = new Uint32Array(options.lifts);
  const probing = new Map<number, ProbeState>();
  const next = (lift: number): Body => {
    const sequence = sequences[lift % sequences.length] ?? [];
    const place = places[lift] ?? 0;
    places[lift] = place + 1;
    const body = sequence[place % sequence.length];
    if (!body) throw new RangeError('the recorded sequence is empty');
    return body;
  };
  return { next, probing };
};

/**
 * Publishes at a fixed rate, whatever the broker does, and measures each PUBACK against the scheduled time of its
 * send, so that a slow broker cannot hide by slowing the generator. One TCP write per publish, QoS 1.
 * @throws {SimulatorError} LIFT_SIMULATOR_LOAD_FAILED when a connection is refused at the start
 */
export const runLoad = async (options: LoadOptions): Promise<LoadReport> => {
  const acks = createAckTimes();
  const late = createHistogram();
  const warmUpMs = (options.warmUpSeconds ?? 0) * 1_000;
  const connections = await connectAll(options, acks.record);
  const { next, probing } = createSpeakers(options);
  const liftIds = Array.from({ length: options.lifts }, (_, lift) => loadLiftId(lift, options.prefix));
  const probes: Probe[] = [];
  const warmUpCount = Math.floor((options.ratePerSecond * warmUpMs) / 1_000);
  const total = warmUpCount + Math.floor(options.ratePerSecond * options.seconds);
  const probeEvery =
    options.probesPerSecond > 0 ? Math.max(1, Math.floor(options.ratePerSecond / options.probesPerSecond)) : Infinity;
  options.onReady?.();

  let cpuBefore = process.cpuUsage();
  const startMs = performance.now();
  const startedAtMs = Date.now();
  acks.measureFrom(startMs + warmUpMs);

  const terminalClock = (atMs: number, offsetMs: number): number =>
    options.clock && offsetMs >= options.clock.fromS * 1_000 ? atMs + options.clock.offsetMs : atMs;
  /** The reading of a probe for this turn of its lift; undefined: no probe runs here. */
  const probeBody = (lift: number, atMs: number): Body | undefined => {
    const state = probing.get(lift);
    if (!state) return undefined;
    if (state.turn === state.script.markAt) state.markedAtMs = atMs;
    const body = state.script.bodyAt(state.turn, atMs - state.markedAtMs);
    state.turn++;
    const marked = probes[state.place];
    if (marked && marked.releasedAtMs === undefined && atMs - state.markedAtMs >= state.script.heldMs)
      probes[state.place] = { ...marked, releasedAtMs: atMs };
    if (!body) probing.delete(lift);
    return body ?? undefined;
  };
  /** A prime stride: each probe has a lift of its own for as long as there are lifts. */
  const startProbe = (index: number, atMs: number): void => {
    const lift = (index * PROBE_STRIDE) % options.lifts;
    if (probing.has(lift)) return;
    const endMs = startedAtMs + warmUpMs + options.seconds * 1_000;
    const fits = ({ heldMs }: ProbeScript): boolean => !options.wholeProbes || atMs + heldMs + PROBE_MARGIN_MS <= endMs;
    const script = [index % 2 === 0 ? buttonProbe : betweenFloorsProbe, buttonProbe].find(fits);
    if (script) probing.set(lift, { script, turn: 0, markedAtMs: atMs, place: -1 });
  };
  const publishOne = (n: number): void => {
    const lift = n % options.lifts;
    const offsetMs = (n * 1000) / options.ratePerSecond;
    const clockMs = startMs + offsetMs;
    const atMs = Math.floor(startedAtMs + offsetMs);
    if (n === warmUpCount) {
      cpuBefore = process.cpuUsage();
      options.onWarm?.();
    }
    const measuredCount = n - warmUpCount;
    if (measuredCount >= 0 && measuredCount % probeEvery === 0) startProbe(measuredCount / probeEvery, atMs);
    const state = probing.get(lift);
    const marks = state !== undefined && state.turn === state.script.markAt;
    const connection = connections[lift % connections.length];
    const liftId = liftIds[lift];
    if (!connection || liftId === undefined) return;
    const body = probeBody(lift, atMs) ?? next(lift);
    const seq = connection.publish(liftId, body, { atMs: terminalClock(atMs, offsetMs), clockMs });
    if (n >= warmUpCount) late.record((performance.now() - clockMs) * 1000);
    if (!marks) return;
    const { terminalId: terminal, boot } = connection;
    state.place = probes.length;
    probes.push({ liftId, terminal, boot, seq, kind: state.script.kind, scheduledAtMs: startedAtMs + offsetMs });
  };
  for (let n = 0; n < total;) {
    const due = Math.min(total, Math.floor(((performance.now() - startMs) * options.ratePerSecond) / 1000) + 1);
    while (n < due) publishOne(n++);
    if (n < total) await sleep(TICK_MS);
  }
  for (const connection of connections) connection.flush();
  const cpu = process.cpuUsage(cpuBefore);
  const elapsedS = (performance.now() - startMs) / 1000;
  const sum = (of: (c: LoadConnection) => number): number => connections.reduce((s, c) => s + of(c), 0);
  const ackedInTime = sum((c) => c.ackedCount);
  const deadlineMs = performance.now() + options.drainSeconds * 1000;
  while (sum((c) => c.ackedCount) < total && performance.now() < deadlineMs) await sleep(20);
  const acked = sum((c) => c.ackedCount);
  const lost = connections.filter((c) => c.lost).length;
  for (const connection of connections) connection.close();
  const ms = (us: number): number => us / 1000;
  return {
    scheduled: total,
    sent: sum((c) => c.sentCount),
    acked,
    unacked: total - acked,
    connectionsLost: lost,
    elapsedS,
    ackedPerSecond: ackedInTime / elapsedS,
    ackP50Ms: ms(acks.measured.quantileUs(0.5)),
    ackP90Ms: ms(acks.measured.quantileUs(0.9)),
    ackP99Ms: ms(acks.measured.quantileUs(0.99)),
    ackP999Ms: ms(acks.measured.quantileUs(0.999)),
    ackMaxMs: ms(acks.measured.maxUs),
    lateP99Ms: ms(late.quantileUs(0.99)),
    cpuUsPerPublish: (cpu.user + cpu.system) / Math.max(1, total - warmUpCount),
    warmUpAckP99Ms: ms(acks.warming.quantileUs(0.99)),
    startedAtMs: startedAtMs + warmUpMs,
    terminals: connections.map((c) => ({ terminal: c.terminalId, boot: c.boot, acked: c.ackedRanges() })),
    probes,
  };
};

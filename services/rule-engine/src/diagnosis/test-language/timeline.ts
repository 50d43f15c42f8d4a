import type { ContextEntry, Finding, Reading, ReadingByKind, ReadingKind } from '@liftwatch/schemas';
import type { Arrival } from '../arrival.ts';
import { createPartition, newOutput, step, type Partition, type StepOutput } from '../kernel/partition.ts';
import type { Rule } from '../kernel/rule.ts';

/** The story's second 0, as log time. */
export const BASE_MS = 1_800_000_000_000;
const ms = (s: number): number => BASE_MS + Math.round(s * 1_000);

type Body<K extends ReadingKind> = Omit<ReadingByKind[K], 'at'>;
type Without<T> = T extends unknown ? Omit<T, 'at'> : never;
type ContextBody = T1<ContextEntry>;
type T1<T> = T extends unknown ? Omit<T, 'liftId' | 'id' | 'at'> : never;

/** How a reading travels: it was so at `so` (s), sent at `sent` by a clock that is `clockS` ahead. */
export interface Journey {
  readonly so?: number;
  readonly sent?: number;
  readonly clockS?: number;
  readonly boot?: string;
  readonly seq?: number;
}

/** A story of one lift, told in seconds; `arrivals()` gives it with a tick per second. */
export class Story {
  private readonly told: { order: number; arrival: Arrival }[] = [];
  private seq = 0;
  private clockS = 0;
  readonly liftId: string;
  readonly terminalId: string;

  constructor(liftId = 'L1', terminalId = `T-${liftId}`) {
    this.liftId = liftId;
    this.terminalId = terminalId;
  }

  private tell(arrival: Arrival): this {
    this.told.push({ order: this.told.length, arrival });
    return this;
  }
  /** From here on the terminal's clock is that far ahead of ours. */
  clockAhead(s: number): this {
    this.clockS = s;
    return this;
  }
  /** A number that no reading has: its reading was lost, or has a number of its own. */
  skip(): this {
    this.seq++;
    return this;
  }
  private reading(
    at: number,
    make: (envelope: { at: number; boot: string; seq: number }) => Reading,
    by: Journey,
  ): this {
    const clockS = by.clockS ?? this.clockS;
    const so = by.so ?? at;
    const envelope = { at: ms(so + clockS), boot: by.boot ?? 'b1', seq: by.seq ?? this.seq++ };
    const sentAtMs = by.so === undefined && by.sent === undefined ? undefined : ms((by.sent ?? at) + clockS);
    return this.tell({
      type: 'readings',
      receivedAtMs: ms(at),
      terminalId: this.terminalId,
      liftId: this.liftId,
      sentAtMs,
      readings: [make(envelope)],
    });
  }
  state(at: number, body: Partial<Body<'state'>>, by: Journey = {}): this {
    return this.reading(at, (envelope) => ({ kind: 'state', body: { ...envelope, ...body } }), by);
  }
  event(at: number, body: Without<ReadingByKind['event']>, by: Journey = {}): this {
    return this.reading(
      at,
      (envelope) => ({ kind: 'event', body: { ...envelope, ...body } as ReadingByKind['event'] }),
      by,
    );
  }
  code(
    at: number,
    code: string,
    more: { dialect?: string; eventId?: string; phase?: 'raised' | 'cleared' } & Journey = {},
  ): this {
    const { dialect, eventId, phase, ...by } = more;
    const body = {
      type: 'code' as const,
      code,
      ...(dialect && { dialect }),
      ...(eventId && { eventId }),
      ...(phase && { phase }),
    };
    return this.event(at, body, by);
  }
  button(at: number, pressedMs?: number): this {
    return this.event(at, { type: 'alarm-button', ...(pressedMs !== undefined && { pressedMs }) });
  }
  door(at: number, body: Body<'door'>, by: Journey = {}): this {
    return this.reading(at, (envelope) => ({ kind: 'door', body: { ...envelope, ...body } }), by);
  }
  trip(at: number, body: Partial<Body<'trip'>>, by: Journey = {}): this {
    const run = { fromFloor: '1', toFloor: '3', direction: 'up', durationMs: 12_000 } as const;
    return this.reading(at, (envelope) => ({ kind: 'trip', body: { ...envelope, ...run, ...body } }), by);
  }
  terminal(at: number, body: Partial<Body<'terminal'>>): this {
    return this.reading(at, (envelope) => ({ kind: 'terminal', body: { ...envelope, ...body } }), {});
  }
  counters(at: number, body: Partial<Body<'counters'>>): this {
    return this.reading(at, (envelope) => ({ kind: 'counters', body: { ...envelope, ...body } }), {});
  }
  session(at: number, session: 'connected' | 'disconnected' | 'paused' | 'resumed', sessionId?: number): this {
    return this.tell({ type: 'session', receivedAtMs: ms(at), terminalId: this.terminalId, session, sessionId });
  }
  context(at: number, body: ContextBody): this {
    const context = { ...body, liftId: this.liftId, id: `c${this.told.length}-${at}`, at: ms(at) } as ContextEntry;
    return this.tell({ type: 'context', receivedAtMs: ms(at), context });
  }
  /** A heartbeat of the terminal every `everyS`, so that the link holds. */
  alive(from: number, to: number, everyS = 50): this {
    for (let at = from; at <= to; at += everyS) this.state(at, {});
    return this;
  }
  get entries(): readonly Arrival[] {
    return [...this.told]
      .sort((a, b) => a.arrival.receivedAtMs - b.arrival.receivedAtMs || a.order - b.order)
      .map((one) => one.arrival);
  }
}

export interface Hole {
  readonly from: number;
  readonly to: number;
}

/** Stories of several lifts woven into one log, with a tick per second but in the holes. */
export const weave = (
  stories: readonly Story[],
  o: { until: number; from?: number; holes?: readonly Hole[] },
): Arrival[] => {
  const arrivals = stories.flatMap((story) => story.entries);
  for (let at = o.from ?? -600; at <= o.until; at++) {
    if (!o.holes?.some((hole) => at > hole.from && at < hole.to)) arrivals.push({ type: 'tick', receivedAtMs: ms(at) });
  }
  const rank = (arrival: Arrival): number => (arrival.type === 'tick' ? 1 : 0);
  return arrivals
    .map((arrival, order) => ({ arrival, order }))
    .filter(({ arrival }) => arrival.receivedAtMs <= ms(o.until))
    .sort(
      (a, b) =>
        a.arrival.receivedAtMs - b.arrival.receivedAtMs || rank(a.arrival) - rank(b.arrival) || a.order - b.order,
    )
    .map(({ arrival }) => arrival);
};

export const feed = (partition: Partition, arrivals: readonly Arrival[], out: StepOutput = newOutput()): StepOutput => {
  for (const arrival of arrivals) step(partition, arrival, out);
  return out;
};

/** Runs a story to second `until` and returns what was found. */
export const told = (
  story: Story | readonly Story[],
  until: number,
  o: { holes?: readonly Hole[]; rules?: readonly Rule[] } = {},
): Finding[] => {
  const stories = story instanceof Story ? [story] : story;
  const arrivals = weave(stories, { until, ...(o.holes && { holes: o.holes }) });
  const out = feed(createPartition(0, o.rules), arrivals);
  if (out.failures.length > 0) throw out.failures[0]?.error;
  return out.findings;
};

/** Findings in short: "code change stage @second". */
export const inShort = (findings: readonly Finding[]): string[] =>
  findings.map((f) => `${f.code} ${f.change} ${f.stage} @${(f.at - BASE_MS) / 1_000}`);
export const ofRule = (findings: readonly Finding[], rule: string): Finding[] =>
  findings.filter((f) => f.rule.name === rule);

/** Standing at floor 1 with the door open, then boarded and closed at `at`; people in it if `person`. */
export const boards = (story: Story, at: number, person = true): Story =>
  story
    .state(at - 20, {
      serviceMode: 'normal',
      carStatus: 'stopped',
      doorZone: true,
      floor: '1',
      carDoorStatus: 'opened',
      passengerPresent: false,
      powerStatus: 'normal',
    })
    .state(at - 10, { passengerPresent: person })
    .state(at - 2, { carDoorStatus: 'closing' })
    .state(at, { carDoorStatus: 'closed' });
/** What one rule found, in short. */
export const found = (rule: string, story: Story, until: number): string[] => inShort(ofRule(told(story, until), rule));
/** Somebody boards at -40 (nobody if not `person`), and the car has been running between floors since -30. */
export const runs = (person = false): Story =>
  boards(new Story(), -40, person).state(-30, { carStatus: 'running', doorZone: false });
/** The car has stood at floor 1 with its door closed since -40. */
export const stands = (person = false): Story => boards(new Story(), -40, person);

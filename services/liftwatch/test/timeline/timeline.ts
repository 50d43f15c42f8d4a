import type { Action, Changes } from '@liftwatch/dispatch';
import { createPartition, decodeRecord, newOutput, step } from '@liftwatch/rule-engine';
import { contextEntry, type ContextEntry, type Delivery, type Finding, type Incident } from '@liftwatch/schemas';
import type { LogRecord } from '@liftwatch/stores';
import { expect, test } from 'vitest';
import { parseReplayLine, type ReplayLine } from '../../src/replay/line.ts';
import { withTicks, type NumberedLine } from '../../src/replay/with-ticks.ts';
import { Recording, startMs } from '../recording/recording.ts';
import { openTown } from './town.ts';

/** Seconds on the scenario's clock; it begins at 10:00 on a Monday in Shanghai. */
export const s = (seconds: number): number => seconds;
export const minutes = (count: number, seconds = 0): number => count * 60 + seconds;
export const between = (fromS: number, toS: number) => ({ fromS, toS });
type Span = ReturnType<typeof between>;

const secondsOf = (ms: number): number => Math.round((ms - startMs) / 100) / 10;
const clock = (ms: number): string => {
  const total = Math.floor(secondsOf(ms));
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')}`;
};

interface Step {
  readonly atS: number;
  readonly by: string;
  readonly liftId: string;
  readonly action: Action;
}

/** A whole run: what the engine found, what became of it, who was told. */
class Run {
  readonly findings: Finding[] = [];
  readonly incidents = new Map<string, Incident>();
  readonly deliveries: Delivery[] = [];
  readonly refusals: string[] = [];
  readonly #partition = createPartition(0);
  readonly #town: Awaited<ReturnType<typeof openTown>>;
  #position = 0;
  #heard = 0;
  constructor(town: Awaited<ReturnType<typeof openTown>>) {
    this.#town = town;
  }

  #keep(changes: Changes): void {
    for (const incident of changes.incidents) this.incidents.set(incident.incidentId, incident);
    this.deliveries.push(...changes.deliveries);
  }

  async #step(arrival: Parameters<typeof step>[1]): Promise<void> {
    const out = newOutput();
    step(this.#partition, arrival, out);
    for (const finding of out.findings) {
      this.findings.push(finding);
      this.#keep(await this.#town.pipeline.apply({ position: (this.#position += 1), finding }));
    }
    expect(out.failures).toEqual([]);
  }

  async take({ line }: NumberedLine): Promise<void> {
    const arrival = line.type === 'context' ? line : decodeRecord(recordOf(line));
    if (arrival) await this.#step(arrival);
    if (line.type === 'tick') this.#keep(await this.#town.pipeline.advanceTo(line.receivedAtMs));
  }

  newest(liftId: string, kind?: string): Incident | undefined {
    return [...this.incidents.values()].findLast((i) => i.liftId === liftId && (kind === undefined || i.kind === kind));
  }

  /** A person acts; what the engine must hear of it comes back through the log, as live. */
  async act({ atS, by, liftId, action }: Step): Promise<void> {
    const nowMs = startMs + atS * 1_000;
    const incident = this.newest(liftId);
    if (!incident) throw new RangeError(`${clock(nowMs)}: there is no incident at ${liftId} to ${action.is}`);
    try {
      this.#keep(await this.#town.pipeline.act({ incidentId: incident.incidentId, by, action, nowMs }));
    } catch (error) {
      this.refusals.push(`${clock(nowMs)} ${by} ${action.is}: ${(error as { code?: string }).code ?? String(error)}`);
    }
    for (const context of await this.#newContext()) await this.#step({ type: 'context', receivedAtMs: nowMs, context });
  }

  async #newContext(): Promise<readonly ContextEntry[]> {
    const rows = await this.#town.database
      .selectFrom('context_outbox')
      .select(['seq', 'document'])
      .where('seq', '>', this.#heard)
      .orderBy('seq')
      .execute();
    this.#heard = rows.at(-1)?.seq ?? this.#heard;
    return rows.map((row) => contextEntry.parse(JSON.parse(row.document)));
  }

  told(to: string, span?: Span): readonly Delivery[] {
    return this.deliveries.filter((d) => {
      const atS = secondsOf(d.createdAtMs);
      return d.recipientId === to && (span === undefined || (atS >= span.fromS && atS <= span.toS));
    });
  }

  toldLines(to: string, kind?: string): readonly string[] {
    const about = this.told(to).filter((d) => kind === undefined || d.content.kind === kind);
    return about.map((d) => `${clock(d.createdAtMs)} ${d.notice}`);
  }
}

const recordOf = (line: Exclude<ReplayLine, { type: 'context' }>): LogRecord => {
  if (line.type !== 'session') return line;
  const { sessionId, ...rest } = line;
  return sessionId === undefined ? rest : { ...rest, sessionId };
};

async function* numbered(recording: Recording): AsyncGenerator<NumberedLine> {
  for (const [n, text] of recording.text().split('\n').entries())
    yield { lineNumber: n + 1, line: parseReplayLine(text, n + 1) };
}

const personAt = (atS: number, by: string, put: (step: Step) => void) => {
  const act =
    (action: Action) =>
    (liftId = 'L1'): void =>
      put({ atS, by, liftId, action });
  return {
    acknowledges: act({ is: 'acknowledge' }),
    refuses: act({ is: 'refuse', reason: 'cannot come' }),
    promises: (etaMinutes: number, liftId?: string) => act({ is: 'eta', etaMinutes })(liftId),
    arrives: act({ is: 'arrive' }),
    frees: act({ is: 'release' }),
    confirms: act({ is: 'confirm' }),
    rejects: act({ is: 'reject' }),
    closes: act({ is: 'close', causeCode: 'door-system', force: false }),
  };
};

const liftAt = (atS: number, liftId: string, r: Recording) => ({
  /** Registered, idle at floor 1, door closed, nobody in it; heard every 30 s until the time given. */
  isIdle: (heardUntilS: number, facts: Record<string, unknown> = {}) =>
    void r
      .facts(liftId, facts, atS)
      .idle(liftId, atS)
      .heartbeats(liftId, atS + 30, heardUntilS),
  takesSomebodyIn: () => void r.board(liftId, atS),
  letsNobodyIn: () => void r.board(liftId, atS, false),
  departs: () => void r.depart(liftId, atS),
  stopsBetweenFloors: (more: Record<string, unknown> = {}) => void r.stop(liftId, atS, false, more),
  stopsAtFloor: (more: Record<string, unknown> = {}) => void r.stop(liftId, atS, true, more),
  letsThemOut: () => void r.letOut(liftId, atS),
  says: (signals: Record<string, unknown>) => void r.state(liftId, atS, signals),
  reports: (code: string, more: Record<string, unknown> = {}) => void r.code(liftId, atS, code, more),
  /** What it reported then arrives only later. */
  reportsLate: (arrivesS: number, code: string, more: Record<string, unknown> = {}) =>
    void r.code(liftId, atS, code, more, { receivedS: arrivesS, sentS: arrivesS }),
  saysLate: (arrivesS: number, signals: Record<string, unknown>) =>
    void r.state(liftId, atS, signals, { receivedS: arrivesS, sentS: arrivesS }),
  isRegistered: () => void r.facts(liftId, {}, atS).session(`T-${liftId}`, atS, 'connected'),
  /** As its terminal's own, wrong clock dates it. */
  saysWithClock: (offsetS: number, signals: Record<string, unknown>) =>
    void r.state(liftId, atS + offsetS, signals, { receivedS: atS, sentS: atS + offsetS }),
  buttonIsPressed: () => void r.code(liftId, atS, '90'),
  terminalIs: (session: 'connected' | 'disconnected') => void r.session(`T-${liftId}`, atS, session),
  job: (phase: 'opened' | 'technician-in' | 'technician-out' | 'closed') => void r.job(liftId, atS, phase),
});

const channelsOf = (put: (ask: (run: Run) => void) => void) => {
  const message =
    (channel: Delivery['channel']) =>
    (to: string, span: Span, more: { readonly notice?: Delivery['notice'] } = {}): void =>
      put((run) => {
        const found = run.told(to, span).filter((d) => more.notice === undefined || d.notice === more.notice);
        const why = `${channel} to ${to}; told: ${run.toldLines(to).join(', ') || 'nothing'}`;
        expect(
          found.filter((d) => d.channel === channel),
          why,
        ).toHaveLength(1);
      });
  return {
    expectSms: message('sms'),
    expectCall: message('voice'),
    expectWebhook: message('webhook'),
    expectCap: message('cap'),
    expectTold: (to: string, ...lines: readonly string[]) => put((run) => expect(run.toldLines(to)).toEqual(lines)),
    /** Of one kind of incident: a lift that stands wrong is a fault beside being an entrapment. */
    expectToldOf: (kind: string, to: string, ...lines: readonly string[]) =>
      put((run) => expect(run.toldLines(to, kind)).toEqual(lines)),
    expectNothing: (...to: readonly string[]) =>
      put((run) => expect(to.flatMap((one) => run.told(one).map((d) => `${one} ${d.notice}`))).toEqual([])),
    expectIncident: (liftId: string, kind: string, shape: object) =>
      put((run) => expect(run.newest(liftId, kind)).toMatchObject(shape)),
    expectNoIncident: (liftId: string, kind: string) => put((run) => expect(run.newest(liftId, kind)).toBeUndefined()),
    expectOwner: (liftId: string, owner: string) =>
      put((run) => expect(run.newest(liftId)?.response?.owner?.id).toBe(owner)),
    expectKinds: (...kinds: readonly string[]) =>
      put((run) => expect([...run.incidents.values()].map((i) => i.kind).sort()).toEqual([...kinds].sort())),
    expectRefused: (...lines: readonly string[]) => put((run) => expect(run.refusals).toEqual(lines)),
    expect: put,
  };
};

interface Line {
  at(atS: number): {
    lift(liftId: string): ReturnType<typeof liftAt>;
    person(id: string): ReturnType<typeof personAt>;
  };
  /** The log commits nothing and no tick is written: an intake outage. */
  intakeIsDown(span: Span): void;
  until(untilS: number): ReturnType<typeof channelsOf>;
}

/**
 * From readings to people on a virtual clock: what lifts say, what people do, and who must have been told what when.
 *
 * ```ts
 * scenario('stuck between floors', ({ at, until }) => {
 *   at(s(0)).lift('L1').isIdle(minutes(5));
 *   at(s(10)).lift('L1').takesSomebodyIn();
 *   at(s(21)).lift('L1').departs();
 *   at(s(40)).lift('L1').stopsBetweenFloors();
 *   until(minutes(2)).expectSms('manager', between(s(70), s(72)));
 * });
 * ```
 */
export const scenario = (name: string, tell: (line: Line) => void): void => {
  test(name, async () => {
    const outages: Span[] = [];
    const steps: Step[] = [];
    const questions: ((run: Run) => void)[] = [];
    let untilS = 0;
    const recording = new Recording({ untilS: 0 });
    tell({
      at: (atS) => ({
        lift: (liftId) => liftAt(atS, liftId, recording),
        person: (id) => personAt(atS, id, (one) => void steps.push(one)),
      }),
      intakeIsDown: (span) => void outages.push(span),
      until: (endS) => {
        untilS = Math.max(untilS, endS);
        return channelsOf((ask) => void questions.push(ask));
      },
    });
    expect(questions.length).toBeGreaterThan(0);
    const sites = new Map<string, Set<string>>();
    const run = new Run(await openTown((siteId) => sites.get(siteId)?.size));
    steps.sort((a, b) => a.atS - b.atS);
    const untilMs = startMs + untilS * 1_000;
    const isDown = (ms: number): boolean => outages.some((o) => secondsOf(ms) >= o.fromS && secondsOf(ms) < o.toS);
    for await (const one of withTicks(numbered(recording), { hasTicks: false, untilMs })) {
      const { line } = one;
      while (steps[0] && startMs + steps[0].atS * 1_000 <= line.receivedAtMs) await run.act(steps.shift()!);
      if (line.type === 'context' && line.context.type === 'lift-facts' && line.context.siteId !== undefined)
        sites.set(line.context.siteId, (sites.get(line.context.siteId) ?? new Set()).add(line.context.liftId));
      if (!isDown(line.receivedAtMs)) await run.take(one);
    }
    for (const ask of questions) ask(run);
  });
};

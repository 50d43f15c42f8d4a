import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Finding } from '@liftwatch/schemas';
import { replayFile } from '../../src/replay/replay-file.ts';

/** Monday 2026-01-05 10:00 in Shanghai; every time below is seconds after it. */
export const startMs = Date.UTC(2026, 0, 5, 2, 0, 0);
const ms = (s: number): number => startMs + Math.round(s * 1_000);

export type Signals = Readonly<Record<string, unknown>>;
type Line = { readonly atS: number; readonly order: number; readonly value: Record<string, unknown> };
type Printed = Record<string, unknown> & { kind: string };

export interface Options {
  readonly terminal?: string;
  /** Seconds after the start at which the reading arrives; absent: as it happened. */
  readonly receivedS?: number;
  readonly sentS?: number;
}

/** Writes down what a terminal said, in seconds, and replays it as a user would. */
export class Recording {
  private readonly lines: Line[] = [];
  private seq = 0;
  private readonly untilS: number;
  constructor(options: { untilS: number }) {
    this.untilS = options.untilS;
  }

  private push(atS: number, value: Record<string, unknown>): this {
    this.lines.push({ atS, order: this.lines.length, value: { receivedAt: ms(atS), ...value } });
    return this;
  }

  private reading(lift: string, kind: string, atS: number, body: Signals, o: Options = {}): this {
    const terminal = o.terminal ?? `T-${lift}`;
    this.seq += 1;
    const payload = {
      at: ms(atS),
      boot: 'b1',
      seq: this.seq,
      ...(o.sentS === undefined ? {} : { sentAt: ms(o.sentS) }),
      ...body,
    };
    return this.push(o.receivedS ?? atS, { terminal, topic: `lift/v1/${lift}/${kind}`, payload });
  }

  state(lift: string, atS: number, signals: Signals, o: Options = {}): this {
    return this.reading(lift, 'state', atS, signals, o);
  }
  event(lift: string, atS: number, body: Signals, o: Options = {}): this {
    return this.reading(lift, 'event', atS, body, o);
  }
  code(lift: string, atS: number, code: string, more: Signals = {}, o: Options = {}): this {
    return this.event(lift, atS, { type: 'code', code, ...more }, o);
  }
  raw(lift: string, kind: string, receivedS: number, payload: unknown, terminal = `T-${lift}`): this {
    return this.push(receivedS, { terminal, topic: `lift/v1/${lift}/${kind}`, payload });
  }
  session(
    terminal: string,
    atS: number,
    session: 'connected' | 'disconnected' | 'paused' | 'resumed',
    sessionId?: number,
  ): this {
    return this.push(atS, { terminal, session, ...(sessionId === undefined ? {} : { sessionId }) });
  }
  facts(lift: string, more: Signals = {}, atS = 0): this {
    return this.context(atS, {
      type: 'lift-facts',
      liftId: lift,
      name: `${lift}\u53f7\u68af`,
      siteId: 'S1',
      firmId: 'F1',
      districtId: 'D1',
      ...more,
    });
  }
  job(lift: string, atS: number, phase: 'opened' | 'technician-in' | 'technician-out' | 'closed', jobId = 'J1'): this {
    return this.context(atS, { type: 'job', liftId: lift, jobId, phase });
  }
  decide(
    lift: string,
    atS: number,
    decision: 'call-started' | 'call-answered' | 'confirmed' | 'rejected' | 'released',
    more: Signals = {},
  ): this {
    return this.context(atS, { type: 'operator-decision', liftId: lift, decision, ...more });
  }
  /** The file's own ticks, one per second from `fromS` to `toS`: the file then has no others. */
  ticks(fromS: number, toS: number): this {
    for (let s = fromS; s <= toS; s += 1) this.tick(s);
    return this;
  }
  context(atS: number, context: Signals): this {
    return this.push(atS, { context });
  }
  tick(atS: number): this {
    return this.push(atS, { tick: true });
  }
  /** Nothing changes, but the terminal is heard: an empty state every 30 s. */
  heartbeats(lift: string, fromS: number, toS: number, o: Options = {}): this {
    for (let s = fromS; s <= toS; s += 30) this.state(lift, s, {}, o);
    return this;
  }

  /** Car idle at floor 1, door closed, nobody in it. */
  idle(lift: string, atS = 0, more: Signals = {}): this {
    return this.session(`T-${lift}`, atS, 'connected').state(lift, atS, {
      serviceMode: 'normal',
      carStatus: 'stopped',
      direction: 'none',
      doorZone: true,
      floor: '1',
      carDoorStatus: 'closed',
      passengerPresent: false,
      powerStatus: 'normal',
      ...more,
    });
  }
  /** One person boards: door opens at +2 s, is fully open until +8 s, closed at +10 s. */
  board(lift: string, atS: number, passenger: boolean | null = true): this {
    return this.state(lift, atS + 1, { carDoorStatus: 'opening' })
      .state(lift, atS + 2, { carDoorStatus: 'opened' })
      .state(lift, atS + 4, passenger === null ? {} : { passengerPresent: passenger })
      .state(lift, atS + 8, { carDoorStatus: 'closing' })
      .state(lift, atS + 10, { carDoorStatus: 'closed' });
  }
  depart(lift: string, atS: number): this {
    return this.state(lift, atS, { carStatus: 'running', direction: 'up' }).state(lift, atS + 1, { doorZone: false });
  }
  stop(lift: string, atS: number, doorZone: boolean, more: Signals = {}): this {
    return this.state(lift, atS, { carStatus: 'stopped', direction: 'none', doorZone, ...more });
  }
  /** The door opens fully in the zone and the person leaves. */
  letOut(lift: string, atS: number): this {
    return this.state(lift, atS - 2, { carDoorStatus: 'opening' })
      .state(lift, atS, { carDoorStatus: 'opened' })
      .state(lift, atS + 3, { passengerPresent: false })
      .state(lift, atS + 6, { carDoorStatus: 'closing' })
      .state(lift, atS + 8, { carDoorStatus: 'closed' });
  }

  /** What was written down, as NDJSON in order of arrival. */
  text(): string {
    const sorted = this.lines.toSorted(
      (a, b) => Number(a.value['receivedAt']) - Number(b.value['receivedAt']) || a.order - b.order,
    );
    return sorted.map((line) => JSON.stringify(line.value)).join('\n');
  }

  async replay(): Promise<Outcome> {
    const folder = await mkdtemp(join(tmpdir(), 'liftwatch-recording-'));
    const path = join(folder, 'recording.ndjson');
    try {
      await writeFile(path, this.text());
      const printed: Printed[] = [];
      await replayFile({ path, untilMs: ms(this.untilS), write: (text) => printed.push(JSON.parse(text) as Printed) });
      return new Outcome(printed);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** What the replay printed, in the words of the tests. */
export class Outcome {
  readonly printed: readonly Printed[];
  constructor(printed: readonly Printed[]) {
    this.printed = printed;
  }
  get findings(): readonly Finding[] {
    return this.printed.filter((line) => line.kind === 'finding') as unknown as Finding[];
  }
  of(kind: string): readonly Printed[] {
    return this.printed.filter((line) => line.kind === kind);
  }
  /** Seconds after the start at which entrapments of a lift reached each stage, oldest first: `['suspected 50', ...]`. */
  entrapments(lift: string): readonly string[] {
    const stages: string[] = [];
    const last = new Map<string, string>();
    for (const f of this.findings) {
      if (f.liftId !== lift || f.incidentKind !== 'entrapment' || last.get(f.findingId) === f.stage) continue;
      last.set(f.findingId, f.stage);
      stages.push(`${f.stage} ${(f.at - startMs) / 1_000}`);
    }
    return stages;
  }
  /** Seconds after the start of the first entrapment alarm of a lift; undefined: there was none. */
  alarmS(lift: string): number | undefined {
    const alarm = this.findings.find(
      (f) => f.liftId === lift && f.incidentKind === 'entrapment' && f.stage === 'alarm',
    );
    return alarm && (alarm.at - startMs) / 1_000;
  }
  /** Who was told of a lift's incidents of a kind, oldest first: `alarm firm`, `alarm platform` ... */
  told(lift: string, incidentKind?: string): readonly string[] {
    return this.of('delivery')
      .filter(
        (d) =>
          (d['content'] as Signals)['liftId'] === lift &&
          (incidentKind === undefined || (d['content'] as Signals)['kind'] === incidentKind),
      )
      .map((d) => `${String(d['notice'])} ${String(d['role'])}`);
  }
  /** Each incident as it last stood. */
  get incidents(): readonly Printed[] {
    return [...new Map(this.of('incident').map((i) => [i['incidentId'], i])).values()];
  }
  /** First line in which each finding of a code reached alarm. */
  alarms(lift: string, code?: string): readonly Finding[] {
    const seen = new Set<string>();
    return this.findings.filter((f) => {
      if (f.liftId !== lift || f.stage !== 'alarm' || (code !== undefined && f.code !== code) || seen.has(f.findingId))
        return false;
      seen.add(f.findingId);
      return true;
    });
  }
}

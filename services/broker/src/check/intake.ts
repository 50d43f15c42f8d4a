import { errorsTopic, liftIdPattern, liftNamedIn, type Refusal } from '@liftwatch/schemas';
import { RECORD_BYTES, type Connection, type Route } from '../admission/connection.ts';
import { MinuteCount } from '../admission/rate.ts';
import type { LogClock } from '../clock/log-clock.ts';
import type { GroupCommit } from '../commit/group-commit.ts';
import type { SkippedPublish } from '../framing/skipped-publish.ts';
import { judgeContext, judgePresence, judgeReading, type Judgement } from './judge.ts';

type Done = (error?: Error | null) => void;

export interface IntakeOptions {
  readonly errorsPerMinute: number;
  readonly foreignPerMinute: number;
  readonly monotonicMs: () => number;
  /** Publishes on a lift's `errors`, QoS 0. */
  readonly tell: (topic: string, payload: string) => void;
  readonly onForeignLimit: (connection: Connection) => void;
}

export interface IntakeStats {
  publishes: number;
  readings: number;
  contexts: number;
  readonly deadLetters: Record<Refusal['code'], number>;
}

const NOTICES_KEPT = 50_000;
const forbidden = (topic: string): Refusal => ({
  code: 'LIFT_READING_FOREIGN_TOPIC',
  field: '',
  message: `topic ${topic.slice(0, 200)} is not one this client may publish to: use lift/v1/{liftId}/{kind} of its own lifts`,
});

/** Judges what arrives and puts it, or its refusal with the reason, into the commit. Synchronous; never throws. */
export class Intake {
  readonly stats: IntakeStats = {
    publishes: 0,
    readings: 0,
    contexts: 0,
    deadLetters: {
      LIFT_READING_NOT_UTF8: 0,
      LIFT_READING_NOT_JSON: 0,
      LIFT_READING_INVALID: 0,
      LIFT_READING_FOREIGN_TOPIC: 0,
      LIFT_READING_TOO_LARGE: 0,
      LIFT_BATCH_INVALID: 0,
    },
  };
  readonly #commit: GroupCommit;
  readonly #clock: LogClock;
  readonly #options: IntakeOptions;
  readonly #notices = new Map<string, MinuteCount>();

  constructor(commit: GroupCommit, clock: LogClock, options: IntakeOptions) {
    this.#commit = commit;
    this.#clock = clock;
    this.#options = options;
  }

  /**
   * Takes one publish. `done` is called when everything it led to is in the log.
   * @returns true when the publish itself stands (it may be retained and forwarded)
   */
  take(
    connection: Connection,
    publish: { readonly topic: string; readonly payload: Buffer; readonly route?: Route },
    done: Done,
    isCounted: boolean,
  ): boolean {
    const { payload } = publish;
    const route = publish.route ?? connection.route(publish.topic);
    const topic = route.name;
    const receivedAtMs = this.#clock.nowMs();
    const { terminalId } = connection;
    const judgement = this.#judge(connection, route, publish);
    this.stats.publishes++;
    if (judgement.isLogged) {
      this.stats.readings += judgement.readings;
      if (judgement.readings > 1) connection.rate?.take(judgement.readings - 1);
      if (route.topic.type === 'context') {
        this.stats.contexts++;
        this.#commit.add(route.partition, { type: 'context', receivedAtMs, writerId: terminalId, payload });
      } else {
        const decoded =
          judgement.decoded === undefined || route.topic.type !== 'reading'
            ? undefined
            : { topic: route.topic, publish: judgement.decoded };
        this.#commit.add(route.partition, { type: 'reading', receivedAtMs, terminalId, topic, payload, decoded });
      }
    }
    const batch = judgement.dead[0]?.readingIndex === undefined ? undefined : readBatch(payload);
    for (const { readingIndex, refusal } of judgement.dead) {
      const index = readingIndex === undefined ? {} : { readingIndex };
      const body = readingIndex === undefined || !batch ? payload : readingBytes(batch, readingIndex);
      this.#dead(connection, route, { topic, payload: body, payloadBytes: body.length, refusal, ...index });
    }
    // A will is not a publish that the gate let through, so it is not counted against the connection.
    this.#commit.whenCommitted(isCounted ? connection : undefined, payload.length + RECORD_BYTES, done);
    return judgement.isLogged;
  }

  /** Answers in its turn a publish that adds nothing to the log: one that was taken already, or that clears. */
  pass(connection: Connection | undefined, done: Done): void {
    this.#commit.whenCommitted(connection, RECORD_BYTES, done);
  }

  /** Takes the remains of a publish that was too large to read. */
  takeSkipped(connection: Connection, skipped: SkippedPublish, done: Done): void {
    const { head, sha256 } = skipped.finish();
    const message = `payload of ${skipped.payloadBytes} bytes is too large: send fewer readings in one publish`;
    const refusal: Refusal = { code: 'LIFT_READING_TOO_LARGE', field: '', message };
    const { topic, payloadBytes } = skipped;
    this.stats.publishes++;
    this.#dead(connection, connection.route(topic), { topic, payload: head, payloadBytes, sha256, refusal });
    this.#commit.whenCommitted(connection, head.length + RECORD_BYTES, done);
  }

  #judge(
    connection: Connection,
    route: Route,
    publish: { readonly topic: string; readonly payload: Buffer },
  ): Judgement {
    const { topic, isAllowed } = route;
    if (isAllowed) {
      if (topic.type === 'reading') return judgeReading(topic.kind, publish.payload);
      if (topic.type === 'presence') return judgePresence(publish.payload);
      if (topic.type === 'context') return judgeContext(topic.liftId, publish.payload);
    }
    if (connection.foreignTopics.add(this.#options.monotonicMs()) >= this.#options.foreignPerMinute)
      this.#options.onForeignLimit(connection);
    return { isLogged: false, readings: 0, dead: [{ refusal: forbidden(publish.topic) }] };
  }

  #dead(
    connection: Connection,
    route: Route,
    what: {
      topic: string;
      payload: Buffer;
      payloadBytes: number;
      refusal: Refusal;
      sha256?: string;
      readingIndex?: number;
    },
  ): void {
    this.stats.deadLetters[what.refusal.code]++;
    const { terminalId } = connection;
    this.#commit.add(route.partition, { type: 'dead', receivedAtMs: this.#clock.nowMs(), terminalId, ...what });
    this.#tell(connection, route, what);
  }

  /** Tells the terminal on `errors` of the lift; where the lift is not its own, of its first; where any is, of the one that is named as it is. */
  #tell(
    connection: Connection,
    route: Route,
    what: { readonly topic: string; readonly refusal: Refusal; readonly readingIndex?: number },
  ): void {
    const lifts = connection.grant?.lifts;
    if (lifts === undefined) return;
    const named = route.topic.type === 'foreign' ? liftNamedIn(what.topic) : route.topic.liftId;
    const isOwn = named !== undefined && (lifts === '*' || lifts.has(named));
    const liftId = isOwn ? named : lifts === '*' ? connection.terminalId : lifts.values().next().value;
    if (liftId === undefined || !liftIdPattern.test(liftId)) return;
    if (!this.#notices.has(connection.terminalId) && this.#notices.size >= NOTICES_KEPT) this.#notices.clear();
    const count = this.#notices.get(connection.terminalId) ?? new MinuteCount();
    this.#notices.set(connection.terminalId, count);
    if (count.add(this.#options.monotonicMs()) > this.#options.errorsPerMinute) return;
    const { topic, refusal, readingIndex } = what;
    this.#options.tell(
      errorsTopic(liftId),
      JSON.stringify({ topic: topic.slice(0, 200), ...(readingIndex !== undefined && { readingIndex }), ...refusal }),
    );
  }
}

interface WireBatch {
  readonly sentAt: number;
  readonly readings: readonly unknown[];
}

const readBatch = (payload: Buffer): WireBatch => JSON.parse(payload.toString('utf8')) as WireBatch;

/** One reading of a batch, made to stand alone, so that it can be re-driven as it is. */
const readingBytes = (batch: WireBatch, index: number): Buffer => {
  const one = batch.readings[index];
  const isObject = typeof one === 'object' && one !== null && !Array.isArray(one);
  return Buffer.from(JSON.stringify(isObject ? { sentAt: batch.sentAt, ...one } : one));
};

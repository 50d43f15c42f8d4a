import type { Socket } from 'node:net';
import { readingTopic, type ReadingKind } from '@liftwatch/schemas';
import type { Body } from './bodies.ts';
import { openLink, type LinkOptions } from './link.ts';
import { createUntidy, type Untidiness } from './untidy.ts';
import { disconnectPacket, envelopeOf, FIRST_SEQ, pingPacket, publishPacket, topicBytes } from './wire.ts';

export interface LoadConnectionOptions extends LinkOptions {
  readonly boot: string;
  /** Time from the scheduled send to the PUBACK, µs. */
  readonly onAck: (latencyUs: number) => void;
  /** As a terminal does: a lost connection is opened again, and what was not acknowledged is sent again. */
  readonly reconnect?: boolean;
  readonly untidy?: Omit<Untidiness, 'terminalId'>;
}

export interface LoadConnection {
  readonly terminalId: string;
  readonly boot: string;
  readonly sentCount: number;
  /** Readings, each counted once. */
  readonly ackedCount: number;
  readonly queuedCount: number;
  readonly lost: boolean;
  /** One publish, one TCP write. Waits here when too many are unanswered; the schedule's time still counts. Returns its seq. */
  publish(liftId: string, body: Body, due: { atMs: number; clockMs: number }): number;
  /** Sends what an untidy network still holds back. */
  flush(): void;
  /** Closed ranges of acknowledged seq, ascending. */
  ackedRanges(): readonly (readonly [from: number, to: number])[];
  ping(): void;
  close(): void;
}

/** Packet ids 1..WINDOW go round; at most this many publishes are unanswered. */
const WINDOW = 512;
const RECONNECT_MS = 250;

interface Waiting {
  readonly liftId: string;
  readonly body: Body;
  readonly atMs: number;
  readonly clockMs: number;
  readonly seq: number;
}

const rangesOf = (acked: readonly boolean[]): [number, number][] => {
  const ranges: [number, number][] = [];
  for (let i = 0; i < acked.length; i++) {
    if (!acked[i]) continue;
    const last = ranges.at(-1);
    if (last && last[1] === FIRST_SEQ + i - 1) last[1]++;
    else ranges.push([FIRST_SEQ + i, FIRST_SEQ + i]);
  }
  return ranges;
};

const createTopics = () => {
  const topics = new Map<string, Map<ReadingKind, Buffer>>();
  return (liftId: string, kind: ReadingKind): Buffer => {
    let ofLift = topics.get(liftId);
    if (!ofLift) topics.set(liftId, (ofLift = new Map()));
    let topic = ofLift.get(kind);
    if (!topic) ofLift.set(kind, (topic = topicBytes(readingTopic(liftId, kind))));
    return topic;
  };
};

/** What is unanswered and what waits, over all links that a connection has had. */
const createOutbox = (options: LoadConnectionOptions) => {
  const envelope = envelopeOf(options.boot);
  const topicOf = createTopics();
  const unanswered: (Waiting | undefined)[] = [];
  const acked: boolean[] = [];
  const queue: Waiting[] = [];
  let [packetId, sentCount, ackedCount] = [0, 0, 0];
  let socket: Socket | undefined;

  const write = (one: Waiting, id: number): void => {
    const { body, atMs, seq } = one;
    const topic = topicOf(one.liftId, body.kind);
    socket?.write(publishPacket({ topic, envelope, body: body.bytes, packetId: id, atMs, seq }));
  };
  const send = (one: Waiting): boolean => {
    const id = (packetId % WINDOW) + 1;
    if (!socket || unanswered[id]) return false;
    packetId = id;
    unanswered[id] = one;
    write(one, id);
    sentCount++;
    return true;
  };
  return {
    counts: () => ({ sentCount, ackedCount, queuedCount: queue.length }),
    acked,
    take(one: Waiting): void {
      if (queue.length > 0 || !send(one)) queue.push(one);
    },
    onAcked(id: number): void {
      const one = unanswered[id];
      if (!one) return;
      unanswered[id] = undefined;
      if (!acked[one.seq - FIRST_SEQ]) ackedCount++;
      acked[one.seq - FIRST_SEQ] = true;
      options.onAck((performance.now() - one.clockMs) * 1000);
      while (queue[0] && send(queue[0])) queue.shift();
    },
    /** A new link: first what the old one left unanswered, in the order in which it was sent. */
    attach(link: Socket): void {
      socket = link;
      for (let i = 1; i <= WINDOW; i++) {
        const id = ((packetId + i - 1) % WINDOW) + 1;
        const one = unanswered[id];
        if (one) write(one, id);
      }
      while (queue[0] && send(queue[0])) queue.shift();
    },
    detach(): void {
      socket = undefined;
    },
    socket: () => socket,
  };
};

/** Connects one gateway and resolves when the broker let it in. @throws {SimulatorError} LIFT_SIMULATOR_LOAD_FAILED */
export const openLoadConnection = async (options: LoadConnectionOptions): Promise<LoadConnection> => {
  const outbox = createOutbox(options);
  const untidy =
    options.untidy &&
    createUntidy<Waiting>({ ...options.untidy, terminalId: options.terminalId }, (one) => outbox.take(one));
  let [nextSeq, isClosed] = [FIRST_SEQ, false];
  const open = async (): Promise<void> => outbox.attach(await openLink(options, { acked: outbox.onAcked, closed }));
  const again = (): void => {
    if (!isClosed) setTimeout(() => void open().catch(again), RECONNECT_MS);
  };
  function closed(): void {
    outbox.detach();
    if (options.reconnect) again();
  }
  await open();
  return {
    terminalId: options.terminalId,
    boot: options.boot,
    get sentCount() {
      return outbox.counts().sentCount;
    },
    get ackedCount() {
      return outbox.counts().ackedCount;
    },
    get queuedCount() {
      return outbox.counts().queuedCount;
    },
    get lost() {
      return outbox.socket() === undefined;
    },
    publish(liftId, body, due) {
      const one = { liftId, body, atMs: due.atMs, clockMs: due.clockMs, seq: nextSeq++ };
      if (untidy) untidy.take(one);
      else outbox.take(one);
      return one.seq;
    },
    flush: () => untidy?.flush(),
    ackedRanges: () => rangesOf(outbox.acked),
    ping: () => void outbox.socket()?.write(pingPacket),
    close() {
      isClosed = true;
      outbox.socket()?.end(disconnectPacket);
    },
  };
};

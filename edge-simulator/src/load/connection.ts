import { connect, type Socket } from 'node:net';
import { readingTopic, type ReadingKind } from '@liftwatch/schemas';
import { SimulatorError } from '../errors.ts';
import type { Body } from './bodies.ts';
import {
  connectPacket,
  createAnswerReader,
  disconnectPacket,
  envelopeOf,
  FIRST_SEQ,
  pingPacket,
  publishPacket,
  topicBytes,
} from './wire.ts';

export interface LoadConnectionOptions {
  readonly host: string;
  readonly port: number;
  readonly terminalId: string;
  readonly boot: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Time from the scheduled send to the PUBACK, µs. */
  readonly onAck: (latencyUs: number) => void;
}

export interface LoadConnection {
  readonly terminalId: string;
  readonly boot: string;
  readonly sentCount: number;
  readonly ackedCount: number;
  readonly queuedCount: number;
  readonly lost: boolean;
  /** One publish, one TCP write. Waits here when too many are unanswered; the schedule's time still counts. Returns its seq. */
  publish(liftId: string, body: Body, due: { atMs: number; clockMs: number }): number;
  /** Closed ranges of acknowledged seq, ascending. */
  ackedRanges(): readonly (readonly [from: number, to: number])[];
  ping(): void;
  close(): void;
}

/** Packet ids 1..WINDOW go round; at most this many publishes are unanswered. */
const WINDOW = 512;
const CONNECT_MS = 20_000;
const KEEP_ALIVE_S = 600;
const shared = Buffer.alloc(65_536);

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

const build = (socket: Socket, options: LoadConnectionOptions) => {
  const envelope = envelopeOf(options.boot);
  const topics = new Map<string, Map<ReadingKind, Buffer>>();
  const clocks = new Float64Array(WINDOW + 1);
  const seqs = new Float64Array(WINDOW + 1);
  const acked: boolean[] = [];
  const queue: Waiting[] = [];
  let [nextSeq, packetId, sentCount, ackedCount, lost] = [FIRST_SEQ, 0, 0, 0, false];
  socket.on('close', () => (lost = true));

  const topicOf = (liftId: string, kind: ReadingKind): Buffer => {
    let ofLift = topics.get(liftId);
    if (!ofLift) topics.set(liftId, (ofLift = new Map()));
    let topic = ofLift.get(kind);
    if (!topic) ofLift.set(kind, (topic = topicBytes(readingTopic(liftId, kind))));
    return topic;
  };
  const send = (one: Waiting): boolean => {
    const id = (packetId % WINDOW) + 1;
    if (lost || clocks[id] !== 0) return false;
    packetId = id;
    clocks[id] = one.clockMs;
    seqs[id] = one.seq;
    const { body, atMs, seq } = one;
    socket.write(
      publishPacket({ topic: topicOf(one.liftId, body.kind), envelope, body: body.bytes, packetId: id, atMs, seq }),
    );
    sentCount++;
    return true;
  };
  const onAcked = (id: number): void => {
    const clockMs = clocks[id] ?? 0;
    if (clockMs === 0) return;
    clocks[id] = 0;
    ackedCount++;
    acked[(seqs[id] ?? 0) - FIRST_SEQ] = true;
    options.onAck((performance.now() - clockMs) * 1000);
    while (queue[0] && send(queue[0])) queue.shift();
  };
  const connection: LoadConnection = {
    terminalId: options.terminalId,
    boot: options.boot,
    get sentCount() {
      return sentCount;
    },
    get ackedCount() {
      return ackedCount;
    },
    get queuedCount() {
      return queue.length;
    },
    get lost() {
      return lost;
    },
    publish(liftId, body, due) {
      const one = { liftId, body, atMs: due.atMs, clockMs: due.clockMs, seq: nextSeq++ };
      if (queue.length > 0 || !send(one)) queue.push(one);
      return one.seq;
    },
    ackedRanges: () => rangesOf(acked),
    ping: () => void (lost || socket.write(pingPacket)),
    close: () => void (lost || socket.end(disconnectPacket)),
  };
  return { connection, onAcked };
};

/** Connects one gateway and resolves when the broker let it in. @throws {SimulatorError} LIFT_SIMULATOR_LOAD_FAILED */
export const openLoadConnection = (options: LoadConnectionOptions): Promise<LoadConnection> =>
  new Promise((resolve, reject) => {
    const { host, port, terminalId, username, password } = options;
    const fail = (what: string, cause?: unknown): void => {
      socket.destroy();
      const message = `connection ${terminalId} to ${host}:${port} failed: ${what}; check the address and the credentials`;
      reject(new SimulatorError('LIFT_SIMULATOR_LOAD_FAILED', message, { cause }));
    };
    // One buffer for all sockets: it is read out before the next read, and a fresh 64 kB for each 4-byte PUBACK costs more
    // than the publish.
    const onread = {
      buffer: shared,
      callback: (bytes: number): boolean => {
        readAnswers(shared.subarray(0, bytes));
        return true;
      },
    };
    const socket = connect({ host, port, noDelay: true, onread });
    const timer = setTimeout(() => fail(`no CONNACK within ${CONNECT_MS} ms`), CONNECT_MS);
    const { connection, onAcked } = build(socket, options);
    socket.on('error', (error) => fail(error.message, error));
    socket.on('connect', () =>
      socket.write(connectPacket({ clientId: terminalId, keepAliveS: KEEP_ALIVE_S, username, password })),
    );
    const connected = (returnCode: number): void => {
      clearTimeout(timer);
      if (returnCode === 0) resolve(connection);
      else fail(`the broker refused it (CONNACK ${returnCode})`);
    };
    const readAnswers = createAnswerReader({ acked: onAcked, connected });
  });

import type { Socket } from 'node:net';
import { parseTopic, type Topic } from '@liftwatch/schemas';
import { partitionOf } from '@liftwatch/stores';
import type { Waiter } from '../commit/group-commit.ts';
import type { Grant } from '../credentials/book.ts';
import type { LiftClient } from '../mqtt.ts';
import { FrameGate, type FrameGateOwner, type FrameLimits } from '../framing/frame-gate.ts';
import type { Violation } from '../framing/packet-check.ts';
import type { SkippedPublish } from '../framing/skipped-publish.ts';
import type { WireConnect } from './door.ts';
import { mayPublish } from './grants.ts';
import { MinuteCount, type Rate } from './rate.ts';

/** A topic name as one connection may use it. */
export interface Route {
  /** The topic name: one text for all publishes to it. */
  readonly name: string;
  readonly topic: Topic;
  readonly isAllowed: boolean;
  readonly partition: number;
}

export interface PlainPublish {
  readonly topic: string;
  readonly packetId: number;
  readonly payload: Buffer;
}

/** Why a socket is not read at the moment. */
export type PauseCause = 'unanswered' | 'unanswered-bytes' | 'rate' | 'disk-full' | 'unread';

/** The rim of a connection: what it asks of the whole broker. */
export interface ConnectionHost {
  readonly partitions: number;
  readonly unansweredLimit: number;
  monotonicMs(): number;
  /** Why nobody may publish now, if so. */
  intakePause(): PauseCause | undefined;
  /** Whether a packet that is not whole may grow in memory. */
  mayBuffer(): boolean;
  /** So many bytes more, or less, are on their way from a gate to intake. */
  onPassing(bytes: number): void;
  /** So many bytes more, or less, are held by a gate. */
  onHeld(bytes: number): void;
  onPaused(connection: Connection, cause: PauseCause): void;
  /** A part of a packet came. */
  onPartial(connection: Connection): void;
  /** A plain QoS 1 publish, straight from the gate; false: let aedes have it. */
  takePublish(connection: Connection, publish: PlainPublish): boolean;
  onSkipped(connection: Connection, skipped: SkippedPublish): void;
  onViolation(connection: Connection, violation: Violation): void;
  onTooLarge(connection: Connection, bytes: number): void;
}

const ROUTES_KEPT = 8_192;
const RELEASE_AGAIN_MS = 20;
/** What a record costs beside its payload, about. */
export const RECORD_BYTES = 2_048;

/** One socket: who speaks on it, how much of it is unanswered, and whether it is read. */
export class Connection implements FrameGateOwner, Waiter {
  readonly socket: Socket;
  readonly address: string;
  readonly gate: FrameGate;
  readonly foreignTopics = new MinuteCount();
  grant: Grant | undefined;
  /** What aedes knows of this socket. */
  client: LiftClient | undefined;
  /** When aedes' keep-alive was last put off, monotonic ms. */
  keptAliveAtMs = 0;
  terminalId = '';
  rate: Rate | undefined;
  sessionId = 0;
  connect: WireConnect | undefined;
  filterCount = 0;
  /** Packet ids of QoS 2 publishes that are on their way into the log. A lasting session's: all its connections have the same. */
  arriving = new Set<number>();
  /** Publishes let through the gate that are not answered. */
  unanswered = 0;
  /** Bytes that passed the gate and did not reach intake yet. */
  #releasedBytes = 0;
  /** Bytes the gate holds: packets that wait, and the beginning of one. */
  #heldBytes = 0;
  /** Of `unanswered`, those that the gate gave to intake without aedes. */
  takenAtGate = 0;
  pauseCause: PauseCause | undefined;
  pausedSinceMs = 0;
  /** A `paused` entry was written and `resumed` is owed. */
  isPauseLogged = false;
  readonly #host: ConnectionHost;
  readonly #routes = new Map<string, Route>();

  constructor(socket: Socket, host: ConnectionHost, limits: FrameLimits) {
    this.socket = socket;
    this.address = socket.remoteAddress ?? '';
    this.#host = host;
    this.gate = new FrameGate(socket, this, limits);
  }

  /** What a topic name means here. Kept per name: a terminal uses few. */
  route(name: string): Route {
    const known = this.#routes.get(name);
    if (known) return known;
    const topic = parseTopic(name);
    const isAllowed = this.grant !== undefined && topic.type !== 'foreign' && mayPublish(this.grant, name);
    const partition = partitionOf(topic.type === 'foreign' ? this.terminalId : topic.liftId, this.#host.partitions);
    if (this.#routes.size >= ROUTES_KEPT) this.#routes.clear();
    const route = { name, topic, isAllowed, partition };
    this.#routes.set(name, route);
    return route;
  }

  mayPublish(bytes: number): boolean {
    const cause = this.#ownCause() ?? this.#host.intakePause() ?? this.#rateCause();
    if (cause !== undefined) {
      this.#pause(cause);
      return false;
    }
    this.pauseCause = undefined;
    this.unanswered++;
    this.#releasedBytes += bytes + RECORD_BYTES;
    this.#host.onPassing(bytes + RECORD_BYTES);
    this.rate?.take(1);
    return true;
  }

  mayRelease(packetId: number): boolean {
    if (this.arriving.has(packetId)) {
      if (this.pauseCause === undefined) this.#pause('unanswered');
      // Another connection of the session may be the one that hears of it.
      setTimeout(() => this.gate.reopen(), RELEASE_AGAIN_MS).unref();
      return false;
    }
    if (this.pauseCause === 'unanswered') this.pauseCause = undefined;
    return true;
  }

  /** A publish that passed the gate has reached intake, which counts it from here. */
  arrived(bytes: number): void {
    const known = Math.min(bytes + RECORD_BYTES, this.#releasedBytes);
    this.#releasedBytes -= known;
    this.#host.onPassing(-known);
  }

  /** A packet that is not whole may take more bytes only while there is room; it is closed like one that waits. */
  mayBuffer(): boolean {
    if (!this.#host.mayBuffer()) {
      this.#pause('unanswered-bytes');
      return false;
    }
    this.pauseCause = undefined;
    return true;
  }

  onPartial(): void {
    this.#host.onPartial(this);
  }

  onHeld(bytes: number): void {
    this.#host.onHeld(bytes - this.#heldBytes);
    this.#heldBytes = bytes;
  }

  /** The socket closed: what its gate held is gone. */
  letGo(): void {
    this.#host.onHeld(-this.#heldBytes);
    this.#host.onPassing(-this.#releasedBytes);
    this.#heldBytes = 0;
    this.#releasedBytes = 0;
  }

  #ownCause(): PauseCause | undefined {
    if (this.unanswered >= this.#host.unansweredLimit) return 'unanswered';
    // Answers that nobody reads would pile up in memory.
    return this.socket.writableNeedDrain ? 'unread' : undefined;
  }

  #rateCause(): PauseCause | undefined {
    const waitMs = this.rate?.waitMs(this.#host.monotonicMs()) ?? 0;
    if (waitMs === 0) return undefined;
    setTimeout(() => this.gate.reopen(), Math.max(waitMs, 5)).unref();
    return 'rate';
  }

  #pause(cause: PauseCause): void {
    if (this.pauseCause === undefined) this.pausedSinceMs = this.#host.monotonicMs();
    if (cause === 'unread' && this.pauseCause !== 'unread') this.socket.once('drain', () => this.gate.reopen());
    this.pauseCause = cause;
    this.#host.onPaused(this, cause);
  }

  /** One publish of this connection was answered. Reading goes on when half of the allowance is free again. */
  committed(): void {
    this.unanswered--;
    if (this.pauseCause === 'unanswered' && this.unanswered <= this.#host.unansweredLimit / 2) this.gate.reopen();
  }

  takePublish(topic: string, packetId: number, payload: Buffer): boolean {
    // PUBACKs go out in the order of the publishes [MQTT-4.6.0-2]: behind one that aedes has, aedes gets all.
    if (this.grant === undefined || this.unanswered - 1 > this.takenAtGate) return false;
    return this.#host.takePublish(this, { topic, packetId, payload });
  }

  onSkipped(skipped: SkippedPublish): void {
    this.#host.onSkipped(this, skipped);
  }

  onViolation(violation: Violation): void {
    this.#host.onViolation(this, violation);
  }

  onTooLarge(bytes: number): void {
    this.#host.onTooLarge(this, bytes);
  }
}

import type { Socket } from 'node:net';
import { checkPacket, type Violation } from './packet-check.ts';
import { SkippedPublish } from './skipped-publish.ts';

export interface FrameLimits {
  readonly packetBytes: number;
  readonly packetCloseBytes: number;
}

/** What the gate asks and tells its connection. */
export interface FrameGateOwner {
  /** Asked before each publish is let through; false: keep it and all behind it until `reopen`. */
  mayPublish(bytes: number): boolean;
  /**
   * Asked before a PUBREL is let through; false: its publish is not in the log yet. Keep it and all behind it: what follows
   * under that packet id is a new reading, and would be taken for the old one.
   */
  mayRelease(packetId: number): boolean;
  /** Asked before more is read of a packet that is not whole; false: leave it in the socket until `reopen`. */
  mayBuffer(): boolean;
  /** Told that a part of a packet came which is not whole yet: the sender is alive, and slow. */
  onPartial(): void;
  /** Told how many bytes the gate keeps, when that changes. */
  onHeld(bytes: number): void;
  /**
   * Offered each checked QoS 1 publish that asks for nothing else (no RETAIN); true: taken, aedes never sees it. The
   * payload is a view into what the socket gave.
   */
  takePublish(topic: string, packetId: number, payload: Buffer): boolean;
  onSkipped(skipped: SkippedPublish): void;
  onViolation(violation: Violation): void;
  onTooLarge(bytes: number): void;
}

const EMPTY = Buffer.alloc(0);
const CONNECT = 1;
const PUBLISH = 3;
const PUBREL = 6;
/** PUBLISH, QoS 1, without RETAIN; with DUP or without. */
const PLAIN_PUBLISH = 0x32;
const DUP = 0x08;
const QOS_2 = 0x04;

/**
 * Stands between a socket and aedes, in the socket's own `read`: whole, well-formed packets of bounded size pass.
 * A stream in between would cost a copy and two events per chunk; this costs a scan of the headers.
 */
export class FrameGate {
  readonly #socket: Socket;
  readonly #owner: FrameGateOwner;
  readonly #limits: FrameLimits;
  readonly #readSocket: (size?: number) => Buffer | null;
  #parts: Buffer[] = [];
  #partsBytes = 0;
  #toldBytes = 0;
  /** Bytes that must be there before it is worth looking again. */
  #needed = 0;
  #skipped: SkippedPublish | undefined;
  /** Packet ids of QoS 2 publishes and of PUBRELs that pass in this go: aedes has not looked at them yet. */
  readonly #passing = { publishes: new Set<number>(), releases: new Set<number>() };
  /** The packet that last passed was taken by the owner: its bytes are not aedes'. */
  #wasTaken = false;
  #state: 'connect' | 'connecting' | 'open' | 'dead' = 'connect';

  constructor(socket: Socket, owner: FrameGateOwner, limits: FrameLimits) {
    this.#socket = socket;
    this.#owner = owner;
    this.#limits = limits;
    this.#readSocket = socket.read.bind(socket) as (size?: number) => Buffer | null;
    // `read(0)` is Node's own way to ask for more; everything else is aedes taking bytes.
    socket.read = (size?: number) => (size === 0 ? this.#readSocket(0) : this.#read());
  }

  /** CONNACK went out: packets behind CONNECT may pass. Aedes would queue 42 of them and then close. */
  open(): void {
    if (this.#state === 'connecting') this.#state = 'open';
    this.reopen();
  }

  /** Something that held `mayPublish` back has changed. */
  reopen(): void {
    if (this.#state !== 'dead' && !this.#socket.destroyed) this.#socket.emit('readable');
  }

  #read(): Buffer | null {
    if (this.#state === 'dead') {
      this.#readSocket();
      return null;
    }
    for (;;) {
      // Held packets first: the socket is left alone, and so TCP holds the sender back.
      if (this.#partsBytes === 0 || this.#partsBytes < this.#needed) {
        if (this.#partsBytes > 0 && !this.#owner.mayBuffer()) return null;
        const chunk = this.#readSocket();
        if (chunk === null) return null;
        this.#parts.push(chunk);
        this.#partsBytes += chunk.length;
        if (this.#partsBytes < this.#needed) {
          this.#owner.onPartial();
          this.#tellHeld();
          continue;
        }
      }
      const bytes =
        this.#parts.length === 1 ? (this.#parts[0] as Buffer) : Buffer.concat(this.#parts, this.#partsBytes);
      const released = this.#release(bytes);
      const isHeld = this.#partsBytes > 0 && this.#needed === 0;
      if (released || isHeld || this.#isDead()) return released;
    }
  }

  /** A method, because a state read before may have changed inside a call. */
  #isDead(): boolean {
    return this.#state === 'dead';
  }

  #release(bytes: Buffer): Buffer | null {
    let start = 0;
    let at = 0;
    this.#needed = 0;
    this.#forgetPassing();
    const released: Buffer[] = [];
    while (at < bytes.length) {
      if (this.#skipped) {
        at += this.#skip(bytes.subarray(at));
        start = at;
        continue;
      }
      const end = this.#pass(bytes, at);
      if (end > at) {
        if (this.#wasTaken) {
          if (at > start) released.push(bytes.subarray(start, at));
          start = end;
        }
        at = end;
        continue;
      }
      if (!this.#skipped) break;
      if (at > start) released.push(bytes.subarray(start, at));
      at += -end;
      start = at;
    }
    if (at > start) released.push(bytes.subarray(start, at));
    this.#keep(at < bytes.length ? bytes.subarray(at) : EMPTY, bytes);
    if (released.length === 0) return null;
    return released.length === 1 ? (released[0] as Buffer) : Buffer.concat(released);
  }

  #keep(rest: Buffer, of: Buffer): void {
    if (rest.length === 0 || this.#state === 'dead') this.#dropParts();
    // A small rest is copied: a view would keep the whole chunk in memory.
    else this.#parts = [rest.length * 2 < of.length ? Buffer.from(rest) : rest];
    this.#partsBytes = this.#parts.length === 0 ? 0 : rest.length;
    this.#tellHeld();
  }

  /** Taken out, mostly one: a list whose length is set to 0 gives its room away and asks for it again with each chunk. */
  #dropParts(): void {
    while (this.#parts.length > 0) this.#parts.pop();
  }

  #tellHeld(): void {
    if (this.#partsBytes === this.#toldBytes) return;
    this.#toldBytes = this.#partsBytes;
    this.#owner.onHeld(this.#partsBytes);
  }

  /**
   * Where the packet at `at` ends, when it passes whole; `at` or less when it must wait. When a skip began, minus the
   * length of its headers.
   */
  #pass(bytes: Buffer, at: number): number {
    const first = bytes[at] as number;
    const type = first >> 4;
    this.#wasTaken = false;
    if (this.#state === 'connecting' || (this.#state === 'connect' && type !== CONNECT))
      return this.#waitOrRefuse(type, at);
    let length = 0;
    let body = at + 1;
    for (let shift = 0; ; shift += 7) {
      if (shift === 28) return this.#violate({ reason: 'remaining length is malformed' }, at);
      if (body >= bytes.length) return this.#wait(body - at + 1, at);
      const digit = bytes[body++] as number;
      length |= (digit & 127) << shift;
      if (digit < 128) break;
    }
    const end = body + length;
    if (end - at > this.#limits.packetBytes) return this.#large(bytes, at, { type, body, end });
    if (end > bytes.length) return this.#wait(end - at, at);
    const wrong = checkPacket(bytes, at, { body, end });
    if (wrong) return this.#violate(wrong, at);
    if (type === PUBLISH) {
      const twoStepId = (first & QOS_2) === 0 ? 0 : bytes.readUInt16BE(body + 2 + bytes.readUInt16BE(body));
      if (this.#passing.releases.has(twoStepId) || !this.#owner.mayPublish(length)) return at;
      this.#wasTaken = (first & ~DUP) === PLAIN_PUBLISH && this.#take(bytes, body, end);
      if (twoStepId > 0) this.#passing.publishes.add(twoStepId);
    }
    if (type === PUBREL && !this.#mayRelease(bytes.readUInt16BE(body))) return at;
    if (type === CONNECT) this.#state = this.#state === 'connect' ? 'connecting' : this.#state;
    return end;
  }

  /** Mostly there is nothing to forget; a set that is cleared makes a new table, with each chunk. */
  #forgetPassing(): void {
    const { publishes, releases } = this.#passing;
    if (publishes.size > 0) publishes.clear();
    if (releases.size > 0) releases.clear();
  }

  /** A packet id begins anew behind its PUBREL: neither overtakes the other. */
  #mayRelease(packetId: number): boolean {
    if (this.#passing.publishes.has(packetId) || !this.#owner.mayRelease(packetId)) return false;
    this.#passing.releases.add(packetId);
    return true;
  }

  #take(bytes: Buffer, body: number, end: number): boolean {
    const id = body + 2 + (((bytes[body] as number) << 8) | (bytes[body + 1] as number));
    const packetId = ((bytes[id] as number) << 8) | (bytes[id + 1] as number);
    return this.#owner.takePublish(bytes.toString('utf8', body + 2, id), packetId, bytes.subarray(id + 2, end));
  }

  #waitOrRefuse(type: number, at: number): number {
    if (this.#state === 'connecting') return at;
    return this.#violate({ reason: `first packet is type ${type}, not CONNECT` }, at);
  }

  #wait(bytes: number, at: number): number {
    this.#needed = bytes;
    return at;
  }

  #violate(violation: Violation, at: number): number {
    this.#state = 'dead';
    this.#owner.onViolation(violation);
    return at;
  }

  #large(
    bytes: Buffer,
    at: number,
    span: { readonly type: number; readonly body: number; readonly end: number },
  ): number {
    const size = span.end - at;
    if (size > this.#limits.packetCloseBytes || span.type !== PUBLISH) {
      this.#state = 'dead';
      this.#owner.onTooLarge(size);
      return at;
    }
    if (bytes.length < span.body + 2) return this.#wait(span.body + 2 - at, at);
    const qos = ((bytes[at] as number) >> 1) & 3;
    const payload = span.body + 2 + bytes.readUInt16BE(span.body) + (qos > 0 ? 2 : 0);
    if (bytes.length < payload) return this.#wait(payload - at, at);
    const wrong = checkPacket(bytes, at, { body: span.body, end: span.end });
    if (wrong) return this.#violate(wrong, at);
    if (!this.#owner.mayPublish(0)) return at;
    const topic = bytes.toString('utf8', span.body + 2, payload - (qos > 0 ? 2 : 0));
    const packetId = qos > 0 ? bytes.readUInt16BE(payload - 2) : 0;
    this.#skipped = new SkippedPublish({ topic, qos, packetId, payloadBytes: span.end - payload });
    return -(payload - at);
  }

  #skip(bytes: Buffer): number {
    const skipped = this.#skipped as SkippedPublish;
    const taken = skipped.feed(bytes);
    if (!skipped.isWhole) this.#owner.onPartial();
    else {
      this.#skipped = undefined;
      this.#owner.onSkipped(skipped);
    }
    return taken;
  }
}

import { createHash } from 'node:crypto';

const HEAD_BYTES = 1_024;

/** A publish too large for us whose body runs past: only its first kB and its SHA-256 are kept. */
export class SkippedPublish {
  readonly topic: string;
  readonly qos: number;
  readonly packetId: number;
  readonly payloadBytes: number;
  readonly #hash = createHash('sha256');
  readonly #head: Buffer[] = [];
  #headBytes = 0;
  #remaining: number;

  constructor(of: {
    readonly topic: string;
    readonly qos: number;
    readonly packetId: number;
    readonly payloadBytes: number;
  }) {
    this.topic = of.topic;
    this.qos = of.qos;
    this.packetId = of.packetId;
    this.payloadBytes = of.payloadBytes;
    this.#remaining = of.payloadBytes;
  }

  /** Takes its part of `bytes` and returns how many it took. */
  feed(bytes: Buffer): number {
    const part = bytes.length > this.#remaining ? bytes.subarray(0, this.#remaining) : bytes;
    if (this.#headBytes < HEAD_BYTES) {
      const head = Buffer.from(part.subarray(0, HEAD_BYTES - this.#headBytes));
      this.#head.push(head);
      this.#headBytes += head.length;
    }
    this.#hash.update(part);
    this.#remaining -= part.length;
    return part.length;
  }

  get isWhole(): boolean {
    return this.#remaining === 0;
  }

  /** First kB and hash; once, at the end. */
  finish(): { readonly head: Buffer; readonly sha256: string } {
    return { head: Buffer.concat(this.#head), sha256: this.#hash.digest('hex') };
  }
}

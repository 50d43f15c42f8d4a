/** Appends numbers, strings and bytes to a buffer that grows and is reused. Little endian. */
export class ByteWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(initialBytes: number) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  /** Starts anew, leaving room for a header. */
  reset(headerBytes: number): void {
    this.#length = headerBytes;
  }

  written(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  #reserve(bytes: number): number {
    const at = this.#length;
    const needed = at + bytes;
    if (needed > this.#buffer.length) {
      const grown = Buffer.allocUnsafe(Math.max(needed, this.#buffer.length * 2));
      this.#buffer.copy(grown, 0, 0, at);
      this.#buffer = grown;
    }
    this.#length = needed;
    return at;
  }

  u8(value: number): void {
    const at = this.#reserve(1);
    this.#buffer[at] = value;
  }

  f64(value: number): void {
    this.#buffer.writeDoubleLE(value, this.#reserve(8));
  }

  /** Unsigned integer below 2^53, 7 bits a byte. */
  varint(value: number): void {
    let rest = value;
    while (rest > 0x7f) {
      this.u8((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.u8(rest);
  }

  bytes(value: Uint8Array): void {
    this.varint(value.length);
    const at = this.#reserve(value.length);
    this.#buffer.set(value, at);
  }

  text(value: string): void {
    const bytes = Buffer.byteLength(value);
    this.varint(bytes);
    const at = this.#reserve(bytes);
    this.#buffer.write(value, at, bytes, 'utf8');
  }
}

/** Reads what ByteWriter wrote; throws RangeError past the end. */
export class ByteReader {
  readonly #buffer: Buffer;
  #at = 0;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
  }

  #take(bytes: number): number {
    const at = this.#at;
    if (at + bytes > this.#buffer.length) throw new RangeError(`${bytes} bytes wanted past the end`);
    this.#at = at + bytes;
    return at;
  }

  u8(): number {
    return this.#buffer[this.#take(1)] as number;
  }

  f64(): number {
    return this.#buffer.readDoubleLE(this.#take(8));
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
      if (scale > 2 ** 49) throw new RangeError('a number is too long');
    }
  }

  bytes(): Uint8Array {
    const length = this.varint();
    const at = this.#take(length);
    return this.#buffer.subarray(at, at + length);
  }

  text(): string {
    const length = this.varint();
    const at = this.#take(length);
    return this.#buffer.toString('utf8', at, at + length);
  }

  expectEnd(): void {
    const left = this.#buffer.length - this.#at;
    if (left !== 0) throw new RangeError(`${left} bytes are left over`);
  }
}

const UTF8_BYTES_PER_CHARACTER = 3;

/**
 * Lines of points as bytes, outside the heap: as text, the thousands of a checkpoint would be pieces of strings that
 * outlive two collections and are copied by both. Grows to the largest checkpoint and is used again.
 */
export class LineBuffer {
  #bytes: Buffer;
  #length = 0;
  count = 0;

  constructor(initialBytes = 1 << 12) {
    this.#bytes = Buffer.allocUnsafe(initialBytes);
  }

  add(line: string): void {
    const most = this.#length + line.length * UTF8_BYTES_PER_CHARACTER + 1;
    if (most > this.#bytes.length) this.#grow(most);
    this.#length += this.#bytes.write(line, this.#length);
    this.#bytes[this.#length++] = 0x0a;
    this.count++;
  }

  /** The lines, each with its line break. A view: valid until the next `add` or `clear`. */
  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
    this.count = 0;
  }

  #grow(most: number): void {
    const grown = Buffer.allocUnsafe(Math.max(most, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}

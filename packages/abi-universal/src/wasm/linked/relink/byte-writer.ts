/** Writes the bytes of a WebAssembly module, mostly by copying ranges of another. */

import { wasmName } from "@hpyjs/wasm";

/** A growing sequence of bytes. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param size how many bytes to expect. */
  constructor(size: number) {
    this.#bytes = new Uint8Array(Math.max(size, 64));
  }

  /** How many bytes there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds a byte. */
  u8(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  /** Adds bytes. */
  add(bytes: ArrayLike<number>): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Adds bytes so many times. */
  repeat(bytes: readonly number[], count: number): void {
    this.#reserve(bytes.length * count);
    const end = this.#length + bytes.length * count;
    if (bytes.length === 1) {
      this.#bytes.fill(bytes[0] as number, this.#length, end);
      this.#length = end;
      return;
    }
    const start = this.#length;
    if (count > 0) this.add(bytes);
    // Each time, twice as much is there to be copied.
    while (this.#length < end) {
      const more = Math.min(this.#length - start, end - this.#length);
      this.#bytes.copyWithin(this.#length, start, start + more);
      this.#length += more;
    }
  }

  /** Adds the bytes of `source` from `start` to `end`. */
  copy(source: Uint8Array, start: number, end: number): void {
    if (end > start) this.add(source.subarray(start, end));
  }

  /** Adds an unsigned integer in LEB128. */
  u32(value: number): void {
    this.#reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** Adds a name: the length of its UTF-8 bytes, and these. */
  name(value: string): void {
    if (!this.#shortName(value)) this.add(wasmName(value));
  }

  /** Adds a name of less than 128 characters that are all ASCII. @returns whether it is one. */
  #shortName(value: string): boolean {
    const { length } = value;
    if (length > 0x7f) return false;
    this.#reserve(1 + length);
    const bytes = this.#bytes;
    let at = this.#length;
    bytes[at++] = length;
    for (let index = 0; index < length; index++) {
      const code = value.charCodeAt(index);
      if (code > 0x7f) return false;
      bytes[at++] = code;
    }
    this.#length = at;
    return true;
  }

  /** Adds what another has written, behind its length. */
  sized(other: ByteWriter): void {
    this.u32(other.length);
    this.add(other.bytes());
  }

  /** What was written: a view that is valid until more is. */
  bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets what was written. */
  clear(): void {
    this.#length = 0;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.bytes());
    this.#bytes = larger;
  }
}

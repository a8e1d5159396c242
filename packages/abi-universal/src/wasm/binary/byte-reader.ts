/** Reads the bytes of a WebAssembly binary in order: integers, names and vectors (core specification, chapter 5). */

import { WasmFormatError } from "../errors.ts";

/** Keeps nothing from one text to the next. Making one takes longer than most texts do. */
const utf8 = new TextDecoder();

/** A position in a range of bytes. Reading past its end throws a {@link WasmFormatError}. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #position: number;

  /** Reads `bytes` from `start` up to `end`. */
  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  /** Where the next byte is, counted from the start of all bytes. */
  get position(): number {
    return this.#position;
  }

  /** Whether nothing is left. */
  get atEnd(): boolean {
    return this.#position >= this.#end;
  }

  /** One byte. */
  u8(): number {
    const byte = this.#position < this.#end ? this.#bytes[this.#position] : undefined;
    if (byte === undefined)
      throw new WasmFormatError(this.#position, "the data ends in the middle of something");
    this.#position++;
    return byte;
  }

  /** An unsigned 32-bit integer in LEB128. */
  u32(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      result += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) {
        if (result > 0xffff_ffff) break;
        return result;
      }
    }
    throw new WasmFormatError(this.#position, "an integer has more than 32 bits");
  }

  /** An integer in LEB128 whose value does not matter, of up to ten bytes. */
  skipLeb(): void {
    for (let count = 0; count < 10; count++) {
      if ((this.u8() & 0x80) === 0) return;
    }
    throw new WasmFormatError(this.#position, "an integer has more than 64 bits");
  }

  /** A signed 32-bit integer in LEB128. */
  s32(): number {
    let result = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.u8();
      result |= (byte & 0x7f) << shift;
      if ((byte & 0x80) !== 0) continue;
      return shift < 25 && (byte & 0x40) !== 0 ? result | (-1 << (shift + 7)) : result;
    }
    throw new WasmFormatError(this.#position, "an integer has more than 32 bits");
  }

  /** A vector's length, then its UTF-8 bytes. */
  name(): string {
    const length = this.u32();
    return utf8.decode(this.#take(length));
  }

  /** A reader of the next `length` bytes, which are passed over here. */
  part(length: number): ByteReader {
    const start = this.#position;
    this.skip(length);
    return new ByteReader(this.#bytes, start, start + length);
  }

  /** Passes over `length` bytes. */
  skip(length: number): void {
    if (length > this.#end - this.#position) {
      throw new WasmFormatError(
        this.#position,
        `${length} bytes are announced, but the data ends before that`,
      );
    }
    this.#position += length;
  }

  /** As many items as the vector's length says. */
  vector<T>(item: () => T): T[] {
    const count = this.u32();
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(item());
    return items;
  }

  #take(length: number): Uint8Array {
    const start = this.#position;
    this.skip(length);
    return this.#bytes.subarray(start, start + length);
  }
}

/**
 * A decoder of WebAssembly instructions: how long each is, and which refer to what a linker renumbers.
 *
 * It knows every instruction of the core specification's versions 1 to 3 and of the finished proposals that engines
 * run: sign extension, saturating conversions, bulk memory, reference types, tail calls, both kinds of exception
 * handling, SIMD and relaxed SIMD, threads, several memories, function references, garbage collection, wide arithmetic.
 * What it does not know it refuses; it never guesses a length, since one wrong length would make nonsense of the rest.
 */

import { WasmFormatError } from "../../errors.ts";

/** What a linker needs to see. Positions are those of bytes. */
export interface InstructionVisitor {
  /** An instruction that names a function: its operand lies from `operand` to `end`. */
  functionIndex(index: number, operand: number, end: number): void;
  /** A `call_indirect` on table 0, and the offset of the `i32.load` from memory 0 right before it; else -1. */
  indirectCall(type: number, offset: number, start: number, end: number): void;
}

/** Opcodes that are looked at. */
const i32Load = 0x28;
const callIndirect = 0x11;
const tryOpcode = 0x06;

/** What follows an opcode: anything, nothing, a number in LEB128, a block's type, or where memory is accessed. */
const anything = 0;
const bare = 1;
const number = 2;
const block = 3;
const access = 4;

/** What follows each opcode. */
const forms: Readonly<Uint8Array> = formsOf();

function formsOf(): Uint8Array {
  const found = new Uint8Array(256).fill(anything);
  // unreachable, nop, else, throw_ref, end, return, catch_all, drop, select; ref.is_null, ref.eq, ref.as_non_null
  const alone = [0x00, 0x01, 0x05, 0x0a, 0x0b, 0x0f, 0x19, 0x1a, 0x1b, 0xd1, 0xd3, 0xd4];
  // catch, throw, rethrow, br, br_if; locals, globals; i32.const, i64.const
  const numbered = [0x07, 0x08, 0x09, 0x0c, 0x0d, 0x20, 0x21, 0x22, 0x23, 0x24, 0x41, 0x42];
  found.fill(bare, 0x45, 0xc5).fill(access, 0x28, 0x3f).fill(block, 0x02, 0x05).fill(block, 0x06, 0x07);
  for (const opcode of alone) found[opcode] = bare;
  for (const opcode of numbered) found[opcode] = number;
  return found;
}

/** Reads instructions of one module. */
export class InstructionReader {
  readonly #bytes: Uint8Array;
  #position = 0;
  #end = 0;
  #catches = false;
  #onEach: ((opcode: number, start: number, end: number) => void) | null = null;

  /** @param bytes the whole module. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Whether something that was read catches what is thrown. */
  get catches(): boolean {
    return this.#catches;
  }

  /**
   * Reads a function's body: its locals, then its instructions up to the end of the body.
   * @throws WasmFormatError for what is no body.
   */
  body(start: number, end: number, visitor: InstructionVisitor): void {
    this.#locals(start, end);
    if (this.#instructions(visitor) !== 0x0b) this.#fail("a function does not end with `end`");
  }

  /** Begins to read a function's body, and passes over its locals. @returns how many there are. */
  #locals(start: number, end: number): number {
    this.#position = start;
    this.#end = end;
    let count = 0;
    for (let groups = this.#u32(); groups > 0; groups--) {
      count += this.#u32();
      this.#valueType();
    }
    return count;
  }

  /** How many locals a function's body declares. */
  localCount(start: number, end: number): number {
    return this.#locals(start, end);
  }

  /** Where the instructions of a function's body begin: behind its locals. */
  codeStart(start: number, end: number): number {
    this.#locals(start, end);
    return this.#position;
  }

  /**
   * Reads instructions, and tells of each where it begins and ends.
   * @throws WasmFormatError for what is no code.
   */
  each(start: number, end: number, visit: (opcode: number, start: number, end: number) => void): void {
    this.#position = start;
    this.#end = end;
    this.#onEach = visit;
    this.#instructions({ functionIndex: () => {}, indirectCall: () => {} });
    this.#onEach = null;
  }

  /**
   * Reads a constant expression, up to and with its `end`.
   * @returns the position behind it.
   */
  expression(start: number, end: number, visitor: Pick<InstructionVisitor, "functionIndex">): number {
    this.#position = start;
    this.#end = end;
    const all: InstructionVisitor = { ...visitor, indirectCall: () => {} };
    for (;;) {
      if (this.#position >= end) this.#fail("an expression does not end");
      const isEnd = this.#bytes[this.#position] === 0x0b;
      this.#instruction(all);
      if (isEnd) return this.#position;
    }
  }

  /**
   * By far the most instructions have no operand, or one of a byte, or are loads and stores with small numbers: these are
   * passed over here, since a module's first load, where nothing of this is compiled yet, would spend most of its time on
   * them. What is anything else, or wrong, is read again in `#instruction`.
   * @returns the opcode of the last instruction.
   */
  #instructions(visitor: InstructionVisitor): number {
    const bytes = this.#bytes;
    const end = this.#end;
    const onEach = this.#onEach;
    let position = this.#position;
    let loadOffset = -1;
    let opcode = 0;
    while (position < end) {
      const start = position++;
      opcode = bytes[start] as number;
      let offset = -1;
      const form = forms[opcode] as number;
      // Behind the end of all bytes, this is `undefined`, and in no range.
      const operand = bytes[position] as number;
      if (form === bare) {
        // There is nothing more.
      } else if (form === number && operand < 0x80 && position < end) {
        position++;
      } else if (form === block && operand < 0x80 && operand !== 0x63 && operand !== 0x64 && position < end) {
        if (opcode === tryOpcode) this.#catches = true;
        position++;
      } else if (form === access && operand < 0x40 && position + 2 < end) {
        const low = bytes[position + 1] as number;
        const high = bytes[position + 2] as number;
        if (low < 0x80) {
          offset = low;
          position += 2;
        } else if (high < 0x80) {
          offset = (low & 0x7f) | (high << 7);
          position += 3;
        } else {
          offset = this.#slow(start, visitor, loadOffset);
          position = this.#position;
        }
      } else {
        offset = this.#slow(start, visitor, loadOffset);
        position = this.#position;
      }
      loadOffset = opcode === i32Load ? offset : -1;
      onEach?.(opcode, start, position);
    }
    this.#position = position;
    if (position !== end) this.#fail("an instruction goes on behind its function");
    return opcode;
  }

  /** Reads any instruction. @returns the offset of an `i32.load` from memory 0, else -1. */
  #slow(start: number, visitor: InstructionVisitor, loadOffset: number): number {
    this.#position = start;
    const opcode = this.#bytes[start] as number;
    if (opcode === i32Load) {
      this.#position++;
      return this.#memoryArgument();
    }
    if (opcode !== callIndirect) {
      this.#instruction(visitor);
      return -1;
    }
    this.#position++;
    const type = this.#u32();
    if (this.#u32() === 0) visitor.indirectCall(type, loadOffset, start, this.#position);
    return -1;
  }

  #instruction(visitor: Pick<InstructionVisitor, "functionIndex">): void {
    const opcode = this.#u8();
    // Instructions without an operand: by far the most.
    if (opcode >= 0x45 && opcode <= 0xc4) return;
    switch (opcode) {
      case 0x00: // unreachable, nop, else, end, return, drop, select
      case 0x01:
      case 0x05:
      case 0x0a: // throw_ref
      case 0x0b:
      case 0x0f:
      case 0x19: // catch_all
      case 0x1a:
      case 0x1b:
      case 0xd1: // ref.is_null
      case 0xd3: // ref.eq
      case 0xd4: // ref.as_non_null
        return;
      case 0x06: // try, block, loop, if
        this.#catches = true;
        this.#blockType();
        return;
      case 0x02:
      case 0x03:
      case 0x04:
        this.#blockType();
        return;
      case 0x10: // call, return_call, ref.func
      case 0x12:
      case 0xd2: {
        const operand = this.#position;
        const index = this.#u32();
        visitor.functionIndex(index, operand, this.#position);
        return;
      }
      case 0x07: // catch, throw, rethrow, br, br_if, delegate
      case 0x08:
      case 0x09:
      case 0x0c:
      case 0x0d:
      case 0x18:
      case 0x14: // call_ref, return_call_ref
      case 0x15:
      case 0x20: // locals, globals, tables
      case 0x21:
      case 0x22:
      case 0x23:
      case 0x24:
      case 0x25:
      case 0x26:
      case 0x3f: // memory.size, memory.grow
      case 0x40:
      case 0xd5: // br_on_null, br_on_non_null
      case 0xd6:
        this.#u32();
        return;
      case 0x0e: // br_table
        this.#u32s(this.#u32() + 1);
        return;
      case 0x11: // call_indirect, return_call_indirect
      case 0x13:
        this.#u32s(2);
        return;
      case 0x1c: // select with types
        for (let count = this.#u32(); count > 0; count--) this.#valueType();
        return;
      case 0x1f: // try_table
        this.#tryTable();
        return;
      case 0x41: // i32.const
        this.#leb(5);
        return;
      case 0x42: // i64.const
        this.#leb(10);
        return;
      case 0x43:
        this.#skip(4);
        return;
      case 0x44:
        this.#skip(8);
        return;
      case 0xd0: // ref.null
        this.#leb(5);
        return;
      case 0xfb:
        this.#collected(this.#u32());
        return;
      case 0xfc:
        this.#miscellaneous(this.#u32());
        return;
      case 0xfd:
        this.#vector(this.#u32());
        return;
      case 0xfe:
        this.#atomic(this.#u32());
        return;
      default:
        if (opcode >= 0x28 && opcode <= 0x3e) {
          this.#memoryArgument();
          return;
        }
        this.#fail(`there is no instruction 0x${opcode.toString(16)}`);
    }
  }

  /** Garbage collection: structs, arrays, casts. */
  #collected(code: number): void {
    switch (code) {
      case 1: // struct.new_default
      case 0: // struct.new
      case 6: // array.new
      case 7:
      case 11: // array.get
      case 12:
      case 13:
      case 14: // array.set
      case 16: // array.fill
        this.#u32s(1);
        return;
      case 2: // struct.get
      case 3:
      case 4:
      case 5: // struct.set
      case 8: // array.new_fixed
      case 9: // array.new_data, array.new_elem
      case 10:
      case 17: // array.copy
      case 18: // array.init_data, array.init_elem
      case 19:
        this.#u32s(2);
        return;
      case 15: // array.len
      case 26: // any.convert_extern, extern.convert_any, ref.i31, i31.get
      case 27:
      case 28:
      case 29:
      case 30:
        return;
      case 20: // ref.test, ref.cast
      case 21:
      case 22:
      case 23:
        this.#leb(5);
        return;
      case 24: // br_on_cast
      case 25:
        this.#skip(1);
        this.#u32s(1);
        this.#leb(5);
        this.#leb(5);
        return;
      default:
        this.#fail(`there is no instruction 0xfb ${code}`);
    }
  }

  /** Saturating conversions, bulk memory, tables, wide arithmetic. */
  #miscellaneous(code: number): void {
    if (code <= 7 || (code >= 19 && code <= 22)) return;
    if (code > 17) this.#fail(`there is no instruction 0xfc ${code}`);
    const hasTwo = code === 8 || code === 10 || code === 12 || code === 14;
    this.#u32s(hasTwo ? 2 : 1);
    return;
  }

  #vector(code: number): void {
    if (code <= 11 || code === 92 || code === 93) {
      this.#memoryArgument();
    } else if (code === 12 || code === 13) {
      this.#skip(16);
    } else if (code >= 21 && code <= 34) {
      this.#skip(1);
    } else if (code >= 84 && code <= 91) {
      this.#memoryArgument();
      this.#skip(1);
    } else if (code > 0x113) {
      this.#fail(`there is no instruction 0xfd ${code}`);
    }
  }

  #atomic(code: number): void {
    if (code === 3) {
      this.#skip(1);
      return;
    }
    if (code > 0x4e || (code > 3 && code < 0x10)) this.#fail(`there is no instruction 0xfe ${code}`);
    this.#memoryArgument();
  }

  #tryTable(): void {
    this.#catches = true;
    this.#blockType();
    for (let count = this.#u32(); count > 0; count--) {
      const kind = this.#u8();
      if (kind > 3) this.#fail(`there is no catch clause ${kind}`);
      this.#u32s(kind < 2 ? 2 : 1);
    }
  }

  /** A value type, or an index as a signed number of 33 bits. */
  #blockType(): void {
    if (((this.#bytes[this.#position] ?? 0) & 0xc0) === 0x40) this.#valueType();
    else this.#leb(5);
  }

  #valueType(): void {
    const type = this.#u8();
    // (ref ht), (ref null ht)
    if (type === 0x63 || type === 0x64) this.#leb(5);
    else if ((type & 0xc0) !== 0x40) this.#fail(`there is no value type 0x${type.toString(16)}`);
  }

  /** Alignment, memory and offset. @returns the offset, or -1 where it is not one into memory 0 that a linker knows. */
  #memoryArgument(): number {
    const flags = this.#u32();
    const memory = (flags & 0x40) === 0 ? 0 : this.#u32();
    const start = this.#position;
    this.#leb(10);
    if (memory !== 0 || this.#position - start > 5) return -1;
    this.#position = start;
    return this.#u32();
  }

  #u8(): number {
    if (this.#position >= this.#end) this.#fail("the data ends in the middle of an instruction");
    return this.#bytes[this.#position++] as number;
  }

  #u32(): number {
    const first = this.#u8();
    if (first < 0x80) return first;
    let result = first & 0x7f;
    for (let shift = 7; shift < 35; shift += 7) {
      const byte = this.#u8();
      result += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return result;
    }
    return this.#fail("an integer has more than 32 bits");
  }

  #u32s(count: number): void {
    for (let index = 0; index < count; index++) this.#u32();
  }

  #leb(longest: number): void {
    for (let count = 0; count < longest; count++) if (this.#u8() < 0x80) return;
    this.#fail("an integer is too long");
  }

  #skip(count: number): void {
    this.#position += count;
    if (this.#position > this.#end) this.#fail("the data ends in the middle of an instruction");
  }

  #fail(message: string): never {
    throw new WasmFormatError(this.#position, message);
  }
}

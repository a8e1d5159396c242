/** Members: the bytes of an instance's struct that Python sees as attributes, as JavaScript values. */

import { type HPyField, type MemberKind, NULL, type Pointer } from "@hpyjs/core";
import type { BaseKernel } from "./create-kernel.ts";
import type { HPy } from "./handle.ts";
import type { MemberPlace } from "./struct-layout.ts";
import { readSize, readWord, writeWord } from "./words.ts";

/** Reads and writes one kind of member at an address. `owner` is the instance, for members that refer to objects. */
interface Access {
  read(kernel: BaseKernel, address: number, owner: HPy): unknown;
  write(kernel: BaseKernel, address: number, value: never, place: MemberPlace, owner: HPy): void;
}

type Getter =
  | "getInt8"
  | "getUint8"
  | "getInt16"
  | "getUint16"
  | "getInt32"
  | "getUint32"
  | "getFloat32"
  | "getFloat64";
type Setter =
  | "setInt8"
  | "setUint8"
  | "setInt16"
  | "setUint16"
  | "setInt32"
  | "setUint32"
  | "setFloat32"
  | "setFloat64";

function integer(value: unknown, low: number, high: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < low || value > high) {
    throw new RangeError(`An integer from ${low} to ${high} is needed, not ${String(value)}.`);
  }
  return value;
}

function integers(get: Getter, set: Setter, low: number, high: number): Access {
  return {
    read: ({ memory }, address) => memory.view()[get](address, true),
    write: ({ memory }, address, value) => memory.view()[set](address, integer(value, low, high), true),
  };
}

function floats(get: Getter, set: Setter): Access {
  return {
    read: ({ memory }, address) => memory.view()[get](address, true),
    write: ({ memory }, address, value) => memory.view()[set](address, Number(value), true),
  };
}

/** A C `long`, an `unsigned long`, or an `HPy_ssize_t`: as wide as a pointer. */
function words(signed: boolean): Access {
  return {
    read: ({ memory }, address) => (signed ? readSize(memory, address) : readWord(memory, address)),
    write: ({ memory }, address, value) => {
      const bits = memory.pointerSize === 4 ? (signed ? 31 : 32) : 53;
      writeWord(memory, address, integer(value, signed ? -(2 ** bits) : 0, 2 ** bits - 1));
    },
  };
}

/** `char *`: the instance owns a copy. */
const string: Access = {
  read: (kernel, address) => {
    const pointer = readWord(kernel.memory, address) as Pointer;
    return pointer === NULL ? null : kernel.readCString(pointer);
  },
  write: ({ memory }, address, value: string | null) => {
    const bytes = value === null ? null : cBytes(value);
    const copy = bytes === null ? NULL : memory.alloc(bytes.length + 1);
    if (bytes !== null) memory.u8().set(bytes, copy);
    memory.free(readWord(memory, address) as Pointer);
    writeWord(memory, address, copy);
  },
};

/** `char[size]`, which ends with a NUL. */
const inPlace: Access = {
  read: (kernel, address) => kernel.readCString(address as Pointer),
  write: ({ memory }, address, value: string, { size }) => {
    const bytes = cBytes(value);
    if (bytes.length >= size)
      throw new RangeError(`The text takes ${bytes.length} bytes; there is room for ${size - 1}.`);
    memory
      .u8()
      .fill(0, address, address + size)
      .set(bytes, address);
  },
};

const char: Access = {
  read: ({ memory }, address) => String.fromCharCode(memory.u8()[address] as number),
  write: ({ memory }, address, value: string) => {
    if (!/^[\0-\x7f]$/.test(value))
      throw new RangeError(`One ASCII character is needed, not ${JSON.stringify(value)}.`);
    memory.u8()[address] = value.charCodeAt(0);
  },
};

const boolean: Access = {
  read: ({ memory }, address) => memory.u8()[address] !== 0,
  write: ({ memory }, address, value) => {
    memory.u8()[address] = value ? 1 : 0;
  },
};

const object: Access = {
  read: (kernel, address, owner) => {
    const field = readWord(kernel.memory, address) as HPyField;
    return field === 0 ? null : kernel.open(kernel.api.Field_Load(kernel.unwrap(owner), field));
  },
  write: (kernel, address, value: HPy | null, _place, owner) => {
    kernel.api.Field_Store(kernel.unwrap(owner), address as Pointer, kernel.unwrapOrNull(value));
  },
};

const longLong: Access = {
  read: ({ memory }, address) => memory.view().getBigInt64(address, true),
  write: ({ memory }, address, value: bigint) => {
    if (BigInt.asIntN(64, value) !== value) throw new RangeError(`${value} does not fit into 64 bits.`);
    memory.view().setBigInt64(address, value, true);
  },
};

const unsignedLongLong: Access = {
  read: ({ memory }, address) => memory.view().getBigUint64(address, true),
  write: ({ memory }, address, value: bigint) => {
    if (BigInt.asUintN(64, value) !== value)
      throw new RangeError(`${value} does not fit into 64 unsigned bits.`);
    memory.view().setBigUint64(address, value, true);
  },
};

const none: Access = {
  read: () => null,
  write: () => {
    throw new TypeError("A member of kind NONE cannot be written.");
  },
};

const accesses: Readonly<Record<MemberKind, Access>> = {
  SHORT: integers("getInt16", "setInt16", -0x8000, 0x7fff),
  INT: integers("getInt32", "setInt32", -0x8000_0000, 0x7fff_ffff),
  LONG: words(true),
  FLOAT: floats("getFloat32", "setFloat32"),
  DOUBLE: floats("getFloat64", "setFloat64"),
  STRING: string,
  OBJECT: object,
  CHAR: char,
  BYTE: integers("getInt8", "setInt8", -0x80, 0x7f),
  UBYTE: integers("getUint8", "setUint8", 0, 0xff),
  USHORT: integers("getUint16", "setUint16", 0, 0xffff),
  UINT: integers("getUint32", "setUint32", 0, 0xffff_ffff),
  ULONG: words(false),
  STRING_INPLACE: inPlace,
  BOOL: boolean,
  OBJECT_EX: object,
  LONGLONG: longLong,
  ULONGLONG: unsignedLongLong,
  HPYSSIZET: words(true),
  NONE: none,
};

function cBytes(text: string): Uint8Array {
  if (text.includes("\0")) throw new RangeError("The text of a member cannot contain NUL.");
  return new TextEncoder().encode(text);
}

/**
 * Makes the class of member objects for a type: one accessor property for each member, so that a read or a write is
 * direct.
 * @param structOf gives the address of an instance's struct.
 */
export function memberClass(
  kernel: BaseKernel,
  members: ReadonlyMap<string, MemberPlace>,
  structOf: (instance: HPy) => number,
): new (
  instance: HPy,
) => object {
  class Members {
    readonly #instance: HPy;
    constructor(instance: HPy) {
      this.#instance = instance;
    }
    static define(name: string, place: MemberPlace): void {
      const { read, write } = accesses[place.type];
      Object.defineProperty(Members.prototype, name, {
        enumerable: true,
        get(this: Members): unknown {
          return read(kernel, structOf(this.#instance) + place.offset, this.#instance);
        },
        set(this: Members, value: never) {
          write(kernel, structOf(this.#instance) + place.offset, value, place, this.#instance);
        },
      });
    }
  }
  for (const [name, place] of members) Members.define(name, place);
  return Members as unknown as new (
    instance: HPy,
  ) => object;
}

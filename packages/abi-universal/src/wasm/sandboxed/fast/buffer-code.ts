/**
 * Exported buffers as WebAssembly (`buffers.ts` says what an export is): the usual one, of a single dimension and in one
 * piece, is copied and described here, and given back with no frame of JavaScript around. Whatever else a module may
 * export, and what is wrong with it, is left to JavaScript.
 *
 * All of an export is one piece of the interpreter's memory, a record, at the address in the buffer's `internal`. The
 * numbers that JavaScript puts there are odd. A consumer may hand over a buffer that is not from here; a record of
 * this sandbox says so.
 */

import { type DirectFunction, layout } from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import { type Code, clear, copyWords, more, own, theirs } from "./code.ts";
import { leave, type SandboxEmit } from "./emit.ts";
import { entry, state } from "./state.ts";

const { offsets, size } = layout.wasm32.HPy_buffer;

/** A record. */
export const bufferRecord: Readonly<Record<"struct" | "state" | "size" | "data", number>> = {
  /** The struct as the module has filled it. */
  struct: 0,
  /** The address of the sandbox's state. */
  state: size,
  /** How many bytes there are for all of it. */
  size: size + 4,
  /** The copied data, which has the best alignment; behind it the shape, the strides and the format. */
  data: (size + 8 + 15) & ~15,
};

/** A record that is not used any more waits for the next export, one in each sandbox, unless it is larger than this. */
const largestSpare = 1 << 16;

/** A longer format, with its NUL, is left to JavaScript. */
const longestFormat = 16;

/** The room on the module's C stack for a struct. */
const room = (size + 15) & ~15;

/** Makes room for a struct on the module's C stack, filled with zeros: its address goes into a local. */
export function reserveBuffer(emit: SandboxEmit, struct: number): Code {
  const { stackPointer } = emit.place;
  return [
    ...[...op.globalGet(stackPointer), ...op.i32Const(room), ...op.i32Sub, ...op.i32Const(-16)],
    ...[...op.i32And, ...op.localTee(struct), ...op.globalSet(stackPointer)],
    ...clear(struct, room),
  ];
}

/** Copies the export in the struct at an address in the module's memory, and describes it in the consumer's struct. */
export function fillBuffer(emit: SandboxEmit): DirectFunction {
  const [struct, target, source, length, itemsize, shape, strides, format] = [0, 1, 2, 3, 4, 5, 6, 7];
  const [handle, at, record, scratch, place, object, needed] = [8, 9, 10, 11, 12, 13, 14];
  const read = (field: keyof typeof offsets): Code => [
    ...op.localGet(struct),
    ...theirs.load(offsets[field]),
  ];
  const put = (field: keyof typeof offsets, value: Code): Code => [
    ...[...op.localGet(target), ...value, ...own.store(offsets[field])],
  ];
  const unlessNegative = (local: number): Code => [
    ...[...op.localTee(local), ...op.i32Const(0), ...op.i32LtS, ...leave(0)],
  ];
  const word = (address: number): Code => [
    ...emit.unlessInside(address, op.i32Const(4), scratch, 1),
    ...[...op.localGet(address), ...theirs.load(0), ...op.localTee(scratch)],
  ];
  const check: Code = [
    ...[...read("ndim"), ...op.i32Const(1), ...op.i32Ne, ...leave(0), ...read("suboffsets"), ...leave(0)],
    ...[...read("len"), ...unlessNegative(length), ...read("itemsize"), ...unlessNegative(itemsize)],
    ...[...read("buf"), ...op.localSet(source)],
    // An empty one is not inside.
    ...emit.unlessInside(source, op.localGet(length), scratch, 0),
    ...[...read("shape"), ...op.localTee(shape), ...op.if, ...word(shape)],
    ...[...op.i32Const(0), ...op.i32LtS, ...leave(1), ...op.localGet(scratch), ...op.i64ExtendI32S],
    ...[...op.localGet(itemsize), ...op.i64ExtendI32S, ...more.i64Mul, ...op.localGet(length)],
    ...[...op.i64ExtendI32S, ...more.i64Ne, ...leave(1), ...op.localGet(scratch), ...op.localSet(place)],
    ...op.end,
    ...[...read("strides"), ...op.localTee(strides), ...op.if, ...op.localGet(shape), ...op.i32Eqz],
    ...[...leave(1), ...word(strides), ...op.localGet(itemsize), ...op.i32Ne, ...leave(1), ...op.end],
    ...[...read("obj"), ...op.localTee(handle), ...op.i32Eqz, ...leave(0)],
    ...[...emit.entryOf(handle), ...op.localTee(at), ...own.load(entry.closing), ...op.localGet(handle)],
    ...[...op.i32Ne, ...leave(0)],
  ];
  const items = place;
  return {
    signature: "v:ii",
    locals: "i".repeat(13),
    code: (link) => [
      ...[...op.block("v"), ...check],
      ...[...op.localGet(items), ...op.localSet(object), ...read("format"), ...op.localSet(format)],
      // The data, and from the next address that is a multiple of 4 on the rest.
      ...[...op.localGet(length), ...op.i32Const(bufferRecord.data + 3), ...op.i32Add],
      ...[...op.i32Const(-4), ...op.i32And, ...op.localTee(place), ...op.i32Const(8 + longestFormat)],
      ...[...op.i32Add, ...op.localSet(needed)],
      ...[...emit.load(state.spareSize), ...op.localGet(needed), ...more.i32GeU, ...op.ifTyped("i")],
      ...[
        ...emit.load(state.spareSize),
        ...op.localSet(needed),
        ...emit.store(state.spareSize, op.i32Const(0)),
      ],
      ...[...emit.load(state.spare), ...op.else, ...op.localGet(needed), ...op.call(link("host:malloc"))],
      ...[...op.end, ...op.localTee(record), ...op.i32Eqz, ...leave(0)],
      ...[...op.localGet(record), ...op.localGet(needed), ...own.store(bufferRecord.size)],
      ...[...op.localGet(record), ...op.localGet(place), ...op.i32Add, ...op.localSet(place)],
      ...[...op.localGet(place), ...op.localGet(object), ...own.store(0)],
      ...[...op.localGet(place), ...op.localGet(itemsize), ...own.store(4)],
      ...[...op.localGet(format), ...op.if, ...op.localGet(format), ...op.localGet(place)],
      ...[...op.i32Const(8), ...op.i32Add, ...op.i32Const(longestFormat), ...op.call(link("text"))],
      ...[...op.i32Const(0), ...op.i32LtS, ...op.if, ...op.localGet(record)],
      ...[...op.call(link("host:free")), ...op.br(2), ...op.end, ...op.end],
      ...copyWords(record, struct, size),
      ...[...op.localGet(record), ...emit.get("state"), ...own.store(bufferRecord.state)],
      ...[...op.localGet(record), ...op.i32Const(bufferRecord.data), ...op.i32Add, ...op.localTee(scratch)],
      ...[...op.localGet(source), ...op.localGet(length), ...more.copyOut],
      ...[...op.localGet(at), ...own.load(entry.object), ...op.localSet(object)],
      ...emit.giveUp(at),
      ...[...put("buf", op.localGet(scratch)), ...put("obj", op.localGet(object))],
      ...[...put("len", op.localGet(length)), ...put("itemsize", op.localGet(itemsize))],
      ...[...put("readonly", read("readonly")), ...put("ndim", op.i32Const(1))],
      ...put("format", ifSet(format, [...op.localGet(place), ...op.i32Const(8), ...op.i32Add])),
      ...put("shape", ifSet(shape, op.localGet(place))),
      ...put("strides", ifSet(strides, [...op.localGet(place), ...op.i32Const(4), ...op.i32Add])),
      ...[...put("suboffsets", op.i32Const(0)), ...put("internal", op.localGet(record))],
      ...[...op.return, ...op.end],
      ...[...op.localGet(struct), ...op.localGet(target), ...op.call(link("box:fillBuffer"))],
    ],
  };
}

/** A `bf_releasebuffer` for modules that have none: writes the data back, unless the module said that it is readonly. */
export function releaseBuffer(emit: SandboxEmit): DirectFunction {
  const [self, buffer, record] = [0, 1, 2];
  const field = (name: keyof typeof offsets): Code => [
    ...[...op.localGet(record), ...own.load(bufferRecord.struct + offsets[name])],
  ];
  return {
    signature: "v:ii",
    locals: "i",
    code: (link) => [
      ...[...op.block("v"), ...op.localGet(buffer), ...own.load(offsets.internal), ...op.localTee(record)],
      ...[...op.i32Eqz, ...leave(0), ...op.localGet(record), ...op.i32Const(3), ...op.i32And, ...leave(0)],
      ...[...op.localGet(record), ...own.load(bufferRecord.state), ...emit.get("state"), ...op.i32Ne],
      ...[...leave(0), ...field("readonly"), ...op.i32Eqz, ...op.if],
      ...[...field("buf"), ...op.localGet(record), ...op.i32Const(bufferRecord.data), ...op.i32Add],
      // What was exported is still in the module's memory, which never shrinks.
      ...[...field("len"), ...more.copyIn, ...op.end],
      ...[...op.localGet(record), ...op.i32Const(0), ...own.store(bufferRecord.state)],
      ...[...op.localGet(buffer), ...op.i32Const(0), ...own.store(offsets.internal)],
      ...[...op.block("v"), ...emit.load(state.spareSize), ...leave(0)],
      ...[...op.localGet(record), ...own.load(bufferRecord.size), ...op.i32Const(largestSpare)],
      ...[...op.i32GtU, ...leave(0), ...emit.store(state.spare, op.localGet(record))],
      ...emit.store(state.spareSize, [...op.localGet(record), ...own.load(bufferRecord.size)]),
      ...[...op.return, ...op.end],
      ...[...op.localGet(record), ...op.call(link("host:free")), ...op.return, ...op.end],
      ...[...op.localGet(self), ...op.localGet(buffer), ...op.call(link("box:releaseBuffer"))],
    ],
  };
}

/** A value where a local is not 0, else 0. */
const ifSet = (local: number, value: Code): Code => [
  ...[...op.localGet(local), ...op.ifTyped("i"), ...value, ...op.else, ...op.i32Const(0), ...op.end],
];

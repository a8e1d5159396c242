/** The functions of a sandbox's context that need more than conversion, and are called so often that it is worth it. */

import {
  type ApiFunctionName,
  contextSignature,
  type DirectContext,
  type DirectFunction,
  functionRow,
  type Link,
} from "@hpyjs/core";
import { op } from "@hpyjs/wasm";
import type { Grants } from "../grants.ts";
import { innerStruct } from "../objects.ts";
import { type Code, more, own, theirs } from "./code.ts";
import { leave, type SandboxEmit } from "./emit.ts";
import { builderMask, entry, firstBuilder, most, state, structPool, textPool, typeBlock } from "./state.ts";

/** Functions by name. */
type Functions = Partial<Record<ApiFunctionName, DirectFunction>>;

/** Those that there can be with these direct functions. */
export function specialFunctions(emit: SandboxEmit, direct: DirectContext, grants: Grants): Functions {
  const all: Functions = {
    ...lifetime(emit),
    ...arrays(emit, grants),
    ...strings(emit),
    ...builders(emit),
    ...structs(emit, direct),
    List_New: whenEmpty(emit),
    Global_Load: loadGlobal(emit),
  };
  const needed = (member: ApiFunctionName): readonly ApiFunctionName[] =>
    member.startsWith("AsStruct_") ? [] : member === "Global_Load" ? ["Dup"] : [member];
  const isThere = (name: string): boolean =>
    needed(name as ApiFunctionName).every((member) => direct.functions.has(member));
  return Object.fromEntries(Object.entries(all).filter(([name]) => isThere(name)));
}

/** A function whose body may leave the one block that is around it; then JavaScript does it. */
function define(
  emit: SandboxEmit,
  member: ApiFunctionName,
  locals: string,
  body: (link: Link) => Code,
  undo: Code = [],
): DirectFunction {
  return {
    signature: contextSignature(functionRow(member)),
    locals,
    code: (link) => [
      ...[...op.block("v"), ...emit.get("blocked"), ...leave(0), ...body(link), ...op.return, ...op.end],
      ...[...undo, ...emit.inScript(link, member)],
    ],
  };
}

function lifetime(emit: SandboxEmit): Functions {
  const [handle, at, object] = [1, 2, 3];
  return {
    Dup: define(emit, "Dup", "i", (link) => [
      ...[...emit.object(handle, at, leave(0)), ...op.i32Const(0), ...op.localGet(at)],
      ...[...op.call(link("direct:Dup")), ...op.call(link("open"))],
    ]),
    Close: define(emit, "Close", "ii", (link) => [
      ...(emit.hasObject(handle)
        ? emit.object(handle, object, leave(0))
        : emit.take(handle, at, object, leave(0))),
      ...[...op.i32Const(0), ...op.localGet(object), ...op.call(link("direct:Close"))],
    ]),
  };
}

/** A list without items: the items of others are set by JavaScript. */
function whenEmpty(emit: SandboxEmit): DirectFunction {
  return define(emit, "List_New", "", (link) => [
    ...[...op.localGet(1), ...leave(0), ...op.i32Const(0), ...op.i32Const(0)],
    ...[...op.call(link("direct:List_New")), ...op.call(link("open"))],
  ]);
}

/** Functions with an array of handles, which are few. */
function arrays(emit: SandboxEmit, grants: Grants): Functions {
  /**
   * Copies the array whose address and length are in locals, as objects. Behind `local` are: where the copy begins and
   * ends, an index, a handle, an entry.
   */
  const copied = (array: number, count: number, local: number): Code => {
    const [start, end, index, handle, at] = [local, local + 1, local + 2, local + 3, local + 4];
    const bytes = [...op.localGet(count), ...op.i32Const(2), ...op.i32Shl];
    return [
      ...[...op.localGet(count), ...op.i32Const(most.arguments), ...op.i32GtU, ...leave(0)],
      ...[...op.localGet(count), ...op.if, ...emit.unlessInside(array, bytes, index, 1), ...op.end],
      ...[...emit.reserve(bytes, start, end, 0), ...op.i32Const(0), ...op.localSet(index)],
      ...[
        ...op.block("v"),
        ...op.loop,
        ...op.localGet(index),
        ...op.localGet(count),
        ...more.i32GeU,
        ...leave(1),
      ],
      ...[...op.localGet(array), ...op.localGet(index), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
      ...[...theirs.load(0), ...op.localSet(handle), ...emit.find(handle, at, leave(2))],
      ...[...op.localGet(start), ...op.localGet(index), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
      ...[...op.localGet(at), ...own.load(entry.object), ...own.store(0)],
      ...[...op.localGet(index), ...op.i32Const(1), ...op.i32Add, ...op.localSet(index), ...op.br(0)],
      ...[...op.end, ...op.end],
    ];
  };
  const call = (member: "Call" | "CallMethod"): DirectFunction => {
    const [first, array, count, names, object, start] = [1, 2, 3, 4, 5, 6];
    const end = start + 1;
    return define(
      emit,
      member,
      "iiiiii",
      (link) => [
        ...[...op.localGet(names), ...leave(0)],
        ...(member === "CallMethod" ? [...op.localGet(count), ...op.i32Eqz, ...leave(0)] : []),
        ...[...emit.object(first, object, leave(0)), ...copied(array, count, start)],
        ...[...op.i32Const(0), ...op.localGet(object), ...op.localGet(start), ...op.localGet(count)],
        ...[...op.i32Const(0), ...op.call(link(`direct:${member}`))],
        ...[...op.call(link("open")), ...emit.restore(start, end)],
      ],
      emit.restore(start, end),
    );
  };
  const [items, count, start] = [1, 2, 3];
  return {
    Call: call("Call"),
    ...(grants.has("reflection") && { CallMethod: call("CallMethod") }),
    Tuple_FromArray: define(
      emit,
      "Tuple_FromArray",
      "iiiii",
      (link) => [
        ...[...copied(items, count, start), ...op.i32Const(0), ...op.localGet(start), ...op.localGet(count)],
        ...[...op.call(link("direct:Tuple_FromArray")), ...op.call(link("open"))],
        ...emit.restore(start, start + 1),
      ],
      emit.restore(start, start + 1),
    ),
  };
}

/** Text that goes to the module: short, and where a buffer for it is free. */
function strings(emit: SandboxEmit): Functions {
  const [handle, size, at, start, end, source, length, target, index] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const place = (base: number): Code => [...op.localGet(base), ...op.localGet(index), ...op.i32Add];
  const step = (bytes: number): Code => [
    ...[...op.localGet(index), ...op.i32Const(bytes), ...op.i32Add, ...op.localSet(index)],
  ];
  const textCount = emit.load(state.textCount);
  return {
    Unicode_AsUTF8AndSize: define(
      emit,
      "Unicode_AsUTF8AndSize",
      "iiiiiii",
      (link) => [
        ...[...emit.find(handle, at, leave(0)), ...op.localGet(at), ...own.load(entry.text), ...leave(0)],
        ...[...textCount, ...op.i32Eqz, ...leave(0)],
        ...[...op.localGet(size), ...op.if, ...emit.unlessInside(size, op.i32Const(4), start, 1), ...op.end],
        ...[...emit.reserve(op.i32Const(8), start, end, 0)],
        ...[...op.i32Const(0), ...op.localGet(at), ...own.load(entry.object), ...op.localGet(start)],
        ...[...op.call(link("direct:Unicode_AsUTF8AndSize")), ...op.localTee(source), ...op.i32Eqz, ...op.if],
        ...[...emit.raised(), ...emit.restore(start, end), ...op.i32Const(0), ...op.return, ...op.end],
        ...[...op.localGet(start), ...own.load(0), ...op.localTee(length)],
        ...[...op.i32Const(textPool.size - 1), ...more.i32GeU, ...leave(0)],
        // The last buffer of those that are free.
        ...emit.store(state.textCount, [...textCount, ...op.i32Const(1), ...op.i32Sub]),
        ...[...emit.get("state"), ...textCount, ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
        ...[...own.load(state.texts), ...op.localSet(target)],
        // No byte is read from behind the string: what is there is not the module's to see.
        ...[...op.block("v"), ...op.loop, ...op.localGet(index), ...op.i32Const(8), ...op.i32Add],
        ...[...op.localGet(length), ...op.i32GtU, ...leave(1)],
        ...[
          ...place(target),
          ...place(source),
          ...own.load64(0),
          ...theirs.store64(0),
          ...step(8),
          ...op.br(0),
        ],
        ...[...op.end, ...op.end],
        ...[
          ...op.block("v"),
          ...op.loop,
          ...op.localGet(index),
          ...op.localGet(length),
          ...more.i32GeU,
          ...leave(1),
        ],
        ...[
          ...place(target),
          ...place(source),
          ...own.load8(0),
          ...theirs.store8(0),
          ...step(1),
          ...op.br(0),
        ],
        ...[...op.end, ...op.end],
        ...[...place(target), ...op.i32Const(0), ...theirs.store8(0)],
        ...[...op.localGet(at), ...op.localGet(target), ...own.store(entry.text)],
        ...[...op.localGet(at), ...op.i32Const(1), ...own.store(entry.pooled)],
        ...[...op.localGet(at), ...op.i32Const(0), ...own.store(entry.closing)],
        ...[
          ...op.localGet(size),
          ...op.if,
          ...op.localGet(size),
          ...op.localGet(length),
          ...theirs.store(0),
          ...op.end,
        ],
        ...[...emit.restore(start, end), ...op.localGet(target)],
      ],
      emit.restore(start, end),
    ),
  };
}

/**
 * Builders. Their numbers are the interpreter's, so a module could name those of others: which are its own stands in its
 * state. Those that JavaScript made have numbers of their own (`special/containers.ts`).
 */
function builders(emit: SandboxEmit): Functions {
  const kind = (name: "List" | "Tuple"): Functions => {
    const table = name === "List" ? state.lists : state.tuples;
    const [newName, setName, buildName, cancelName] = (["New", "Set", "Build", "Cancel"] as const).map(
      (what) => `${name}Builder_${what}` as ApiFunctionName,
    ) as [ApiFunctionName, ApiFunctionName, ApiFunctionName, ApiFunctionName];
    const place = (builder: number): Code => [
      ...[...op.localGet(builder), ...op.i32Const(builderMask), ...op.i32And, ...op.i32Const(2)],
      ...[...op.i32Shl, ...emit.get("state"), ...op.i32Add],
    ];
    const isOwn = (builder: number): Code => [
      ...[...op.localGet(builder), ...op.i32Const(firstBuilder), ...op.i32LtS, ...leave(0)],
      ...[...place(builder), ...own.load(table), ...op.localGet(builder), ...op.i32Ne, ...leave(0)],
    ];
    const forget = (builder: number): Code => [...place(builder), ...op.i32Const(0), ...own.store(table)];
    const [builder, index, item, at] = [1, 2, 3, 4];
    return {
      [newName]: define(emit, newName, "i", (link) => [
        ...[...op.i32Const(0), ...op.localGet(1), ...op.call(link(`direct:${newName}`)), ...op.localTee(2)],
        ...[...op.i32Const(firstBuilder), ...op.i32LtS, ...op.if, ...emit.raised()],
        ...[...op.localGet(2), ...op.call(link(`box:adopt${name}`)), ...op.return, ...op.end],
        ...[...place(2), ...op.localGet(2), ...own.store(table), ...op.localGet(2)],
      ]),
      [setName]: define(emit, setName, "i", (link) => [
        ...isOwn(builder),
        ...[...op.localGet(item), ...op.if, ...emit.object(item, at, leave(1)), ...op.end],
        ...[...op.i32Const(0), ...op.localGet(builder), ...op.localGet(index), ...op.localGet(at)],
        ...op.call(link(`direct:${setName}`)),
      ]),
      [buildName]: define(emit, buildName, "", (link) => [
        ...[...isOwn(builder), ...forget(builder), ...op.i32Const(0), ...op.localGet(builder)],
        ...[...op.call(link(`direct:${buildName}`)), ...op.call(link("open"))],
      ]),
      [cancelName]: define(emit, cancelName, "", (link) => [
        ...[...isOwn(builder), ...forget(builder), ...op.i32Const(0), ...op.localGet(builder)],
        ...op.call(link(`direct:${cancelName}`)),
      ]),
    };
  };
  return { ...kind("List"), ...kind("Tuple") };
}

/** `HPyGlobal_Load`: a module's global holds the number of a cell, one more than its place among the addresses. */
function loadGlobal(emit: SandboxEmit): DirectFunction {
  const [number, object] = [1, 2];
  return define(emit, "Global_Load", "i", (link) => [
    ...[...op.localGet(number), ...op.i32Const(1), ...op.i32Sub, ...emit.load(state.globalCount)],
    ...[...more.i32GeU, ...leave(0)],
    ...[...emit.load(state.globals), ...op.localGet(number), ...op.i32Const(1), ...op.i32Sub],
    ...[...op.i32Const(2), ...op.i32Shl, ...op.i32Add, ...own.load(0), ...own.load(0)],
    ...[...op.localTee(object), ...op.i32Eqz, ...leave(0)],
    ...[...op.i32Const(0), ...op.localGet(object), ...op.call(link("direct:Dup")), ...op.call(link("open"))],
  ]);
}

/** Structs of objects of types that this very sandbox has made (`type/known-types.ts` of the bridge). */
function structs(emit: SandboxEmit, { types }: DirectContext): Functions {
  /** The place of the type in a local, on the stack. */
  const placeOf = (type: number): Code => [
    ...[...op.localGet(type), ...op.i32Const(types.addressShift), ...op.i32ShrU],
    ...[...op.i32Const(types.placesMask), ...op.i32And, ...op.i32Const(types.placeShift), ...op.i32Shl],
    ...[...op.i32Const(types.table), ...op.i32Add],
  ];
  /** Leaves a block unless the place in a local is that of the type in another, and its block, into a third, is ours. */
  const unlessOurs = (place: number, type: number, block: number): Code => [
    ...[...op.localGet(place), ...own.load(types.place.type), ...op.localGet(type), ...op.i32Ne, ...leave(0)],
    ...[
      ...op.localGet(place),
      ...own.load(types.place.mark),
      ...op.localTee(block),
      ...op.i32Eqz,
      ...leave(0),
    ],
    ...[...op.localGet(block), ...own.load(typeBlock.state), ...emit.get("state"), ...op.i32Ne, ...leave(0)],
  ];
  const asStruct = (member: ApiFunctionName): DirectFunction => {
    const [handle, object, type, place, block] = [1, 2, 3, 4, 5];
    return define(emit, member, "iiii", () => [
      ...[...emit.object(handle, object, leave(0)), ...op.localGet(object), ...own.load(types.objectType)],
      ...[...op.localTee(type), ...op.drop, ...placeOf(type), ...op.localSet(place)],
      ...unlessOurs(place, type, block),
      ...[...op.localGet(object), ...op.localGet(place), ...own.load(types.place.struct), ...op.i32Add],
      ...[
        ...own.load(innerStruct.struct),
        ...op.localTee(object),
        ...op.i32Eqz,
        ...leave(0),
        ...op.localGet(object),
      ],
    ]);
  };
  const make = (): DirectFunction => {
    const [handle, data, type, place, block, object, struct, words, size] = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    // Where the struct is in the object: known before anything else may take the type's place.
    const offset = words;
    const count: Code = [...op.localGet(block), ...own.load(typeBlock.count)];
    return define(emit, "New", "iiiiiii", (link) => [
      ...[...op.localGet(data), ...op.i32Eqz, ...leave(0)],
      ...[...emit.unlessInside(data, op.i32Const(4), words, 0), ...emit.object(handle, type, leave(0))],
      ...[...placeOf(type), ...op.localSet(place), ...unlessOurs(place, type, block)],
      ...[...op.localGet(place), ...own.load(types.place.make), ...op.localGet(type), ...op.i32Ne],
      ...[...leave(0), ...count, ...op.i32Eqz, ...leave(0)],
      ...[...op.localGet(place), ...own.load(types.place.struct), ...op.localSet(offset)],
      // No struct is taken before the object is there: making it may run Python code, and that make another.
      ...[...op.i32Const(0), ...op.localGet(type), ...op.i32Const(0), ...op.call(link("direct:New"))],
      ...[...op.localTee(object), ...op.i32Eqz, ...op.if, ...emit.raised()],
      ...[...op.i32Const(0), ...op.return, ...op.end],
      ...[
        ...op.localGet(object),
        ...op.localGet(offset),
        ...op.i32Add,
        ...op.localSet(words),
        ...count,
        ...op.if,
      ],
      ...[...op.localGet(block), ...count, ...op.i32Const(1), ...op.i32Sub, ...own.store(typeBlock.count)],
      ...[...op.localGet(block), ...count, ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
      ...[...own.load(typeBlock.structs), ...op.localSet(struct)],
      ...[
        ...op.localGet(block),
        ...own.load(typeBlock.size),
        ...op.localSet(size),
        ...clearStruct(struct, size),
      ],
      ...[...op.localGet(words), ...op.localGet(struct), ...own.store(innerStruct.struct)],
      ...[...op.localGet(words), ...op.localGet(block), ...own.store(innerStruct.block), ...op.else],
      ...[
        ...op.localGet(words),
        ...op.localGet(block),
        ...op.call(link("box:struct")),
        ...op.localSet(struct),
        ...op.end,
      ],
      ...[...op.localGet(data), ...op.localGet(struct), ...theirs.store(0)],
      ...[...op.localGet(object), ...op.call(link("open"))],
    ]);
  };
  const shapes = ["Object", "Type", "Float", "List", "Dict"] as const;
  return {
    ...Object.fromEntries(shapes.map((shape) => [`AsStruct_${shape}`, asStruct(`AsStruct_${shape}`)])),
    New: make(),
  };
}

/** Fills the struct at the address in a local with zeros. @param size the local with its size, which is 0 afterwards. */
function clearStruct(struct: number, size: number): Code {
  return [
    ...[...op.localGet(size), ...op.i32Const(128), ...op.i32GtU, ...op.localGet(size), ...op.i32Const(3)],
    ...[...op.i32And, ...op.i32Or, ...op.if],
    ...[...op.localGet(struct), ...op.i32Const(0), ...op.localGet(size), ...theirs.fill],
    // A few words: the instruction for memory takes longer to begin than this takes.
    ...[...op.else, ...op.loop, ...op.localGet(struct), ...op.localGet(size), ...op.i32Const(4)],
    ...[...op.i32Sub, ...op.localTee(size), ...op.i32Add, ...op.i32Const(0), ...theirs.store(0)],
    ...[...op.localGet(size), ...op.brIf(0), ...op.end, ...op.end],
  ];
}

/** What lets the struct of an object go that dies: the address of the object's words of ours. */
export function releaseStruct(): DirectFunction {
  const [words, block, struct, count] = [0, 1, 2, 3];
  return {
    signature: "v:i",
    locals: "iii",
    code: (link) => [
      ...[...op.block("v"), ...op.localGet(words), ...own.load(innerStruct.record), ...leave(0)],
      ...[
        ...op.localGet(words),
        ...own.load(innerStruct.struct),
        ...op.localTee(struct),
        ...op.i32Eqz,
        ...op.if,
      ],
      ...[...op.return, ...op.end],
      ...[
        ...op.localGet(words),
        ...own.load(innerStruct.block),
        ...op.localTee(block),
        ...op.i32Eqz,
        ...leave(0),
      ],
      ...[...op.localGet(block), ...own.load(typeBlock.count), ...op.localTee(count)],
      ...[...op.i32Const(structPool), ...more.i32GeU, ...leave(0)],
      ...[...op.localGet(block), ...op.localGet(count), ...op.i32Const(2), ...op.i32Shl, ...op.i32Add],
      ...[...op.localGet(struct), ...own.store(typeBlock.structs)],
      ...[
        ...op.localGet(block),
        ...op.localGet(count),
        ...op.i32Const(1),
        ...op.i32Add,
        ...own.store(typeBlock.count),
      ],
      ...[
        ...op.localGet(words),
        ...op.i32Const(0),
        ...own.store(innerStruct.struct),
        ...op.return,
        ...op.end,
      ],
      ...[...op.localGet(words), ...op.call(link("box:release"))],
    ],
  };
}

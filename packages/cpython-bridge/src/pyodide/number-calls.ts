/**
 * Calls of Python with numbers, in one step: WebAssembly that makes the arguments, calls, reads the result, and lets go of
 * all of them.
 *
 * Step by step the same is five functions of the context, of which JavaScript does most itself (`fast/`); that is 20 ns
 * beside a call that takes CPython 37. Here it is 4: nothing crosses between JavaScript and WebAssembly but the
 * call as a whole. A function that is written in Python is called as `PyObject_Vectorcall` would, which saves that one's own
 * 3 to 5 ns; everything else goes through it. The guard of outgoing calls (`guard.ts`) is part of the code, once for all
 * steps, and before the first of them: who is refused has left nothing behind.
 *
 * An argument that nobody else refers to after the call is kept for the next one, as in `fast/spare-integers.ts`; there is a
 * place for each parameter of each signature.
 */

import {
  type Memory,
  type NumberCall,
  type NumberCalls,
  type NumberLetter,
  type NumberSignature,
  parseNumberSignature,
} from "@hpyjs/core";
import { op, WasmModule } from "@hpyjs/wasm";
import type { CApi } from "../capi.ts";
import type { Layout } from "../transport.ts";
import { freeCalls } from "./guard.ts";

/** What is needed of the interpreter. */
export interface NumberCallEnvironment {
  /** CPython's C API without guards. */
  readonly bare: CApi;
  /** Probed object layouts. */
  readonly layout: Layout;
  /** The interpreter's memory, as JavaScript sees it, */
  readonly memory: Memory;
  /** and as WebAssembly does. */
  readonly wasmMemory: WebAssembly.Memory;
  /** The interpreter's function table. */
  readonly table: WebAssembly.Table;
  /** The C stack pointer. */
  readonly stackPointer: WebAssembly.Global;
  /** The address of a data symbol. */
  readonly symbol: (name: string) => number;
  /** The address of the count of calls in progress. */
  readonly depth: number;
  /** Looks whether the stack has room for a call. */
  readonly probe: (activate: number) => void;
  /** Asks CPython's recursion limit. */
  readonly deep: () => void;
  /** Gives back what `deep` was granted. */
  readonly leave: () => void;
}

type Code = readonly number[];

/** What code needs to know of the objects. */
interface Facts {
  readonly immortal: number;
  readonly integer: { readonly tag: number; readonly digit: number };
  readonly small: { readonly zero: number; readonly stride: number };
  readonly float: number;
  readonly vectorcall: number;
  readonly type: number;
}

/** The smallest integer that is a shared object, negated. */
const lowest = 5;

/** How many there are from it on, up to 256. */
const shared = 262;

/** Integers with one digit are smaller, and their negatives greater. */
const beyond = 2 ** 30;

/** The tag of an integer with one digit is smaller; its lowest two bits are 0 for positive, 1 for zero, 2 for negative. */
const oneDigit = 16;

/** Added to the number of arguments: the word before them may be overwritten (`PY_VECTORCALL_ARGUMENTS_OFFSET`). */
const roomBefore = -0x8000_0000;

/** Makes the maker of such functions; `null` where any of the objects that they look into is not as expected. */
export function createNumberCalls(environment: NumberCallEnvironment): NumberCalls["make"] | null {
  const { float, immortal, integer, references, smallIntegers: small, type, vectorcall } = environment.layout;
  if (references !== 0 || immortal === null || integer === null || small === null) return null;
  if (float === null || vectorcall === null) return null;
  const facts: Facts = { float, immortal, integer, small, type, vectorcall };
  const made = new Map<NumberSignature, NumberCall>();
  return (signature) => {
    const known = made.get(signature);
    if (known !== undefined) return known;
    const call = compile(environment, facts, signature);
    made.set(signature, call);
    return call;
  };
}

function compile(environment: NumberCallEnvironment, facts: Facts, signature: NumberSignature): NumberCall {
  const { bare, deep, leave, memory, probe, stackPointer, table, wasmMemory } = environment;
  const { parameters, result } = parseNumberSignature(signature);
  const module = new WasmModule();
  module.importMemory("env", "memory");
  module.importTable("env", "table");
  const ownCalls: Readonly<Record<string, unknown>> = { deep, leave, probe };
  const index = (name: string, type: string): number => module.importFunction("f", name, type);
  const code = callCode(facts, {
    parameters,
    result,
    places: memory.alloc(Math.max(4 * parameters.length, 4)),
    depth: environment.depth,
    stackPointer: module.importGlobal("env", "stackPointer"),
    function: environment.symbol("PyFunction_Type"),
    int: environment.symbol("PyLong_Type"),
    floatType: environment.symbol("PyFloat_Type"),
    vectorcallType: module.type("i:iiii"),
    call: index("PyObject_Vectorcall", "i:iiii"),
    toInt: index("PyLong_FromLong", "i:i"),
    toFloat: index("PyFloat_FromDouble", "i:d"),
    ofInt: index("PyLong_AsLong", "i:i"),
    ofFloat: index("PyFloat_AsDouble", "d:i"),
    release: index("Py_DecRef", "v:i"),
    deep: index("deep", "v:"),
    leave: index("leave", "v:"),
    probe: index("probe", "v:i"),
  });
  const returns = result === "d" ? "d" : "i";
  const locals = `${"i".repeat(parameters.length)}iiii${returns}`;
  module.function(`${returns}:i${parameters.join("")}`, code, "call", locals);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    env: { memory: wasmMemory, table, stackPointer },
    f: { ...(bare as unknown as WebAssembly.ModuleImports), ...(ownCalls as WebAssembly.ModuleImports) },
  });
  return exports.call as unknown as NumberCall;
}

/** Everything that the code refers to: addresses, and indices in the module. */
interface Parts {
  readonly parameters: readonly NumberLetter[];
  readonly result: NumberLetter | "v";
  /** The address of the places for arguments that are kept, a word for each parameter. */
  readonly places: number;
  readonly depth: number;
  readonly stackPointer: number;
  readonly function: number;
  readonly int: number;
  readonly floatType: number;
  readonly vectorcallType: number;
  readonly call: number;
  readonly toInt: number;
  readonly toFloat: number;
  readonly ofInt: number;
  readonly ofFloat: number;
  readonly release: number;
  readonly deep: number;
  readonly leave: number;
  readonly probe: number;
}

/** The function: local 0 is the callable, then come the numbers, the arguments made of them, and a few more. */
function callCode(facts: Facts, parts: Parts): Code {
  const { parameters, result, depth, stackPointer } = parts;
  const count = parameters.length;
  const object = (index: number): number => 1 + count + index;
  const [answer, scratch, calls, frame, number] = Array.from({ length: 5 }, (_, index) =>
    object(count + index),
  ) as [...[number, number, number, number, number]];
  const place = (index: number): number => parts.places + 4 * index;
  /** The arguments and the word before them, on the C stack, which is aligned to 16. */
  const size = (4 * (count + 1) + 15) & ~15;
  const isDeep = [...op.localGet(calls), ...op.i32Const(freeCalls), ...op.i32GeS];
  const failure = result === "d" ? op.f64Const(-1) : op.i32Const(-1);
  return [
    ...[...op.i32Const(0), ...op.call(parts.probe)],
    ...[...op.i32Const(0), ...op.i32Load(depth), ...op.localSet(calls)],
    ...[...isDeep, ...op.if, ...op.call(parts.deep), ...op.end],
    ...[...op.i32Const(0), ...op.localGet(calls), ...op.i32Const(1), ...op.i32Add, ...op.i32Store(depth)],
    ...op.block("v"),
    ...parameters.flatMap((letter, index) => [
      ...(letter === "i" ? makeInt : makeFloat)(facts, parts, 1 + index, object(index), place(index)),
      ...[...op.localGet(object(index)), ...op.i32Eqz, ...op.brIf(0)],
    ]),
    ...[...op.globalGet(stackPointer), ...op.i32Const(size), ...op.i32Sub],
    ...[...op.localTee(frame), ...op.globalSet(stackPointer)],
    ...parameters.flatMap((_, index) => [
      ...[...op.localGet(frame), ...op.localGet(object(index)), ...op.i32Store(4 * (index + 1))],
    ]),
    ...[...call(facts, parts, frame), ...op.localSet(answer)],
    ...[...op.localGet(frame), ...op.i32Const(size), ...op.i32Add, ...op.globalSet(stackPointer)],
    ...op.end,
    ...[...failure, ...op.localSet(number), ...op.localGet(answer), ...op.if],
    ...[...read(facts, parts, answer, scratch), ...op.localSet(number)],
    ...letGo(facts, answer, scratch, [...op.localGet(answer), ...op.call(parts.release)]),
    ...op.end,
    // An argument that comes back is not let go with the result, but kept.
    ...parameters.flatMap((letter, index) =>
      letGo(facts, object(index), scratch, keep(facts, parts, letter, object(index), place(index))),
    ),
    ...[...op.i32Const(0), ...op.localGet(calls), ...op.i32Store(depth)],
    ...[...isDeep, ...op.if, ...op.call(parts.leave), ...op.end],
    ...op.localGet(number),
  ];
}

/** The call itself. A function of Python's own is called without `PyObject_Vectorcall` in between. */
function call({ type, vectorcall }: Facts, parts: Parts, frame: number): Code {
  const args = [
    ...[...op.localGet(0), ...op.localGet(frame), ...op.i32Const(4), ...op.i32Add],
    ...[...op.i32Const(parts.parameters.length + roomBefore), ...op.i32Const(0)],
  ];
  return [
    ...[
      ...op.localGet(0),
      ...op.i32Load(type),
      ...op.i32Const(parts.function),
      ...op.i32Eq,
      ...op.ifTyped("i"),
    ],
    ...[...args, ...op.localGet(0), ...op.i32Load(vectorcall), ...op.callIndirect(parts.vectorcallType)],
    ...[...op.else, ...args, ...op.call(parts.call), ...op.end],
  ];
}

/** Makes an int of the number in a local: a shared one, the one that was kept, or a new one. */
function makeInt(
  { integer, small }: Facts,
  parts: Parts,
  value: number,
  object: number,
  place: number,
): Code {
  const { digit, tag } = integer;
  const sign = [...op.localGet(value), ...op.i32Const(31), ...op.i32ShrS];
  return [
    ...[
      ...op.localGet(value),
      ...op.i32Const(lowest),
      ...op.i32Add,
      ...op.i32Const(shared),
      ...op.i32LtU,
      ...op.if,
    ],
    ...[...op.localGet(value), ...op.i32Const(small.stride), ...op.i32Mul],
    ...[...op.i32Const(small.zero), ...op.i32Add, ...op.localSet(object)],
    ...[...op.else, ...op.block("v"), ...op.block("v")],
    ...[...op.localGet(value), ...op.i32Const(beyond - 1), ...op.i32Add],
    ...[...op.i32Const(2 * beyond - 1), ...op.i32GeU, ...op.brIf(0)],
    ...[...op.i32Const(0), ...op.i32Load(place), ...op.localTee(object), ...op.i32Eqz, ...op.brIf(0)],
    ...[...op.i32Const(0), ...op.i32Const(0), ...op.i32Store(place)],
    ...[...op.localGet(object), ...op.localGet(object), ...op.i32Load(tag), ...op.i32Const(~3), ...op.i32And],
    ...[...op.localGet(value), ...op.i32Const(30), ...op.i32ShrU, ...op.i32Const(2), ...op.i32And],
    ...[...op.i32Or, ...op.i32Store(tag)],
    ...[...op.localGet(object), ...op.localGet(value), ...sign, ...op.i32Xor, ...sign, ...op.i32Sub],
    ...[...op.i32Store(digit), ...op.br(1), ...op.end],
    ...[...op.localGet(value), ...op.call(parts.toInt), ...op.localSet(object), ...op.end, ...op.end],
  ];
}

/** Makes a float of the number in a local: the one that was kept, or a new one. */
function makeFloat({ float }: Facts, parts: Parts, value: number, object: number, place: number): Code {
  return [
    ...[...op.i32Const(0), ...op.i32Load(place), ...op.localTee(object), ...op.if],
    ...[...op.i32Const(0), ...op.i32Const(0), ...op.i32Store(place)],
    ...[...op.localGet(object), ...op.localGet(value), ...op.f64Store(float), ...op.else],
    ...[...op.localGet(value), ...op.call(parts.toFloat), ...op.localSet(object), ...op.end],
  ];
}

/** Gives up a reference to the object in a local, where there is one; `last` deals with the last one. */
function letGo({ immortal }: Facts, object: number, scratch: number, last: Code): Code {
  return [
    ...[...op.localGet(object), ...op.if],
    ...[...op.localGet(object), ...op.i32Load(0), ...op.localTee(scratch)],
    ...[...op.i32Const(immortal), ...op.i32LtU, ...op.if],
    ...[...op.localGet(scratch), ...op.i32Const(1), ...op.i32Eq, ...op.if, ...last, ...op.else],
    ...[...op.localGet(object), ...op.localGet(scratch), ...op.i32Const(1), ...op.i32Sub, ...op.i32Store(0)],
    ...[...op.end, ...op.end, ...op.end],
  ];
}

/** Keeps an argument with its last reference, if its place is free and, of an int, one digit is all that it has. */
function keep({ integer }: Facts, parts: Parts, letter: NumberLetter, object: number, place: number): Code {
  const isFree = [...op.i32Const(0), ...op.i32Load(place), ...op.i32Eqz];
  const hasOneDigit = [
    ...op.localGet(object),
    ...op.i32Load(integer.tag),
    ...op.i32Const(oneDigit),
    ...op.i32LtU,
  ];
  return [
    ...[...isFree, ...(letter === "i" ? [...hasOneDigit, ...op.i32And] : []), ...op.if],
    ...[...op.i32Const(0), ...op.localGet(object), ...op.i32Store(place), ...op.else],
    ...[...op.localGet(object), ...op.call(parts.release), ...op.end],
  ];
}

/** The number that the object in a local is. */
function read({ float, integer, type }: Facts, parts: Parts, object: number, scratch: number): Code {
  const typeIs = (address: number): Code => [
    ...[...op.localGet(object), ...op.i32Load(type), ...op.i32Const(address)],
  ];
  if (parts.result === "v") return op.i32Const(0);
  if (parts.result === "d") {
    return [
      ...[...typeIs(parts.floatType), ...op.i32Eq, ...op.ifTyped("d")],
      ...[...op.localGet(object), ...op.f64Load(float), ...op.else],
      ...[...op.localGet(object), ...op.call(parts.ofFloat), ...op.end],
    ];
  }
  const { digit, tag } = integer;
  return [
    ...[...op.block("i"), ...op.block("v"), ...typeIs(parts.int), ...op.i32Ne, ...op.brIf(0)],
    ...[...op.localGet(object), ...op.i32Load(tag), ...op.localTee(scratch)],
    ...[...op.i32Const(oneDigit), ...op.i32GeU, ...op.brIf(0)],
    ...[...op.i32Const(1), ...op.localGet(scratch), ...op.i32Const(3), ...op.i32And, ...op.i32Sub],
    ...[...op.localGet(object), ...op.i32Load(digit), ...op.i32Mul, ...op.br(1), ...op.end],
    ...[...op.localGet(object), ...op.call(parts.ofInt), ...op.end],
  ];
}

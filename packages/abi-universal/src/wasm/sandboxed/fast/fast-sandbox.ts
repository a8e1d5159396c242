/**
 * A sandbox whose boundary is WebAssembly: its state in the interpreter's memory, and what that leaves to JavaScript.
 *
 * The functions in JavaScript work on the same state, so whatever is rare, or wrong, goes on there.
 */

import {
  type ApiFunctionName,
  asNative,
  type DirectContext,
  type EntryRequest,
  type Handle,
  type Layer,
  type Pointer,
  spec,
  type WasmFunction,
  type WasmHost,
} from "@hpyjs/core";
import { ownCalls } from "../../own-calls.ts";
import { raiseText } from "../../raise.ts";
import type { Boundary } from "../boundary.ts";
import type { SandboxHandles } from "../handles.ts";
import type { SandboxMemory } from "../memory.ts";
import type { KnownType } from "../types.ts";
import type { ContextFunction } from "../uniform.ts";
import { SandboxViolation } from "../violation.ts";
import { type EntryNeeds, hasFastEntry } from "./entries.ts";
import type { FastModule, LinkedModule, Traps } from "./fast-module.ts";
import type { LateImports } from "./late-imports.ts";
import { linkedNames } from "./link.ts";
import { MemoryStore } from "./memory-store.ts";
import { outerEntry } from "./outer-entry.ts";
import { entry, frame, stackSize, state, structPool, textPool, typeBlock, typeBlockSize } from "./state.ts";

import { kindOf, numberOf, ofNumber, placeNumber, type Shape, shapes, wayName } from "./ways.ts";

type Numbers = (...args: number[]) => unknown;

/** What the sandbox is made of. */
export interface FastParts {
  /** The interpreter. */
  readonly host: WasmHost;
  /** The layer, which has nothing around it. */
  readonly layer: Layer;
  /** Its direct functions. */
  readonly direct: DirectContext;
  /** What entries need of the interpreter. */
  readonly needs: EntryNeeds;
  /** What becomes of traps. */
  readonly traps: Traps;
  /** The code for a module that is not linked. */
  readonly fast: () => FastModule;
  /** The address of a state in which everything goes through JavaScript. */
  readonly idle: number;
}

/** An extension that its boundary is linked into. */
export interface LinkedInstance {
  /** What the linker says of it. */
  readonly module: LinkedModule;
  /** What the instance exports. */
  readonly exports: WebAssembly.Exports;
  /** Its imports. */
  readonly late: LateImports;
  /** Where its part of the table begins. */
  readonly tableBase: number;
}

/** What the code of the sandbox works with, and calls in JavaScript. */
export interface FastEnvironment {
  /** The module, where its boundary is linked into it; else `null`. */
  readonly linked: LinkedInstance | null;
  /** The module's memory, as it is. */
  readonly wasmMemory: WebAssembly.Memory;
  /** The module's memory. */
  readonly memory: SandboxMemory;
  /** The module's function table. */
  readonly table: WebAssembly.Table;
  /** The module's C stack pointer. */
  readonly stackPointer: WebAssembly.Global;
  /** Its handles. */
  readonly handles: SandboxHandles;
  /** Its boundary. */
  readonly boundary: Boundary;
  /** The functions of the context in JavaScript, by index of their rows. */
  readonly functions: readonly ContextFunction[];
  /** Lets the struct of an object go that dies. */
  readonly release: (words: Pointer) => void;
  /** The struct of the object with these words of ours, of a type with this block. */
  readonly struct: (words: Pointer, block: Pointer) => Pointer;
  /** Numbers for builders that JavaScript has made. */
  readonly adopt: Readonly<Record<"List" | "Tuple", (builder: number) => number>>;
  /** Calls a function of the module, the way through JavaScript. */
  readonly enter: (row: spec.SignatureRow, pointer: number, args: readonly number[]) => number;
}

/** One sandbox's state, and its code. */
export class FastSandbox {
  /** Where its handles are. */
  readonly store: MemoryStore;
  readonly #parts: FastParts;
  readonly #block: Pointer;
  readonly #stack: Pointer;
  readonly #texts: Set<number> = new Set();
  readonly #builders: Readonly<Record<"List" | "Tuple", number>> = { List: state.lists, Tuple: state.tuples };
  #environment: FastEnvironment | null = null;
  #exports: Readonly<Record<string, Numbers>> = {};
  #releaser: Pointer | null = null;
  readonly #ways: Map<number, KnownWay> = new Map();
  #globalRoom = 0;
  #caught: ((depth: number) => void) | null = null;

  /** Sets the state up. */
  constructor(parts: FastParts) {
    this.#parts = parts;
    const { memory } = parts.layer;
    this.#block = memory.alloc(state.size);
    this.#stack = memory.alloc(stackSize);
    this.#set(state.top, this.#stack);
    this.#set(state.limit, this.#stack + stackSize);
    this.store = new MemoryStore(memory, this.#block);
  }

  /** Makes the code. @returns the functions of the context that are WebAssembly, by name. */
  connect(environment: FastEnvironment): ReadonlyMap<ApiFunctionName, WasmFunction> {
    this.#environment = environment;
    const { host } = this.#parts;
    const { linked } = environment;
    const pointer = host.reserveFunctions(1);
    this.#releaser = pointer;
    if (linked !== null) {
      linked.late.bind((name) => this.#imported(name) as Numbers);
      this.#linkedGlobal(linkedNames.state, this.#block);
      this.#exports = Object.fromEntries(
        [...linked.module.exported].map((name) => [name, linked.exports[`hpy.${name}`] as Numbers]),
      );
      host.table.set(pointer, this.#exports.release);
      return new Map(
        linked.module.members.map((name) => [name, this.#exports[`fast:${name}`] as WasmFunction]),
      );
    }
    const fast = this.#parts.fast();
    const js: Record<string, unknown> = {};
    for (const name of fast.imports) js[name] = this.#imported(name);
    const { exports } = new WebAssembly.Instance(fast.module, {
      env: {
        theirs: environment.wasmMemory,
        own: host.memory,
        table: environment.table,
        stackPointer: environment.stackPointer,
        state: new WebAssembly.Global({ value: "i32", mutable: true }, this.#block),
      },
      js: js as WebAssembly.ModuleImports,
    });
    this.#exports = exports as Record<string, Numbers>;
    host.table.set(pointer, exports.release);

    return new Map(fast.code.members.map((name) => [name, exports[`fast:${name}`] as WasmFunction]));
  }

  /** Says where the module's context is, in its memory, and where the context's functions are in its table. */
  setContext(context: Pointer, functions: number): void {
    this.#set(state.context, context);
    this.#linkedGlobal(linkedNames.functions, functions);
  }

  #linkedGlobal(name: string, value: number): void {
    const global = this.#environment?.linked?.exports[name];
    if (global instanceof WebAssembly.Global) global.value = value;
  }

  /** Says whether functions of the context have to ask JavaScript first. */
  block(isBlocked: boolean): void {
    this.#set(state.blocked, isBlocked ? 1 : 0);
  }

  /** The implementation behind a function of the module; `null` where it needs JavaScript. */
  implementation(row: spec.SignatureRow, pointer: number, isPlain: boolean): Numbers | null {
    if (!hasFastEntry(row)) return null;
    const call = this.#exports[`enter:${row.name}`] as Numbers;
    const failure = row.fails === -1 ? -1 : 0;
    const { memory } = this.#parts.layer;
    const frameWord = (this.#block + state.frame) >>> 2;
    const caught = (thrown: unknown, before: number): number => this.#recover(thrown, before, failure);
    const number = numberOf(pointer, row);
    const way = isPlain ? this.#way(row, pointer) : null;
    const words = (): Uint32Array => memory.u32();
    const implementation =
      way === null
        ? catching(call, number, words, frameWord, caught)
        : catchingWay(way.call, words, frameWord, caught);
    if (this.#parts.traps === "catch" || !isPlain) return implementation;
    const entry = (request: EntryRequest): WasmFunction => {
      this.#caught = request.caught;
      return (
        way?.entry(request) ??
        outerEntry(request, number, call as WasmFunction, Object.keys(row.params).length + 1, this.#parts)
      );
    };
    return asNative(implementation as () => unknown, { pointer: null, context: null, entry }) as Numbers;
  }

  /** The entries of one function of a linked module. */
  #way(row: spec.SignatureRow, pointer: number): Way | null {
    const linked = this.#environment?.linked;
    if (linked == null) return null;
    const position = shapes.findIndex(({ names }) => names.includes(row.name));
    const place = pointer - linked.tableBase;
    const call = this.#exports[wayName(place, position)];
    const number = placeNumber(place, position);
    const other = this.#ways.get(number);
    // A function that is an implementation of two signatures of a shape has one such entry, for the first of them.
    if (position < 0 || call === undefined || (other !== undefined && other.row !== row)) return null;
    const known: KnownWay = other ?? { pointer, row, request: null };
    this.#ways.set(number, known);
    return {
      call,
      entry: (request) => {
        const kind = kindOf(shapes[position] as Shape, request);
        const found = kind < 0 ? undefined : this.#exports[wayName(place, position, kind)];
        if (found === undefined || (known.request !== null && !isSame(known.request, request))) return null;
        known.request = request;
        return found as WasmFunction;
      },
    };
  }

  /** The function and signature behind a number. */
  #called(number: number): Pick<KnownWay, "pointer" | "row"> {
    return number < 0 ? (this.#ways.get(number) as KnownWay) : ofNumber(number);
  }

  /** A buffer of the module's for a string of so many bytes with its NUL, which is used again if it is short. */
  allocText(size: number, what: string): Pointer {
    const { memory } = this.#environment as FastEnvironment;
    if (size > textPool.size) return memory.alloc(size, what);
    const text = memory.alloc(textPool.size, what);
    this.#texts.add(text);
    return text;
  }

  /** Takes such a buffer back. */
  freeText(text: Pointer): void {
    const count = this.#get(state.textCount);
    if (this.#texts.has(text) && count < textPool.count) {
      this.#set(state.texts + 4 * count, text);
      this.#set(state.textCount, count + 1);
      return;
    }
    this.#texts.delete(text);
    this.#environment?.memory.free(text);
  }

  /** What is known of a type whose instances have structs of this size. */
  known(size: number): KnownType {
    const { layer } = this.#parts;
    if (size === 0) return { block: 0 as Pointer, release: (release) => release, free: () => {} };
    const block = layer.memory.alloc(typeBlockSize);
    const words = layer.memory.u32();
    words[(block + typeBlock.state) >>> 2] = this.#block;
    words[(block + typeBlock.size) >>> 2] = size;
    return {
      block,
      release: (release) =>
        asNative((words: Pointer) => release(words), { pointer: this.#releaser, context: null }),
      free: () => {
        const count = layer.memory.u32()[(block + typeBlock.count) >>> 2] as number;
        for (let index = 0; index < count; index++) {
          const struct = layer.memory.u32()[((block + typeBlock.structs) >>> 2) + index] as Pointer;
          this.#environment?.memory.free(struct);
        }
        layer.memory.free(block);
      },
    };
  }

  /** The size of the structs of a type. */
  sizeOf(block: Pointer): number {
    return this.#parts.layer.memory.u32()[(block + typeBlock.size) >>> 2] as number;
  }

  /**
   * A function in JavaScript that the module may call with no frame of JavaScript around: that cannot be suspended, and
   * what it throws comes out at an entry that is none.
   */
  below<F extends (...args: never[]) => unknown>(callback: F): F {
    const { layer, traps } = this.#parts;
    return traps === "suspend" ? layer.boundary.fromC(callback) : callback;
  }

  /** Keeps the struct of an object that died for the next. @returns whether there was room. */
  keepStruct(struct: Pointer, block: Pointer): boolean {
    if (block === 0) return false;
    const words = this.#parts.layer.memory.u32();
    const at = (block + typeBlock.count) >>> 2;
    const count = words[at] as number;
    if (count >= structPool) return false;
    words[((block + typeBlock.structs) >>> 2) + count] = struct;
    words[at] = count + 1;
    return true;
  }

  /** Remembers the cell behind the number of a global, which is one more than those before. */
  addGlobal(cell: Pointer): number {
    const { memory } = this.#parts.layer;
    const count = this.#get(state.globalCount);
    if (count === this.#globalRoom) {
      this.#globalRoom = Math.max(16, count * 2);
      const earlier = this.#get(state.globals) as Pointer;
      const place = memory.alloc(this.#globalRoom * 4);
      memory.u8().copyWithin(place, earlier, earlier + count * 4);
      memory.free(earlier);
      this.#set(state.globals, place);
    }
    memory.u32()[(this.#get(state.globals) >>> 2) + count] = cell;
    this.#set(state.globalCount, count + 1);
    return count + 1;
  }

  /** Whether a builder is one that this module has made as WebAssembly. */
  hasBuilder(kind: "List" | "Tuple", builder: number): boolean {
    return builder !== 0 && this.#get(this.#builders[kind] + 4 * (builder & 63)) === builder >>> 0;
  }

  /** Forgets such a builder. */
  forgetBuilder(kind: "List" | "Tuple", builder: number): void {
    this.#set(this.#builders[kind] + 4 * (builder & 63), 0);
  }

  /** Gives the state up. Nothing may call into the sandbox afterwards. */
  free(): void {
    const { host, layer } = this.#parts;
    this.#linkedGlobal(linkedNames.state, this.#parts.idle);
    if (this.#releaser !== null) host.removeFunctions([this.#releaser]);
    this.store.free();
    for (const block of [this.#get(state.globals) as Pointer, this.#stack, this.#block])
      layer.memory.free(block);
  }

  /** What is imported under a name. */
  #imported(name: string): unknown {
    const { direct } = this.#parts;
    const { boundary, functions } = this.#environment as FastEnvironment;
    const found = direct.imports.get(name)?.target;
    if (name.startsWith("js:"))
      return (...args: number[]) =>
        boundary.exit(name.slice(3), () => (found as unknown as Numbers)(...args));
    if (found !== undefined) return found;
    if (name.startsWith("slow:")) {
      const position = spec.functions.findIndex(({ member }) => member === name.slice(5));
      return this.below(functions[position] as Numbers);
    }
    return this.below(this.#box()[name.slice("box:".length)] as Numbers);
  }

  #box(): Readonly<Record<string, Numbers>> {
    const { adopt, boundary, enter, handles, release, struct } = this.#environment as FastEnvironment;
    const { layer } = this.#parts;
    const where = (number: number): string => `the result of an HPyFunc_${this.#called(number).row.name}`;
    const exit = <R>(body: () => R): R => boundary.exit("the sandbox", body);
    return {
      owned: (object) => exit(() => handles.open(object as Handle)),
      borrowed: (object) => exit(() => handles.open(object as Handle, "borrowed")),
      freeText: (at) => {
        const text = layer.memory.u32()[((at as number) + entry.text) >>> 2] as Pointer;
        layer.memory.u32()[((at as number) + entry.text) >>> 2] = 0;
        this.freeText(text);
      },
      take: (handle, number) =>
        exit(() =>
          handles.take(((handle as number) >>> 0) as Handle, where(number as number), ownCalls(layer).Dup),
        ),
      negative: (number) => {
        const message = `${where(number as number)} is negative, but no exception was raised`;
        raiseText(layer, "h_SystemError", message);
      },
      blocked: () => boundary.assertReturned(),
      enter: (number, ...args) => {
        const { pointer, row } = this.#called(number as number);
        return enter(row, pointer, args);
      },
      refuse: (number, given) => this.#ways.get(number as number)?.request?.refusal?.raise(given as number),
      caught: (record, depth) => this.#unwound(record as number, depth as number),
      struct: (words, block) => exit(() => struct(words as Pointer, block as Pointer)),
      release: (words) => release(words as Pointer),
      adoptList: (builder) => adopt.List(builder as number),
      adoptTuple: (builder) => adopt.Tuple(builder as number),
    };
  }

  /** After something was thrown into a frame of JavaScript: ends the calls that began since, and raises. */
  #recover(thrown: unknown, before: number, failure: number): number {
    const { boundary } = this.#environment as FastEnvironment;
    let mark: number | null = null;
    for (
      let record = this.#get(state.frame);
      record !== before && record !== 0;
      record = this.#get(state.frame)
    )
      mark = this.#end(record);
    return boundary.failed(thrown, mark, failure);
  }

  /** After something was thrown into an entry that is WebAssembly. @param record the call's; 0 when it had none yet. */
  #unwound(record: number, depth: number): void {
    const { boundary } = this.#environment as FastEnvironment;
    const mark = record === 0 ? null : this.#end(record);
    const thrown = boundary.pending;
    boundary.settle(mark);
    const { layer } = this.#parts;
    if (thrown instanceof SandboxViolation) raiseText(layer, thrown.exception, thrown.message);
    else if (thrown === null)
      raiseText(layer, "h_RuntimeError", "an exception of WebAssembly left the extension");
    else this.#caught?.(depth);
  }

  /** Ends a call: its handles, and its part of the stacks. @returns how many handles there were when it began. */
  #end(record: number): number {
    const { handles, stackPointer } = this.#environment as FastEnvironment;
    const word = (offset: number): number =>
      this.#parts.layer.memory.u32()[(record + offset) >>> 2] as number;
    const count = word(frame.count);
    for (let index = 0; index < count; index++) handles.end(word(frame.numbers + 4 * index) as Handle);
    const mark = word(frame.mark) + word(frame.mark + 4) * 2 ** 32;
    if (this.#get(state.frame) !== record) {
      this.#parts.layer.memory.u32()[(record + frame.ended) >>> 2] = 1;
      return mark;
    }
    for (let at = record; ; ) {
      const words = this.#parts.layer.memory.u32();
      stackPointer.value = words[(at + frame.stack) >>> 2];
      this.#set(state.top, at);
      at = words[(at + frame.outer) >>> 2] as number;
      this.#set(state.frame, at);
      if (at === 0 || words[(at + frame.ended) >>> 2] === 0) return mark;
    }
  }

  #get(offset: number): number {
    return this.#parts.layer.memory.u32()[(this.#block + offset) >>> 2] as number;
  }

  #set(offset: number, value: number): void {
    this.#parts.layer.memory.u32()[(this.#block + offset) >>> 2] = value;
  }
}

/** A function of a linked module that has entries of its own, and what it is used for. */
interface KnownWay {
  readonly pointer: number;
  readonly row: spec.SignatureRow;
  request: EntryRequest | null;
}

/** The entries of such a function. */
interface Way {
  readonly call: Numbers;
  readonly entry: (request: EntryRequest) => WasmFunction | null;
}

function isSame(one: EntryRequest, other: EntryRequest): boolean {
  return one.failure === other.failure && one.refusal?.key === other.refusal?.key;
}

/** The same as {@link catching} for an entry that calls but one function. */
function catchingWay(
  call: Numbers,
  words: () => Uint32Array,
  frameWord: number,
  caught: (thrown: unknown, before: number) => number,
): Numbers {
  return (a, b, c, d) => {
    const before = words()[frameWord] as number;
    try {
      return call(a as number, b as number, c as number, d as number);
    } catch (thrown) {
      return caught(thrown, before);
    }
  };
}

/** An entry in a frame of JavaScript, which catches what WebAssembly cannot. */
function catching(
  call: Numbers,
  pointer: number,
  words: () => Uint32Array,
  frameWord: number,
  caught: (thrown: unknown, before: number) => number,
): Numbers {
  return (a, b, c, d) => {
    const before = words()[frameWord] as number;
    try {
      return call(pointer, a as number, b as number, c as number, d as number);
    } catch (thrown) {
      return caught(thrown, before);
    }
  };
}

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
  functionRow,
  type Layer,
  type Pointer,
  spec,
  type WasmFunction,
  type WasmHost,
} from "@hpyjs/core";
import type { FastBoundary } from "../fast-boundary.ts";
import type { KnownType } from "../types.ts";
import { entryName, releasers } from "./assembly.ts";
import { boxFunctions } from "./box-functions.ts";
import { bufferRecord } from "./buffer-code.ts";
import { type EntryNeeds, hasFastEntry } from "./entries.ts";
import type { FastEnvironment } from "./fast-environment.ts";
import { type CompiledCode, type FastModule, registersModule, type Traps } from "./fast-module.ts";
import { catching, catchingWay, passing } from "./frames.ts";
import { MemoryStore } from "./memory-store.ts";
import { outerEntry } from "./outer-entry.ts";
import { Registers } from "./registers.ts";
import { stackSize, state, structPool, textPool, typeBlock, typeBlockSize, unusual } from "./state.ts";
import { StateWords } from "./state-words.ts";
import { Unwinding } from "./unwinding.ts";
import { kindOf, numberOf, ofNumber, placeNumber, type Shape, shapes, wayName } from "./ways.ts";

type Numbers = (...args: number[]) => unknown;

/** So many calls of a function of a linked module that has no entry of its own go through JavaScript. */
const callsInScript = 2;

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
  /** The entry of a signature for one that is. */
  readonly entry: (signature: string) => CompiledCode;
}

/** One sandbox's state, and its code. */
export class FastSandbox implements FastBoundary {
  /** Where its handles are. */
  readonly store: MemoryStore;
  readonly #parts: FastParts;
  readonly #registers: Registers = new Registers();
  readonly #words: StateWords;
  readonly #unwinding: Unwinding;
  readonly #room: Pointer;
  /** The number of the last call, and of the innermost one, where a frame of JavaScript is around each. */
  readonly #calls: Float64Array | null;
  readonly #texts: Set<number> = new Set();
  readonly #builders: Readonly<Record<"List" | "Tuple", number>> = { List: state.lists, Tuple: state.tuples };
  #environment: FastEnvironment | null = null;
  /** What the code calls in JavaScript. */
  #box: Readonly<Record<string, Numbers>> | null = null;
  /** The entries of signatures that were made for a linked module. */
  readonly #entries: Map<string, Numbers> = new Map();
  #exports: Readonly<Record<string, Numbers>> = {};
  #releasers: readonly Pointer[] = [];
  readonly #ways: Map<number, KnownWay> = new Map();
  #globalRoom = 0;

  /** Sets the state up. */
  constructor(parts: FastParts) {
    this.#parts = parts;
    const { memory } = parts.layer;
    this.#words = new StateWords(memory, memory.alloc(state.size));
    this.#room = memory.alloc(stackSize);
    this.#calls = parts.traps === "catch" ? new Float64Array(2) : null;
    const registers = this.#registers;
    registers.set("state", this.#words.address);
    for (const name of ["top", "base"] as const) registers.set(name, this.#room);
    registers.set("limit", this.#room + stackSize);
    registers.set("blocked", 0);
    this.store = new MemoryStore(memory, registers, this.#calls);
    this.#unwinding = new Unwinding(parts.layer, registers, this.store, this.#words);
  }

  /** Makes the code. @returns the functions of the context that are WebAssembly, by name. */
  connect(environment: FastEnvironment): ReadonlyMap<ApiFunctionName, WasmFunction> {
    this.#environment = environment;
    this.#unwinding.connect(environment);
    const { host } = this.#parts;
    const { linked } = environment;
    this.#registers.set("stackBase", environment.stackPointer.value as number);
    const first = host.reserveFunctions(releasers.length);
    this.#releasers = releasers.map((_, index) => (first + index) as Pointer);
    if (linked !== null) {
      linked.late.bind((name) => this.#imported(name) as Numbers);
      this.#registers.connect(linked.exports);
      this.#exports = Object.fromEntries(
        [...linked.module.exported].map((name) => [name, linked.exports[`hpy.${name}`] as Numbers]),
      );
      this.#fillTable();
      return new Map(
        linked.module.members.map((name) => [name, this.#exports[`fast:${name}`] as WasmFunction]),
      );
    }
    const fast = this.#parts.fast();
    const { exports } = this.#instantiate(fast);
    this.#registers.connect(exports);
    this.#exports = exports as Record<string, Numbers>;
    this.#fillTable();
    return new Map(fast.code.members.map((name) => [name, exports[`fast:${name}`] as WasmFunction]));
  }

  #instantiate({ imports, module }: CompiledCode): WebAssembly.Instance {
    const { stackPointer, table, wasmMemory } = this.#environment as FastEnvironment;
    const js: Record<string, unknown> = {};
    for (const name of imports) js[name] = this.#imported(name);
    return new WebAssembly.Instance(module, {
      env: { theirs: wasmMemory, own: this.#parts.host.memory, table, stackPointer },
      js: js as WebAssembly.ModuleImports,
      [registersModule]: this.#registers.globals as WebAssembly.ModuleImports,
    });
  }

  /** The entry of a signature. That of a linked module is in a module of its own, made when it is needed. */
  #entryOf(row: spec.SignatureRow): Numbers {
    const name = entryName(row.name);
    const found = this.#exports[name] ?? this.#entries.get(name);
    if (found !== undefined) return found;
    const made = this.#instantiate(this.#parts.entry(row.name)).exports[name] as Numbers;
    this.#entries.set(name, made);
    return made;
  }

  #fillTable(): void {
    const { table } = this.#parts.host;
    releasers.forEach((name, index) => {
      table.set(this.#releasers[index] as Pointer, this.#exports[name]);
    });
  }

  /** Says where the module's context is, in its memory, and where the context's functions are in its table. */
  setContext(context: Pointer, functions: number): void {
    this.#registers.set("context", context);
    this.#registers.set("functions", functions);
  }

  /** Says whether functions of the context have to ask JavaScript first. */
  block(isBlocked: boolean): void {
    this.#registers.set("blocked", isBlocked ? 1 : 0);
    this.#words.setBit(state.unusual, unusual.blocked, isBlocked);
  }

  /** Says that JavaScript was called, which may have raised an exception. */
  mayHaveRaised(): void {
    this.#words.setByte(state.raised, 1);
  }

  /** The implementation behind a function of the module; `null` where it needs JavaScript. */
  implementation(row: spec.SignatureRow, pointer: number, isPlain: boolean): Numbers | null {
    if (!hasFastEntry(row)) return null;
    const failure = row.fails === -1 ? -1 : 0;
    const caught = (thrown: unknown, serial: number, outer: number): number =>
      this.#unwinding.recover(thrown, serial, outer, failure);
    const number = numberOf(pointer, row);
    const way = isPlain ? this.#way(row, pointer) : null;
    const calls = this.#calls;
    if (calls !== null && way?.call !== undefined) return catchingWay(way.call, calls, caught);
    const die = (thrown: unknown): never => this.#parts.layer.boundary.die(thrown);
    const entered = (): Numbers => {
      const call = this.#entryOf(row);
      return calls === null ? passing(call, number, die) : catching(call, number, calls, caught);
    };
    const { linked } = this.#environment as FastEnvironment;
    const implementation = linked === null ? entered() : this.#soon(row, pointer, entered);
    if (calls !== null || !isPlain) return implementation;
    const entry = (request: EntryRequest): WasmFunction => {
      this.#unwinding.pass = request.caught;
      return (
        way?.entry(request) ??
        outerEntry(
          request,
          number,
          this.#entryOf(row) as WasmFunction,
          Object.keys(row.params).length + 1,
          this.#parts,
        )
      );
    };
    return asNative(implementation as () => unknown, { pointer: null, context: null, entry }) as Numbers;
  }

  /** Calls a function through JavaScript until it is worth making an entry: most such are called when a module begins. */
  #soon(row: spec.SignatureRow, pointer: number, make: () => Numbers): Numbers {
    const { enter } = this.#environment as FastEnvironment;
    const count = Object.keys(row.params).length;
    let left = callsInScript;
    let made: Numbers | null = null;
    return (...args) => {
      if (left === 0) {
        made ??= make();
        return made(...args);
      }
      left--;
      return enter(row, pointer, args.slice(0, count));
    };
  }

  /** The entries of one function of a linked module. */
  #way(row: spec.SignatureRow, pointer: number): Way | null {
    const linked = this.#environment?.linked;
    if (linked == null) return null;
    const position = shapes.findIndex(({ names }) => names.includes(row.name));
    const place = pointer - linked.tableBase;
    const number = placeNumber(place, position);
    const other = this.#ways.get(number);
    // A function that is an implementation of two signatures of a shape has one such entry, for the first of them.
    if (position < 0 || (other !== undefined && other.row !== row)) return null;
    const known: KnownWay = other ?? { pointer, row, request: null };
    this.#ways.set(number, known);
    return {
      call: this.#exports[wayName(place, position)],
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
    const count = this.#words.get(state.textCount);
    if (this.#texts.has(text) && count < textPool.count) {
      this.#words.set(state.texts + 4 * count, text);
      this.#words.set(state.textCount, count + 1);
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
    words[(block + typeBlock.state) >>> 2] = this.#words.address;
    words[(block + typeBlock.size) >>> 2] = size;
    return {
      block,
      release: (release) =>
        asNative((words: Pointer) => release(words), {
          pointer: this.#releasers[0] as Pointer,
          context: null,
        }),
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
    const count = this.#words.get(state.globalCount);
    if (count === this.#globalRoom) {
      this.#globalRoom = Math.max(16, count * 2);
      const earlier = this.#words.get(state.globals) as Pointer;
      const place = memory.alloc(this.#globalRoom * 4);
      memory.u8().copyWithin(place, earlier, earlier + count * 4);
      memory.free(earlier);
      this.#words.set(state.globals, place);
    }
    memory.u32()[(this.#words.get(state.globals) >>> 2) + count] = cell;
    this.#words.set(state.globalCount, count + 1);
    return count + 1;
  }

  /** A `bf_releasebuffer` that needs no JavaScript, as long as the buffer does not. */
  bufferReleaser<F extends (...args: never[]) => unknown>(releaser: F): F {
    return asNative(releaser, { pointer: this.#releasers[1] as Pointer, context: null, isQuiet: true });
  }

  /** Whether what a buffer has as its `internal` is a record (`buffer-code.ts`) of this sandbox. */
  isBufferRecord(internal: number): boolean {
    const words = this.#parts.layer.memory.u32();
    return (
      internal !== 0 &&
      internal % 4 === 0 &&
      words[(internal + bufferRecord.state) >>> 2] === this.#words.address
    );
  }

  /** Whether a builder is one that this module has made as WebAssembly. */
  hasBuilder(kind: "List" | "Tuple", builder: number): boolean {
    return builder !== 0 && this.#words.get(this.#builders[kind] + 4 * (builder & 63)) === builder >>> 0;
  }

  /** Forgets such a builder. */
  forgetBuilder(kind: "List" | "Tuple", builder: number): void {
    this.#words.set(this.#builders[kind] + 4 * (builder & 63), 0);
  }

  /** Gives the state up. Nothing may call into the sandbox afterwards. */
  free(): void {
    const { host, layer } = this.#parts;
    this.#registers.set("blocked", 1);
    host.removeFunctions(this.#releasers);
    this.store.free();
    const spare = this.#words.get(state.spareSize) === 0 ? 0 : this.#words.get(state.spare);
    for (const block of [spare, this.#words.get(state.globals), this.#room, this.#words.address])
      layer.memory.free(block as Pointer);
  }

  /** What is imported under a name. */
  #imported(name: string): unknown {
    const { direct } = this.#parts;
    const { boundary, functions } = this.#environment as FastEnvironment;
    const found = direct.imports.get(name)?.target;
    if (name.startsWith("js:")) {
      const target = found as unknown as Numbers;
      return (a: number, b: number, c: number, d: number, e: number): unknown => {
        try {
          return target(a, b, c, d, e);
        } catch (thrown) {
          boundary.remember(thrown);
          throw thrown;
        }
      };
    }
    if (found !== undefined) return found;
    if (name.startsWith("host:")) return this.#parts.host.symbol(name.slice(5));
    if (name.startsWith("slow:")) {
      const position = spec.functions.indexOf(functionRow(name.slice(5) as ApiFunctionName));
      return this.below(functions[position] as Numbers);
    }
    this.#box ??= this.#makeBox();
    return this.below(this.#box[name.slice("box:".length)] as Numbers);
  }

  #makeBox(): Readonly<Record<string, Numbers>> {
    return boxFunctions({
      environment: this.#environment as FastEnvironment,
      layer: this.#parts.layer,
      store: this.store,
      unwinding: this.#unwinding,
      called: (number) => this.#called(number),
      refuse: (number, given) => this.#ways.get(number)?.request?.refusal?.raise(given),
      freeText: (text) => this.freeText(text),
    });
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
  /** Where traps are caught: the entry to put a frame around. */
  readonly call: Numbers | undefined;
  /** Where they are not: the entry that Python calls. */
  readonly entry: (request: EntryRequest) => WasmFunction | null;
}

function isSame(one: EntryRequest, other: EntryRequest): boolean {
  return one.failure === other.failure && one.refusal?.key === other.refusal?.key;
}

/**
 * The WebAssembly side of a sandboxed module: a memory, a table, and code that imports nothing but the C library beside
 * it and the system interface.
 *
 * A side module gets a C library of its own: a module that brings memory and table, into which the side module is then
 * loaded as it would be into the interpreter. A reactor brings both itself.
 */

import type { Pointer } from "@hpyjs/core";
import type { BinaryModule } from "../binary/module.ts";
import { endingFunction, errnoVariable, isLibrarySymbol } from "../library.ts";
import { loadSideModule, type SideEnvironment } from "../linked/side-module.ts";
import { StructMemory } from "../structs/struct-memory.ts";
import type { SandboxStack } from "./boundary.ts";
import type { LinkedModule } from "./fast/fast-module.ts";
import type { SandboxLibrary } from "./library.ts";

/** A compiled module, with what it says about itself. */
export interface SandboxableModule {
  /** The compiled module, with its boundary linked into it where it is. */
  readonly module: WebAssembly.Module;
  /** What it says about itself. */
  readonly binary: BinaryModule;
  /** The C library for a side module, or `null` for a reactor. */
  readonly library: SandboxLibrary | null;
  /** What is known of a module that its boundary is linked into, or `null`. */
  readonly linked: LinkedModule | null;
}

/** An instantiated module. */
export interface SandboxedModule {
  /** What the extension exports. */
  readonly exports: WebAssembly.Exports;
  /** Its memory. */
  readonly memory: WebAssembly.Memory;
  /** Its function table. */
  readonly table: WebAssembly.Table;
  /** Its allocator. */
  readonly malloc: (size: number) => number;
  /** Its allocator. */
  readonly free: (pointer: number) => void;
  /** The address of its `errno`, or `null` when it does not tell. */
  readonly errnoLocation: (() => number) | null;
  /** Its C stack. */
  readonly stack: SandboxStack;
  /** Where its own part of the table begins. */
  readonly tableBase: number;
  /** The C stack pointer itself; `null` when it does not tell. */
  readonly stackPointer: WebAssembly.Global | null;
}

type SystemCall = (name: string) => (...args: (number | bigint)[]) => number;

const systemModule = "wasi_snapshot_preview1";

/** What a module must export, and is told when it does not. */
function exported<T>(exports: WebAssembly.Exports, name: string, kind: new (...args: never[]) => T): T {
  const found = exports[name];
  if (found instanceof kind) return found as T;
  throw new TypeError(
    `a sandboxed module must export '${name}'; this one does not (build it with hpyjs build)`,
  );
}

/** The imports from the system interface. @throws TypeError for an import from anywhere else. */
function systemImports(module: WebAssembly.Module, system: SystemCall): WebAssembly.Imports {
  const calls: Record<string, WebAssembly.ImportValue> = {};
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    if (from !== systemModule || kind !== "function") {
      throw new TypeError(`it imports '${from}.${name}', which a sandboxed module does not get`);
    }
    calls[name] = system(name);
  }
  return { [systemModule]: calls };
}

function stackOf(exports: WebAssembly.Exports): SandboxStack {
  const pointer = exports.__stack_pointer;
  if (!(pointer instanceof WebAssembly.Global)) return { get: () => 0, set: () => {} };
  return {
    get: () => pointer.value as number,
    set: (value) => {
      pointer.value = value;
    },
  };
}

/** What a module that brings memory and table exports. */
function base(exports: WebAssembly.Exports): Omit<SandboxedModule, "exports"> {
  const location = exports.__errno_location;
  return {
    tableBase: 0,
    memory: exported(exports, "memory", WebAssembly.Memory),
    table: exported(exports, "__indirect_function_table", WebAssembly.Table),
    malloc: exported(exports, "malloc", Function) as (size: number) => number,
    free: exported(exports, "free", Function) as (pointer: number) => void,
    errnoLocation: typeof location === "function" ? (location as () => number) : null,
    stack: stackOf(exports),
    stackPointer: exports.__stack_pointer instanceof WebAssembly.Global ? exports.__stack_pointer : null,
  };
}

/**
 * Instantiates a module that brings its memory, and runs its constructors.
 * @param ready is told of memory and allocator before any code runs that may need the system interface.
 */
function instantiateOwner(
  module: WebAssembly.Module,
  system: SystemCall,
  ready: (owner: SandboxedModule) => void,
): SandboxedModule {
  const { exports } = new WebAssembly.Instance(module, systemImports(module, system));
  const owner = { exports, ...base(exports) };
  ready(owner);
  const { _initialize: initialize } = exports;
  if (typeof initialize === "function") initialize();
  return owner;
}

/**
 * Instantiates a module.
 * @param boundary what a module imports that its boundary is linked into.
 * @param ready is told of memory and allocator before any code runs that may need the system interface.
 * @throws whatever says why it cannot be done.
 */
export function instantiateSandboxed(
  { module, binary, library }: SandboxableModule,
  system: SystemCall,
  boundary: WebAssembly.Imports,
  ready: (owner: SandboxedModule) => void,
): SandboxedModule {
  const { dylink } = binary;
  if (dylink === null) return instantiateOwner(module, system, ready);
  if (library === null) throw new TypeError("a side module needs a C library in the sandbox");
  const owner = instantiateOwner(library.module, system, ready);
  const around = environment(owner, library);
  const { stackPointer } = around.host;
  const extra = Object.fromEntries(
    Object.entries(boundary).map(([name, group]) => [name, { ...group, stackPointer }]),
  );
  const side = { ...around, extra };
  const { exports, tableEntries } = loadSideModule(module, binary, dylink, side);
  return { ...owner, exports, tableBase: tableEntries[0] ?? 0 };
}

function environment(
  { exports, free, malloc, memory, table }: SandboxedModule,
  library: SandboxLibrary,
): SideEnvironment {
  const structs = new StructMemory(() => memory.buffer);
  const text = (pointer: number): string | null => structs.text(pointer, "an assertion");
  return {
    host: {
      memory,
      table,
      stackPointer: exported(exports, "__stack_pointer", WebAssembly.Global),
      reserveFunctions: (count) => table.grow(count) as Pointer,
      removeFunctions: () => {},
    },
    alloc: (size) => {
      const pointer = malloc(Math.max(size, 1)) >>> 0;
      if (pointer === 0)
        throw new RangeError(`out of memory: the extension needs ${size} bytes for its data`);
      new Uint8Array(memory.buffer).fill(0, pointer, pointer + size);
      return pointer as Pointer;
    },
    free,
    symbols: "library",
    libraryFunction: (name) =>
      endingFunction(name, text) ?? (isLibrarySymbol(name) ? library.find(exports, name) : undefined),
    libraryAddress: (name, kind) => {
      if (name === errnoVariable) return (exported(exports, "__errno_location", Function) as () => number)();
      const found = isLibrarySymbol(name) ? library.find(exports, name) : undefined;
      if (kind === "data") return found instanceof WebAssembly.Global ? (found.value as number) : undefined;
      if (typeof found !== "function") return undefined;
      const pointer = table.grow(1);
      table.set(pointer, found);
      return pointer;
    },
  };
}

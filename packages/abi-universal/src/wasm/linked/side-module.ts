/**
 * A side module in the interpreter's memory and table: dynamic linking as the WebAssembly tool conventions describe it.
 *
 * The module says in its `dylink.0` section how much memory and table it needs. Both are set aside, their addresses
 * handed in as `__memory_base` and `__table_base`; after instantiation the addresses that it could not know when it was
 * linked are put in (`GOT.mem`, `GOT.func`, `__wasm_apply_data_relocs`), and its constructors run.
 *
 * Of the interpreter it gets the memory, the table, the stack pointer and the C library's functions, by an allow-list
 * that the caller applies: nothing else is imported.
 */

import type { Pointer, WasmHost } from "@hpyjs/core";
import type { BinaryModule, Dylink } from "../binary/module.ts";

/** The environment that a side module is loaded into. */
export interface SideEnvironment {
  /** The memory, the table, and what manages the table's entries. */
  readonly host: Pick<WasmHost, "memory" | "table" | "stackPointer" | "reserveFunctions" | "removeFunctions">;
  /** Zero-filled memory, of any alignment. @throws RangeError when there is not enough. */
  alloc(size: number): Pointer;
  /** Frees what `alloc` gave. */
  free(pointer: Pointer): void;
  /** What the module may use of the interpreter. */
  readonly symbols: "library" | "interpreter";
  /** What a module may import that the extension itself does not: by the names of modules. */
  readonly extra?: WebAssembly.Imports;
  /** The C library's, or the interpreter's, function or tag with this name; `undefined` when the module may not have it. */
  libraryFunction(name: string): unknown;
  /** The address of the C library's data with this name, or of its function in the table; `undefined` for none. */
  libraryAddress(name: string, kind: "data" | "function"): number | undefined;
}

/** Something that a module imports and that is not there. */
class UnresolvedError extends Error {
  /** The class's name. */
  override readonly name: string = "UnresolvedError";
  /** The imports, as `module.name`. */
  readonly imports: readonly string[];

  /** Makes the error for what is missing. */
  constructor(imports: readonly string[], symbols: SideEnvironment["symbols"]) {
    const list = imports.map((name) => `'${name}'`).join(", ");
    const usesPython = imports.some((name) => /\._?Py/.test(name));
    const hint = usesPython
      ? "; what uses CPython's own C API is an extension of the hybrid ABI, and its file is called name.hpy0-cp….wasm"
      : "";
    super(
      symbols === "interpreter"
        ? `it imports ${list}, which this interpreter does not export`
        : `it imports ${list}: neither part of the HPy universal ABI nor of the C library that extensions may use${hint}`,
    );
    this.imports = imports;
  }
}

/** A loaded side module. */
export interface SideModule {
  /** What it exports. */
  readonly exports: WebAssembly.Exports;
  /** Where its data begins. */
  readonly memoryBase: number;
  /** The size of its data, in bytes. */
  readonly memorySize: number;
  /** Its entries of the function table. */
  readonly tableEntries: readonly Pointer[];
  /** Gives its memory and its table entries back. Nothing may call into it afterwards. */
  unload(): void;
}

const constant = (value: number): WebAssembly.Global => new WebAssembly.Global({ value: "i32" }, value);
const variable = (): WebAssembly.Global => new WebAssembly.Global({ value: "i32", mutable: true }, 0);

/** The imports that every side module may have, by name in the module `env`. */
function ownImports(
  { host }: SideEnvironment,
  memoryBase: number,
  tableBase: number,
): Readonly<Record<string, WebAssembly.ImportValue>> {
  return {
    memory: host.memory,
    __indirect_function_table: host.table,
    __stack_pointer: host.stackPointer,
    __memory_base: constant(memoryBase),
    __table_base: constant(tableBase),
  };
}

/**
 * Loads a side module.
 * @throws UnresolvedError naming imports that are not there; RangeError when there is no memory; a WebAssembly error
 * when it cannot be instantiated or a constructor traps. Nothing is left behind then.
 */
export function loadSideModule(
  module: WebAssembly.Module,
  { imports }: BinaryModule,
  dylink: Dylink,
  environment: SideEnvironment,
): SideModule {
  const { host } = environment;
  const alignment = 2 ** dylink.memoryAlign;
  // Not every malloc aligns to 16: Emscripten's aligns to 8.
  const block = environment.alloc(dylink.memorySize + alignment - 1);
  const memoryBase = Math.ceil(block / alignment) * alignment;
  const tableBase = dylink.tableSize === 0 ? 0 : host.reserveFunctions(dylink.tableSize);
  const entries = Array.from({ length: dylink.tableSize }, (_, index) => (tableBase + index) as Pointer);
  let instance: WebAssembly.Instance | null = null;
  const unload = (): void => {
    try {
      // Static objects of C++ go first, while what they need is there.
      if (instance !== null) call(instance.exports, "__hpy_cxx_unload");
    } finally {
      host.removeFunctions(entries.splice(0));
      environment.free(block);
    }
  };
  try {
    const resolved = resolve(imports, dylink, environment, ownImports(environment, memoryBase, tableBase));
    const { exports } = new WebAssembly.Instance(module, { ...environment.extra, ...resolved.imports });
    resolved.fill(exports, memoryBase, entries);
    call(exports, "__wasm_apply_data_relocs");
    call(exports, "__wasm_call_ctors");
    instance = { exports };
    return { exports, memoryBase, memorySize: dylink.memorySize, tableEntries: entries, unload };
  } catch (thrown) {
    unload();
    throw thrown;
  }
}

function call(exports: WebAssembly.Exports, name: string): void {
  const found = exports[name];
  if (typeof found === "function") found();
}

interface Resolved {
  readonly imports: WebAssembly.Imports;
  /**
   * Puts addresses into the global offset table, once the module's own exports are known. Table entries that are made
   * for them are added to `entries`.
   */
  fill(exports: WebAssembly.Exports, memoryBase: number, entries: Pointer[]): void;
}

function resolve(
  imports: BinaryModule["imports"],
  { weakImports }: Dylink,
  environment: SideEnvironment,
  own: Readonly<Record<string, WebAssembly.ImportValue>>,
): Resolved {
  const groups: Record<string, Record<string, WebAssembly.ImportValue>> = {
    env: {},
    "GOT.mem": {},
    "GOT.func": {},
  };
  const offsets: { name: string; kind: "data" | "function"; slot: WebAssembly.Global }[] = [];
  const unresolved: string[] = [];
  for (const { module, name, kind } of imports) {
    if (module === "env" && Object.hasOwn(own, name)) {
      (groups.env as Record<string, WebAssembly.ImportValue>)[name] = own[name] as WebAssembly.ImportValue;
    } else if (module === "env" && (kind === "function" || kind === "tag")) {
      const found = environment.libraryFunction(name);
      if (typeof found === "function" || (kind === "tag" && found instanceof WebAssembly.Tag))
        (groups.env as Record<string, unknown>)[name] = found;
      else if (weakImports.has(name)) (groups.env as Record<string, unknown>)[name] = missing(name);
      else unresolved.push(`${module}.${name}`);
    } else if (kind === "global" && (module === "GOT.mem" || module === "GOT.func")) {
      const slot = variable();
      (groups[module] as Record<string, WebAssembly.ImportValue>)[name] = slot;
      offsets.push({ name, kind: module === "GOT.mem" ? "data" : "function", slot });
    } else {
      unresolved.push(`${module}.${name}`);
    }
  }
  if (unresolved.length > 0) throw new UnresolvedError(unresolved, environment.symbols);
  return {
    imports: groups,
    fill: (exports, memoryBase, entries) => {
      const lost: string[] = [];
      for (const { name, kind, slot } of offsets) {
        const own = exports[name];
        const address =
          own === undefined
            ? environment.libraryAddress(name, kind)
            : addressOf(own, memoryBase, environment, entries);
        if (address !== undefined) slot.value = address;
        else if (!weakImports.has(name)) lost.push(`${kind === "data" ? "GOT.mem" : "GOT.func"}.${name}`);
      }
      if (lost.length > 0) throw new UnresolvedError(lost, environment.symbols);
    },
  };
}

/** The address of one of the module's own exports: of data, or of a function in the table. */
function addressOf(
  exported: WebAssembly.ExportValue,
  memoryBase: number,
  { host }: SideEnvironment,
  entries: Pointer[],
): number | undefined {
  if (exported instanceof WebAssembly.Global) return memoryBase + (exported.value as number);
  if (typeof exported !== "function") return undefined;
  const pointer = host.reserveFunctions(1);
  host.table.set(pointer, exported);
  entries.push(pointer);
  return pointer;
}

/** What stands for a function that may be missing: calling it is the module's mistake, and traps. */
function missing(name: string): () => never {
  return () => {
    throw new WebAssembly.RuntimeError(`the optional function '${name}' is missing`);
  };
}

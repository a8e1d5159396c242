/**
 * The flavours in which the functions are measured, and how each is loaded. One that does not exist yet has its reason
 * in place of a loader: to switch it on, give it one.
 */

import { readFileSync } from "node:fs";
import type { ExtensionModule, Mode } from "@hpyjs/core";
import { libcModule } from "@hpyjs/devel";
import type { HPyRuntime, ModeOrName, WasmOptions } from "hpyjs";
import type { Pyodide, PyProxy } from "./interpreter.ts";
import { comfortableExtension } from "./javascript/comfortable.ts";
import { benchExtension } from "./javascript/extension.ts";
import { proxiedModule } from "./javascript/proxied.ts";
import { NativeModules } from "./native-modules.ts";
import { AbsentError, type Compiled, type CompiledSources } from "./sources.ts";

/** What loaders need. */
export interface Surroundings {
  /** The Pyodide. */
  readonly pyodide: Pyodide;
  /** HPy on it. */
  readonly hpy: HPyRuntime<PyProxy>;
  /** The C sources. */
  readonly sources: CompiledSources;
  /** Whether the headers of CPython are its own. */
  readonly fullHeaders: boolean;
  /** CPython's own way to load an extension. */
  readonly native: NativeModules;
  /** The C library of sandboxed extensions. */
  readonly library: WebAssembly.Module;
}

/** Puts together what loaders need. */
export async function surroundings(
  parts: Pick<Surroundings, "pyodide" | "hpy" | "sources" | "fullHeaders">,
): Promise<Surroundings> {
  const library = new WebAssembly.Module(await libcModule());
  return { ...parts, library, native: new NativeModules(parts.pyodide) };
}

/** Loads an extension again and again, to see what that costs. What is `fresh` was never seen before. */
export type Loader = (fresh: boolean, modes?: readonly ModeOrName[]) => PyProxy;

/** A mode's name. */
export type ModeName = "debug" | "trace";

/** How a flavour is loaded. */
export interface Flavour {
  /** Its module, for being measured. @throws AbsentError when it cannot be had. */
  module(around: Surroundings, modes: readonly ModeName[]): PyProxy | object;
  /** The extension's file; left out where there is none. @throws AbsentError when it cannot be had. */
  compiled?(around: Surroundings): Compiled;
  /** The extension, for measuring what loading costs; left out where there is nothing to load. */
  loader?(around: Surroundings): Loader;
  /** Whether there are modes for it. */
  readonly modes?: boolean;
}

/** A flavour, or why there is none. */
export type FlavourOrReason = Flavour | { readonly absent: string };

/** The same file with other bytes, so that no engine remembers it: a custom section at the end says a number. */
function renewed(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const note = new TextEncoder().encode(`\u0005bench${process.hrtime.bigint()}`);
  const file = new Uint8Array(bytes.length + 2 + note.length);
  file.set(bytes);
  file.set([0, note.length, ...note], bytes.length);
  return file;
}

/**
 * A flavour whose extension is a file that HPy.js loads.
 * @param inner modes that belong to the flavour, which is not measured in others then.
 */
function wasmFlavour(
  compiled: (sources: CompiledSources) => Compiled,
  options: (around: Surroundings) => WasmOptions,
  inner: readonly Mode[] | null = null,
): Flavour {
  return {
    modes: inner === null,
    compiled: ({ sources }) => compiled(sources),
    module: (around, modes) =>
      around.hpy.load(compiled(around.sources), {
        register: false,
        modes: [...(inner ?? []), ...modes],
        ...options(around),
      }),
    loader: (around) => {
      const { path, bytes } = compiled(around.sources);
      return (fresh, modes = []) => {
        const file = { path, bytes: fresh ? renewed(bytes) : bytes };
        const extension = around.hpy.open(file, options(around)).module();
        return around.hpy.load(extension, { register: false, modes: [...(inner ?? []), ...modes] });
      };
    },
  };
}

/** A mode that does nothing: its functions are JavaScript's, and nobody knows what they do. */
const inJavaScript: Mode = (inner) => ({ ...inner, api: Object.create(inner.api) });

/** A flavour whose extension is an ordinary one, which CPython loads itself. */
function nativeFlavour(name: string, compiled: (around: Surroundings) => Compiled): Flavour {
  return {
    compiled,
    module: (around) => around.native.load(name, compiled(around).bytes),
    loader: (around) => {
      const { bytes } = compiled(around);
      return (fresh) => around.native.load(name, fresh ? renewed(bytes) : bytes);
    },
  };
}

/** A flavour in TypeScript. @param make makes a fresh copy of the extension. */
function typescriptFlavour(make: () => ExtensionModule): Flavour {
  return {
    modes: true,
    module: ({ hpy }, modes) => hpy.load(make(), { register: false, modes }),
    loader: ({ hpy }) => {
      const kept = make();
      return (fresh, modes = []) => hpy.load(fresh ? make() : kept, { register: false, modes });
    },
  };
}

const python: Flavour = {
  module: ({ pyodide }) => {
    const source = readFileSync(new URL("./python/pure.py", import.meta.url), "utf8");
    pyodide.globals.set("_source", source);
    return pyodide.runPython(
      "import types\n_module = types.ModuleType('pure')\nexec(_source, _module.__dict__)\n_module",
    ) as PyProxy;
  },
};

const universal = (sources: CompiledSources): Compiled => sources.hpy("bench", "universal");

/** All flavours by name, in the order of the tables. */
export const flavours: Readonly<Record<string, FlavourOrReason>> = {
  raw: nativeFlavour("raw", ({ sources }) => sources.raw("typical")),
  "raw-fastest": nativeFlavour("raw", ({ sources, fullHeaders }) => {
    if (fullHeaders) return sources.raw("fastest");
    throw new AbsentError("without CPython's own headers there is nothing that is faster");
  }),
  cpython: nativeFlavour("bench", ({ sources }) => sources.hpy("bench", "cpython")),
  "universal-linked": wasmFlavour(universal, () => ({ flavour: "linked" })),
  // Through the table of functions, as upstream has it: WebAssembly, or JavaScript, which is what modes make of it.
  "universal-linked-direct": wasmFlavour(universal, () => ({ flavour: "linked", linkCalls: false }), []),
  "universal-linked-unlinked": wasmFlavour(universal, () => ({ flavour: "linked" }), [inJavaScript]),
  "universal-sandboxed": wasmFlavour(universal, ({ library }) => ({ flavour: "sandboxed", library })),
  "universal-sandboxed-suspend": wasmFlavour(universal, ({ library }) => ({
    flavour: "sandboxed",
    traps: "suspend",
    library,
  })),
  hybrid: wasmFlavour(
    (sources) => sources.hpy("bench", "hybrid"),
    () => ({ flavour: "linked" }),
  ),
  typescript: typescriptFlavour(benchExtension),
  "typescript-comfortable": typescriptFlavour(comfortableExtension),
  jsproxy: { module: ({ pyodide }) => proxiedModule((value) => pyodide.toPy(value)) },
  python,
};

/** The modes that flavours are measured in. */
export const modes: readonly ModeName[] = ["debug", "trace"];

/** `loadHPy()`: where host, ABIs and modes come together. */

import { loadHybrid, registerHybrid } from "@hpyjs/abi-hybrid";
import { loadUniversal, registerUniversal, type WasmExtension, type WasmFile } from "@hpyjs/abi-universal";
import { type ExtensionModule, type Handle, HPy_NULL, type Layer } from "@hpyjs/core";
import { type Bridge, loadCPython, registerCPython } from "@hpyjs/cpython-bridge";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import type { Context } from "@hpyjs/extension";
import { openContext } from "./context.ts";
import { checkExtension } from "./extension-like.ts";
import { HandOver } from "./hand-over.ts";
import { type ModeOrName, type Modes, pythonModules, Stages, type StagesByAbi } from "./modes.ts";
import { checkPyodide, type PyodideLike } from "./pyodide.ts";
import { installPython } from "./python/install.ts";
import { isScript, openScript } from "./script-extension.ts";
import { isWasmFile, WasmExtensions } from "./wasm-extensions.ts";
import type { WasmOptions } from "./wasm-policy.ts";

/** What an application decides once for each Pyodide. */
export interface HPyOptions {
  /**
   * The modes that extensions can be loaded in, by the names under which they are asked for. In Python, `HPY=debug`
   * and `HPY=trace` ask for `debug` and `trace`.
   */
  readonly modes?: Modes;
  /** How extensions in WebAssembly files are loaded: those that Python imports, and those that say nothing else. */
  readonly wasm?: WasmOptions;
}

/** How an extension is bound, and under which name; of a WebAssembly file also what else than `loadHPy()` was told. */
export interface RegisterOptions extends WasmOptions {
  /** The module's full name in Python; left out, the extension's own. */
  readonly name?: string;
  /**
   * How the extension is bound: `universal`, through a context around which modes can be wrapped; `hybrid`, the same with
   * CPython's own C API beside it; or `cpython`, straight to the interpreter. Left out, what the extension says: files
   * whose name has an interpreter's tag, and what `HybridModule()` made, are hybrid, all others universal.
   */
  readonly abi?: "universal" | "hybrid" | "cpython";
  /** Modes around the extension, the innermost first: names that `loadHPy()` was given, or modes themselves. */
  readonly modes?: readonly ModeOrName[];
}

/** How an extension is loaded. */
export interface LoadOptions extends RegisterOptions {
  /**
   * Whether the module takes its place in `sys.modules`, so that Python code can import it: `true` when left out.
   * Otherwise it belongs to the caller alone.
   */
  readonly register?: boolean;
}

type Abi = NonNullable<RegisterOptions["abi"]>;

/** How extensions are loaded by one ABI. */
interface AbiLoader {
  load(layer: Layer, extension: ExtensionModule, options: { name: string; register: boolean }): Handle;
  register(layer: Layer, extension: ExtensionModule, options: { name: string }): number;
}

/** An extension: in TypeScript, or the path and content of a WebAssembly file. */
export type Extension = ExtensionModule | WasmFile;

/** HPy on one Pyodide. `Module` is the type of a Python module's proxy. */
export interface HPyRuntime<Module = unknown> {
  /** Python's version, for instance `[3, 14]`. */
  readonly pythonVersion: readonly [major: number, minor: number];
  /** The layers below, for who works with raw handles. */
  readonly bridge: Bridge;
  /**
   * Loads an extension: one in TypeScript, or one in a WebAssembly file. Each call makes a new, independent module; if
   * it is registered, it takes the place of an earlier one of the same name.
   * @param extension the extension, or the path and content of a file. The path's last part is the file's name with
   * the ABI's tag, as in `dist/name.hpy0.wasm`; nothing is read from there. Of a file that holds several modules, the
   * option `name` says which.
   * @returns Pyodide's proxy of the module.
   * @throws Pyodide's PythonError for a Python exception; AbiVersionError when the extension is too new for this
   * HPy.js; WasmLoadError when a file cannot be loaded; UnknownModeError for a mode that is not there; TypeError when
   * `extension` is no extension.
   */
  load(extension: Extension, options?: LoadOptions): Module;
  /**
   * Makes Python's `import` find an extension, which is loaded when it is first imported.
   * @throws as {@link HPyRuntime.load} does.
   */
  register(extension: Extension, options?: RegisterOptions): void;
  /**
   * Opens a WebAssembly file, whose modules (`extension.module(name)`) are then loaded as any extension is. Whoever
   * opens it unloads it: `extension.unload()`.
   * @param options what is different from what `loadHPy()` was told.
   * @throws WasmLoadError when it is no extension, or cannot be loaded like this.
   */
  open(file: WasmFile, options?: WasmOptions): WasmExtension;
  /**
   * Gives back the memory and the table entries of a file that was loaded by {@link HPyRuntime.load}, registered, or
   * imported by Python.
   * @param path the path that it was loaded from; in Python, the module's `__file__`.
   * @returns whether anything was loaded from there.
   * @throws WasmInUseError while modules, types or capsules of it are alive.
   */
  unload(path: string): boolean;
  /**
   * Opens a call into Python, for work with Python objects that needs no extension. Handles that `body` opens are
   * closed at its end.
   * @param body gets the context that extensions get.
   * @returns what `body` returns.
   * @throws whatever `body` throws; the extension package's PythonError for a Python exception.
   * @example `const pi = hpy.enter((ctx) => ctx.toJS(ctx.GetAttr_s(ctx.import("math"), "pi")));`
   */
  enter<T>(body: (ctx: Context) => T): T;
}

/**
 * Opens HPy on a Pyodide. Do this once for each Pyodide: types of two HPys do not know each other.
 *
 * @param pyodide what `loadPyodide()` returned, of Pyodide 0.27 or later, in Node or a browser.
 * @throws TypeError when it is something else; PyodideVersionError when it is too old; PyodideInternalsError when
 * its inside is not what HPy.js knows.
 *
 * @example
 * ```ts
 * import { HPyModule } from "@hpyjs/extension";
 * import { loadHPy } from "hpyjs";
 * import { loadPyodide } from "pyodide";
 *
 * const hpy = loadHPy(await loadPyodide());
 * const greetings = hpy.load(HPyModule("greetings", { methods: { greet: { NOARGS: () => "Hello!" } } }));
 * console.log(greetings.greet()); // Hello!
 * ```
 *
 * In Python, the module is there too: `import greetings`.
 */
export function loadHPy<P extends PyodideLike>(
  pyodide: P,
  options: HPyOptions = {},
): HPyRuntime<ReturnType<P["pyimport"]>> {
  checkPyodide(pyodide);
  const bridge = openBridge(pyodide);
  const handOver = new HandOver(pyodide);
  const { modes = {}, wasm = {} } = options;
  const stages: StagesByAbi = {
    universal: new Stages(bridge.universal, modes),
    hybrid: new Stages({ ...bridge.hybrid, proxies: handOver.proxies(bridge.hybrid) }, modes),
  };
  const files = new WasmExtensions(bridge, wasm);
  let context: Context | null = null;
  const loaders: Readonly<Record<Abi, AbiLoader>> = {
    universal: { load: loadUniversal, register: registerUniversal },
    hybrid: { load: loadHybrid, register: registerHybrid },
    cpython: {
      load: (_layer, extension, options) => loadCPython(bridge, extension, options),
      register: (_layer, extension, options) => registerCPython(bridge, extension, options),
    },
  };
  installPython({
    pyodide,
    handOver,
    layer: bridge.universal,
    stages,
    open: (name, path, bytes) =>
      isScript(path) ? openScript(name, path, bytes, wasm) : files.keep({ path, bytes }).module(name),
    modules: pythonModules(modes),
  });

  /** The layer that an extension gets. */
  function layerFor(abi: Abi, modes: readonly ModeOrName[]): Layer {
    if (abi !== "cpython") return stages[abi].layer(modes);
    if (modes.length === 0) return bridge.cpython;
    throw new TypeError('The cpython ABI has no context to wrap a mode around; load with abi: "universal".');
  }

  /** How an extension is bound. @throws TypeError when it cannot be bound as asked. */
  function abiOf({ abi: own, name }: ExtensionModule, isFile: boolean, asked: Abi | undefined): Abi {
    if (asked === undefined) return own ?? "universal";
    if (!["universal", "hybrid", "cpython"].includes(asked))
      throw new TypeError(`There is no ABI "${asked}"; there are "universal", "hybrid" and "cpython".`);
    if (asked === (own ?? asked) && (!isFile || asked === (own ?? "universal"))) return asked;
    throw new TypeError(
      `'${name}' ${isFile ? "is in a WebAssembly file that" : "is an extension that"} is loaded with abi: ` +
        `"${own ?? "universal"}", not "${asked}".`,
    );
  }

  /** The extension that was given, or that is in the file that was given. */
  function extensionIn(given: Extension, options: LoadOptions): ExtensionModule {
    const { abi: _abi, name, modes: _modes, register: _register, ...wasmOptions } = options;
    if (!isWasmFile(given)) {
      checkExtension(given);
      const [other] = Object.keys(wasmOptions);
      if (other === undefined) return given;
      throw new TypeError(`The option "${other}" is not for extensions in TypeScript.`);
    }
    return files.keep(given, wasmOptions).module(name);
  }

  return {
    pythonVersion: bridge.pythonVersion,
    bridge,
    load(given, options = {}) {
      const extension = extensionIn(given, options);
      const { modes = [], name = extension.name, register = true } = options;
      const abi = abiOf(extension, isWasmFile(given), options.abi);
      const layer = layerFor(abi, modes);
      const load = (): Handle => loaders[abi].load(layer, extension, { name, register });
      return handOver.give(layer, load) as ReturnType<P["pyimport"]>;
    },
    register(given, options = {}) {
      const extension = extensionIn(given, options);
      const { modes = [], name = extension.name } = options;
      const abi = abiOf(extension, isWasmFile(given), options.abi);
      const layer = layerFor(abi, modes);
      handOver.give(layer, () =>
        loaders[abi].register(layer, extension, { name }) === 0 ? layer.api.Dup(layer.api.h_None) : HPy_NULL,
      );
    },
    open: (file, options = {}) => files.open(file, options),
    unload: (path) => files.unload(path),
    enter(body) {
      context ??= openContext(bridge.universal);
      return context.enter(body);
    },
  };
}

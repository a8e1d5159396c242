/** `loadHPy()`: where host, ABIs and modes come together. */

import { loadUniversal, registerUniversal } from "@hpyjs/abi-universal";
import { type ExtensionModule, type Handle, HPy_NULL, type Layer, type Mode } from "@hpyjs/core";
import { type Bridge, loadCPython, registerCPython } from "@hpyjs/cpython-bridge";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import type { Context } from "@hpyjs/extension";
import { openContext } from "./context.ts";
import { checkExtension } from "./extension-like.ts";
import { HandOver } from "./hand-over.ts";
import { type ModeOrName, Stages } from "./modes.ts";
import { checkPyodide, type PyodideLike } from "./pyodide.ts";

/** What an application decides once for each Pyodide. */
export interface HPyOptions {
  /** The modes that extensions can be loaded in, by the names under which they are asked for. */
  readonly modes?: Readonly<Record<string, Mode>>;
}

/** How an extension is bound, and under which name. */
export interface RegisterOptions {
  /** The module's full name in Python; left out, the extension's own. */
  readonly name?: string;
  /**
   * How the extension is bound: `universal`, through a context of which modes can be wrapped, which is what you get
   * when you say nothing; or `cpython`, straight to the interpreter.
   */
  readonly abi?: "universal" | "cpython";
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

/** HPy on one Pyodide. `Module` is the type of a Python module's proxy. */
export interface HPyRuntime<Module = unknown> {
  /** Python's version, for instance `[3, 14]`. */
  readonly pythonVersion: readonly [major: number, minor: number];
  /** The layers below, for who works with raw handles. */
  readonly bridge: Bridge;
  /**
   * Loads an extension. Each call makes a new, independent module; if it is registered, it takes the place of an
   * earlier one of the same name.
   * @returns Pyodide's proxy of the module.
   * @throws Pyodide's PythonError for a Python exception; AbiVersionError when the extension is too new for this
   * HPy.js; UnknownModeError for a mode that is not there; TypeError when `extension` is no extension.
   */
  load(extension: ExtensionModule, options?: LoadOptions): Module;
  /**
   * Makes Python's `import` find an extension, which is loaded when it is first imported.
   * @throws as {@link HPyRuntime.load} does.
   */
  register(extension: ExtensionModule, options?: RegisterOptions): void;
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
  const stages = new Stages(bridge.universal, options.modes ?? {});
  let context: Context | null = null;

  /** The layer that an extension gets. */
  function layerFor({ abi = "universal", modes = [] }: RegisterOptions): Layer {
    if (abi === "universal") return stages.layer(modes);
    if (abi !== "cpython")
      throw new TypeError(`There is no ABI "${abi}"; there are "universal" and "cpython".`);
    if (modes.length === 0) return bridge.cpython;
    throw new TypeError('The cpython ABI has no context to wrap a mode around; load with abi: "universal".');
  }

  return {
    pythonVersion: bridge.pythonVersion,
    bridge,
    load(extension, options = {}) {
      checkExtension(extension);
      const { abi, name = extension.name, register = true } = options;
      const layer = layerFor(options);
      const load = (): Handle =>
        abi === "cpython"
          ? loadCPython(bridge, extension, { name, register })
          : loadUniversal(layer, extension, { name, register });
      return handOver.give(layer, load) as ReturnType<P["pyimport"]>;
    },
    register(extension, options = {}) {
      checkExtension(extension);
      const { abi, name = extension.name } = options;
      const layer = layerFor(options);
      handOver.give(layer, () => {
        const status =
          abi === "cpython"
            ? registerCPython(bridge, extension, { name })
            : registerUniversal(layer, extension, { name });
        return status === 0 ? layer.api.Dup(layer.api.h_None) : HPy_NULL;
      });
    },
    enter(body) {
      context ??= openContext(bridge.universal);
      return context.enter(body);
    },
  };
}

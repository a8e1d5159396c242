/** A Pyodide with extensions in debug mode, for tests. */

import {
  type Api,
  type Definition,
  type ExtensionModule,
  type Layer,
  type MethodOf,
  type Mode,
  NULL,
} from "@hpyjs/core";
import { createDebug, type Debug, type DebugOptions, type Report } from "@hpyjs/debug";
import { withPython } from "@hpyjs/debug/python";
import { loadHPy, type WasmFile, type WasmOptions } from "../../src/index.ts";

/** One Pyodide. */
export interface DebugPython {
  /** Its debug mode. */
  readonly debug: Debug;
  /** The reports since this was last called. */
  reports(): Report[];
  /** Runs Python code. */
  run(code: string): unknown;
  /** Loads an extension in debug mode. */
  load(extension: ExtensionModule): void;
  /** Loads a file, in debug mode unless other modes are named. */
  openFile(file: WasmFile, policy: WasmOptions, modes?: readonly string[]): void;
}

/** Starts one. */
export async function startDebugPython(
  options: DebugOptions = {},
  others: Readonly<Record<string, Mode>> = {},
): Promise<DebugPython> {
  const { loadPyodide } = (await import("pyodide-314" as string)) as {
    loadPyodide(): Promise<Parameters<typeof loadHPy>[0]>;
  };
  const pyodide = await loadPyodide();
  const found: Report[] = [];
  const debug = createDebug({ onViolation: "throw", ...options, onReport: (report) => found.push(report) });
  const hpy = loadHPy(pyodide, { modes: { debug: withPython(debug), ...others } });
  return {
    debug,
    reports: () => found.splice(0),
    run: (code) => pyodide.runPython(code),
    load: (extension) => {
      hpy.load(extension, { modes: ["debug"] });
    },
    openFile: (file, policy, modes = ["debug"]) => {
      hpy.load(file, { ...policy, modes: [...modes] });
    },
  };
}

/** A module on the raw context, as one in C would be. */
export function rawModule(
  name: string,
  methods: (api: Api, layer: Layer) => Readonly<Record<string, MethodOf<"O">["impl"]>>,
): ExtensionModule {
  return {
    name,
    requires: { major: 0, minor: 0 },
    bind: (layer) => ({
      doc: null,
      size: 0,
      legacyMethods: NULL,
      globals: [],
      defines: Object.entries(methods(layer.api, layer)).map(
        ([method, impl]): Definition => ({ kind: "meth", name: method, signature: "O", impl, doc: null }),
      ),
    }),
  };
}

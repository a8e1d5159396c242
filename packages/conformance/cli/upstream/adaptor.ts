/**
 * What upstream's suite runs against: a whole `hpy.universal` in Python, and a compiler. The suite's runner imports this
 * file by its name, into every process that has a Pyodide.
 */

import { createDebug } from "@hpyjs/debug";
import { withPython as debugWithPython } from "@hpyjs/debug/python";
import { libcModule } from "@hpyjs/devel";
import { createTrace } from "@hpyjs/trace";
import { withPython as traceWithPython } from "@hpyjs/trace/python";
import { loadHPy, type PyodideLike, type WasmPolicy } from "hpyjs";
import { type CompileAnswer, type CompileRequest, SyncCompiler } from "./sync-compiler.ts";

/** What the suite gives: its Pyodide, and how it wants extensions to be loaded. */
export interface Surroundings {
  /** The Pyodide. */
  readonly pyodide: PyodideLike;
  /** How extensions are loaded. */
  readonly flavour: "linked" | "sandboxed";
}

/** What the suite gets beside `hpy.universal`. */
export interface Host {
  /** Compiles the sources of one module, while Python waits. */
  compile(request: Omit<CompileRequest, "python">): CompileAnswer;
}

/** What the suite asks before it starts: the ABIs, by upstream's names. */
export const meta: { readonly abis: readonly string[] } = {
  abis: ["universal", "debug", "trace", "hybrid", "hybrid+debug", "cpython"],
};

/** How extensions are loaded: in the sandbox with every grant, since the suite uses all of the API. */
async function policyOf(flavour: Surroundings["flavour"]): Promise<WasmPolicy> {
  if (flavour === "linked") return { flavour };
  const library = new WebAssembly.Module(await libcModule());
  const grants = ["eval", "import", "builtins", "fatal-error", "reflection", "stdout", "stderr"] as const;
  return { flavour, grants, library };
}

/** Puts HPy into a Pyodide: `hpy.universal` and the modes are in `sys.modules` afterwards. */
export async function createHost({ pyodide, flavour }: Surroundings): Promise<Host> {
  const { pythonVersion: python } = loadHPy(pyodide, {
    modes: { debug: debugWithPython(createDebug()), trace: traceWithPython(createTrace()) },
    wasm: await policyOf(flavour),
  });
  pyodide.runPython("import hpy.universal");
  const compiler = new SyncCompiler();
  return { compile: (request) => compiler.compile({ ...request, python }) };
}

/**
 * What upstream's suite runs against: a whole `hpy.universal` in Python, and a compiler. The suite's runner imports this
 * file by its name, into every process that has a Pyodide.
 */

import { libcModule } from "@hpyjs/devel";
import { createTrace } from "@hpyjs/trace";
import { withPython } from "@hpyjs/trace/python";
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
  compile(request: CompileRequest): CompileAnswer;
}

/** What the suite asks before it starts: the ABIs, by upstream's names. */
export const meta: { readonly abis: readonly string[] } = { abis: ["universal", "trace"] };

/** How extensions are loaded: in the sandbox with every grant, since the suite uses all of the API. */
async function policyOf(flavour: Surroundings["flavour"]): Promise<WasmPolicy> {
  if (flavour === "linked") return { flavour };
  const library = new WebAssembly.Module(await libcModule());
  const grants = ["eval", "import", "builtins", "fatal-error", "reflection", "stdout", "stderr"] as const;
  return { flavour, grants, library };
}

/** Upstream's tests import debug mode's face wherever they run; here it says that nothing is open. */
const withoutDebug = `
import hpy.universal, sys, types

class WithoutDebug(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args: [] if name.startswith(("get_open", "get_closed")) else 0

hpy.universal._debug = WithoutDebug("hpy.universal._debug")
sys.modules["hpy.universal._debug"] = hpy.universal._debug
`;

/** Puts HPy into a Pyodide: `hpy.universal` and the modes are in `sys.modules` afterwards. */
export async function createHost({ pyodide, flavour }: Surroundings): Promise<Host> {
  loadHPy(pyodide, {
    modes: { trace: withPython(createTrace()) },
    wasm: await policyOf(flavour),
  });
  pyodide.runPython("import hpy.universal");
  pyodide.runPython(withoutDebug);
  const compiler = new SyncCompiler();
  return { compile: (request) => compiler.compile(request) };
}

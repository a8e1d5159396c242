/** The targets whose extensions are written in C, compiled once, and run in Pyodide: linked, and sandboxed. */

import { loadUniversal, universalOmissions, WasmLoader, type WasmPolicy } from "@hpyjs/abi-universal";
import type { Mode, WasmHost } from "@hpyjs/core";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import { libcModule } from "@hpyjs/devel";
import type { Session, Target } from "../src/index.ts";
import { compileFixtures, fileOf } from "./c-fixtures.ts";
import { startPyodide } from "./pyodide.ts";
import { pyodideSession } from "./session.ts";

/** What a target is made of. */
export interface CTarget {
  /** How its extensions are loaded. */
  readonly flavour: "linked" | "sandboxed";
  /** Python's version: `3.14`. */
  readonly python: string;
  /** Whether its failures fail the run. */
  readonly gates: boolean;
  /** The modes around the context by name, inner first, made anew for each interpreter; none when left out. */
  readonly modes?: Readonly<Record<string, () => Mode>>;
}

/** A target whose extensions are written in C. */
export function cTarget({ flavour, python, gates, modes = {} }: CTarget): Target {
  const names = Object.keys(modes);
  return {
    name: [`c-${flavour}-universal-${python}`, ...names].join("+"),
    python,
    language: "c",
    abi: "universal",
    modes: names,
    withheld: universalOmissions,
    sandboxed: flavour === "sandboxed",
    gates,
    open: () => openSession(flavour, `pyodide-${python.replace(".", "")}`, Object.values(modes)),
  };
}

async function policyOf(flavour: CTarget["flavour"]): Promise<WasmPolicy> {
  if (flavour === "linked") return { flavour };
  const library = new WebAssembly.Module(await libcModule());
  // The suites use everything that the API has.
  const grants = ["eval", "import", "builtins", "fatal-error", "reflection", "stdout", "stderr"] as const;
  return { flavour, grants, library };
}

async function openSession(
  flavour: CTarget["flavour"],
  packageName: string,
  modes: readonly (() => Mode)[],
): Promise<Session> {
  const interpreter = await startPyodide(packageName);
  const bridge = openBridge(interpreter.pyodide);
  const [files, policy] = await Promise.all([compileFixtures(), policyOf(flavour)]);
  const loader = new WasmLoader(bridge.wasm as WasmHost);
  return pyodideSession(interpreter, {
    plain: bridge.universal,
    modes,
    fixture: (name) => {
      const file = fileOf(name);
      const bytes = files.get(file);
      if (bytes === undefined) throw new RangeError(`no fixture in C is named "${name}"`);
      if (bytes instanceof Error) throw bytes;
      const extension = loader.open({ path: `${file}.hpy0.wasm`, bytes }, policy);
      return file === name ? extension.module() : extension.module(name.replaceAll("-", "_"));
    },
    load: loadUniversal,
  });
}

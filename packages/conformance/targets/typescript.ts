/** The targets whose extensions are written in TypeScript and run in Pyodide. */

import { loadUniversal } from "@hpyjs/abi-universal";
import type { ApiFunctionName } from "@hpyjs/core";
import { spec } from "@hpyjs/core";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import { fixtures } from "../fixtures/index.ts";
import type { Session, Target } from "../src/index.ts";
import { startPyodide } from "./pyodide.ts";

/** Why extensions in TypeScript are not offered some functions, by the ABIs that do offer them. */
const reasons: Readonly<Record<"legacy" | "internal", string>> = {
  legacy: "a TypeScript extension has no PyObject * of CPython's C API to convert; the hybrid ABI has",
  internal: "only the C trampolines of upstream's headers call it",
};

const withheld: ReadonlyMap<ApiFunctionName, string> = new Map(
  spec.functions.flatMap(({ member, abi }) =>
    abi === "all" ? [] : [[member as ApiFunctionName, reasons[abi]] as const],
  ),
);

/**
 * A target whose extensions are written in TypeScript.
 * @param abi how they are bound to the context.
 * @param python Python's version.
 * @param gates whether its failures fail the run.
 */
export function typescriptTarget(abi: "universal" | "cpython", python: string, gates = true): Target {
  return {
    name: `typescript-${abi}-${python}`,
    python,
    language: "typescript",
    abi,
    modes: [],
    withheld,
    gates,
    open: () => openSession(abi, `pyodide-${python.replace(".", "")}`),
  };
}

async function openSession(abi: "universal" | "cpython", packageName: string): Promise<Session> {
  const { pyodide, output, bytesInUse } = await startPyodide(packageName);
  const bridge = openBridge(pyodide);
  return {
    layer: bridge[abi],
    load: (name, layer) => {
      const fixture = fixtures[name];
      if (fixture === undefined) throw new RangeError(`no fixture is named "${name}"`);
      return loadUniversal(layer, fixture);
    },
    expose: (name, functions) => pyodide.registerJsModule(name, { ...functions }),
    run: (source) => {
      pyodide.runPython(`${source}\nNone`);
    },
    // A kept proxy: what `runPython` leaves behind in each call would be blamed on the test.
    bind: (expression) => pyodide.runPython(expression) as ReturnType<Session["bind"]>,
    bytesInUse,
    output,
    close: () => {
      output();
    },
  };
}

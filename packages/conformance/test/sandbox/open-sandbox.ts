/** A sandboxed module in C, in a real Pyodide, with a watch over the interpreter's memory. */

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadUniversal, type SandboxedPolicy, type WasmExtension, WasmLoader } from "@hpyjs/abi-universal";
import { HPy_NULL, type WasmHost } from "@hpyjs/core";
import type { Bridge } from "@hpyjs/cpython-bridge";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import { libcModule, loadCompiler } from "@hpyjs/devel";
import { startPyodide } from "../../targets/pyodide.ts";

/** What a test works with. */
export interface SandboxBench {
  /** Makes a new instance of the module and gives it to Python as the global `mod`. */
  load(): void;
  /** Runs Python source. @throws Pyodide's PythonError. */
  python(source: string): unknown;
  /** The same for source that may await, or suspend. */
  pythonAsync(source: string): Promise<unknown>;
  /** What the source raises: `Type: message`; `null` when it raises nothing. */
  raises(source: string): string | null;
  /** @throws Error when the interpreter's memory was touched, or the interpreter does not work as it should. */
  assertUnharmed(): void;
  /** The bridge. */
  readonly bridge: Bridge;
  /** The opened file. */
  readonly extension: WasmExtension;
}

const helpers = `
import sys, gc

def raised(source):
    try:
        exec(source, globals())
    except BaseException as exc:
        return f"{type(exc).__name__}: {exc}"
    return None

class Canary:
    value = [1, 2, 3]

canary = Canary()
singletons = (None, True, False, (), "", 0, int, list, object)
`;

/** The ways in which a sandboxed module can run, with words. */
export const waysToRun = [
  ["catch, linked", { traps: "catch" }],
  ["catch, beside the module", { traps: "catch", linkCalls: false }],
  ["suspend, linked", { traps: "suspend" }],
  ["suspend, beside the module", { traps: "suspend", linkCalls: false }],
  ["in JavaScript", { boundary: "javascript" }],
] as const;

/** Compiles a file of this folder. */
export async function compileHere(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const text = readFileSync(fileURLToPath(new URL(file, import.meta.url)), "utf8");
  const compiler = await loadCompiler();
  const name = file.replace(/\.\w+$/, "");
  const { ok, bytes, stderr } = compiler.compile({
    name,
    sources: [{ file, text }],
    flags: ["-Wno-everything"],
  });
  if (!ok) throw new Error(`${file} does not compile:\n${stderr}`);
  return new Uint8Array(bytes);
}

/** Opens a sandboxed module in a new Pyodide. */
export async function openSandbox(
  packageName: string,
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  policy: Omit<SandboxedPolicy, "flavour" | "library"> = {},
): Promise<SandboxBench> {
  const { pyodide } = await startPyodide(packageName);
  const bridge = openBridge(pyodide);
  const { api, extra, boundary, memory } = bridge.universal;
  const loader = new WasmLoader(bridge.wasm as WasmHost);
  const library = new WebAssembly.Module(await libcModule());
  const extension = loader.open({ path, bytes }, { flavour: "sandboxed", library, ...policy });
  pyodide.runPython(helpers);
  const size = 1 << 16;
  const watched = memory.alloc(size);
  const pattern = Uint8Array.from({ length: size }, (_, index) => (index * 31) & 0xff);
  memory.u8().set(pattern, watched);
  return {
    bridge,
    extension,
    load: () =>
      boundary.enter(() => {
        const module = loadUniversal(bridge.universal, extension.module());
        if (module === HPy_NULL) {
          api.Close(extra.Err_GetRaised());
          throw new Error("the module cannot be loaded");
        }
        const names = new TextEncoder().encode("__main__\0mod\0");
        const text = memory.alloc(names.length);
        memory.u8().set(names, text);
        const main = api.Import_ImportModule(text);
        api.SetAttr_s(main, (text + 9) as typeof text, module);
        for (const handle of [main, module]) api.Close(handle);
        memory.free(text);
      }),
    python: (source) => pyodide.runPython(source),
    pythonAsync: (source) =>
      (pyodide as unknown as { runPythonAsync(source: string): Promise<unknown> }).runPythonAsync(source),
    raises: (source) =>
      (pyodide.runPython(`raised(${JSON.stringify(source)})`) as string | undefined) ?? null,
    assertUnharmed: () => {
      if (
        memory
          .u8()
          .slice(watched, watched + size)
          .some((byte, index) => byte !== pattern[index])
      ) {
        throw new Error("the interpreter's memory was written to");
      }
      pyodide.runPython(`
gc.collect()
assert canary.value == [1, 2, 3] and sum(range(100)) == 4950
assert eval("[n * n for n in range(4)]") == [0, 1, 4, 9]
assert singletons == (None, True, False, (), "", 0, int, list, object)
import json; assert json.loads(json.dumps({"a": [1, 2.5, None, "x"]})) == {"a": [1, 2.5, None, "x"]}
`);
    },
  };
}

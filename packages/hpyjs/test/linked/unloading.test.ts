/** Linked extensions that are loaded and unloaded again and again leave nothing behind. */

import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { compileC, counter } from "../c-extensions.ts";
import { startPython } from "../python.ts";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

const bytes = await compileC("counter", counter("counter"));
const { hpy, pyodide, run } = await startPython("pyodide-314");

interface Inside {
  readonly _module: {
    readonly wasmTable: WebAssembly.Table;
    readonly LDSO: {
      readonly loadedLibsByName: { readonly __main__: { readonly exports: { sbrk(by: number): number } } };
    };
  };
}

/** What is in use: entries of the function table, bytes of JavaScript's heap and of C's. */
async function used(): Promise<{ table: number; javascript: number; c: number }> {
  for (let round = 0; round < 5; round++) {
    await setTimeout(10);
    collect();
  }
  const { wasmTable, LDSO } = (pyodide as unknown as Inside)._module;
  const { sbrk } = LDSO.loadedLibsByName.__main__.exports;
  return { table: wasmTable.length, javascript: process.memoryUsage().heapUsed, c: sbrk(0) };
}

/** Loads the extension, calls it in all kinds of ways, and unloads it. */
function cycle(options: Parameters<typeof hpy.open>[1]): void {
  const extension = hpy.open({ path: "counter.hpy0.wasm", bytes }, options);
  (hpy.load(extension.module()) as { destroy(): void }).destroy();
  run(`
import counter, gc, sys
assert counter.count() == 1 and counter.count() == 2
item = counter.Item()
for wrong in (counter.fail, lambda: counter.count(1)):
    try:
        wrong()
    except (TypeError, ValueError):
        pass
    else:
        raise AssertionError("nothing was raised")
del item, wrong, counter, sys.modules["counter"]
gc.collect()
`);
  extension.unload();
}

describe("a linked extension that is unloaded", () => {
  test("gives back its table entries, its memory, and its code", async () => {
    for (let round = 0; round < 20; round++) cycle({});
    const before = await used();
    const rounds = 300;
    for (let round = 0; round < rounds; round++) cycle({});
    const after = await used();
    expect(after.table).toBe(before.table);
    expect(after.c - before.c).toBeLessThan(64 * 1024);
    // One that is loaded takes a hundred times as much.
    expect((after.javascript - before.javascript) / rounds).toBeLessThan(2048);
  });

  test("makes room for others, of any size", async () => {
    const kept = Array.from({ length: 5 }, () => hpy.open({ path: "counter.hpy0.wasm", bytes }));
    const { table } = await used();
    for (const extension of kept) extension.unload();
    const again = Array.from({ length: 5 }, () => hpy.open({ path: "counter.hpy0.wasm", bytes }));
    expect((await used()).table).toBe(table);
    for (const extension of again) extension.unload();
  });
});

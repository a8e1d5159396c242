/**
 * Whether a function's handles are objects, handles or JavaScript's, nobody can tell: not by what comes out, nor by what is
 * left.
 */

import { loadCompiler } from "@hpyjs/devel";
import { describe, expect, test } from "vitest";
import { openSandbox, waysToRun } from "./open-sandbox.ts";
import { callOf, functionCount, randomModule } from "./random-functions.ts";

async function compiled(seed: number): Promise<Uint8Array<ArrayBuffer>> {
  const { ok, bytes, stderr } = (await loadCompiler()).compile({
    name: "random",
    sources: [{ file: "random.c", text: randomModule(seed) }],
    flags: ["-Wno-everything"],
  });
  if (!ok) throw new Error(stderr);
  return new Uint8Array(bytes);
}

/**
 * Calls a function with a few arguments. Gives what came of it, and how many references there are to the objects that it
 * could have got at.
 */
const harness = `
from sys import getrefcount

class Thing:
    value = None
    def __init__(self): self.value = [self.__class__.__name__]
    def __call__(self): return self.value
    def __add__(self, other): return (self.value, 5)
    def __getitem__(self, index): return self.value
    def __len__(self): return 2
    def __repr__(self): return "thing"

def call(name, kind, which):
    thing, item, items = Thing(), ["an item"], [[1], ["x"], 5]
    values = [thing, items, {"a": 1}, "text", 1234567, item]
    chosen = [values[which % 6], values[(which + 1) % 6], values[(which + 5) % 6]]
    tracked = [thing, thing.value, item, items, items[0], items[1], values[2]]
    mod.reset(thing)
    before = [getrefcount(x) for x in tracked]
    function = getattr(mod, name)
    try:
        if kind == "O": result = function(chosen[0])
        elif kind == "VARARGS": result = function(*chosen)
        else: result = function(*chosen[:2], key=chosen[2])
        addresses = [id(x) for x in tracked + values]
        assert not (isinstance(result, int) and result in addresses), "an address"
        outcome = repr(result)
        del result
    except BaseException as exc:
        if isinstance(exc, AssertionError): raise
        outcome = type(exc).__name__
        del exc
    left = [getrefcount(x) - b for x, b in zip(tracked, before)]
    return outcome, left
`;

describe.each([1, 2, 3])("functions of seed %d", (seed) => {
  test("do the same in all ways of running them", async () => {
    const bytes = await compiled(seed);
    const found: unknown[][] = [];
    for (const [, options] of waysToRun) {
      const bench = await openSandbox("pyodide-314", "random.hpy0.wasm", bytes, options);
      bench.load();
      bench.python(harness);
      const outcomes: unknown[] = [];
      for (let place = 0; place < functionCount; place++) {
        for (let which = 0; which < 8; which++)
          outcomes.push(bench.python(`repr(call("f${place}", "${callOf(place)}", ${which}))`));
      }
      bench.assertUnharmed();
      found.push(outcomes.map((outcome, index) => `f${index >> 3} ${index & 7} ${outcome}`));
    }
    const [linked, ...others] = found;
    for (const [index, other] of others.entries()) expect(linked, waysToRun[index + 1]?.[0]).toEqual(other);
  }, 120_000);
});

/** One linked extension on several contexts, and in several interpreters of one process: each call goes where it belongs. */

import { readFileSync } from "node:fs";
import { createDebug } from "@hpyjs/debug";
import { createTrace } from "@hpyjs/trace";
import { describe, expect, test } from "vitest";
import { compileC } from "../c-extensions.ts";
import { startPython, type TestPython } from "../python.ts";

const path = "contexts.hpy0.wasm";
const bytes = await compileC("contexts", readFileSync(new URL("contexts.c", import.meta.url), "utf8"));

/** An interpreter that has the extension on each context, under the mode's name. */
async function start(alias: string) {
  const debug = createDebug({ onViolation: "throw" });
  const trace = createTrace();
  const python = await startPython(alias, { modes: { debug: debug.mode, trace: trace.mode } });
  const { hpy, run } = python;
  run("import gc, sys, types\nmodules = types.SimpleNamespace()");
  for (const modes of [[], ["debug"], ["trace"], ["trace", "debug"]]) {
    hpy.load({ path, bytes }, { modes });
    run(`import contexts; modules.${["plain", ...modes].at(-1)}${modes.length === 2 ? "2" : ""} = contexts`);
    run('del sys.modules["contexts"], contexts');
  }
  const calls = (name: string): number => trace.getCallCounts()[name] ?? 0;
  return { ...python, debug, trace, calls };
}

const [first, second, older] = [
  await start("pyodide-314"),
  await start("pyodide-314"),
  await start("pyodide-313"),
];

/** Uses everything that the extension has, on all contexts in turn. */
const everything = `
class Number:
    def __init__(self, value):
        self.value = value
    def __add__(self, other):
        return [module.add(self.value, other.value) for module in vars(modules).values()]
for module in vars(modules).values():
    assert module.add(2, 3) == 5 and module.add("a", "b") == "ab"
    assert module.add(Number(1), Number(2)) == [3] * len(vars(modules))
    box = module.Box(module)
    assert box.item is module and isinstance(box, module.Box)
    class Derived(module.Box):
        pass
    assert Derived([1]).item == [1]
    for other in vars(modules).values():
        assert module.call(other.add, 1, 2) == 3
        assert module.call(module.call, other.call, other.Box, 5).item == 5
    for way in (lambda: module.add(1, ""), lambda: module.call(module.add, 1, "")):
        try:
            way()
        except TypeError:
            pass
        else:
            raise AssertionError("nothing was raised")
    del box, Derived
gc.collect()
`;

describe.each([
  ["an interpreter", first],
  ["another of the same version", second],
  ["one of another version", older],
] as const)("a linked extension in %s", (_, { calls, debug, run, trace }) => {
  test("is called in each context's own way", () => {
    {
      using _leaks = debug.detectLeaks();
      run(everything);
    }
    const isDebug = (name: string): unknown => run(`"debug" in modules.${name}.context().lower()`);
    expect(["plain", "debug", "trace", "debug2"].map(isDebug)).toEqual([false, true, false, true]);
  });

  test("debug mode sees its own calls, and no others", () => {
    expect(() => {
      using _leaks = debug.detectLeaks();
      run("modules.debug.leak([])");
    }).toThrow("1 unclosed handle");
    expect(() => {
      using _leaks = debug.detectLeaks();
      run("modules.debug.call(modules.plain.leak, [])\nmodules.trace.leak([])");
    }).not.toThrow();
  });

  test("trace mode counts its own calls, and no others", () => {
    trace.reset();
    run("modules.trace.add(1, 2)");
    expect(calls("ctx_Add")).toBe(1);
    run("modules.plain.add(1, 2); modules.debug.add(1, 2)");
    expect(calls("ctx_Add")).toBe(1);
    run("modules.trace.call(modules.plain.add, 1, 2); modules.plain.call(modules.trace.add, 1, 2)");
    expect([calls("ctx_Add"), calls("ctx_Call")]).toEqual([2, 1]);
  });
});

describe("linked extensions in several interpreters", () => {
  test("call each other's interpreters by turns", () => {
    const turns: TestPython[] = [first, second, older];
    for (let round = 0; round < 5; round++) for (const { run } of turns) run(everything);
  });

  test("one that dies takes no other with it", async () => {
    const dying = await start("pyodide-314");
    dying.hpy.load({
      path: "ends.hpy0.wasm",
      bytes: await compileC("ends", readFileSync(new URL("ends.c", import.meta.url), "utf8")),
    });
    expect(() => dying.run("import ends; modules.plain.call(ends.unreachable)")).toThrow("unreachable");
    expect(() => dying.hpy.enter(() => 1)).toThrow("The Python interpreter is dead");
    first.run(everything);
    second.run(everything);
  });
});

/** `run_sync` below linked extensions, for the tests of every version: a coroutine waits in the middle of C code. */

import { readFileSync } from "node:fs";
import { hybridFileName } from "@hpyjs/abi-hybrid";
import { createDebug } from "@hpyjs/debug";
import { HPyModule } from "@hpyjs/extension";
import { createTrace } from "@hpyjs/trace";
import { describe, expect, test } from "vitest";
import { compileFile } from "../c-extensions.ts";
import { startPython } from "../python.ts";

/** Whether the engine can suspend WebAssembly. */
const canSuspend = "Suspending" in WebAssembly;

const source = readFileSync(new URL("caller.c", import.meta.url), "utf8");

/** Calls what it is given, from a frame of JavaScript. */
const through = HPyModule("through", {
  methods: { call: { O: (ctx, _self, callable) => ctx.Call(callable, []) } },
});

/** Describes it on one Pyodide. */
export async function describeSuspending(alias: string): Promise<void> {
  const modes = { debug: createDebug().mode, trace: createTrace().mode };
  const { hpy, pyodide, run } = await startPython(alias, { modes });
  const { pythonVersion: python } = hpy;
  const asynchronously = (code: string): Promise<unknown> =>
    (pyodide as unknown as { runPythonAsync(code: string): Promise<unknown> }).runPythonAsync(code);
  const load = async (kind: string): Promise<void> => {
    const name = "caller";
    const file = { name, sources: [{ file: kind === "C++" ? "caller.cpp" : "caller.c", text: source }] };
    const bytes = await compileFile(
      kind === "hybrid" ? { ...file, abi: "hybrid", python: { version: python } } : file,
    );
    const path = kind === "hybrid" ? hybridFileName(name, python) : `${name}.hpy0.wasm`;
    const [mode] = kind.split(" mode");
    hpy.load({ path, bytes }, mode === "debug" || mode === "trace" ? { modes: [mode] } : {});
    await asynchronously("import caller");
  };
  hpy.load(through);
  await asynchronously(`
import asyncio, random, sys, through
from pyodide.ffi import run_sync

def wait(value=None, *, seconds=0.001):
    run_sync(asyncio.sleep(seconds))
    return value

class Waits:
    attribute = property(lambda self: wait("attribute"))
    method = lambda self, value: wait(value)
    __add__ = lambda self, other: wait("add")
    __neg__ = lambda self: wait("negative")
    __lt__ = lambda self, other: wait("compare")
    __repr__ = lambda self: wait("repr")
    __getitem__ = lambda self, key: wait(f"item {key}")

def nest(depth, body):
    if depth == 0:
        return body()
    way = caller.call if depth % 2 else caller.call_nothing
    return way(lambda: nest(depth - 1, body))
`);

  describe.skipIf(!canSuspend).each(["C", "C++", "hybrid"])(
    `run_sync() below linked %s on ${alias}`,
    (kind) => {
      test("waits in each way from C into Python", async () => {
        await load(kind);
        await asynchronously(`
w = Waits()
assert caller.call(wait, 1) == 1
assert caller.call_nothing(wait) is None
assert caller.call_tuple(wait, (2,)) == 2
assert caller.call_tuple_dict(wait, (3,), {"seconds": 0.002}) == 3
assert caller.call_dict(wait, {"value": 4}) == 4
assert caller.call_method("method", w, 5) == 5
assert caller.get_attribute(w) == "attribute"
assert caller.get_item(w, "a") == "item a"
assert caller.get_item_i(w) == "item 7"
assert caller.add(w, 1) == "add"
assert caller.negative(w) == "negative"
assert caller.compare(w, 1) == "compare"
assert caller.repr(w) == "repr"
`);
      });

      test("waits below calls that are nested", async () => {
        await load(kind);
        await asynchronously(`
for depth in (2, 3, 20):
    assert nest(depth, lambda: wait(depth)) == depth
assert caller.call(lambda: [wait(1), caller.add(Waits(), wait(2)), wait(3)]) == [1, "add", 3]
`);
      });

      test("coroutines that wait resume in any order, each with its own C stack", async () => {
        await load(kind);
        const order = await asynchronously(`
order = []
chance = random.Random(1)
def work(number, waits):
    def body():
        for seconds in waits:
            wait(seconds=seconds)
            order.append(number)
        return number
    return nest(1 + number % 3, body)
async def task(number):
    return work(number, [chance.random() / 100 for _ in range(5)])
async def all_of_them():
    results = await asyncio.gather(*[asyncio.create_task(task(number)) for number in range(8)])
    assert results == list(range(8)), results
    assert order != sorted(order), order
    return len(order)
await all_of_them()
`);
        expect(order).toBe(40);
      });

      test("what JavaScript throws afterwards is raised in the coroutine that it is of", async () => {
        await load(kind);
        await asynchronously(`
async def failing(number):
    try:
        nest(number % 2, lambda: caller.call_and_fail(lambda: wait(seconds=chance.random() / 100)))
    except SystemError as error:
        return number
async def all_of_them():
    assert await asyncio.gather(*[asyncio.create_task(failing(number)) for number in range(6)]) == list(range(6))
await all_of_them()
assert caller.call(wait, 1) == 1
`);
      });

      // Older Pyodides begin such a coroutine at once, and lose Python's frames then, whatever is called.
      test.skipIf(python[1] < 14)(
        "a coroutine that began within a call from JavaScript goes on after that call",
        async () => {
          await load(kind);
          let ending: Promise<unknown> | null = null;
          const start = (task: { callPromising(): Promise<unknown> }): void => {
            ending = task.callPromising();
          };
          (pyodide as unknown as { globals: { set(name: string, value: unknown): void } }).globals.set(
            "start",
            start,
          );
          await asynchronously(`
from pyodide.ffi import create_proxy
task = create_proxy(lambda: [caller.call(lambda: wait(1)), caller.call_and_fail(wait)])
begin = lambda: start(task)
`);
          run("through.call(begin)");
          await expect(ending).rejects.toThrow("SystemError");
          await asynchronously("assert caller.call(wait, 1) == 1; task.destroy()");
        },
      );

      test("an exception of the coroutine's passes the C code", async () => {
        await load(kind);
        await asynchronously(`
async def breaks():
    await asyncio.sleep(0.001)
    raise ValueError("broken")
for way in (lambda body: caller.call(body), lambda body: nest(2, body)):
    try:
        way(lambda: run_sync(breaks()))
    except ValueError as error:
        assert str(error) == "broken"
    else:
        raise AssertionError("nothing was raised")
`);
      });

      test("recursion that is too deep is a RecursionError, whatever Python's own limit", async () => {
        await load(kind);
        await asynchronously(`
limit = sys.getrecursionlimit()
def forever():
    return caller.call(forever)
class Attribute:
    attribute = property(lambda self: caller.get_attribute(self))
    def __add__(self, other):
        return caller.add(self, other)
try:
    for allowed in (1000, 100_000):
        sys.setrecursionlimit(allowed)
        for body in (forever, lambda: Attribute().attribute, lambda: Attribute() + 1):
            try:
                body()
            except RecursionError:
                pass
            else:
                raise AssertionError("nothing was raised")
finally:
    sys.setrecursionlimit(limit)
assert nest(60, lambda: 1) == 1 and nest(200, lambda: 2) == 2
assert caller.call(wait, 1) == 1
`);
      });

      test("is refused below a frame of JavaScript, with an error that can be caught", async () => {
        await load(kind);
        await asynchronously(`
for body in (
    lambda: through.call(wait),
    lambda: through.call(lambda: caller.call(wait)),
    lambda: caller.call(lambda: through.call(lambda: caller.call(wait))),
):
    try:
        caller.call(body)
    except RuntimeError as error:
        assert "stack switch" in str(error), error
    else:
        raise AssertionError("nothing was raised")
    assert caller.call(wait, 1) == 1
`);
      });
    },
  );

  describe.skipIf(!canSuspend)(`run_sync() below linked C in a mode on ${alias}`, () => {
    test.each(["debug", "trace"])("is refused in %s mode, with an error that can be caught", async (mode) => {
      await load(`${mode} mode`);
      await asynchronously(`
try:
    caller.call(wait)
except RuntimeError as error:
    assert "stack switch" in str(error), error
else:
    raise AssertionError("nothing was raised")
assert caller.call(lambda: 5) == 5
`);
    });
  });
}

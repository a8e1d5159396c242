/**
 * Arguments and results that have no handles as long as only the context sees them: nobody may be able to tell, nothing may
 * be left of them, and the module must never see what they are instead.
 */

import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compileHere, openSandbox, type SandboxBench, waysToRun } from "./open-sandbox.ts";

const setUp = `
from sys import getrefcount

class Node:
    def __init__(self, next):
        self.next = next

class Sized:
    """What has a length, and a counter of its references that tells whether anything was left."""
    def __init__(self, size, called=None):
        self.size, self.called = size, called
    def __len__(self):
        return self.size

def unchanged(*things):
    gc.collect()
    return [getrefcount(thing) for thing in things]
`;

describe.each(waysToRun)("traps: %s", (_name, options) => {
  let bench: SandboxBench;
  beforeAll(async () => {
    bench = await openSandbox("pyodide-314", "objects.hpy0.wasm", await compileHere("objects.c"), options);
    bench.python(setUp);
  });
  beforeEach(() => {
    bench.load();
  });

  test("arguments are what they should be, and nothing is left of them", () => {
    bench.python(`
thing = [1, 2, 12345]
other, text = Sized(3), "ab" * int("50")
before = unchanged(thing, other, text)
for _ in range(100):
    assert mod.same(thing) is thing and mod.own_module(thing) is mod
    assert mod.reused(thing) == 6 and mod.reused(other) == 6
    assert mod.sum_of_three(thing, thing, [text]) == thing + thing + [text]
    assert mod.seventh(1, 2, 3, 4, 5, 6, other) is other and mod.seventh(*range(6)) is None
    assert mod.seventh(*range(200)) == 6 and mod.seventh() is None
    assert mod.item(2, 1, other) is other and mod.item(5, 1) is None
    assert mod.late_item(list, other) is other and mod.late_item(list) is None
    assert mod.late_item(lambda: mod.late_item(list, thing), other, 5) is other
    assert mod.named(thing) is thing and mod.named({"key": thing}, key=[1]) == thing + [1]
    assert mod.named({"key": 4}, key=5, rest=other) == 9
    assert mod.values(other) == [] and mod.values(1, 2, a=thing, b=other, c=text) == [thing, other, text]
left = unchanged(thing, other, text); assert left == before, (left, before)
`);
    for (let round = 0; round < 10; round++) {
      expect(bench.raises("mod.reused(5)")).toContain("TypeError");
      expect(bench.raises("mod.sum_of_three(thing, thing, other)")).toContain("TypeError");
      expect(bench.raises("mod.named({'key': thing}, other=[1])")).toBe("KeyError: 'other'");
      expect(bench.raises("mod.named({'key': thing}, key=other)")).toContain("TypeError");
      expect(bench.raises("mod.late_item(lambda: 1 / 0, thing, other)")).toContain("ZeroDivisionError");
      expect(bench.raises("mod.sum_of_three(thing, thing)")).toMatch(/Error: /);
    }
    bench.python("left = unchanged(thing, other, text); assert left == before, (left, before)");
    bench.assertUnharmed();
  });

  test("arguments that the module looks at have handles, which end with the call", () => {
    bench.python(`
thing = [1, 2, 3]
before = unchanged(thing)
for _ in range(20):
    assert mod.number_of_argument(thing) != id(thing)
    assert mod.keep_argument(thing) == 3
`);
    for (let round = 0; round < 5; round++) {
      expect(bench.raises("mod.use_kept(thing)")).toContain("closed already");
      expect(bench.raises("mod.returned_argument(thing)")).toContain("HPy_Dup");
      expect(bench.raises("mod.closed_argument(thing)")).toContain("belongs to the caller");
    }
    bench.python("left = unchanged(thing); assert left == before, (left, before)");
    bench.assertUnharmed();
  });

  test("results are closed wherever that is, or returned", () => {
    bench.python(`
thing, long, text = [1, 2], ["a", "b", "c", "d"], "a text " * int("20")
third = Node(None)
chain = Node(Node(third))
before = unchanged(thing, long, text, chain, chain.next, third)
for _ in range(100):
    assert mod.branches(thing) == thing * 2 and mod.branches(long) == repr(long)
    assert mod.doubled(long) == ["aa", "bb", "cc", "dd"] and mod.doubled([text]) == [text + text]
    assert mod.last(chain) is third and mod.last(third) is third
    assert mod.duplicates(thing) is True
    assert mod.appended(thing, text) == [thing, text]
    assert mod.only_on_error(lambda: thing) is thing
    assert mod.kept(thing, lambda: text) == [thing, text]
    assert mod.kept(thing, lambda: mod.kept(long, lambda: mod.doubled(long))) == [thing, [long, mod.doubled(long)]]
    assert mod.helped(thing) is thing and mod.null_closed(thing) is None
made = None
left = unchanged(thing, long, text, chain, chain.next, third); assert left == before, (left, before)
`);
    for (let round = 0; round < 10; round++) {
      expect(bench.raises("mod.branches(5)")).toContain("TypeError");
      expect(bench.raises("mod.branches(Sized(2))")).toContain("TypeError");
      expect(bench.raises("mod.doubled([text, thing, third])")).toContain("TypeError");
      expect(bench.raises("mod.last(Node(Node(5)))")).toContain("AttributeError");
      expect(bench.raises("mod.only_on_error(lambda: third)")).toContain("TypeError");
      expect(bench.raises("mod.kept(thing, lambda: 1 / 0)")).toContain("ZeroDivisionError");
      expect(bench.raises("mod.kept(thing, lambda: mod.kept(thing, lambda: long['x']))")).toContain(
        "TypeError",
      );
    }
    bench.python(
      "left = unchanged(thing, long, text, chain, chain.next, third); assert left == before, (left, before)",
    );
    bench.assertUnharmed();
  });

  test("a violation ends what locals hold, whatever they have held before", () => {
    bench.python(`
thing = [1, 2]
before = unchanged(thing, None)
def inside(depth):
    found = raised("mod.violating(thing)")
    assert found.startswith("SystemError"), found
    return mod.kept(thing, lambda: inside(depth - 1)) if depth else found
for _ in range(50):
    inside(4)
    assert "SystemError" in raised("mod.violating(thing, 1, 2)")
    assert "SystemError" in mod.kept(thing, lambda: raised("mod.violating(thing)"))[1]
    assert [mod.violating_early(n) for n in (1, 3)] == [4105, 12299]
    for number in (6, 7, 11, 100, 65536, 123456):
        assert raised(f"mod.violating_early({number})").startswith("SystemError")
assert unchanged(thing)[0] == before[0]
`);
    bench.assertUnharmed();
  });

  test("what was closed is not used, and closed once", () => {
    bench.python("thing = [1, 2]; once = [1]; before = unchanged(thing, once)");
    for (let round = 0; round < 20; round++) {
      for (const name of ["used_after_close", "closed_twice", "closed_in_loop", "returned_after_close"])
        expect(bench.raises(`mod.${name}(thing)`)).toMatch(/^SystemError: .*closed already/);
      expect(bench.raises("mod.null_used(thing)")).toMatch(/^SystemError: .*null/);
      bench.python("assert mod.closed_in_loop(once) is None");
    }
    bench.python(
      "left = unchanged(thing, once); assert left == before, (left, before) and mod.same(thing) is thing",
    );
    bench.python("assert mod.lost(thing) == 2 and unchanged(thing)[0] in (before[0], before[0] + 1)");
    bench.assertUnharmed();
  });

  test("a function that the module has put into its context gets handles, and gives them", () => {
    bench.python(`
thing = Sized(12, [7])
before = unchanged(thing, thing.called)
for _ in range(50):
    assert mod.with_own(thing) == "1212" and mod.what_was_seen() not in (0, id(thing))
    assert mod.with_own_for_argument(thing) == "12" and mod.what_was_seen() not in (0, id(thing))
    assert mod.with_own_for_item(1, thing) == "12" and mod.what_was_seen() not in (0, id(thing))
    assert mod.helped(thing) is thing and mod.what_was_seen() not in (0, id(thing))
    assert mod.with_call(thing) == [7, 7]
    assert mod.with_own_close(thing) is thing
left = unchanged(thing, thing.called); assert left == before, (left, before)
`);
    for (let round = 0; round < 10; round++) {
      // The context stays as the module has left it where something was thrown.
      for (const [name, words] of [
        ["with_garbage", "SystemError"],
        ["with_address", "SystemError"],
        ["with_null", "ValueError: none"],
        ["with_violation", "SystemError"],
      ]) {
        bench.load();
        expect(bench.raises(`mod.${name}(thing)`)).toContain(words);
      }
    }
    bench.python("mod = None; left = unchanged(thing, thing.called); assert left == before, (left, before)");
    bench.assertUnharmed();
  });

  test("objects of a type of its own", () => {
    bench.python(`
argument = [1]
before = unchanged(argument, mod.Thing)
for _ in range(50):
    made = mod.Thing(argument, argument, key=argument)
    assert (made.value, made.text, list(made), made + 5, bytes(made)[0]) == (7, "7", [4, 2, 0], 12, 7)
    assert mod.value_of_thing(made) == 7 and mod.value_of_result(lambda: made) == 7
    assert mod.value_of_result(mod.Thing) == 7
made = None
left = unchanged(argument, mod.Thing); assert left == before, (left, before)
`);
    for (const wrong of ["5", "argument", "mod", "None", "mod.Thing"]) {
      for (let round = 0; round < 5; round++) {
        expect(bench.raises(`mod.value_of_thing(${wrong})`)).toMatch(/Error: /);
        expect(bench.raises(`mod.value_of_result(lambda: ${wrong})`)).toMatch(/Error: /);
      }
    }
    expect(bench.raises("5 + mod.Thing()")).toContain("TypeError");
    bench.python("left = unchanged(argument, mod.Thing); assert left == before, (left, before)");
    bench.assertUnharmed();
  });
});

describe.each([
  ["linked", { traps: "suspend" }],
  ["beside the module", { traps: "suspend", linkCalls: false }],
] as const)('run_sync() in a function that holds objects, traps: "suspend", %s', (_name, options) => {
  let bench: SandboxBench;
  beforeAll(async () => {
    bench = await openSandbox("pyodide-314", "objects.hpy0.wasm", await compileHere("objects.c"), options);
    bench.load();
    bench.python(`${setUp}
import asyncio
from pyodide.ffi import run_sync

async def wait(seconds, result):
    await asyncio.sleep(seconds)
    return result

def waits(seconds, result):
    return lambda: run_sync(wait(seconds, result))

def deep_down(n):
    return mod.late_item(lambda: deep_down(n - 1), n) if n else 0
`);
  });

  test("they are still there when it goes on", async () => {
    const found = await bench.pythonAsync(`
thing, other = [1], [2]
before = unchanged(thing, other)
async def meanwhile():
    return [mod.kept(other, lambda: 7), mod.doubled([other]), raised("mod.violating(other)")[:6]]
for _ in range(10):
    task = asyncio.ensure_future(meanwhile())
    async def until_done():
        return await task
    assert mod.kept(thing, lambda: run_sync(until_done())) == [[1], [[[2], 7], [[2, 2]], "System"]]
    assert mod.late_item(waits(0.001, None), thing) is thing
    # What others have on the interpreter's C stack meanwhile is not what this one's arguments become.
    async def deep(n):
        return mod.late_item(lambda: mod.doubled([n]) and sorted([deep_down(30)]), *range(9))
    task = asyncio.ensure_future(deep(3))
    assert mod.late_item(lambda: run_sync(until_done()), thing, other) is thing
    assert await task == 0
    assert mod.kept(thing, lambda: mod.kept(other, waits(0.001, 5))) == [[1], [[2], 5]]
task = None
unchanged(thing, other) == before
`);
    expect(found).toBe(true);
    bench.assertUnharmed();
  });

  test("they are let go when it must not go on, and those of the later call stay", async () => {
    const found = await bench.pythonAsync(`
thing, other = [1], [2]
before = unchanged(thing, other)
outcomes = set()
async def later():
    return str(mod.kept(other, waits(0.02, "later")))
for _ in range(5):
    task = asyncio.ensure_future(later())
    try:
        outcome = mod.kept(thing, waits(0.005, "first"))
    except RuntimeError as error:
        outcome = "has not ended" in str(error)
    left = unchanged(thing)[0] - before[0]
    outcomes.add(f"{outcome} {left} {await task}")
task = None
str((outcomes, [now - earlier for now, earlier in zip(unchanged(thing, other), before)]))
`);
    expect(found).toBe(`({"True 0 [[2], 'later']"}, [0, 0])`);
    bench.assertUnharmed();
  });
});

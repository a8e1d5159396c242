/** What a function returns without looking at it has no handle on its way to Python: nobody may be able to tell. */

import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { compileHere, openSandbox, type SandboxBench, waysToRun } from "./open-sandbox.ts";

describe.each(waysToRun)("traps: %s", (_name, options) => {
  let bench: SandboxBench;
  beforeAll(async () => {
    bench = await openSandbox("pyodide-314", "results.hpy0.wasm", await compileHere("results.c"), options);
    bench.python("from sys import getrefcount");
  });
  beforeEach(() => {
    bench.load();
  });

  test("results are what they should be, and nothing is left of them", () => {
    bench.python(`
thing = ["a", 12345]
before = getrefcount(thing)
for _ in range(1000):
    assert mod.same(thing) is thing
    assert mod.relayed(thing) is thing
    assert mod.called(lambda: thing) is thing
    assert mod.doubled(thing) == thing + thing
assert getrefcount(thing) == before
assert [mod.chosen(n) for n in (-5, 5, 500)] == [NotImplemented, 6, (500, None)]
`);
    expect(bench.raises("mod.chosen('x')")).toContain("TypeError");
    bench.assertUnharmed();
  });

  test("one that waits while Python code runs is the right one all the same", () => {
    bench.python(`
class Things:
    def __init__(self):
        self.made = []
    def __call__(self):
        self.made.append([len(self.made), mod.same("x"), mod.looked_at(tuple) if len(self.made) < 3 else ()])
        return self.made[-1]
for _ in range(100):
    things = Things()
    counts = getrefcount(things)
    assert mod.looked_at(things) is things.made[0] and len(things.made) == 2
    assert getrefcount(things.made[0]) == getrefcount(things.made[1]) and getrefcount(things) == counts
`);
    expect(bench.raises("mod.looked_at(lambda: 1 / 0)")).toContain("ZeroDivisionError");
    bench.python(`
calls = iter([[1], None])
def once():
    return next(calls).copy()
assert mod.looked_at(once) == [1]
assert mod.looked_at(lambda: raised("mod.unwound(5)")).startswith("SystemError")
# Calls that are unwound inside of others leave those, and the next ones, as they were.
def inside(depth):
    found = [raised("mod.unwound(5)"), raised("mod.forged_and_used(0)")]
    return found + (mod.looked_at(lambda: inside(depth - 1)) if depth else [])
for _ in range(20):
    assert len(mod.looked_at(lambda: inside(4))) == 10
    assert mod.kept_while_others_return("ab") == "ab" * 8 and mod.combined(7) == (7, 14, 8, 7)
`);
    bench.assertUnharmed();
  });

  test("one that comes with an exception is let go", () => {
    bench.python("thing = [1]; before = getrefcount(thing)");
    for (let index = 0; index < 20; index++)
      expect(bench.raises("mod.with_exception(thing)")).toBe("ValueError: with a result");
    bench.python("assert getrefcount(thing) == before");
    bench.assertUnharmed();
  });

  test("a function called through a pointer gives a handle like any other", () => {
    bench.python(`
for text in ("ab", "a longer text that is no short one " * 10):
    before = getrefcount(text)
    for _ in range(100):
        assert mod.kept_while_others_return(text) == text * 8
    assert getrefcount(text) == before
for n in (7, 123456):
    for _ in range(100):
        assert mod.combined(n) == (n, n * 2, mod.chosen(n), n)
thing = [1]
before = getrefcount(thing)
for _ in range(100):
    assert mod.held(thing, lambda: mod.same(thing)) == (thing, thing)
    assert mod.held(thing, lambda: mod.combined(3)) == (thing, (3, 6, 4, 3))
    assert mod.held(thing, lambda: mod.held(thing, dict)) == (thing, (thing, {}))
    # What is unwound meanwhile takes nothing with it that is another call's.
    assert "SystemError" in mod.held(thing, lambda: raised("mod.unwound(thing)"))[1]
    assert mod.held(thing, lambda: mod.same(thing)) == (thing, thing)
assert getrefcount(thing) == before
`);
    expect(bench.raises("mod.held(thing, lambda: 1 / 0)")).toContain("ZeroDivisionError");
    expect(bench.raises("mod.kept_while_others_return(5)")).toContain("TypeError");
    bench.python("assert getrefcount(thing) == before and mod.same(1) == 1");
    bench.assertUnharmed();
  });

  test("what stands for no result is no handle", () => {
    expect(bench.raises("mod.forged(0)")).toMatch(/SystemError: .*handle/);
    expect(bench.raises("mod.forged_and_used(0)")).toMatch(/SystemError: .*handle/);
    expect(bench.raises("mod.returned_twice([])")).toMatch(/SystemError: .*handle/);
    bench.python("assert mod.same(5) == 5");
    bench.assertUnharmed();
  });

  test("a result that the module has lost waits for nobody else, and what was unwound keeps none", () => {
    bench.python(`
thing, other = [1], [2]
before = getrefcount(thing)
mod.lost(thing)
for _ in range(50):
    assert mod.same(other) is other
    assert mod.combined(5) == (5, 10, 6, 5)
assert getrefcount(thing) in (before, before + 1)
counts = getrefcount(other)
for _ in range(20):
    assert "SystemError" in raised("mod.unwound(other)")
assert getrefcount(other) in (counts, counts + 1)
assert mod.same(other) is other
`);
    bench.assertUnharmed();
  });
});

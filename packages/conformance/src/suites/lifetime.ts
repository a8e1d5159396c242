import { type Suite, suite, test } from "../suite.ts";

/**
 * Handle lifetime: `HPy_Dup`, `HPy_Close`.
 *
 * Fixture `lifetime`:
 * - `identity(h)`: returns a HPy_Dup of its argument
 * - `dup_and_close(h, times)`: HPy_Dup and HPy_Close as often as the int `times` says, then None
 * - `many(h, count)`: the int `count` handles of one object, all open at once; closes them from the first to the
 *   last and returns whether HPy_Is held for each
 * - `keep(h)`, `kept()`, `drop()`: keeps a HPy_Dup beyond the call, returns a HPy_Dup of that, closes it
 *
 * Fixture `lifetime-raw`:
 * - `dup_null()`: whether HPy_Dup(HPy_NULL) is HPy_NULL, and no error is set
 * - `close_null()`: HPy_Close(HPy_NULL), then None
 */
export const lifetime: Suite = suite("lifetime", [
  test(
    "HPy_Dup() gives a handle to the same object",
    `
    thing = object()
    assert mod.identity(thing) is thing
    assert mod.identity(None) is None
    assert mod.identity(mod) is mod
    `,
  ),
  test(
    "HPy_Dup() takes one reference, which HPy_Close() gives back",
    `
    thing = object()
    before = sys.getrefcount(thing)
    mod.dup_and_close(thing, 100)
    assert sys.getrefcount(thing) == before
    same = mod.identity(thing)
    assert sys.getrefcount(thing) == before + 1
    `,
  ),
  test(
    "HPy_Dup() keeps an object alive after the last reference in Python is gone",
    `
    class Thing:
        def __del__(self):
            deaths.append(1)
    deaths = []
    mod.keep(Thing())
    gc.collect()
    assert deaths == []
    assert type(mod.kept()) is Thing
    mod.drop()
    gc.collect()
    assert deaths == [1]
    `,
  ),
  test(
    "HPy_Close() of the last handle lets the object die at once",
    `
    class Thing:
        def __del__(self):
            deaths.append(1)
    deaths = []
    mod.keep(Thing())
    mod.drop()
    assert deaths == [1]
    `,
  ),
  test(
    "HPy_Close() closes one handle and leaves the others open",
    `
    thing = object()
    before = sys.getrefcount(thing)
    assert mod.many(thing, 1000) is True
    assert sys.getrefcount(thing) == before
    `,
  ),
  test(
    "HPy_Dup() of the null handle is the null handle, without an error",
    `
    assert mod.dup_null() is True
    `,
    { fixture: "lifetime-raw" },
  ),
  test(
    "HPy_Close() of the null handle does nothing",
    `
    assert mod.close_null() is None
    `,
    { fixture: "lifetime-raw" },
  ),
]);

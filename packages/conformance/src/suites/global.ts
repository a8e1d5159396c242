import { type Suite, suite, test } from "../suite.ts";

/**
 * Globals: `HPyGlobal_*`.
 *
 * Fixture `global`, with two globals:
 * - `store(h)`, `load()`, `clear()`: HPyGlobal_Store in the first one, then None; HPyGlobal_Load of it;
 *   HPyGlobal_Store of HPy_NULL, then None
 * - `store_second(h)`, `load_second()`: the same for the second one
 *
 * Fixture `global-raw`:
 * - `load_empty()`: HPyGlobal_Load of a global that nothing was stored in
 */
export const global: Suite = suite("global", [
  test(
    "HPyGlobal_Load() gives what HPyGlobal_Store() stored",
    `
    thing = object()
    assert mod.store(thing) is None
    assert mod.load() is thing
    assert mod.load() is thing
    mod.store("other")
    assert mod.load() == "other"
    mod.store(None)
    assert mod.load() is None
    mod.clear()
    `,
  ),
  test(
    "HPyGlobal_Store() keeps each global by itself",
    `
    mod.store("first")
    mod.store_second("second")
    assert mod.load() == "first"
    assert mod.load_second() == "second"
    mod.clear()
    assert mod.load_second() == "second"
    `,
  ),
  test(
    "HPyGlobal_Store() takes a reference, and gives the earlier one back",
    `
    first, second = object(), object()
    before = sys.getrefcount(first), sys.getrefcount(second)
    mod.store(first)
    assert (sys.getrefcount(first), sys.getrefcount(second)) == (before[0] + 1, before[1])
    mod.store(second)
    assert (sys.getrefcount(first), sys.getrefcount(second)) == (before[0], before[1] + 1)
    mod.store(second)
    assert sys.getrefcount(second) == before[1] + 1
    assert mod.clear() is None
    assert (sys.getrefcount(first), sys.getrefcount(second)) == before
    mod.clear()
    `,
  ),
  test(
    "HPyGlobal_Store() has written the new object when the earlier one's finalizer runs",
    `
    class Thing:
        def __del__(self):
            seen.append(mod.load())
    seen = []
    mod.store(Thing())
    mod.store("new")
    assert seen == ["new"]
    mod.clear()
    `,
  ),
  test(
    "HPyGlobal_Load() gives a new handle, which the extension returns",
    `
    thing = object()
    mod.store(thing)
    before = sys.getrefcount(thing)
    loaded = mod.load()
    assert sys.getrefcount(thing) == before + 1
    del loaded
    assert sys.getrefcount(thing) == before
    mod.clear()
    `,
  ),
  test(
    "HPyGlobal_Store() keeps the object alive",
    `
    class Thing:
        def __del__(self):
            died.append(True)
    died = []
    mod.store(Thing())
    gc.collect()
    assert died == []
    assert type(mod.load()) is Thing
    mod.clear()
    assert died == [True]
    `,
  ),
  test(
    "HPyGlobal_Load() returns null and sets SystemError for an empty global",
    `
    with raises(SystemError, "the global is empty"):
        mod.load_empty()
    `,
    { fixture: "global-raw" },
  ),
]);

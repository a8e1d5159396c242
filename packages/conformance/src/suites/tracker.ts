import { type Suite, suite, test } from "../suite.ts";

/**
 * Trackers: `HPyTracker_*`.
 *
 * Fixture `tracker`:
 * - `track(size, *items)`: HPyTracker_New with `size` an int, HPyTracker_Add of a HPy_Dup of each item,
 *   HPyTracker_Close, then None
 * - `forget(*items)`: HPyTracker_New, HPyTracker_Add of a HPy_Dup of each item, HPyTracker_ForgetAll, HPyTracker_Close;
 *   returns a tuple made with those handles, and closes them
 * - `forget_some(first, second)`: HPyTracker_Add of a HPy_Dup of the first, HPyTracker_ForgetAll, HPyTracker_Add of a
 *   HPy_Dup of the second, HPyTracker_Close; returns the first handle
 *
 * Fixture `tracker-raw`:
 * - `track(*items)`: HPyTracker_New with size 0, HPyTracker_Add of a HPy_Dup of each item, HPyTracker_Close, then None
 * - `forget(*items)`: the same with HPyTracker_ForgetAll before HPyTracker_Close and HPy_Close of each handle after it;
 *   returns a tuple of the items
 * - `add_null()`: HPyTracker_Add of HPy_NULL, HPyTracker_Close, then None
 * - `new(size)`: HPyTracker_New with `size` an int, HPyTracker_Close, then None
 * - `add_to_closed(item)`: HPyTracker_Add to a tracker that is closed, then None
 * - `close_twice(item)`: HPyTracker_Add, HPyTracker_Close, HPyTracker_ForgetAll, HPyTracker_Close, then None
 * - `many(*items)`: a hundred HPyTracker_New, each with a HPyTracker_Add of a HPy_Dup of each item; then HPyTracker_Close of
 *   every other tracker, and of the rest
 */
export const tracker: Suite = suite("tracker", [
  test(
    "HPyTracker_Close() closes the handles that were added",
    `
    first, second = object(), object()
    before = sys.getrefcount(first), sys.getrefcount(second)
    assert mod.track(2, first, second) is None
    assert (sys.getrefcount(first), sys.getrefcount(second)) == before
    `,
  ),
  test(
    "HPyTracker_Close() closes the handles themselves",
    `
    first, second = object(), object()
    before = sys.getrefcount(first), sys.getrefcount(second)
    assert mod.track(first, second, *[first] * 10) is None
    assert (sys.getrefcount(first), sys.getrefcount(second)) == before
    `,
    { fixture: "tracker-raw" },
  ),
  test(
    "HPyTracker_Close() closes every handle that was added, also several of one object",
    `
    thing = object()
    before = sys.getrefcount(thing)
    mod.track(0, *[thing] * 10)
    assert sys.getrefcount(thing) == before
    `,
  ),
  test(
    "HPyTracker_Close() lets objects die, and their finalizers can use the API",
    `
    class Thing:
        def __init__(self, n):
            self.n = n
        def __del__(self):
            mod.track(1, self)
            died.append(self.n)
    class Box:
        pass
    died = []
    mod.track(3, *(Thing(n) for n in range(3)))
    gc.collect()
    assert sorted(died) == [0, 1, 2]
    `,
  ),
  test(
    "HPyTracker_Add() takes as many handles as HPyTracker_New() promised, and more",
    `
    things = [object() for _ in range(1000)]
    before = [sys.getrefcount(thing) for thing in things]
    for size in (0, 1, 5, 999, 1000, 5000):
        assert mod.track(size, *things) is None
    assert [sys.getrefcount(thing) for thing in things] == before
    `,
  ),
  test(
    "HPyTracker_New() makes any number of trackers, each with handles of its own, to be closed in any order",
    `
    for count in (1, 3, 12, 13, 30):
        things = [object() for _ in range(count)]
        before = [sys.getrefcount(thing) for thing in things]
        for _ in range(3):
            assert mod.many(*things) is None
        assert [sys.getrefcount(thing) for thing in things] == before
    `,
    { fixture: "tracker-raw" },
  ),
  test(
    "HPyTracker_Add() takes the null handle",
    `
    assert mod.add_null() is None
    `,
    { fixture: "tracker-raw" },
  ),
  test(
    "HPyTracker_New() makes a tracker of any size, which can be closed empty",
    `
    for size in (0, 1, 1000):
        assert mod.new(size) is None
    `,
    { fixture: "tracker-raw" },
  ),
  test(
    "HPyTracker_New() returns null and sets MemoryError for a size that no memory can hold",
    `
    for size in (sys.maxsize, -1, -sys.maxsize - 1):
        with raises(MemoryError):
            mod.new(size)
    `,
    { fixture: "tracker-raw" },
  ),
  test(
    "HPyTracker_ForgetAll() leaves the handles to their owner",
    `
    first, second = object(), object()
    before = sys.getrefcount(first), sys.getrefcount(second)
    made = mod.forget(first, second)
    assert made == (first, second)
    assert (sys.getrefcount(first), sys.getrefcount(second)) == (before[0] + 1, before[1] + 1)
    del made
    assert (sys.getrefcount(first), sys.getrefcount(second)) == before
    assert mod.forget() == ()
    `,
  ),
  test(
    "HPyTracker_ForgetAll() leaves the handles themselves open",
    `
    first, second = object(), object()
    before = sys.getrefcount(first), sys.getrefcount(second)
    assert mod.forget(first, second) == (first, second)
    assert (sys.getrefcount(first), sys.getrefcount(second)) == before
    `,
    { fixture: "tracker-raw" },
  ),
  test(
    "HPyTracker_Add() works after HPyTracker_ForgetAll()",
    `
    first, second = object(), object()
    before = sys.getrefcount(first), sys.getrefcount(second)
    assert mod.forget_some(first, second) is first
    assert (sys.getrefcount(first), sys.getrefcount(second)) == before
    `,
  ),
  test(
    "HPyTracker_Add() returns -1 and sets SystemError when the tracker is closed",
    `
    thing = object()
    before = sys.getrefcount(thing)
    with raises(SystemError, "the tracker was closed|no HPyTracker that is open"):
        mod.add_to_closed(thing)
    assert sys.getrefcount(thing) == before
    `,
    {
      fixture: "tracker-raw",
      leaks: "the books of open handles take a handle for the tracker's even if the tracker was closed",
    },
  ),
  test(
    "HPyTracker_ForgetAll() and HPyTracker_Close() do nothing when the tracker is closed",
    `
    thing = object()
    before = sys.getrefcount(thing)
    try:
        assert mod.close_twice(thing) is None
    except SystemError as error:
        # A sandbox knows that it gave no such tracker out.
        assert "no HPyTracker that is open" in str(error)
    assert sys.getrefcount(thing) == before
    `,
    { fixture: "tracker-raw", leaks: "the books of open handles count a tracker that is closed twice twice" },
  ),
]);

import { type Suite, suite, test } from "../suite.ts";

/**
 * Tuples: `HPyTuple_*`. Building them with a builder is the suite `builder`.
 *
 * Fixture `tuple`:
 * - `check(h)`: HPyTuple_Check, as a bool
 * - `from_array(*items)`: HPyTuple_FromArray
 * - `pack(first, second, third)`: HPyTuple_Pack
 * - `pack_nothing()`: HPyTuple_Pack of 0 items
 *
 * Fixture `tuple-raw`:
 * - `from_null(n)`: HPyTuple_FromArray of NULL, with `n` an int
 * - `from_null_item(item)`: HPyTuple_FromArray of an array of the item and HPy_NULL
 */
export const tuple: Suite = suite("tuple", [
  test(
    "HPyTuple_Check() is true for tuples and instances of subclasses, and for nothing else",
    `
    import collections
    class Sub(tuple):
        pass
    for value in ((), (1,), Sub(), collections.namedtuple("Point", "x y")(1, 2)):
        assert mod.check(value) is True
    for other in (None, [], "()", tuple, range(3)):
        assert mod.check(other) is False
    `,
  ),
  test(
    "HPyTuple_FromArray() makes a tuple of the items themselves, in their order",
    `
    first, second = object(), []
    made = mod.from_array(first, second, first)
    assert type(made) is tuple
    assert len(made) == 3
    assert made[0] is first
    assert made[1] is second
    assert made[2] is first
    many = [object() for _ in range(1000)]
    assert mod.from_array(*many) == tuple(many)
    `,
  ),
  test(
    "HPyTuple_FromArray() makes an empty tuple of no items",
    `
    assert mod.from_array() == ()
    assert type(mod.from_array()) is tuple
    `,
  ),
  test(
    "HPyTuple_FromArray() takes references of its own to the items",
    `
    item = object()
    before = sys.getrefcount(item)
    made = mod.from_array(item, item)
    assert sys.getrefcount(item) == before + 2
    del made
    assert sys.getrefcount(item) == before
    `,
  ),
  test(
    "HPyTuple_FromArray() does not look at the array when there are no items",
    `
    assert mod.from_null(0) == ()
    `,
    { fixture: "tuple-raw" },
  ),
  test(
    "HPyTuple_FromArray() returns null and sets SystemError for a negative number of items",
    `
    for n in (-1, -sys.maxsize - 1):
        with raises(SystemError):
            mod.from_null(n)
    `,
    { fixture: "tuple-raw" },
  ),
  test(
    "HPyTuple_FromArray() returns null and sets MemoryError for a number of items that no memory can hold",
    `
    # A sandbox knows already that its memory holds no such array.
    with raises((MemoryError, SystemError)):
        mod.from_null(sys.maxsize)
    `,
    { fixture: "tuple-raw" },
  ),
  test(
    "HPyTuple_FromArray() returns null and sets SystemError for a null handle among the items",
    `
    item = object()
    before = sys.getrefcount(item)
    with raises(SystemError, "null handle"):
        mod.from_null_item(item)
    assert sys.getrefcount(item) == before
    `,
    { fixture: "tuple-raw" },
  ),
  test(
    "HPyTuple_Pack() makes a tuple of its arguments",
    `
    first, second, third = object(), object(), object()
    made = mod.pack(first, second, third)
    assert type(made) is tuple
    assert len(made) == 3
    assert made[0] is first
    assert made[1] is second
    assert made[2] is third
    assert mod.pack_nothing() == ()
    `,
  ),
]);

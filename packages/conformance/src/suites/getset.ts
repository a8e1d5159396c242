import { type Suite, suite, test } from "../suite.ts";

/**
 * Computed attributes: `HPyGetSet`.
 *
 * Fixture `getset`: the type `Box` with the attributes
 * - `value`: gives what was set; AttributeError when it was deleted, or never set; the docstring is
 *   `What is in the box.`
 * - `readonly`: only a getter, which gives `"always the same"`
 * - `writeonly`: only a setter, which sets what `value` gives
 * - `failing`: KeyError with `get`, `set` or `delete`
 * - `integer`: 2**70; `nothing`: None
 * and the type `LongBox`, which extends int, with `value`, which is None when it was deleted.
 *
 * Fixture `getset-raw`:
 * - `make()`: a type with the attributes `none`, `small` and `large`, whose closures are NULL, 5 and 0xfffffff0. Getters
 *   give the closure as an int
 * - `written()`: what a setter got last: closure plus value, or the negative closure when it was deleted
 */
export const getset: Suite = suite("getset", [
  test(
    "HPyGetSet with both functions is an attribute that can be read, set and deleted",
    `
    for box in (mod.Box(), type("Sub", (mod.Box,), {})()):
        with raises(AttributeError, "^the box is empty$"):
            box.value
        thing = object()
        box.value = thing
        assert box.value is thing
        assert getattr(box, "value") is thing
        del box.value
        assert not hasattr(box, "value")
        box.value = box.value = None
        assert box.value is None
    `,
  ),
  test(
    "HPyGetSet keeps no reference of its own",
    `
    box, thing = mod.Box(), object()
    before = sys.getrefcount(thing)
    box.value = thing
    assert sys.getrefcount(thing) == before + 1
    box.value
    assert sys.getrefcount(thing) == before + 1
    del box.value
    assert sys.getrefcount(thing) == before
    `,
  ),
  test(
    "HPyGetSet without a setter is read-only",
    `
    box = mod.Box()
    assert box.readonly == "always the same"
    with raises(AttributeError, "readonly"):
        box.readonly = 1
    with raises(AttributeError, "readonly"):
        del box.readonly
    `,
  ),
  test(
    "HPyGetSet without a getter cannot be read",
    `
    box = mod.Box()
    box.writeonly = 5
    assert box.value == 5
    with raises(AttributeError, "writeonly"):
        box.writeonly
    del box.writeonly
    assert not hasattr(box, "value")
    `,
  ),
  test(
    "HPyGetSet passes on what its functions raise",
    `
    box = mod.Box()
    with raises(KeyError, "get"):
        box.failing
    with raises(KeyError, "get"):
        hasattr(box, "failing")
    with raises(KeyError, "set"):
        box.failing = 1
    with raises(KeyError, "delete"):
        del box.failing
    `,
  ),
  test(
    "HPyGetSet gives objects of any type",
    `
    box = mod.Box()
    assert box.integer == 2**70
    assert box.nothing is None
    `,
  ),
  test(
    "HPyGetSet is a descriptor with a name and a docstring, and checks the instance",
    `
    descriptor = mod.Box.value
    assert descriptor.__name__ == "value"
    assert descriptor.__doc__ == "What is in the box."
    assert descriptor.__objclass__ is mod.Box
    assert mod.Box.readonly.__doc__ is None
    box = mod.Box()
    descriptor.__set__(box, 1)
    assert descriptor.__get__(box) == 1
    for wrong in (5, mod.LongBox(5), None):
        with raises(TypeError, "doesn't apply to"):
            descriptor.__set__(wrong, 1)
    with raises(TypeError, "doesn't apply to"):
        descriptor.__get__(5)
    `,
  ),
  test(
    "HPyGetSet works for an instance whose struct is out of line",
    `
    box = mod.LongBox(2**100)
    assert box.value is None
    box.value = [box]
    assert box.value == [2**100]
    del box.value
    assert box.value is None
    `,
  ),
  test(
    "HPyGetSet passes its closure through",
    `
    made = mod.make()()
    assert (made.none, made.small, made.large) == (0, 5, 0xfffffff0)
    made.small = 10
    assert mod.written() == 15
    made.none = 7
    assert mod.written() == 7
    del made.small
    assert mod.written() == -5
    made.large = 1
    assert mod.written() == 0xfffffff1
    with raises(TypeError):
        made.small = "text"
    `,
    { fixture: "getset-raw" },
  ),
]);

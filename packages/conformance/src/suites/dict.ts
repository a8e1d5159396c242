import { type Suite, suite, test } from "../suite.ts";

/**
 * Dicts: `HPyDict_*`. Their items are the suite `item`.
 *
 * Fixture `dict`:
 * - `check(h)`: HPyDict_Check, as a bool
 * - `new()`: HPyDict_New
 * - `keys(h)`: HPyDict_Keys
 * - `copy(h)`: HPyDict_Copy
 *
 * Fixture `dict-raw`:
 * - `keys_of_null()`, `copy_of_null()`: HPyDict_Keys, HPyDict_Copy of HPy_NULL
 */
export const dict: Suite = suite("dict", [
  test(
    "HPyDict_Check() is true for dicts and instances of subclasses, and for nothing else",
    `
    import collections, types
    class Sub(dict):
        pass
    for value in ({}, {1: 2}, Sub(), collections.OrderedDict(), collections.Counter()):
        assert mod.check(value) is True
    for other in (None, [], set(), dict, types.MappingProxyType({}), collections.UserDict(), "{}"):
        assert mod.check(other) is False
    `,
  ),
  test(
    "HPyDict_New() returns an empty dict, a new one each time",
    `
    made = mod.new()
    assert type(made) is dict
    assert made == {}
    assert mod.new() is not made
    made["key"] = 1
    assert mod.new() == {}
    `,
  ),
  test(
    "HPyDict_Keys() returns a list of the keys, in their order",
    `
    key = object()
    assert mod.keys({}) == []
    assert type(mod.keys({})) is list
    assert mod.keys({"b": 1, "a": 2, key: 3, None: 4}) == ["b", "a", key, None]
    assert mod.keys({key: 1})[0] is key
    `,
  ),
  test(
    "HPyDict_Keys() does not call an overridden keys()",
    `
    class Sub(dict):
        def keys(self):
            raise RuntimeError("called")
        def __iter__(self):
            raise RuntimeError("called")
    assert mod.keys(Sub(a=1, b=2)) == ["a", "b"]
    `,
  ),
  test(
    "HPyDict_Keys() returns null and sets SystemError when the object is not a dict",
    `
    import types
    for other in (None, [], "abc", 1, types.MappingProxyType({})):
        with raises(SystemError):
            mod.keys(other)
    `,
  ),
  test(
    "HPyDict_Keys() returns null and sets SystemError for the null handle",
    `
    with raises(SystemError):
        mod.keys_of_null()
    `,
    { fixture: "dict-raw" },
  ),
  test(
    "HPyDict_Copy() returns a new dict with the same keys and values",
    `
    key, value = object(), []
    original = {"b": 1, key: value}
    copy = mod.copy(original)
    assert type(copy) is dict
    assert copy is not original
    assert list(copy) == ["b", key]
    assert copy[key] is value
    copy["c"] = 2
    assert "c" not in original
    assert mod.copy({}) == {}
    `,
  ),
  test(
    "HPyDict_Copy() makes a plain dict of an instance of a subclass",
    `
    class Sub(dict):
        pass
    copy = mod.copy(Sub(a=1))
    assert type(copy) is dict
    assert copy == {"a": 1}
    `,
  ),
  test(
    "HPyDict_Copy() returns null and sets SystemError when the object is not a dict",
    `
    for other in (None, [], [(1, 2)], "abc", 1):
        with raises(SystemError):
            mod.copy(other)
    `,
  ),
  test(
    "HPyDict_Copy() returns null and sets SystemError for the null handle",
    `
    with raises(SystemError):
        mod.copy_of_null()
    `,
    { fixture: "dict-raw" },
  ),
]);

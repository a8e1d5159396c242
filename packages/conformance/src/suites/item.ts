import { type Suite, suite, test } from "../suite.ts";

/** Python that defines `Mapping`, which notes how it is asked, and raises the key if that is an exception. */
const mapping = `
    class Mapping:
        def __init__(self):
            self.calls = []
        def note(self, *call):
            if isinstance(call[1], Exception) or call[1] in ("fail", 13):
                raise ZeroDivisionError("fail")
            self.calls.append(call)
        def __getitem__(self, key):
            self.note("get", key)
            return key
        def __setitem__(self, key, value):
            self.note("set", key, value)
        def __delitem__(self, key):
            self.note("del", key)`;

/** Indices, as Python expressions, that no short sequence has. */
const beyond = "(3, 100, sys.maxsize, -4, -100, -sys.maxsize - 1)";

/**
 * Items, slices, membership and length.
 *
 * Fixture `item`; the functions that end in `_i`, and those of slices, take ints and pass them on as HPy_ssize_t
 * (OverflowError for others), those that end in `_s` a str and pass it on as a C string (UnicodeEncodeError for one
 * that has no UTF-8, ValueError for one with NUL):
 * - `length(obj)`: HPy_Length
 * - `contains(container, key)`: HPy_Contains, as a bool
 * - `get_item(obj, key)`, `get_item_i(obj, index)`, `get_item_s(obj, key)`: HPy_GetItem and so on
 * - `set_item(obj, key, value)`, `set_item_i(obj, index, value)`, `set_item_s(obj, key, value)`: HPy_SetItem and so
 *   on, then None
 * - `del_item(obj, key)`, `del_item_i(obj, index)`, `del_item_s(obj, key)`: HPy_DelItem and so on, then None
 * - `get_slice(obj, start, end)`: HPy_GetSlice
 * - `set_slice(obj, start, end, value)`, `del_slice(obj, start, end)`: HPy_SetSlice, HPy_DelSlice, then None
 *
 * Fixture `item-raw`:
 * - `null_handles()`: calls HPy_Length, HPy_GetItem, HPy_SetItem, HPy_DelItem, HPy_GetSlice, HPy_SetSlice and
 *   HPy_DelSlice with HPy_NULL for all objects; the names of those that did not return their failure value and set
 *   SystemError, as a str with a space between
 */
export const item: Suite = suite("item", [
  test(
    "HPy_Length() returns the number of items",
    `
    class Thing:
        def __init__(self, length):
            self.length = length
        def __len__(self):
            return self.length
    for value in ("", "abc", b"ab", [], [1], (1, 2), {1: 2}, {1, 2, 3}, range(100)):
        assert mod.length(value) == len(value)
    assert mod.length(range(sys.maxsize)) == sys.maxsize
    assert mod.length(Thing(0)) == 0
    assert mod.length(Thing(12345)) == 12345
    `,
  ),
  test(
    "HPy_Length() returns -1 and sets TypeError for what has no length",
    `
    for other in (None, 1, object(), iter([]), list):
        with raises(TypeError):
            mod.length(other)
    `,
  ),
  test(
    "HPy_Length() returns -1 and passes on what __len__() raises, or sets what is wrong with what it returns",
    `
    class Thing:
        def __init__(self, length):
            self.length = length
        def __len__(self):
            if self.length is None:
                raise ZeroDivisionError("len")
            return self.length
    with raises(ZeroDivisionError, match="^len$"):
        mod.length(Thing(None))
    with raises(ValueError):
        mod.length(Thing(-1))
    with raises(OverflowError):
        mod.length(Thing(sys.maxsize + 1))
    with raises(TypeError):
        mod.length(Thing("1"))
    `,
  ),
  test(
    "HPy_Contains() tells whether the container has the key",
    `
    for container, key in (([1, "a"], "a"), ((1,), 1.0), ("abc", "bc"), ("abc", ""), (b"abc", 98), ({1: 2}, 1), ({1}, 1),
                           (range(5), 4), (iter([1, 2]), 2)):
        assert mod.contains(container, key) is True
    for container, key in (([], 1), ((1,), "1"), ("abc", "d"), (b"abc", 1), ({1: 2}, 2), (set(), 1), (range(5), 5),
                           (iter([]), 1)):
        assert mod.contains(container, key) is False
    nan = float("nan")
    assert mod.contains([nan], nan) is True
    `,
  ),
  test(
    "HPy_Contains() asks __contains__() and takes the truth of its answer, else iterates",
    `
    class Container:
        def __contains__(self, key):
            return key
    class Iterable:
        def __iter__(self):
            return iter((1, 2))
    for key, expected in ([], False), ([0], True), (0, False):
        assert mod.contains(Container(), key) is expected
    assert mod.contains(Iterable(), 2) is True
    assert mod.contains(Iterable(), 3) is False
    `,
  ),
  test(
    "HPy_Contains() returns -1 and sets TypeError for what is no container, and for keys that do not fit",
    `
    for container, key in ((None, 1), (5, 1), (object(), 1), ("abc", 1), ({}, []), (b"abc", "a")):
        with raises(TypeError):
            mod.contains(container, key)
    `,
  ),
  test(
    "HPy_Contains() returns -1 and passes on what __contains__() and == raise",
    `
    class Container:
        def __contains__(self, key):
            raise KeyError("contains")
    class Key:
        def __eq__(self, other):
            raise ZeroDivisionError("eq")
    with raises(KeyError, match="^'contains'$"):
        mod.contains(Container(), 1)
    with raises(ZeroDivisionError, match="^eq$"):
        mod.contains([1], Key())
    `,
  ),
  test(
    "HPy_GetItem() returns the item itself",
    `
    value = object()
    assert mod.get_item([0, value], 1) is value
    assert mod.get_item([0, value], -1) is value
    assert mod.get_item((value,), False) is value
    assert mod.get_item({"key": value}, "key") is value
    assert mod.get_item({(1, 2): value}, (1, 2)) is value
    assert mod.get_item("abc", 1) == "b"
    assert mod.get_item("abcd", slice(0, 4, 2)) == "ac"
    assert mod.get_item(b"abc", 0) == 97
    assert mod.get_item(list, int) == list[int]
    `,
  ),
  test(
    "HPy_GetItem() sets IndexError, KeyError or TypeError when there is no such item",
    `
    for index in ${beyond}:
        for sequence in ([0, 1, 2], (0, 1, 2), "abc"):
            with raises(IndexError):
                mod.get_item(sequence, index)
    with raises(IndexError):
        mod.get_item([], 2**100)
    with raises(KeyError) as caught:
        mod.get_item({1: 2}, "key")
    assert caught.value.args == ("key",)
    for obj, key in (([], "0"), ({}, []), (None, 0), (object(), 0), (5, 0), (int, int)):
        with raises(TypeError):
            mod.get_item(obj, key)
    `,
  ),
  test(
    "HPy_GetItem(), HPy_SetItem() and HPy_DelItem() ask the object's methods with the key itself",
    `
    ${mapping.trimStart()}
    obj, key, value = Mapping(), object(), object()
    assert mod.get_item(obj, key) is key
    assert mod.set_item(obj, key, value) is None
    assert mod.del_item(obj, key) is None
    assert obj.calls == [("get", key), ("set", key, value), ("del", key)]
    for call in (lambda: mod.get_item(obj, "fail"), lambda: mod.set_item(obj, "fail", 1), lambda: mod.del_item(obj, "fail")):
        with raises(ZeroDivisionError, match="^fail$"):
            call()
    `,
  ),
  test(
    "HPy_GetItem_i() returns the item of a sequence, where a negative index counts from the end",
    `
    class Sub(list):
        pass
    value = object()
    for sequence in ([1, 2, value], (1, 2, value), Sub([1, 2, value])):
        assert mod.get_item_i(sequence, 2) is value
        assert mod.get_item_i(sequence, -1) is value
        assert mod.get_item_i(sequence, 0) == 1
        assert mod.get_item_i(sequence, -3) == 1
    assert mod.get_item_i("abc", 1) == "b"
    assert mod.get_item_i(b"abc", -1) == 99
    assert mod.get_item_i(range(10, 20), 9) == 19
    `,
  ),
  test(
    "HPy_GetItem_i() returns the item of a mapping by an int key",
    `
    value = object()
    assert mod.get_item_i({3: value, -1: 5}, 3) is value
    assert mod.get_item_i({3: value, -1: 5}, -1) == 5
    limits = {sys.maxsize: "max", -sys.maxsize - 1: "min"}
    assert mod.get_item_i(limits, sys.maxsize) == "max"
    assert mod.get_item_i(limits, -sys.maxsize - 1) == "min"
    `,
  ),
  test(
    "HPy_GetItem_i() sets IndexError or KeyError when there is no such item, and TypeError when there are no items",
    `
    for index in ${beyond}:
        for sequence in ([0, 1, 2], (0, 1, 2), "abc"):
            with raises(IndexError):
                mod.get_item_i(sequence, index)
    for index in (3, -1, 0, sys.maxsize):
        with raises(KeyError) as caught:
            mod.get_item_i({1: 2, "3": 3}, index)
        assert caught.value.args == (index,)
    for other in (None, 5, object(), {1}):
        with raises(TypeError):
            mod.get_item_i(other, 0)
    `,
  ),
  test(
    "HPy_GetItem_i() passes on what __getitem__() returns and raises",
    `
    ${mapping.trimStart()}
    obj = Mapping()
    assert mod.get_item_i(obj, 7) == 7
    with raises(ZeroDivisionError, match="^fail$"):
        mod.get_item_i(obj, 13)
    assert obj.calls == [("get", 7)]
    `,
  ),
  test(
    "HPy_GetItem_s(), HPy_SetItem_s() and HPy_DelItem_s() pass the text on as a str",
    String.raw`
    ${mapping.trimStart()}
    for key in ("key", "", "gr\xfcn", "\N{SNAKE}", "x" * 1000):
        obj, value = Mapping(), object()
        assert mod.get_item_s(obj, key) == key
        assert mod.set_item_s(obj, key, value) is None
        assert mod.del_item_s(obj, key) is None
        assert obj.calls == [("get", key), ("set", key, value), ("del", key)]
        dictionary = {}
        mod.set_item_s(dictionary, key, value)
        assert dictionary == {key: value}
        assert mod.get_item_s(dictionary, key) is value
        mod.del_item_s(dictionary, key)
        assert dictionary == {}
    for call in (lambda: mod.get_item_s(obj, "fail"), lambda: mod.set_item_s(obj, "fail", 1),
                 lambda: mod.del_item_s(obj, "fail")):
        with raises(ZeroDivisionError, match="^fail$"):
            call()
    call = None
    `,
  ),
  test(
    "HPy_GetItem_s() and HPy_DelItem_s() set KeyError when there is no such item",
    `
    for call in (mod.get_item_s, mod.del_item_s):
        for dictionary in ({}, {"other": 1}, {b"key": 1}):
            with raises(KeyError) as caught:
                call(dictionary, "key")
            assert caught.value.args == ("key",)
    `,
  ),
  test(
    "HPy_GetItem_s(), HPy_SetItem_s() and HPy_DelItem_s() set TypeError for a sequence, and for what has no items",
    `
    for other in ([1], (1,), "key", None, 5, object()):
        with raises(TypeError):
            mod.get_item_s(other, "key")
        with raises(TypeError):
            mod.set_item_s(other, "key", 1)
        with raises(TypeError):
            mod.del_item_s(other, "key")
    `,
  ),
  test(
    "HPy_SetItem() stores the value itself, with a reference of its own",
    `
    value, items, dictionary = object(), [0, 1, 2], {}
    before = sys.getrefcount(value)
    assert mod.set_item(items, 1, value) is None
    assert mod.set_item(dictionary, "key", value) is None
    assert sys.getrefcount(value) == before + 2
    mod.set_item(items, -1, None)
    mod.set_item(items, slice(0, 1), [7, 8])
    assert items == [7, 8, value, None]
    assert items[2] is value
    assert dictionary["key"] is value
    mod.set_item(dictionary, "key", None)
    assert dictionary == {"key": None}
    `,
  ),
  test(
    "HPy_SetItem() and HPy_DelItem() return -1 and set IndexError, KeyError or TypeError when that is not possible",
    `
    items = [0, 1, 2]
    for index in ${beyond}:
        with raises(IndexError):
            mod.set_item(items, index, 1)
        with raises(IndexError):
            mod.del_item(items, index)
    with raises(KeyError):
        mod.del_item({}, "key")
    for obj, key in (([1], "0"), ({}, []), ((1,), 0), ("abc", 0), (None, 0), (object(), 0)):
        with raises(TypeError):
            mod.set_item(obj, key, 1)
        with raises(TypeError):
            mod.del_item(obj, key)
    assert items == [0, 1, 2]
    `,
  ),
  test(
    "HPy_SetItem_i() stores the value itself, with a reference of its own",
    `
    value, items, dictionary = object(), [0, 1, 2], {}
    before = sys.getrefcount(value)
    assert mod.set_item_i(items, 1, value) is None
    assert mod.set_item_i(dictionary, 1, value) is None
    assert sys.getrefcount(value) == before + 2
    mod.set_item_i(items, -1, None)
    assert items == [0, value, None]
    assert items[1] is value
    for key in (0, -1, sys.maxsize, -sys.maxsize - 1):
        mod.set_item_i(dictionary, key, key)
        assert dictionary[key] == key
    assert len(dictionary) == 5
    assert dictionary[1] is value
    `,
  ),
  test(
    "HPy_SetItem_i() and HPy_DelItem_i() return -1 and set IndexError, KeyError or TypeError when that is not possible",
    `
    items = [0, 1, 2]
    for index in ${beyond}:
        with raises(IndexError):
            mod.set_item_i(items, index, 1)
        with raises(IndexError):
            mod.del_item_i(items, index)
    with raises(KeyError) as caught:
        mod.del_item_i({}, -3)
    assert caught.value.args == (-3,)
    for obj in ((1,), "abc", None, object()):
        with raises(TypeError):
            mod.set_item_i(obj, 0, 1)
        with raises(TypeError):
            mod.del_item_i(obj, 0)
    assert items == [0, 1, 2]
    `,
  ),
  test(
    "HPy_SetItem_i() and HPy_DelItem_i() ask the object's methods with the int as it is",
    `
    ${mapping.trimStart()}
    obj = Mapping()
    mod.set_item_i(obj, 7, "a")
    mod.set_item_i(obj, -1, "b")
    mod.del_item_i(obj, 7)
    mod.del_item_i(obj, -1)
    assert obj.calls == [("set", 7, "a"), ("set", -1, "b"), ("del", 7), ("del", -1)]
    with raises(ZeroDivisionError, match="^fail$"):
        mod.set_item_i(obj, 13, 1)
    with raises(ZeroDivisionError, match="^fail$"):
        mod.del_item_i(obj, 13)
    `,
  ),
  test(
    "HPy_DelItem() and HPy_DelItem_i() delete the item",
    `
    items, dictionary = [0, 1, 2, 3, 4], {"a": 1, 1: 2, -1: 3}
    assert mod.del_item(items, 1) is None
    assert items == [0, 2, 3, 4]
    mod.del_item(items, -1)
    assert items == [0, 2, 3]
    mod.del_item(items, slice(0, 1))
    assert items == [2, 3]
    assert mod.del_item_i(items, 0) is None
    assert items == [3]
    mod.del_item_i(items, -1)
    assert items == []
    mod.del_item(dictionary, "a")
    assert dictionary == {1: 2, -1: 3}
    mod.del_item_i(dictionary, -1)
    assert dictionary == {1: 2}
    mod.del_item_i(dictionary, 1)
    assert dictionary == {}
    `,
  ),
  test(
    "HPy_GetSlice() returns the items from start to end, as slicing does",
    `
    for sequence in ([0, 1, 2, 3], (0, 1, 2, 3), "abcd", b"abcd", range(4), bytearray(b"abcd")):
        for start in (0, 1, 3, 4, 5, -1, -4, -5, sys.maxsize, -sys.maxsize - 1):
            for end in (0, 1, 4, 5, -1, -2, -5, sys.maxsize, -sys.maxsize - 1):
                assert mod.get_slice(sequence, start, end) == sequence[start:end]
    assert type(mod.get_slice((1, 2), 0, 1)) is tuple
    items = [1, 2]
    assert mod.get_slice(items, 0, 2) is not items
    assert mod.get_slice("", 0, 5) == ""
    `,
  ),
  test(
    "HPy_SetSlice() replaces the items from start to end, as slicing does",
    `
    for start in (0, 1, 3, 4, 5, -1, -4, -5, sys.maxsize, -sys.maxsize - 1):
        for end in (0, 1, 4, 5, -1, -2, -5, sys.maxsize, -sys.maxsize - 1):
            for value in ([], [7], (7, 8, 9), "xy"):
                items, expected = [0, 1, 2, 3], [0, 1, 2, 3]
                assert mod.set_slice(items, start, end, value) is None
                expected[start:end] = value
                assert items == expected
    data = bytearray(b"abcd")
    mod.set_slice(data, 1, 3, b"XYZ")
    assert data == b"aXYZd"
    items = [1, 2]
    mod.set_slice(items, 1, 2, items)
    assert items == [1, 1, 2]
    `,
  ),
  test(
    "HPy_DelSlice() deletes the items from start to end, as slicing does",
    `
    for start in (0, 1, 3, 4, 5, -1, -4, -5, sys.maxsize, -sys.maxsize - 1):
        for end in (0, 1, 4, 5, -1, -2, -5, sys.maxsize, -sys.maxsize - 1):
            items, expected = [0, 1, 2, 3], [0, 1, 2, 3]
            assert mod.del_slice(items, start, end) is None
            del expected[start:end]
            assert items == expected
    data = bytearray(b"abcd")
    mod.del_slice(data, 1, 3)
    assert data == b"ad"
    `,
  ),
  test(
    "HPy_GetSlice(), HPy_SetSlice() and HPy_DelSlice() ask the object's methods with a slice",
    `
    class Thing:
        def __getitem__(self, key):
            return self.note("get", key)
        def __setitem__(self, key, value):
            self.note("set", key, value)
        def __delitem__(self, key):
            self.note("del", key)
        def note(self, *call):
            if call[1].start == 13:
                raise ZeroDivisionError("fail")
            calls.append(call)
            return call[1]
    calls, value, obj = [], object(), Thing()
    assert mod.get_slice(obj, 1, -2) == slice(1, -2)
    mod.set_slice(obj, 3, -4, value)
    mod.del_slice(obj, -5, 6)
    assert calls == [("get", slice(1, -2)), ("set", slice(3, -4), value), ("del", slice(-5, 6))]
    with raises(ZeroDivisionError, match="^fail$"):
        mod.get_slice(obj, 13, 0)
    with raises(ZeroDivisionError, match="^fail$"):
        mod.set_slice(obj, 13, 0, 1)
    with raises(ZeroDivisionError, match="^fail$"):
        mod.del_slice(obj, 13, 0)
    calls.clear()
    `,
  ),
  test(
    "HPy_GetSlice(), HPy_SetSlice() and HPy_DelSlice() set TypeError for what cannot be sliced",
    `
    for other in (None, 5, object(), {1}):
        with raises(TypeError):
            mod.get_slice(other, 0, 1)
    for other in (None, 5, object(), {1}, (1, 2), "abc", b"abc", range(3)):
        with raises(TypeError):
            mod.set_slice(other, 0, 1, [1])
        with raises(TypeError):
            mod.del_slice(other, 0, 1)
    items = [1, 2]
    for value in (1, None, object()):
        with raises(TypeError):
            mod.set_slice(items, 0, 1, value)
    assert items == [1, 2]
    `,
  ),
  test(
    "HPy_GetItem_i(), HPy_GetSlice() and their like never see half an index",
    `
    items = [1, 2]
    for index in (sys.maxsize + 1, -sys.maxsize - 2, 2**32, 2**63, -2**64, 10**100):
        if -sys.maxsize - 1 <= index <= sys.maxsize:
            continue
        for call in (
            lambda: mod.get_item_i(items, index),
            lambda: mod.set_item_i(items, index, 1),
            lambda: mod.del_item_i(items, index),
            lambda: mod.get_slice(items, 0, index),
            lambda: mod.set_slice(items, index, 1, []),
            lambda: mod.del_slice(items, 0, index),
        ):
            with raises(OverflowError):
                call()
    assert items == [1, 2]
    call = None
    `,
  ),
  test(
    "HPy_GetItem_s(), HPy_SetItem_s() and HPy_DelItem_s() never see half a key",
    String.raw`
    dictionary = {"a": 1}
    for key, error in (("a\0b", ValueError), ("a\0", ValueError), ("a\ud800", UnicodeEncodeError)):
        with raises(error):
            mod.get_item_s(dictionary, key)
        with raises(error):
            mod.set_item_s(dictionary, key, 2)
        with raises(error):
            mod.del_item_s(dictionary, key)
    assert dictionary == {"a": 1}
    `,
  ),
  test(
    "HPy_Length(), HPy_GetItem(), HPy_SetItem(), HPy_DelItem() and the slice functions set SystemError for the null handle",
    `
    assert mod.null_handles() == ""
    `,
    { fixture: "item-raw" },
  ),
]);

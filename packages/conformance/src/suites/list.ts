import { type Suite, suite, test } from "../suite.ts";

/**
 * Lists: `HPyList_*`. Building them with a builder is the suite `builder`.
 *
 * Fixture `list`:
 * - `check(h)`: HPyList_Check, as a bool
 * - `new(len)`: HPyList_New with `len` an int
 * - `append(list, item)`: HPyList_Append, then None
 * - `insert(list, index, item)`: HPyList_Insert with `index` an int, then None
 */
export const list: Suite = suite("list", [
  test(
    "HPyList_Check() is true for lists and instances of subclasses, and for nothing else",
    `
    class Sub(list):
        pass
    assert mod.check([]) is True
    assert mod.check(Sub()) is True
    for other in (None, (), {}, "[]", list, iter([])):
        assert mod.check(other) is False
    `,
  ),
  test(
    "HPyList_New() returns an empty list for length 0",
    `
    empty = mod.new(0)
    assert type(empty) is list
    assert empty == []
    assert mod.new(0) is not empty
    `,
  ),
  test(
    "HPyList_New() sets SystemError for a negative length",
    `
    with raises(SystemError):
        mod.new(-1)
    `,
  ),
  test(
    "HPyList_New() sets MemoryError for a length that no memory can hold",
    `
    with raises(MemoryError):
        mod.new(sys.maxsize)
    `,
  ),
  test(
    "HPyList_Append() adds the item itself at the end",
    `
    items, item = [1], object()
    assert mod.append(items, item) is None
    assert len(items) == 2
    assert items[1] is item
    `,
  ),
  test(
    "HPyList_Append() takes a reference of its own to the item",
    `
    items, item = [], object()
    before = sys.getrefcount(item)
    mod.append(items, item)
    assert sys.getrefcount(item) == before + 1
    items.clear()
    assert sys.getrefcount(item) == before
    `,
  ),
  test(
    "HPyList_Append() can add a list to itself",
    `
    items = []
    mod.append(items, items)
    assert items[0] is items
    `,
  ),
  test(
    "HPyList_Append() does not call an overridden append()",
    `
    class Sub(list):
        def append(self, item):
            raise RuntimeError("called")
    items = Sub()
    mod.append(items, 1)
    assert items == [1]
    `,
  ),
  test(
    "HPyList_Append() returns -1 and sets SystemError when the first argument is not a list",
    `
    for other in (None, (), {}, 1):
        with raises(SystemError):
            mod.append(other, 1)
    `,
  ),
  test(
    "HPyList_Insert() puts the item itself in front of the index",
    `
    items, item = [0, 1], object()
    assert mod.insert(items, 1, item) is None
    assert items == [0, item, 1]
    assert items[1] is item
    `,
  ),
  test(
    "HPyList_Insert() counts a negative index from the end, and clamps one that is out of range",
    `
    for index in (-100, -4, -3, -1, 0, 2, 3, 4, 100, sys.maxsize, -sys.maxsize - 1):
        items, expected = [0, 1, 2], [0, 1, 2]
        mod.insert(items, index, "x")
        expected.insert(index, "x")
        assert items == expected
    `,
  ),
  test(
    "HPyList_Insert() takes a reference of its own to the item",
    `
    items, item = [], object()
    before = sys.getrefcount(item)
    mod.insert(items, 0, item)
    assert sys.getrefcount(item) == before + 1
    items.clear()
    assert sys.getrefcount(item) == before
    `,
  ),
  test(
    "HPyList_Insert() returns -1 and sets SystemError when the first argument is not a list",
    `
    for other in (None, (), {}, 1):
        with raises(SystemError):
            mod.insert(other, 0, 1)
    `,
  ),
]);

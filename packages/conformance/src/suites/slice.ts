import { type Suite, suite, test } from "../suite.ts";

/**
 * Slices: `HPySlice_*`. Reading and writing parts of a sequence is the suite `item`.
 *
 * Fixture `slice`:
 * - `new(start, stop, step)`: HPySlice_New
 * - `new_of_nulls()`: HPySlice_New of three null handles
 * - `new_of_stop(stop)`: HPySlice_New with null handles for start and step
 * - `unpack(h)`: HPySlice_Unpack: a tuple of start, stop and step
 * - `adjust_indices(length, start, stop, step)`: HPySlice_AdjustIndices: a tuple of the result, start and stop
 */
export const slice: Suite = suite("slice", [
  test(
    "HPySlice_New() makes a slice of the three objects themselves",
    `
    start, stop, step = object(), object(), object()
    made = mod.new(start, stop, step)
    assert type(made) is slice
    assert made.start is start
    assert made.stop is stop
    assert made.step is step
    assert mod.new(1, None, -2) == slice(1, None, -2)
    `,
  ),
  test(
    "HPySlice_New() takes references of its own to the objects",
    `
    part = object()
    before = sys.getrefcount(part)
    made = mod.new(part, part, None)
    assert sys.getrefcount(part) == before + 2
    del made
    assert sys.getrefcount(part) == before
    `,
  ),
  test(
    "HPySlice_New() takes the null handle for None",
    `
    assert mod.new_of_nulls() == slice(None, None, None)
    assert mod.new_of_stop(5) == slice(None, 5, None)
    `,
  ),
  test(
    "HPySlice_Unpack() gives start, stop and step",
    `
    assert mod.unpack(slice(1, 10, 2)) == (1, 10, 2)
    assert mod.unpack(slice(-5, -1, 1)) == (-5, -1, 1)
    assert mod.unpack(slice(0, 0, -3)) == (0, 0, -3)
    `,
  ),
  test(
    "HPySlice_Unpack() takes None for the default of the step's direction",
    `
    least, greatest = -sys.maxsize - 1, sys.maxsize
    assert mod.unpack(slice(None)) == (0, greatest, 1)
    assert mod.unpack(slice(None, 5)) == (0, 5, 1)
    assert mod.unpack(slice(3, None)) == (3, greatest, 1)
    assert mod.unpack(slice(None, None, 2)) == (0, greatest, 2)
    assert mod.unpack(slice(None, None, -1)) == (greatest, least, -1)
    assert mod.unpack(slice(7, None, -1)) == (7, least, -1)
    `,
  ),
  test(
    "HPySlice_Unpack() clamps what does not fit into HPy_ssize_t",
    `
    least, greatest = -sys.maxsize - 1, sys.maxsize
    assert mod.unpack(slice(-2**100, 2**100, 2**100)) == (least, greatest, greatest)
    assert mod.unpack(slice(2**63, -2**63, 1)) == (greatest, least, 1)
    assert mod.unpack(slice(greatest + 1, least - 1, 1)) == (greatest, least, 1)
    assert mod.unpack(slice(greatest, least, 1)) == (greatest, least, 1)
    `,
  ),
  test(
    "HPySlice_Unpack() keeps the step above the least HPy_ssize_t, so that it can be negated",
    `
    assert mod.unpack(slice(0, 1, -2**100))[2] == -sys.maxsize
    assert mod.unpack(slice(0, 1, -sys.maxsize - 1))[2] == -sys.maxsize
    assert mod.unpack(slice(0, 1, -sys.maxsize))[2] == -sys.maxsize
    `,
  ),
  test(
    "HPySlice_Unpack() asks for __index__(), and passes on what it raises",
    `
    class Index:
        def __index__(self):
            return 7
    class Bad:
        def __index__(self):
            raise ZeroDivisionError("from __index__")
    assert mod.unpack(slice(Index(), Index(), Index())) == (7, 7, 7)
    for parts in ((Bad(), 1, 1), (1, Bad(), 1), (1, 1, Bad())):
        with raises(ZeroDivisionError, "from __index__"):
            mod.unpack(slice(*parts))
    `,
  ),
  test(
    "HPySlice_Unpack() returns -1 and sets ValueError when the step is 0",
    `
    with raises(ValueError, "slice step cannot be zero"):
        mod.unpack(slice(1, 2, 0))
    `,
  ),
  test(
    "HPySlice_Unpack() returns -1 and sets TypeError when a part is no integer",
    `
    for parts in (("a", 1, 1), (1, 1.5, 1), (1, 1, [])):
        with raises(TypeError, "slice indices must be integers"):
            mod.unpack(slice(*parts))
    `,
  ),
  test(
    "HPySlice_Unpack() returns -1 and sets TypeError when the object is not a slice",
    `
    for other in (None, 1, (1, 2, 3), slice, range(3)):
        with raises(TypeError):
            mod.unpack(other)
    `,
  ),
  test(
    "HPySlice_AdjustIndices() clips indices and counts items as slicing does",
    `
    edges = (-sys.maxsize - 1, -100, -6, -5, -4, -1, 0, 1, 4, 5, 6, 100, sys.maxsize)
    steps = (-sys.maxsize, -7, -2, -1, 1, 2, 7, sys.maxsize)
    for length in (0, 1, 5):
        for start in edges:
            for stop in edges:
                for step in steps:
                    low, high, _ = slice(start, stop, step).indices(length)
                    count = len(range(length)[start:stop:step])
                    assert mod.adjust_indices(length, start, stop, step) == (count, low, high)
    `,
  ),
]);

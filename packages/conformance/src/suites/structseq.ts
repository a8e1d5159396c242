import { type Suite, suite, test } from "../suite.ts";

/**
 * Struct sequences: `HPyStructSequence_*`.
 *
 * Fixture `structseq`:
 * - `new_type(name, doc, *fields)`: HPyStructSequence_NewType; each is a str, `None` is passed as NULL
 * - `new(type, *values)`: HPyStructSequence_New
 */
export const structseq: Suite = suite("structseq", [
  test(
    "HPyStructSequence_NewType() makes a tuple type with a name, a module and a docstring",
    String.raw`
    made = mod.new_type("conformance.sub.Point", "A point \u20ac.", "x", "y")
    assert isinstance(made, type)
    assert issubclass(made, tuple)
    assert made.__name__ == "Point"
    assert made.__qualname__ == "Point"
    assert made.__module__ == "conformance.sub"
    assert made.__doc__ == "A point \u20ac."
    assert made.n_fields == 2
    `,
  ),
  test(
    "HPyStructSequence_NewType() makes a type without a module or a docstring",
    `
    made = mod.new_type("Point", None, "x", "y")
    assert made.__name__ == "Point"
    assert made.__qualname__ == "Point"
    assert made.__doc__ is None
    `,
  ),
  test(
    "HPyStructSequence_NewType() makes a type without fields",
    `
    made = mod.new_type("conformance.Nothing", None)
    assert made.n_fields == 0
    assert mod.new(made) == ()
    with raises(TypeError):
        mod.new(made, 1)
    `,
  ),
  test(
    "HPyStructSequence_NewType() takes unnamed fields, which have an index only",
    `
    made = mod.new_type("conformance.Holes", None, "first", "_", "third", "_")
    assert made.n_fields == 4
    value = mod.new(made, 1, 2, 3, 4)
    assert value == (1, 2, 3, 4)
    assert (value.first, value.third) == (1, 3)
    assert not hasattr(value, "_")
    `,
  ),
  test(
    "HPyStructSequence_NewType() returns null and sets SystemError without a name",
    `
    with raises(SystemError, "^Struct sequence descriptor does not define the name field.$"):
        mod.new_type(None, None, "x")
    `,
  ),
  test(
    "HPyStructSequence_New() makes an instance with the values themselves",
    `
    Point = mod.new_type("conformance.Point", None, "x", "y")
    x, y = object(), []
    before = sys.getrefcount(x)
    point = mod.new(Point, x, y)
    assert type(point) is Point
    assert isinstance(point, tuple)
    assert point.x is x
    assert point[0] is x
    assert point.y is y
    assert point[-1] is y
    assert len(point) == 2
    assert tuple(point) == (x, y)
    assert sys.getrefcount(x) == before + 1
    del point
    assert sys.getrefcount(x) == before
    `,
  ),
  test(
    "HPyStructSequence_New() makes instances that compare, hash and unpack as tuples, and cannot be changed",
    `
    Point = mod.new_type("conformance.Point", None, "x", "y")
    point = mod.new(Point, 1, 2)
    assert point == (1, 2)
    assert hash(point) == hash((1, 2))
    assert point < (1, 3)
    x, y = point
    assert (x, y) == (1, 2)
    assert repr(point).endswith("Point(x=1, y=2)")
    with raises(AttributeError):
        point.x = 5
    with raises(TypeError):
        point[0] = 5
    `,
  ),
  test(
    "HPyStructSequence_New() takes None for the values that are missing",
    `
    Point = mod.new_type("conformance.Point", None, "x", "y", "z")
    assert mod.new(Point, 1) == (1, None, None)
    assert mod.new(Point) == (None, None, None)
    `,
  ),
  test(
    "HPyStructSequence_New() returns null and sets TypeError for too many values",
    `
    Point = mod.new_type("conformance.Point", None, "x", "y")
    value = object()
    before = sys.getrefcount(value)
    with raises(TypeError):
        mod.new(Point, value, value, value)
    assert sys.getrefcount(value) == before
    `,
  ),
  test(
    "HPyStructSequence_New() returns null and sets TypeError for what is no struct sequence type",
    `
    for other in (tuple, int, None, 1):
        with raises(TypeError, "does not look like a struct sequence type"):
            mod.new(other, 1)
    `,
  ),
]);

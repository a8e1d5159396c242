import { type Suite, suite, test } from "../suite.ts";

/**
 * Types and instances: `HPyType_*`, `HPy_New`, `HPy_Type`, `HPy_TypeCheck`, `HPy_Is`, `HPy_IsTrue`. Making types is
 * the suite `type-from-spec`; what they are made of has suites of its own: `slots`, `member`, `getset`, `struct`,
 * `field`, `call-protocol`.
 *
 * Fixture `type`:
 * - `is_true(h)`: HPy_IsTrue, as a bool
 * - `type_of(h)`: HPy_Type
 * - `type_check(obj, type)`: HPy_TypeCheck, as a bool
 * - `is_same(obj, other)`: HPy_Is, as a bool
 * - `generic_new(type, args, kw)`: HPyType_GenericNew with the items of the tuple `args`, and the dict `kw`, or
 *   HPy_NULL when it is empty
 * - `get_name(type)`: HPyType_GetName, as a str
 * - `is_subtype(sub, type)`: HPyType_IsSubtype, as a bool
 * - `builtin_shape(type)`: _HPyType_GetBuiltinShape, as an int
 *
 * Fixture `type-from-spec`: see the suite of that name.
 */
export const type: Suite = suite("type", [
  test(
    "HPy_IsTrue() is bool(h)",
    `
    class Length:
        def __len__(self):
            return self.length
    empty, full = Length(), Length()
    empty.length, full.length = 0, 2
    for h in (True, 1, -1, 0.5, "0", (0,), [None], {0: 0}, object(), full, mod):
        assert mod.is_true(h) is True
    for h in (False, None, 0, 0.0, "", (), [], {}, empty):
        assert mod.is_true(h) is False
    `,
  ),
  test(
    "HPy_IsTrue() passes on what __bool__ and __len__ raise",
    `
    class Bool:
        def __bool__(self):
            raise KeyError("bool")
    class NoBool:
        def __bool__(self):
            return 1
    class Negative:
        def __len__(self):
            return -1
    with raises(KeyError, "bool"):
        mod.is_true(Bool())
    with raises(TypeError, "__bool__.* return (a )?bool"):
        mod.is_true(NoBool())
    with raises(ValueError, "__len__.. should return >= 0"):
        mod.is_true(Negative())
    `,
  ),
  test(
    "HPy_Type() is the type of the object",
    `
    class Sub(int):
        __class__ = str
    for h in (1, "s", None, int, type, mod, Sub()):
        assert mod.type_of(h) is type(h)
    `,
  ),
  test(
    "HPy_Type() of the null handle sets SystemError",
    `
    with raises(SystemError):
        mod.type_of_null()
    `,
    { fixture: "type-from-spec" },
  ),
  test(
    "HPy_TypeCheck() is true for instances of the type and of its subclasses",
    `
    class Sub(int):
        pass
    assert mod.type_check(1, int) is True
    assert mod.type_check(True, int) is True
    assert mod.type_check(Sub(), int) is True
    assert mod.type_check(1, object) is True
    assert mod.type_check(int, type) is True
    assert mod.type_check(1, Sub) is False
    assert mod.type_check(1, str) is False
    assert mod.type_check(None, int) is False
    `,
  ),
  test(
    "HPy_TypeCheck() asks neither __class__ nor __instancecheck__",
    `
    class Meta(type):
        def __instancecheck__(cls, instance):
            return True
    class Any(metaclass=Meta):
        pass
    class Pretender:
        __class__ = int
    assert isinstance(1, Any) and isinstance(Pretender(), int)
    assert mod.type_check(1, Any) is False
    assert mod.type_check(Pretender(), int) is False
    `,
  ),
  test(
    "HPy_Is() is identity, not equality",
    `
    a, b = [1], [1]
    assert a == b
    assert mod.is_same(a, a) is True
    assert mod.is_same(a, b) is False
    assert mod.is_same(None, None) is True
    assert mod.is_same(1, 1.0) is False
    assert mod.is_same(mod, mod) is True
    `,
  ),
  test(
    "HPyType_GetName() is the name without the module",
    `
    class Outer:
        class Inner:
            pass
    assert mod.get_name(int) == "int"
    assert mod.get_name(Outer.Inner) == "Inner"
    assert mod.get_name(type(mod)) == "module"
    assert mod.get_name(load("type-from-spec").from_spec("plain")) == "Plain"
    assert mod.get_name(load("type-from-spec").from_spec("undotted")) == "Undotted"
    `,
  ),
  test(
    "HPyType_GetName() gives names beyond ASCII",
    `
    assert mod.get_name(type("Gr\\u00f6\\u00dfe\\U0001f600", (), {})) == "Gr\\u00f6\\u00dfe\\U0001f600"
    `,
  ),
  test(
    "HPyType_GetName() sets TypeError when the argument is no type",
    `
    for h in (1, None, "int", mod):
        with raises(TypeError):
            mod.get_name(h)
    with raises(TypeError):
        load("type-from-spec").get_name_of_null()
    `,
  ),
  test(
    "HPyType_IsSubtype() follows the method resolution order",
    `
    class A: pass
    class B: pass
    class C(A, B): pass
    for sub, base, expected in (
        (int, int, True), (bool, int, True), (int, bool, False), (int, object, True), (object, int, False),
        (C, A, True), (C, B, True), (A, C, False), (A, B, False), (type, object, True), (C, type, False),
    ):
        assert mod.is_subtype(sub, base) is expected
    `,
  ),
  test(
    "HPyType_IsSubtype() does not ask __subclasscheck__",
    `
    class Meta(type):
        def __subclasscheck__(cls, sub):
            return True
    class Any(metaclass=Meta):
        pass
    assert issubclass(int, Any)
    assert mod.is_subtype(int, Any) is False
    `,
  ),
  test(
    "HPyType_GenericNew() makes an instance and calls no initialiser",
    `
    class Plain:
        def __init__(self):
            raise AssertionError
    made = mod.generic_new(Plain, (), {})
    assert type(made) is Plain
    assert made.__dict__ == {}
    made.attribute = 1
    assert mod.generic_new(Plain, (), {}) is not made
    `,
  ),
  test(
    "HPyType_GenericNew() ignores the arguments",
    `
    class Plain:
        pass
    made = mod.generic_new(Plain, (1, "two"), {"three": 3})
    assert type(made) is Plain
    assert made.__dict__ == {}
    `,
  ),
  test(
    "HPyType_GenericNew() makes instances of types from a specification, and of their subclasses",
    `
    Plain = load("type-from-spec").from_spec("plain")
    class Sub(Plain):
        __slots__ = "x"
    for T in (Plain, Sub):
        made = mod.generic_new(T, (), {})
        assert type(made) is T
        assert made.answer() == 42
    `,
  ),
  test(
    "HPyType_GenericNew() makes proper instances of built-in types",
    `
    class Numbers(list):
        pass
    class Small(int):
        pass
    for T, empty in ((dict, {}), (list, []), (str, ""), (int, 0), (tuple, ()), (Numbers, []), (Small, 0)):
        made = mod.generic_new(T, (), {})
        assert type(made) is T
        assert made == empty
    class Problem(ValueError):
        pass
    assert repr(mod.generic_new(Problem, (), {})) == "Problem()"
    `,
  ),
  test(
    "HPyType_GenericNew() passes on why a built-in type makes no instance",
    `
    import array
    for T in (type, array.array, type(iter([]))):
        with raises(TypeError):
            mod.generic_new(T, (), {})
    `,
  ),
  test(
    "HPyType_GenericNew() sets TypeError when the first argument is no type",
    `
    for h in (1, None, "int", mod):
        with raises(TypeError, "^HPy_Type_GenericNew arg 1 must be a type$"):
            mod.generic_new(h, (), {})
    with raises(TypeError, "^HPy_Type_GenericNew arg 1 must be a type$"):
        load("type-from-spec").generic_new_of_null()
    `,
  ),
  test(
    "HPy_New() makes an instance of the type and gives its struct",
    `
    Plain = mod.from_spec("plain")
    made = mod.new(Plain)
    assert type(made) is Plain
    assert mod.new(Plain) is not made
    class Sub(Plain):
        pass
    assert type(mod.new(Sub)) is Sub
    `,
    { fixture: "type-from-spec" },
  ),
  test(
    "HPy_New() fills the struct with zeros",
    `
    Plain = mod.from_spec("plain")
    for _ in range(100):
        assert mod.new_is_zero(Plain, 16) is True
    `,
    { fixture: "type-from-spec" },
  ),
  test(
    "HPy_New() takes a reference to the type, which goes with the instance",
    `
    Plain = mod.from_spec("plain")
    before = sys.getrefcount(Plain)
    made = [mod.new(Plain) for _ in range(10)]
    assert sys.getrefcount(Plain) == before + 10
    made.clear()
    assert sys.getrefcount(Plain) == before
    class Sub(Plain):
        pass
    before = sys.getrefcount(Sub)
    made = [mod.new(Sub) for _ in range(10)]
    assert sys.getrefcount(Sub) == before + 10
    made.clear()
    assert sys.getrefcount(Sub) == before
    `,
    { fixture: "type-from-spec" },
  ),
  test(
    "HPy_New() sets TypeError when the first argument is no type",
    `
    for h in (1, None, "int", mod):
        with raises(TypeError, "^HPy_New arg 1 must be a type$"):
            mod.new(h)
    with raises(TypeError, "^HPy_New arg 1 must be a type$"):
        mod.new_of_null()
    `,
    { fixture: "type-from-spec" },
  ),
  test(
    "HPy_New() sets TypeError for a type whose instances have no struct",
    `
    class Plain:
        pass
    for T in (object, list, Plain):
        with raises(TypeError, "have no struct"):
            mod.new(T)
    `,
    { fixture: "type-from-spec" },
  ),
  test(
    "_HPyType_GetBuiltinShape() is Object for types from a specification without a shape, and Legacy for others",
    `
    Plain = load("type-from-spec").from_spec("plain")
    class Sub(Plain):
        pass
    class Foreign:
        pass
    assert mod.builtin_shape(Plain) == 0
    assert mod.builtin_shape(Sub) == 0
    assert mod.builtin_shape(Foreign) == -1
    assert mod.builtin_shape(int) == -1
    `,
  ),
  test(
    "_HPyType_GetBuiltinShape() sets TypeError when the argument is no type",
    `
    for h in (1, None, mod):
        with raises(TypeError, "^arg must be a type$"):
            mod.builtin_shape(h)
    with raises(TypeError, "^arg must be a type$"):
        load("type-from-spec").builtin_shape_of_null()
    `,
  ),
  test(
    "HPy_New() and HPy_Close() up to the end of the stack leave the interpreter unharmed",
    `
    Plain = mod.from_spec("plain")
    class Sub(Plain):
        pass
    for T in (Plain, Sub, mod.from_spec("collected"), mod.from_spec("plain", 1, Sub)):
        with raises(RecursionError):
            mod.exhaust(T)
        assert T().__class__ is T
    gc.collect()
    `,
    { fixture: "type-from-spec" },
  ),
]);

import { type Suite, suite, test } from "../suite.ts";

/**
 * Capsules: `HPyCapsule_*`.
 *
 * Fixture `capsule` (pointers are ints; `None` for a name is passed as NULL; names live as long as the fixture):
 * - `new(pointer, name)`: HPyCapsule_New without a destructor
 * - `new_with_destructor(pointer, name)`: HPyCapsule_New with the fixture's destructor, which notes its arguments
 * - `destroyed()`: a list of the notes since the last call, each a tuple of pointer, name, context
 * - `get_pointer(capsule, name)`, `get_name(capsule)`, `get_context(capsule)`: HPyCapsule_Get with the key that the
 *   function's name says
 * - `get_destructor(capsule)`: HPyCapsule_Get with HPyCapsule_key_Destructor
 * - `set_pointer(capsule, pointer)`, `set_name(capsule, name)`, `set_context(capsule, context)`: HPyCapsule_Set with
 *   the key that the function's name says, then None
 * - `set_destructor(capsule)`, `remove_destructor(capsule)`: HPyCapsule_Set of HPyCapsule_key_Destructor with the
 *   fixture's destructor, with NULL, then None
 * - `is_valid(capsule, name)`: HPyCapsule_IsValid, as a bool
 *
 * Fixture `capsule-raw`:
 * - `new_with_null_destructor()`: HPyCapsule_New with a destructor struct whose `impl` is NULL
 * - `set_null_destructor()`: HPyCapsule_Set of a new capsule with such a struct, then None
 * - `same_name()`: whether HPyCapsule_Get gives the very pointer that HPyCapsule_New got as a name
 * - `get_key(key)`: HPyCapsule_Get of a new capsule with the pointer 0x1234, with any key, as an int
 * - `set_key(key)`: HPyCapsule_Set of a new capsule with any key, then None
 * - `get_of_null(key)`, `set_of_null(key)`: HPyCapsule_Get, HPyCapsule_Set of HPy_NULL
 * - `is_valid_null()`: whether HPyCapsule_IsValid of HPy_NULL is true or sets an error
 */
export const capsule: Suite = suite("capsule", [
  test(
    "HPyCapsule_New() makes a capsule with a pointer and a name",
    `
    made = mod.new(0x1234, "conformance.capsule")
    assert type(made).__name__ == "PyCapsule"
    assert "conformance.capsule" in repr(made)
    assert mod.get_pointer(made, "conformance.capsule") == 0x1234
    assert mod.get_name(made) == "conformance.capsule"
    assert mod.get_context(made) == 0
    assert mod.new(0x1234, "conformance.capsule") is not made
    `,
  ),
  test(
    "HPyCapsule_New() makes a capsule without a name",
    `
    made = mod.new(1, None)
    assert mod.get_name(made) is None
    assert mod.get_pointer(made, None) == 1
    `,
  ),
  test(
    "HPyCapsule_New() takes any name in UTF-8",
    String.raw`
    made = mod.new(1, "\u0436.\U0001f600")
    assert mod.get_name(made) == "\u0436.\U0001f600"
    `,
  ),
  test(
    "HPyCapsule_New() keeps the pointer to the name",
    `
    assert mod.same_name() is True
    `,
    { fixture: "capsule-raw" },
  ),
  test(
    "HPyCapsule_New() keeps any pointer but NULL",
    `
    for pointer in (1, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff):
        assert mod.get_pointer(mod.new(pointer, "conformance.p"), "conformance.p") == pointer
    `,
  ),
  test(
    "HPyCapsule_New() returns null and sets ValueError for NULL",
    `
    with raises(ValueError, "null pointer"):
        mod.new(0, "conformance.p")
    with raises(ValueError, "null pointer"):
        mod.new_with_destructor(0, "conformance.p")
    assert mod.destroyed() == []
    `,
  ),
  test(
    "HPyCapsule_New() returns null and sets ValueError for a destructor without a function",
    `
    with raises(ValueError, "^Invalid HPyCapsule destructor$"):
        mod.new_with_null_destructor()
    `,
    { fixture: "capsule-raw" },
  ),
  test(
    "HPyCapsule_New() has the destructor called when the capsule dies, once",
    `
    made = mod.new_with_destructor(0x1234, "conformance.d")
    also = made
    assert mod.destroyed() == []
    del made
    assert mod.destroyed() == []
    del also
    gc.collect()
    assert mod.destroyed() == [(0x1234, "conformance.d", 0)]
    gc.collect()
    assert mod.destroyed() == []
    `,
  ),
  test(
    "HPyCapsule_New() without a destructor has none called",
    `
    made = mod.new(0x1234, "conformance.d")
    del made
    gc.collect()
    assert mod.destroyed() == []
    `,
  ),
  test(
    "HPyCapsule_New() has each capsule's own destructor called",
    `
    made = [mod.new_with_destructor(n + 1, f"conformance.{n % 3}") for n in range(30)]
    made.append(mod.new_with_destructor(0xfffffffe, None))
    del made
    gc.collect()
    expected = [(n + 1, f"conformance.{n % 3}", 0) for n in range(30)] + [(0xfffffffe, None, 0)]
    assert sorted(mod.destroyed()) == sorted(expected)
    `,
  ),
  test(
    "HPyCapsule_New() has the destructor called with what the capsule holds at the end",
    `
    made = mod.new_with_destructor(1, "conformance.before")
    mod.set_pointer(made, 2)
    mod.set_name(made, "conformance.after")
    mod.set_context(made, 3)
    del made
    gc.collect()
    assert mod.destroyed() == [(2, "conformance.after", 3)]
    `,
  ),
  test(
    "HPyCapsule_Get() compares the name for the pointer",
    `
    named, unnamed = mod.new(1, "conformance.name"), mod.new(2, None)
    assert mod.get_pointer(named, "conformance.name") == 1
    for capsule, name in ((named, "conformance.other"), (named, ""), (named, "conformance.nam"), (named, None),
                          (unnamed, ""), (unnamed, "conformance.name")):
        with raises(ValueError, "incorrect name"):
            mod.get_pointer(capsule, name)
    `,
  ),
  test(
    "HPyCapsule_Get() returns null and sets ValueError when the object is not a capsule",
    `
    for other in (None, 1, "conformance.name", object()):
        with raises(ValueError, "invalid PyCapsule object"):
            mod.get_pointer(other, "conformance.name")
        with raises(ValueError, "invalid PyCapsule object"):
            mod.get_name(other)
        with raises(ValueError, "invalid PyCapsule object"):
            mod.get_context(other)
    `,
  ),
  test(
    "HPyCapsule_Get() returns null and sets ValueError for the null handle",
    `
    for key in (0, 1, 2):
        with raises(ValueError, "invalid PyCapsule object"):
            mod.get_of_null(key)
    `,
    { fixture: "capsule-raw" },
  ),
  test(
    "HPyCapsule_Get() returns null and sets ValueError for the destructor",
    `
    for made in (mod.new(1, "conformance.name"), mod.new_with_destructor(1, "conformance.name"), None):
        with raises(ValueError, "^Invalid operation: get HPyCapsule_key_Destructor$"):
            mod.get_destructor(made)
    made = None
    mod.destroyed()
    `,
  ),
  test(
    "HPyCapsule_Get() has the keys 0, 1 and 2, and sets ValueError for an unknown one",
    `
    assert mod.get_key(0) == 0x1234
    assert mod.get_key(1) != 0
    assert mod.get_key(2) == 0
    for key in (4, -1, 100):
        with raises(ValueError):
            mod.get_key(key)
    `,
    { fixture: "capsule-raw" },
  ),
  test(
    "HPyCapsule_Set() replaces the pointer",
    `
    made = mod.new(1, "conformance.name")
    assert mod.set_pointer(made, 0x80000001) is None
    assert mod.get_pointer(made, "conformance.name") == 0x80000001
    with raises(ValueError, "null pointer"):
        mod.set_pointer(made, 0)
    assert mod.get_pointer(made, "conformance.name") == 0x80000001
    `,
  ),
  test(
    "HPyCapsule_Set() replaces the name",
    `
    made = mod.new(1, "conformance.before")
    assert mod.set_name(made, "conformance.after") is None
    assert mod.get_name(made) == "conformance.after"
    assert mod.get_pointer(made, "conformance.after") == 1
    mod.set_name(made, None)
    assert mod.get_name(made) is None
    assert mod.get_pointer(made, None) == 1
    `,
  ),
  test(
    "HPyCapsule_Set() replaces the context, which may be NULL",
    `
    made = mod.new(1, "conformance.name")
    for context in (0x1234, 0xffffffff, 0):
        assert mod.set_context(made, context) is None
        assert mod.get_context(made) == context
    assert mod.get_pointer(made, "conformance.name") == 1
    `,
  ),
  test(
    "HPyCapsule_Set() gives a destructor, and takes it away",
    `
    made = mod.new(1, "conformance.name")
    assert mod.set_destructor(made) is None
    mod.set_destructor(made)
    del made
    gc.collect()
    assert mod.destroyed() == [(1, "conformance.name", 0)]
    for make in (mod.new, mod.new_with_destructor):
        made = make(1, "conformance.name")
        assert mod.remove_destructor(made) is None
        del made
        gc.collect()
        assert mod.destroyed() == []
    `,
  ),
  test(
    "HPyCapsule_Set() returns -1 and sets ValueError for a destructor without a function",
    `
    with raises(ValueError, "^Invalid HPyCapsule destructor$"):
        mod.set_null_destructor()
    `,
    { fixture: "capsule-raw" },
  ),
  test(
    "HPyCapsule_Set() returns -1 and sets ValueError when the object is not a capsule",
    `
    for other in (None, 1, "conformance.name", object()):
        for change in (lambda: mod.set_pointer(other, 1), lambda: mod.set_name(other, "conformance.name"),
                       lambda: mod.set_context(other, 1), lambda: mod.set_destructor(other),
                       lambda: mod.remove_destructor(other)):
            with raises(ValueError, "invalid PyCapsule object"):
                change()
    assert mod.destroyed() == []
    `,
  ),
  test(
    "HPyCapsule_Set() returns -1 and sets ValueError for the null handle",
    `
    for key in (0, 1, 2, 3):
        with raises(ValueError, "invalid PyCapsule object"):
            mod.set_of_null(key)
    `,
    { fixture: "capsule-raw" },
  ),
  test(
    "HPyCapsule_Set() returns -1 and sets ValueError for an unknown key",
    `
    for key in (4, -1, 100):
        with raises(ValueError):
            mod.set_key(key)
    `,
    { fixture: "capsule-raw" },
  ),
  test(
    "HPyCapsule_IsValid() tells whether the object is a capsule with that name",
    `
    named, unnamed = mod.new(1, "conformance.name"), mod.new(1, None)
    assert mod.is_valid(named, "conformance.name") is True
    assert mod.is_valid(unnamed, None) is True
    for capsule, name in ((named, "conformance.other"), (named, None), (unnamed, ""), (unnamed, "conformance.name")):
        assert mod.is_valid(capsule, name) is False
    for other in (None, 1, "conformance.name", object()):
        for name in (None, "conformance.name"):
            assert mod.is_valid(other, name) is False
    `,
  ),
  test(
    "HPyCapsule_IsValid() is false for the null handle, without an error",
    `
    assert mod.is_valid_null() is False
    `,
    { fixture: "capsule-raw" },
  ),
  test(
    "HPyCapsule_Get() and HPyCapsule_IsValid() work on capsules that others made",
    // A pointer of others means nothing in a sandbox: there it is refused.
    `
    import datetime
    name = "datetime.datetime_CAPI"
    assert mod.get_name(datetime.datetime_CAPI) == name
    try:
        pointer = mod.get_pointer(datetime.datetime_CAPI, name)
    except ValueError as error:
        assert "made by this instance of the sandboxed module" in str(error)
        assert mod.is_valid(datetime.datetime_CAPI, name) is False
    else:
        assert pointer != 0
        assert mod.is_valid(datetime.datetime_CAPI, name) is True
        assert mod.get_context(datetime.datetime_CAPI) == 0
    `,
  ),
]);

import { type Suite, suite, test } from "../suite.ts";

const createTail =
  "This is not allowed because custom HPy_mod_create slot cannot return a builtin module object and cannot make any use " +
  "of any other data defined in the HPyModuleDef. Either do not define HPy_mod_create slot and let the runtime create a " +
  "builtin module object from the provided HPyModuleDef, or do not define anything else but the HPy_mod_create slot.";

/**
 * Modules: `HPyModuleDef`, its slots, state and globals.
 *
 * Fixture `module` (docstring `A module under test.`), with the globals `thing` and `other`:
 * - `noargs()`: the number of its calls, kept in the extension (docstring `Counts its calls.`)
 * - `onearg(h)`: `h`; `varargs(*args)`: a tuple of them; `keywords(*args, **kw)`: a tuple of the argument array as a
 *   tuple, and kwnames or None. Each in the calling convention that its name says
 * - `itself()`: its self; `failing()`: KeyError `from a method`
 * - `order()`: a list of `first`, `second`, `third`, as the three HPy_mod_exec functions ran. The first sets the
 *   attribute `first` to 1 and the global `thing` to `"from the first exec"`, the second sets `second` to first + 1
 * - `set_thing(h)`, `set_other(h)`: HPyGlobal_Store; `thing()`: HPyGlobal_Load
 * - the type `Kept`, made while the module is executed, whose method `module_global()` is HPyGlobal_Load of `thing`
 *
 * Fixtures `module-state` (16 bytes of state) and `module-no-state` (none): `has_state()` is 1 or 0;
 * `get(index)` and `set(index, value)` reach the state's words; HPy_mod_exec sets the word with index 1 to 77.
 *
 * Fixture `module-shared-global` lists one global, twice: `store(h)`, `load()`; `late_type()` makes a type with a method
 * `load`.
 *
 * Fixture `module-create`: HPy_mod_create returns a HPy_Dup of the spec. All others are refused, or fail, as their names
 * say.
 */
export const module: Suite = suite("module", [
  test(
    "HPyModuleDef makes a module with a name, a docstring and functions",
    `
    assert type(mod) is type(sys)
    assert mod.__name__ == mod.__spec__.name == "module"
    assert mod.__doc__ == "A module under test."
    assert type(mod.noargs).__name__ == "builtin_function_or_method"
    assert mod.noargs.__name__ == "noargs"
    assert mod.noargs.__doc__ == "Counts its calls."
    assert mod.noargs.__text_signature__ == "()"
    assert mod.onearg.__doc__ is None
    assert mod.noargs.__module__ == "module"
    assert mod.noargs.__self__ is mod
    assert load("module-state").__doc__ is None
    `,
  ),
  test(
    "HPyFunc_NOARGS, HPyFunc_O, HPyFunc_VARARGS and HPyFunc_KEYWORDS get their arguments",
    `
    thing = object()
    before = mod.noargs()
    assert mod.noargs() == before + 1
    assert mod.onearg(thing) is thing
    assert mod.varargs() == ()
    assert mod.varargs(1, thing) == (1, thing)
    assert mod.varargs(*range(300)) == tuple(range(300))
    assert mod.keywords() == ((), None)
    assert mod.keywords(1, 2) == ((1, 2), None)
    assert mod.keywords(1, a=2, b=thing) == ((1, 2, thing), ("a", "b"))
    assert mod.keywords(**{"\\u00fc": 1}) == ((1,), ("\\u00fc",))
    `,
  ),
  test(
    "HPyFunc_* refuse arguments that they do not take",
    `
    for given in ((1,), (1, 2)):
        with raises(TypeError, r"^module.noargs\\(\\) takes no arguments \\(%d given\\)$" % len(given)):
            mod.noargs(*given)
    for given in ((), (1, 2), (1, 2, 3)):
        with raises(TypeError, r"^module.onearg\\(\\) takes exactly one argument \\(%d given\\)$" % len(given)):
            mod.onearg(*given)
    for function in (mod.noargs, mod.onearg, mod.varargs):
        with raises(TypeError, r"takes no keyword arguments"):
            function(a=1)
    `,
  ),
  test(
    "Functions of a module get the module as their self",
    `
    assert mod.itself() is mod
    function = mod.itself
    assert function() is mod
    other = load("module-state")
    assert other.get.__self__ is other
    class Owner:
        method = mod.itself
    assert Owner().method() is mod
    `,
  ),
  test(
    "Functions of a module pass on what they raise",
    `
    with raises(KeyError, "from a method"):
        mod.failing()
    `,
  ),
  test(
    "HPy_mod_exec functions run in order, once",
    `
    assert mod.order() == ["first", "second", "third"]
    assert (mod.first, mod.second) == (1, 2)
    mod.first = "changed"
    assert mod.__spec__.loader.exec_module(mod) is None
    assert mod.order() == ["first", "second", "third"]
    assert mod.first == "changed"
    mod.first = 1
    `,
  ),
  test(
    "HPy_mod_exec that raises makes the import raise, and no further one runs",
    `
    with raises(KeyError, "from the second exec"):
        load("module-exec-raises")
    `,
  ),
  test(
    "HPy_mod_exec that fails without an exception makes SystemError",
    `
    with raises(SystemError, "HPy_mod_exec slot failed without setting an exception"):
        load("module-exec-fails-silently")
    `,
  ),
  test(
    "HPy_mod_create gets the spec, and what it returns is the import's result",
    `
    created = load("module-create")
    assert type(created).__name__ == "ModuleSpec"
    assert created.name == "module_create"
    assert created.__spec__ is created
    assert load("module-create") is not created
    created.__spec__ = created.__loader__ = None
    `,
  ),
  test(
    "HPy_mod_create that raises, or returns null, makes the import fail",
    `
    with raises(KeyError, "from create"):
        load("module-create-raises")
    with raises(SystemError, "HPy_mod_create slot returned NULL without setting an exception"):
        load("module-create-null")
    `,
  ),
  test(
    "HPy_mod_create that returns a module makes SystemError",
    `
    with raises(SystemError) as caught:
        load("module-create-module")
    assert str(caught.value) == (
        "HPy_mod_create slot returned a builtin module object. This is currently not supported.")
    `,
  ),
  test(
    "HPyModuleDef with HPy_mod_create and other definitions is refused with SystemError",
    `
    for fixture in ("module-create-and-method", "module-create-and-exec"):
        with raises(SystemError) as caught:
            load(fixture)
        assert str(caught.value) == (
            "HPyModuleDef defines a HPy_mod_create slot and some other slots or methods. ${createTail}")
    `,
  ),
  test(
    "HPyModuleDef with HPy_mod_create and a size is refused with SystemError",
    `
    with raises(SystemError) as caught:
        load("module-create-and-size")
    assert str(caught.value) == (
        "HPyModuleDef defines a HPy_mod_create slot and some of the other fields are not set to their default "
        "value. ${createTail}")
    `,
    // In C any size is refused, with or without the slot.
    { languages: ["typescript"] },
  ),
  test(
    "HPyModuleDef with HPy_mod_create and a docstring or globals is refused with SystemError",
    `
    for fixture in ("module-create-and-doc", "module-create-and-globals"):
        with raises(SystemError) as caught:
            load(fixture)
        assert str(caught.value) == (
            "HPyModuleDef defines a HPy_mod_create slot and some of the other fields are not set to their default "
            "value. ${createTail}")
    `,
  ),
  test(
    "HPyModuleDef with two HPy_mod_create is refused with SystemError",
    `
    with raises(SystemError) as caught:
        load("module-two-creates")
    assert str(caught.value) == "Multiple definitions of the HPy_mod_create slot in HPyModuleDef.defines."
    `,
  ),
  test(
    "HPyModuleDef with a size that C has no number for is refused with SystemError",
    `
    with raises(SystemError, "^HPyModuleDef.size does not fit in an HPy_ssize_t$"):
        load("module-huge-size")
    `,
    // C has no such number.
    { languages: ["typescript"] },
  ),
  test(
    "HPyModuleDef with a negative size is refused with SystemError",
    `
    with raises(SystemError, "^HPy does not permit HPyModuleDef.size < 0$"):
        load("module-negative-size")
    `,
  ),
  test(
    "HPyModuleDef with a slot of types, or a member, is refused with SystemError",
    `
    with raises(SystemError) as caught:
        load("module-type-slot")
    assert str(caught.value) == "Unsupported slot in HPyModuleDef.defines (value: 66)."
    with raises(SystemError, "^Unsupported slot in HPyModuleDef.defines .value: member number..$"):
        load("module-member")
    `,
  ),
  test(
    "HPyModuleDef with a method of another signature is refused with ValueError",
    `
    with raises(ValueError, "^Unsupported HPyMeth signature$"):
        load("module-bad-method")
    `,
  ),
  test(
    "HPyModuleDef with legacy methods is refused with SystemError: they belong to the hybrid ABI",
    `
    with raises(SystemError, "hybrid ABI"):
        load("module-legacy")
    `,
    { abis: ["universal"] },
  ),
  test(
    "HPyModuleDef.size gives each module a state of its own, zero-filled before HPy_mod_exec",
    `
    one, two = load("module-state"), load("module-state")
    assert one.has_state() == two.has_state() == 1
    assert [one.get(i) for i in range(4)] == [0, 77, 0, 0]
    for i in range(4):
        one.set(i, -i)
        two.set(i, 100 + i)
    assert [one.get(i) for i in range(4)] == [0, -1, -2, -3]
    assert [two.get(i) for i in range(4)] == [100, 101, 102, 103]
    assert load("module-no-state").has_state() == 0
    `,
    // The API of C has no function that gives the state.
    { languages: ["typescript"] },
  ),
  test(
    "Globals belong to one load of a module",
    `
    other = load()
    assert mod.thing() == other.thing() == "from the first exec"
    mod.set_thing(mod)
    assert mod.thing() is mod
    assert other.thing() == "from the first exec"
    mod.set_thing("from the first exec")
    `,
    { leaks: "JavaScript gives an extension's memory back when it collects garbage, not at once" },
  ),
  test(
    "Globals are seen by the collector: a cycle through them goes with the module",
    `
    import weakref
    class Canary:
        pass
    other, canary = load("module-shared-global"), Canary()
    canary.loop = other
    other.store(canary)
    assert gc.get_referents(other).count(canary) == 1
    canary, other = weakref.ref(canary), weakref.ref(other)
    gc.collect()
    assert canary() is None and other() is None
    `,
    { leaks: "the memory of the global is the extension's" },
  ),
  test(
    "Globals are let go of when the module goes",
    `
    thing = object()
    before = sys.getrefcount(thing)
    other = load("module-shared-global")
    other.store(thing)
    assert sys.getrefcount(thing) == before + 1
    T = other.late_type()
    assert T().load() is thing
    del other
    gc.collect()
    assert sys.getrefcount(thing) == before
    with raises(SystemError, "empty"):
        T().load()
    `,
    { leaks: "the memory of the global is the extension's" },
  ),
  test(
    "Types that were made while the module was executed keep it and its globals alive",
    `
    import weakref
    other = load()
    T, ref = other.Kept, weakref.ref(other)
    other.set_other(other)
    del other
    gc.collect()
    assert T().module_global() == "from the first exec"
    assert ref().Kept is T
    T = None
    gc.collect()
    assert ref() is None
    `,
    { leaks: "JavaScript gives an extension's memory back when it collects garbage, not at once" },
  ),
  test(
    "Functions of a module keep it alive",
    `
    import weakref
    other = load("module-state")
    function, ref = other.get, weakref.ref(other)
    del other
    gc.collect()
    assert function(1) == 77
    assert ref() is function.__self__
    del function
    gc.collect()
    assert ref() is None
    `,
  ),
  test(
    "Modules can be loaded and dropped any number of times",
    `
    for _ in range(50):
        assert load("module-state").get(1) == 77
    gc.collect()
    `,
  ),
]);

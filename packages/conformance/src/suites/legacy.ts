/** CPython's own C API beside HPy's: `HPy_AsPyObject`, `HPy_FromPyObject`, legacy methods, slots and types. */

import { type Suite, suite, type TestOptions, test } from "../suite.ts";

/** What only C can write: functions and structs of CPython's own. */
const inC: TestOptions = { languages: ["c"] };

/**
 * The fixture offers:
 *
 * - `as_pyobject(object)`: the address of a new reference to it; `drop(address)` lets go of one
 * - `from_pyobject(address)`: the object there; `nulls()`: whether null becomes null both ways
 *
 * and in C: functions of both APIs, the types `Point`, `Counted`, `Holder` and `Called`, and `make(name, *bases)` for these
 * and others; see fixtures/legacy.c.
 */
export const legacy: Suite = suite(
  "legacy",
  [
    test(
      "HPy_AsPyObject() is a new reference to the object itself",
      `
      thing = object()
      before = sys.getrefcount(thing)
      address = mod.as_pyobject(thing)
      assert address == id(thing)
      assert sys.getrefcount(thing) == before + 1
      mod.drop(address)
      assert sys.getrefcount(thing) == before
      `,
    ),
    test(
      "HPy_FromPyObject() is a new handle, and the reference stays the caller's",
      `
      thing = [object()]
      before = sys.getrefcount(thing)
      address = mod.as_pyobject(thing)
      again = mod.from_pyobject(address)
      assert again is thing
      assert sys.getrefcount(thing) == before + 2
      mod.drop(address)
      del again
      assert sys.getrefcount(thing) == before
      `,
    ),
    test("HPy_AsPyObject() and HPy_FromPyObject() make null of null", "assert mod.nulls() is True"),
    test(
      "An object that one API made is used by the other",
      `
      assert mod.make_in_c() == [7, 7]
      `,
      inC,
    ),
    test(
      "HPyModuleDef.legacy_methods are functions of the module beside HPy's, in all of CPython's calling conventions",
      `
      assert mod.legacy_noargs() == mod.__name__
      assert mod.legacy_noargs.__doc__ == "Gives the module's name."
      assert mod.legacy_o(12) == 144
      assert mod.legacy_varargs(4, 2) == 42
      assert mod.legacy_keywords(4) == 45
      assert mod.legacy_keywords(b=1, a=2) == 21
      for call in (lambda: mod.legacy_noargs(1), lambda: mod.legacy_o(), lambda: mod.legacy_varargs(1)):
          with raises(TypeError):
              call()
      with raises(TypeError):
          mod.legacy_keywords(c=1)
      `,
      inC,
    ),
    test(
      "HPyType_Spec.legacy_slots and HPy's slots work on one type",
      `
      point = mod.Point()
      assert repr(point) == "<7, 3>"
      assert abs(point) == 10
      assert point + 1 == (point, 1)
      assert 1 + point == (1, point)
      `,
      inC,
    ),
    test(
      "Methods, members and getsets of both kinds stand beside each other",
      `
      point = mod.Point(5)
      assert point.hpy() == 5
      assert point.legacy(1) == (point, 1)
      assert mod.Point.cls() is mod.Point
      assert (point.x, point.y, point.y_ro) == (5, 3, 3)
      point.x, point.y = 20, 22
      assert point.sum == 42
      assert point.double == 41
      with raises(AttributeError):
          point.y_ro = 1
      `,
      inC,
    ),
    test(
      "A legacy T_OBJECT_EX member is let go of with its object",
      `
      class Watched:
          pass
      watched = Watched()
      point = mod.Point()
      with raises(AttributeError):
          point.object
      before = sys.getrefcount(watched)
      point.object = watched
      assert point.object is watched
      assert sys.getrefcount(watched) == before + 1
      del point
      gc.collect()
      assert sys.getrefcount(watched) == before
      `,
      inC,
    ),
    test(
      "A class in Python extends a legacy type",
      `
      class Derived(mod.Point):
          def __init__(self, x, name):
              self.name = name
      derived = Derived(1, "one")
      assert (abs(derived), derived.name, repr(derived)) == (4, "one", "<1, 3>")
      assert type(derived + derived) is tuple
      `,
      inC,
    ),
    test(
      "Another legacy type extends a legacy type, and has its struct",
      `
      Derived = mod.make("Counted", mod.Point)
      derived = Derived.__new__(Derived)
      derived.x = 4
      assert (derived.x, abs(derived)) == (4, 4)
      `,
      inC,
    ),
    test(
      "Legacy tp_dealloc takes instances apart, those of derived classes too",
      `
      def dies(make):
          before = mod.deallocations()
          make()
          gc.collect()
          return mod.deallocations() - before
      class Derived(mod.Counted):
          pass
      assert dies(mod.Counted) == 1
      assert dies(Derived) == 1
      OfHPy = mod.make("Holder", mod.Counted)
      assert dies(lambda: OfHPy()) == 1
      `,
      inC,
    ),
    test(
      "HPy_tp_traverse, HPyField and HPy_tp_destroy work in a legacy struct",
      `
      before = mod.destructions()
      holder = mod.Holder()
      holder.put("kept")
      assert holder.get() == "kept"
      del holder
      assert mod.destructions() == before + 1
      one, two = mod.Holder(), mod.Holder()
      one.put(two)
      two.put(one)
      assert gc.is_tracked(one)
      assert two in gc.get_referents(one)
      del one, two
      gc.collect()
      assert mod.destructions() == before + 3
      `,
      inC,
    ),
    test(
      "HPy_tp_call works on legacy types",
      `
      called = mod.Called()
      called.x = 40
      assert called(1, 2) == 42
      assert called(1, key=2) == 141
      class Derived(mod.Called):
          pass
      derived = Derived()
      derived.x = 1
      assert derived() == 1
      `,
      inC,
    ),
    test(
      "HPyType_FromSpec() sets TypeError for a legacy type on a pure one",
      `
      pure = mod.make("pure")
      with raises(TypeError, "^A legacy type should not inherit its memory layout from a pure type$"):
          mod.make("legacy", pure)
      assert issubclass(mod.make("pure", mod.make("legacy")), object)
      `,
      inC,
    ),
    test(
      "HPyType_FromSpec() sets TypeError for legacy tp_dealloc beside HPy_tp_traverse or HPy_tp_destroy",
      `
      for name in ("dealloc_and_traverse", "dealloc_and_destroy"):
          with raises(TypeError, "^legacy tp_dealloc is incompatible with HPy_tp_traverse or HPy_tp_destroy.$"):
              mod.make(name)
      `,
      inC,
    ),
    test(
      "HPyType_FromSpec() sets TypeError for HPy_tp_call without a struct of the type's own",
      `
      with raises(TypeError, "^Cannot use HPy call protocol with legacy types that inherit the struct."):
          mod.make("call_without_struct")
      `,
      inC,
    ),
    test(
      "HPyType_FromSpec() sets TypeError for legacy slots of a pure type",
      `
      message = "^cannot specify .legacy_slots without setting .builtin_shape=HPyType_BuiltinShape_Legacy$"
      with raises(TypeError, message):
          mod.make("slots_without_shape")
      `,
      inC,
    ),
    test(
      "PyCapsule and HPyCapsule are one thing, and either's destructor runs",
      `
      before = mod.capsule_ends()
      capsules = [mod.capsule_of_c(), mod.capsule_of_hpy()]
      assert type(capsules[0]) is type(capsules[1])
      for capsule in capsules:
          assert mod.read_in_c(capsule) == mod.read_in_hpy(capsule) == 123
      del capsule, capsules
      after = mod.capsule_ends()
      assert (after[0] - before[0], after[1] - before[1]) == (1, 1)
      `,
      inC,
    ),
    test(
      "An exception that CPython's API sets is HPy's, too",
      `
      with raises(LookupError, "^'?said in C'?$"):
          mod.raise_in_c(LookupError)
      `,
      inC,
    ),
  ],
  { abis: ["hybrid", "cpython"] },
);

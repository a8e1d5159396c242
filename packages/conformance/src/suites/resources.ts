import { type Suite, suite, test } from "../suite.ts";

/**
 * What TypeScript does for things that C must close, fill and free by itself: builders, trackers, capsules, globals.
 *
 * Fixture `resources` (`kind` is `"list"` or `"tuple"`):
 * - `holes(kind, size[, index, item])`: a builder of that size, in which nothing is set, or one item; built
 * - `builder_actions(kind, item, *actions)`: a builder of size 1 to which all that the actions say is done: `"set"` of
 *   the item at index 0, `"build"`, `"cancel"`, `"dispose"`; then None
 * - `builder_then_throw(kind, item)`: a builder with the item, then throws an Error
 * - `builder_in_scope(kind, item)`: a builder that was made in a scope which has ended; built
 * - `builder_using(kind, item)`: two builders in `using` declarations, of which the first is built and returned
 * - `tracker_actions(item, *actions)`: a tracker to which all that the actions say is done: `"add"` of a new handle,
 *   `"forgetAll"`, `"close"`, `"dispose"`; then None
 * - `tracked(item)`: adds the argument's handle and a new one to a tracker and closes it: whether each handle is open,
 *   and the item
 * - `use_tracked(item)`: uses a handle that a tracker has closed
 * - `capsule(key)`, `capsule_with_destructor(key)`, `capsule_that_throws()`: a capsule that holds one of the JavaScript
 *   values thing, function, text, bigint, null, undefined; whose destructor notes its arguments; whose destructor throws
 * - `capsule_at(address)`: a capsule that holds an address
 * - `capsule_holds(capsule, key)`, `capsule_context_is(capsule, key)`: whether it holds that value
 * - `capsule_set(capsule, part, key)`: `Capsule_Set` of that value
 * - `capsule_take_destructor(capsule)`: `Capsule_SetDestructor` of null
 * - `destroyed()`: a list of the destructors' notes since the last call: value, name, context, …
 * - `load_global(name)`, `store_global(name[, h])`: `Global_Load`, `Global_Store`; the module has the global `only`
 * - `leave_and_throw()`: throws an Error in `LeavePython`
 */
export const resources: Suite = suite(
  "resources",
  [
    test(
      "Builders make None of items that were not set",
      `
      item = object()
      assert mod.holes("list", 3) == [None, None, None]
      assert mod.holes("tuple", 2) == (None, None)
      assert mod.holes("list", 3, 1, item) == [None, item, None]
      assert mod.holes("tuple", 3, 2, item) == (None, None, item)
      assert mod.holes("tuple", 3, 0, item) == (item, None, None)
      assert mod.holes("list", 100) == [None] * 100
      `,
    ),
    test(
      "Builders throw IndexError for an index out of range",
      `
      for kind in ("list", "tuple"):
          for size, index in ((0, 0), (2, 2), (2, -1), (2, sys.maxsize), (2, -sys.maxsize - 1)):
              with raises(IndexError, f"^{kind} builder index out of range$"):
                  mod.holes(kind, size, index, object())
      `,
    ),
    test(
      "Builders that are spent throw HandleError",
      `
      item = object()
      before = sys.getrefcount(item)
      for kind in ("list", "tuple"):
          for action in ("set", "build", "cancel"):
              message = f"^HandleError: Cannot use this {kind} builder: it was "
              with raises(RuntimeError, message + "built already"):
                  mod.builder_actions(kind, item, "set", "build", action)
              with raises(RuntimeError, message + "cancelled already"):
                  mod.builder_actions(kind, item, "set", "cancel", action)
              with raises(RuntimeError, message + "cancelled already"):
                  mod.builder_actions(kind, item, "set", "dispose", action)
          mod.builder_actions(kind, item, "set", "build", "dispose", "dispose")
          mod.builder_actions(kind, item, "set", "dispose", "dispose")
      assert sys.getrefcount(item) == before
      `,
    ),
    test(
      "Builders that nobody finished are cancelled at the end of their call or scope",
      `
      item = object()
      before = sys.getrefcount(item)
      for kind in ("list", "tuple"):
          mod.builder_actions(kind, item, "set")
          assert sys.getrefcount(item) == before
          with raises(RuntimeError, "on purpose"):
              mod.builder_then_throw(kind, item)
          assert sys.getrefcount(item) == before
          with raises(RuntimeError, "^HandleError: "):
              mod.builder_in_scope(kind, item)
          assert sys.getrefcount(item) == before
      `,
    ),
    test(
      "Builders work with using",
      `
      item = object()
      before = sys.getrefcount(item)
      assert mod.builder_using("list", item) == [item]
      assert mod.builder_using("tuple", item) == (item,)
      assert sys.getrefcount(item) == before
      `,
    ),
    test(
      "Trackers that are closed throw HandleError",
      `
      item = object()
      before = sys.getrefcount(item)
      for action in ("add", "forgetAll", "close"):
          for end in ("close", "dispose"):
              with raises(RuntimeError, "^HandleError: Cannot use this tracker: it was closed already"):
                  mod.tracker_actions(item, "add", end, action)
      mod.tracker_actions(item, "add", "close", "dispose", "dispose")
      assert sys.getrefcount(item) == before
      `,
    ),
    test(
      "Trackers that nobody closed are closed at the end of their call",
      `
      item = object()
      before = sys.getrefcount(item)
      mod.tracker_actions(item)
      mod.tracker_actions(item, "add", "add")
      mod.tracker_actions(item, "add", "forgetAll")
      mod.tracker_actions(item, "add", "forgetAll", "add")
      assert sys.getrefcount(item) == before
      `,
    ),
    test(
      "Trackers close the handles that are owned, and leave arguments alone",
      `
      item = object()
      assert mod.tracked(item) == (True, False, item)
      with raises(RuntimeError, "^HandleError: Cannot use this handle: it was closed already"):
          mod.use_tracked(item)
      `,
    ),
    test(
      "Capsules hold any JavaScript value",
      `
      keys = ("thing", "function", "text", "bigint", "null", "undefined")
      for key in keys:
          capsule = mod.capsule(key)
          for other in keys:
              assert mod.capsule_holds(capsule, other) is (other == key)
      capsules = [mod.capsule("thing") for _ in range(100)]
      assert all(mod.capsule_holds(capsule, "thing") for capsule in capsules)
      `,
    ),
    test(
      "Capsules pass JavaScript values to their destructors",
      `
      for key in ("thing", "function", "text", "bigint", "null", "undefined"):
          capsule = mod.capsule_with_destructor(key)
          mod.capsule_set(capsule, "Context", "thing")
          del capsule
          gc.collect()
          assert mod.destroyed() == [key, "conformance.value", "thing"]
      capsule = mod.capsule_with_destructor("thing")
      mod.capsule_take_destructor(capsule)
      assert mod.capsule_holds(capsule, "thing") is True
      del capsule
      gc.collect()
      assert mod.destroyed() == []
      `,
    ),
    test(
      "Capsules get other JavaScript values in place of theirs",
      `
      capsule = mod.capsule("thing")
      for key in ("text", "null", "undefined", "thing", "thing"):
          mod.capsule_set(capsule, "Pointer", key)
          assert mod.capsule_holds(capsule, key) is True
          mod.capsule_set(capsule, "Context", key)
          assert mod.capsule_context_is(capsule, key) is True
          assert mod.capsule_holds(capsule, key) is True
      `,
    ),
    test(
      "Capsules that hold an address throw TypeError for a JavaScript value",
      `
      capsule = mod.capsule_at(0x1234)
      for part in ("Pointer", "Context"):
          with raises(RuntimeError, "TypeError: This capsule holds an address"):
              mod.capsule_set(capsule, part, "thing")
      `,
    ),
    test(
      "Capsules throw TypeError for a name that is no string and a destructor that is no function",
      `
      capsule = mod.capsule("thing")
      for part, key in (("Name", "thing"), ("Name", "undefined"), ("Destructor", "text"), ("Destructor", "undefined")):
          with raises(RuntimeError, f"TypeError: This is nothing that a capsule's {part} can be"):
              mod.capsule_set(capsule, part, key)
      mod.capsule_set(capsule, "Name", "text")
      mod.capsule_set(capsule, "Name", "null")
      with raises(ValueError):
          mod.capsule_holds(capsule, "thing")
      mod.capsule_set(capsule, "Destructor", "function")
      `,
    ),
    test(
      "What a capsule's destructor throws goes to sys.unraisablehook",
      `
      with unraisable() as caught:
          capsule = mod.capsule_that_throws()
          del capsule
          gc.collect()
      assert [(kind, text) for kind, text, _ in caught] == [(RuntimeError, "Error: from the destructor")]
      `,
    ),
    test(
      "Global_Load() gives null for an empty global",
      `
      assert mod.load_global("only") is None
      mod.store_global("only", "stored")
      assert mod.load_global("only") == "stored"
      mod.store_global("only")
      assert mod.load_global("only") is None
      `,
    ),
    test(
      "Global_Load() and Global_Store() throw TypeError for a name that the module does not list",
      `
      for name in ("other", "", "constructor"):
          with raises(RuntimeError, "^TypeError: "):
              mod.load_global(name)
          with raises(RuntimeError, "^TypeError: "):
              mod.store_global(name, 1)
      `,
    ),
    test(
      "Global_Store() keeps each load of a module by itself",
      `
      other = load()
      mod.store_global("only", "mine")
      other.store_global("only", "its")
      assert mod.load_global("only") == "mine"
      assert other.load_global("only") == "its"
      mod.store_global("only")
      assert other.load_global("only") == "its"
      other.store_global("only")
      `,
      { leaks: "a module's definition stays in the interpreter's memory when it was loaded" },
    ),
    test(
      "LeavePython() comes back when its body throws",
      `
      for _ in range(3):
          with raises(RuntimeError, "Error: outside of Python"):
              mod.leave_and_throw()
      assert mod.load_global("only") is None
      gc.collect()
      `,
    ),
  ],
  { languages: ["typescript"] },
);

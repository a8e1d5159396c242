import { type Suite, suite, type Test, test } from "../suite.ts";

/** Why tests that spend a builder twice are not leak tests. */
const spentTwice = "the books of open handles count a builder that is spent twice as closed twice";

/**
 * Builders of lists and tuples: `HPyListBuilder_*`, `HPyTupleBuilder_*`.
 *
 * Fixture `builder`, each function also as `tuple_…` with a tuple builder:
 * - `list_of(*items)`: New with the number of items, Set of each, Build
 * - `list_backwards(*items)`: the same, with the last item set first
 * - `list_overwritten(*items)`: New with size 1, Set of each item at index 0, Build
 * - `list_cancelled(*items)`: New, Set of each, Cancel, then None
 * - `list_new(size)`: New with `size` an int, then Build
 * - `list_new_cancelled(size)`: New with `size` an int, then Cancel, then None
 *
 * Fixture `builder-raw`, each function also as `tuple_…` with a tuple builder:
 * - `list_with_hole(item)`: New with size 2, Set at index 0, Build
 * - `list_with_null(item)`: New with size 2, Set at index 0, Set of HPy_NULL at index 1, Build
 * - `list_beyond(item)`, `list_before(item)`: New with size 1, Set at index 0, Set at index 1 or -1, Build
 * - `list_of_negative_size(item)`: New with size -1, Set at index 0, Build
 * - `list_built_twice(item)`: New with size 1, Set, Build, HPy_Close of the result, Build
 * - `list_cancelled_twice(item)`: New with size 1, Set, Cancel, Set, Cancel, then None
 */
export const builder: Suite = suite("builder", [...tests("List"), ...tests("Tuple")]);

/** The tests of one kind of builder. */
function tests(kind: "List" | "Tuple"): readonly Test[] {
  const name = `HPy${kind}Builder`;
  const type = kind.toLowerCase();
  return [
    test(
      `${name}_Build() gives the items themselves, each at its index`,
      `
      items = [object() for _ in range(7)]
      made = mod.${type}_of(*items)
      assert type(made) is ${type}
      assert list(made) == items
      for made_item, item in zip(made, items):
          assert made_item is item
      many = list(range(5000))
      assert list(mod.${type}_of(*many)) == many
      `,
    ),
    test(
      `${name}_Build() gives an empty ${type} for size 0`,
      `
      assert mod.${type}_of() == ${type}()
      assert type(mod.${type}_of()) is ${type}
      assert mod.${type}_new(0) == ${type}()
      `,
    ),
    test(
      `${name}_Set() takes any order`,
      `
      assert mod.${type}_backwards("a", "b", "c") == ${type}("abc")
      `,
    ),
    test(
      `${name}_Set() takes one reference to the item`,
      `
      item = object()
      before = sys.getrefcount(item)
      made = mod.${type}_of(item, item)
      assert sys.getrefcount(item) == before + 2
      del made
      assert sys.getrefcount(item) == before
      `,
    ),
    test(
      `${name}_Set() lets go of the item that it replaces`,
      `
      first, second = object(), object()
      before = sys.getrefcount(first), sys.getrefcount(second)
      made = mod.${type}_overwritten(first, second)
      assert len(made) == 1
      assert made[0] is second
      assert (sys.getrefcount(first), sys.getrefcount(second)) == (before[0], before[1] + 1)
      `,
    ),
    test(
      `${name}_Cancel() lets go of the items`,
      `
      item = object()
      before = sys.getrefcount(item)
      assert mod.${type}_cancelled(item, item, item) is None
      assert sys.getrefcount(item) == before
      assert mod.${type}_cancelled() is None
      `,
    ),
    test(
      `${name}_Build() returns null and sets MemoryError when no ${type} can have the size`,
      `
      for size in (-1, -sys.maxsize - 1, sys.maxsize):
          with raises(MemoryError):
              mod.${type}_new(size)
      `,
    ),
    test(
      `${name}_Set() does nothing when no ${type} can have the size`,
      `
      item = object()
      before = sys.getrefcount(item)
      with raises(MemoryError):
          mod.${type}_of_negative_size(item)
      assert sys.getrefcount(item) == before
      `,
      { fixture: "builder-raw" },
    ),
    test(
      `${name}_New() and ${name}_Cancel() never set an error`,
      `
      for size in (0, 1, 5, -1, -sys.maxsize - 1, sys.maxsize):
          assert mod.${type}_new_cancelled(size) is None
      `,
    ),
    test(
      `${name}_Build() returns null and sets SystemError when an item was not set, or set to the null handle`,
      `
      item = object()
      before = sys.getrefcount(item)
      with raises(SystemError, "item 1 of 2 was never set"):
          mod.${type}_with_hole(item)
      with raises(SystemError, "item 1 was set to a null handle"):
          mod.${type}_with_null(item)
      assert sys.getrefcount(item) == before
      `,
      { fixture: "builder-raw" },
    ),
    test(
      `${name}_Build() returns null and sets SystemError when an item was set out of range`,
      `
      item = object()
      before = sys.getrefcount(item)
      with raises(SystemError, "index 1 is out of range for 1 items"):
          mod.${type}_beyond(item)
      with raises(SystemError, "index -1 is out of range for 1 items"):
          mod.${type}_before(item)
      assert sys.getrefcount(item) == before
      `,
      { fixture: "builder-raw" },
    ),
    test(
      `${name}_Build() returns null and sets SystemError when the builder was built before`,
      `
      item = object()
      before = sys.getrefcount(item)
      with raises(SystemError, "the builder was built or cancelled before|is no ${name} that is open"):
          mod.${type}_built_twice(item)
      assert sys.getrefcount(item) == before
      `,
      { fixture: "builder-raw", leaks: spentTwice },
    ),
    test(
      `${name}_Set() and ${name}_Cancel() do nothing when the builder was cancelled before`,
      // A sandbox sets SystemError besides: it knows which builders are open.
      `
      item = object()
      before = sys.getrefcount(item)
      try:
          assert mod.${type}_cancelled_twice(item) is None
      except SystemError as error:
          assert "Builder that is open" in str(error)
      assert sys.getrefcount(item) == before
      `,
      { fixture: "builder-raw", leaks: spentTwice },
    ),
  ];
}

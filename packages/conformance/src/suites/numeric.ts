import { type Suite, suite, test } from "../suite.ts";

/**
 * Implementations in numbers, which extensions in TypeScript can have beside comfortable ones.
 *
 * Fixture `numeric`:
 * - `noargs`, `o`, `varargs`, `keywords`: one of each calling convention; the last two give a list of what they got, and
 *   `keywords` appends the names
 * - `self_name`, `fail`, `fail_in_python(callable)`, `throw_error`
 * - `text`, `same_text`, `bad_text`, `scratch(str)`: `ctx.text`, `ctx.scratch`
 * - `unlisted`, `bad_offset`, `make_box`: `ctx.type`, `ctx.offset`
 * - `sum(list)`, `wrap(object)`, `wrap_null(object)`, `unwrap_spent(object)`: `ctx.raw`, `ctx.wrap`, `ctx.unwrap`
 * - `Box(int, int)`: raw memory, a field, a member, a JavaScript value, getsets, slots, a buffer
 * - `Countdown()`: an iterator
 */
export const numeric: Suite = suite(
  "numeric",
  [
    test(
      "Methods in numbers get what those of C get, in all calling conventions",
      `
      thing = object()
      assert mod.noargs() is True
      assert mod.o(thing) is thing
      assert mod.varargs() == []
      assert mod.varargs(1, thing, 3, 4, 5) == [1, thing, 3, 4, 5]
      assert mod.keywords() == []
      assert mod.keywords(1, 2) == [1, 2]
      assert mod.keywords(1, a=2, b=thing) == [1, 2, thing, ("a", "b")]
      assert mod.self_name() == mod.__name__
      assert mod.noargs.__doc__ == "The truth."
      for wrong in (lambda: mod.noargs(1), lambda: mod.o(), lambda: mod.o(1, 2), lambda: mod.o(a=1)):
          with raises(TypeError):
              wrong()
      `,
    ),
    test(
      "An implementation in numbers that fails returns null, and what it throws is raised as well",
      `
      with raises(TypeError, "failed"):
          mod.fail()
      with raises(ZeroDivisionError):
          mod.fail_in_python(lambda: 1 / 0)
      with raises(RuntimeError, "RangeError: thrown"):
          mod.throw_error()
      assert mod.fail_in_python(lambda: 5) == 5
      `,
    ),
    test(
      "ctx.text() gives a C string that stays, and refuses what C cannot express",
      `
      assert mod.text() == "text \u00e9 \\U0001f600"
      assert mod.same_text() is True
      with raises(RuntimeError, "No C string can express"):
          mod.bad_text()
      assert [mod.scratch(text) for text in ("", "abc", "\u00e9t\u00e9", "x" * 1000)] == [0, 3, 5, 1000]
      with raises(TypeError):
          mod.scratch(b"")
      `,
    ),
    test(
      "Types in numbers have raw memory beside fields, members and JavaScript values",
      `
      box = mod.Box(3, 4)
      assert type(box) is mod.Box
      assert box.sum() == 7
      box.label = 12
      assert box.label_of() == 12 and box.sum() == 7
      thing = object()
      before = sys.getrefcount(thing)
      box.put(thing)
      assert box.get() is thing
      assert sys.getrefcount(thing) == before + 1
      assert [box.reads, box.reads, mod.Box(1, 2).reads] == [1, 2, 1]
      assert box.same(thing) is thing and box.count(1, 2, 3) == 3
      del box
      gc.collect()
      assert sys.getrefcount(thing) == before
      assert type(mod.make_box()) is mod.Box and mod.make_box().sum() == 0
      `,
    ),
    test(
      "Getsets and slots in numbers set errors as those of C do",
      `
      box = mod.Box(1, 2)
      box.first = 40
      assert box.first == 40 and box.sum() == 42
      with raises(TypeError):
          box.first = "text"
      with raises(TypeError, "first cannot be deleted"):
          del box.first
      assert box.first == 40
      for wrong in (lambda: mod.Box(), lambda: mod.Box(1, 2, 3), lambda: mod.Box(1, b=2), lambda: mod.Box("a", 1)):
          with raises(TypeError):
              wrong()
      assert len(box) == 7
      assert list(mod.Countdown()) == [3, 2, 1]
      class Sub(mod.Box):
          pass
      assert Sub(5, 6).sum() == 11
      `,
    ),
    test(
      "ctx.fillBuffer() shows raw memory, and refuses what the memory is not",
      `
      box = mod.Box(1, 2)
      view = memoryview(box)
      assert (view.format, view.itemsize, view.shape, view.strides, view.readonly) == ("i", 4, (2,), (4,), False)
      assert list(view) == [1, 2]
      view[0] = 10
      assert box.sum() == 12
      view.release()
      assert bytes(box) == bytes([10, 0, 0, 0, 2, 0, 0, 0])
      still = mod.Box(0, 5)
      assert memoryview(still).readonly
      with raises(TypeError):
          __import__("io").BytesIO(b"12345678").readinto(still)
      `,
    ),
    test(
      "ctx.type() and ctx.offset() throw for what there is not",
      `
      with raises(RuntimeError, "list it in 'types'"):
          mod.unlisted()
      with raises(RuntimeError, "has no raw memory"):
          mod.bad_offset()
      `,
    ),
    test(
      "ctx.raw, ctx.unwrap() and ctx.wrap() lead from handles to numbers and back",
      `
      assert mod.sum(list(range(1000))) == 499500
      thing = object()
      before = sys.getrefcount(thing)
      assert mod.wrap(thing) is thing
      assert sys.getrefcount(thing) == before
      with raises(AttributeError):
          mod.wrap_null(thing)
      with raises(RuntimeError, "it was closed already"):
          mod.unwrap_spent(thing)
      assert sys.getrefcount(thing) == before
      `,
    ),
  ],
  { languages: ["typescript"] },
);

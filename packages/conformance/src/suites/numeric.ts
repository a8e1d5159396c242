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
 * - `call_numbers(signature, callable, ...numbers)`, `call_again(callable, number)`: `ctx.numberCall`
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
      "ctx.numberCall() makes ints and floats of numbers, and reads the result as Python's functions do",
      `
      class Int(int):
          pass
      class Odd:
          def __index__(self):
              return 7
          def __float__(self):
              return 0.25
      class Broken:
          def __index__(self):
              raise KeyError("index")
          __float__ = __index__
      call = mod.call_numbers
      edges = [0, 1, -1, -5, -6, 256, 257, 1000, -1000, 2**30 - 1, 2**30, 1 - 2**30, -2**30, 2**31 - 1, -2**31]
      for _ in range(3):
          for number in edges:
              assert call("i:i", lambda x: x, number) == number
              assert call("d:i", float, number) == float(number)
              assert call("i:ii", lambda a, b: b, 5, number) == number
      assert call("v:i", lambda x: [x], 1000) == 0
      assert call("i:iiiiiiii", lambda *all: sum(all), 1, 20, 300, 4000, 50000, 600000, 7000000, 80000000) == 87654321
      for number in (0.0, 1.5, -2.25e300, float("inf")):
          assert call("d:d", lambda x: x, number) == number
          assert call("d:dd", lambda a, b: b, 1.5, number) == number
      assert str(call("d:d", lambda x: x, -0.0)) == "-0.0"
      assert call("d:", lambda: float("nan")) != call("d:", lambda: float("nan"))
      assert [type(call("i:", lambda: value)) for value in (Int(5), True, Odd())] == [int, int, int]
      assert [call("i:", lambda: value) for value in (Int(5), Int(-1), True, False, Odd())] == [5, -1, 1, 0, 7]
      assert [call("d:", lambda: value) for value in (5, 2**40, True, Odd(), Int(3))] == [5.0, 2.0**40, 1.0, 0.25, 3.0]
      for value in (2**31, -2**31 - 1, 2**63, 2**100, Int(2**40)):
          with raises(OverflowError):
              call("i:", lambda: value)
      for signature in ("i:", "d:"):
          for value in (None, "5", [], b"1"):
              with raises(TypeError):
                  call(signature, lambda: value)
          with raises(KeyError):
              call(signature, lambda: Broken())
      with raises(TypeError):
          call("i:", lambda: 1.5)
      with raises(OverflowError):
          call("d:", lambda: 10**400)
      `,
    ),
    test(
      "ctx.numberCall() calls whatever can be called, and fails as the call does",
      `
      import functools, operator
      class Callable:
          def __call__(self, x):
              return x + 1
          def method(self, x):
              return x + 2
          @classmethod
          def of_class(cls, x):
              return x + 3
          @staticmethod
          def of_nobody(x):
              return x + 4
      call = mod.call_numbers
      for function, wanted in (
          (Callable(), 1001), (Callable().method, 1002), (Callable.of_class, 1003), (Callable.of_nobody, 1004),
          (operator.neg, -1000), (abs, 1000), (int, 1000), (functools.partial(operator.add, 5), 1005),
          ([1000].index, 0), (range(2000).count, 1), (lambda x, y=7, *more, z=1: x + y + z, 1008),
          (mod.o, 1000), (lambda *all: all[0], 1000),
      ):
          assert [call("i:i", function, 1000) for _ in range(3)] == [wanted] * 3
      for wrong in (5, None, lambda: 1, lambda a, b: 1, lambda *, a: 1):
          with raises(TypeError):
              call("i:i", wrong, 1000)
      with raises(ZeroDivisionError):
          call("i:i", lambda x: x // 0, 1000)
      with raises(KeyError):
          call("v:d", {}.__getitem__, 1.5)
      assert call("i:", lambda: -1) == -1 and call("d:", lambda: -1.0) == -1.0
      with raises(RuntimeError, "is no signature of a call with numbers"):
          call("i:x", abs, 1)
      with raises(RuntimeError, "is no signature of a call with numbers"):
          call("i:iiiiiiiii", abs, 1)
      `,
    ),
    test(
      "ctx.numberCall() lets go of what it makes, and what others keep stays as it is",
      `
      call = mod.call_numbers
      kept = []
      for number in range(1000, 1040):
          assert call("v:i", kept.append, number) == 0
          assert call("v:d", kept.append, number / 8) == 0
          assert call("i:i", lambda x: x, -number) == -number
      assert kept == [value for number in range(1000, 1040) for value in (number, number / 8)]
      def later(x):
          while True:
              yield x
      generators = []
      for number in range(1000, 1010):
          call("v:i", lambda x: generators.append(later(x)), number)
      assert [next(generator) for generator in generators] == list(range(1000, 1010))
      class Mortal:
          def __del__(self):
              kept.append("gone")
      kept.clear()
      assert call("v:", Mortal) == 0
      assert kept == ["gone"]
      with raises(TypeError):
          call("i:", Mortal)
      assert kept == ["gone", "gone"]
      function = lambda x: thing
      thing = 123456789
      before = sys.getrefcount(thing), sys.getrefcount(function)
      for number in range(1000):
          call("i:i", function, number)
      assert (sys.getrefcount(thing), sys.getrefcount(function)) == before
      `,
    ),
    test(
      "ctx.numberCall() can be called again from what it calls, and stands growing memory and deep recursion",
      `
      def triangle(n):
          return n if n == 1000 else n + mod.call_again(triangle, n - 1)
      assert mod.call_again(triangle, 1030) == sum(range(1000, 1031))
      def grow(n):
          blocks.append(bytearray(n))
          return n
      blocks = []
      for _ in range(4):
          assert mod.call_again(grow, 20000000) == 20000000
      assert len(blocks) == 4
      blocks.clear()
      def forever(n):
          return mod.call_again(forever, n + 1)
      for _ in range(3):
          with raises(RecursionError):
              mod.call_again(forever, 1000)
          assert mod.call_again(abs, -1000) == 1000
      def only_python(n):
          return only_python(n + 1)
      with raises(RecursionError):
          mod.call_again(only_python, 1000)
      assert mod.call_again(triangle, 1030) == sum(range(1000, 1031))
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

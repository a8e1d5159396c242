import type { Test } from "../../suite.ts";
import { edgeTest } from "./works.ts";

/** Recursion to the end of the stack. */
export const recursion: readonly Test[] = [
  edgeTest(
    "A stack overflow in JavaScript alone is a RecursionError, as often as one likes",
    `
    mod.arm("overflow")
    for _ in range(5):
        with raises(RecursionError, "RangeError: Maximum call stack size exceeded"):
            mod.noargs()
        works()
    `,
  ),
  ...["overflow", "context overflow"].map((behaviour) =>
    edgeTest(
      `A stack overflow in JavaScript, in each kind of method, is a RecursionError (${behaviour})`,
      `
      mod.arm("${behaviour}")
      for function in (mod.noargs, lambda: mod.o(1), lambda: mod.varargs(1), lambda: mod.keywords(a=1)):
          with raises(RecursionError):
              function()
          works()
      `,
    ),
  ),
  ...["dive(lambda: None)", "dive_in_scopes(1)", "dive_in_scopes(50)", "dive_in_enters()"].map((dive) =>
    edgeTest(
      `A stack overflow in JavaScript that uses the context at each level is a RecursionError: ${dive}`,
      `
      for _ in range(3):
          with raises(RecursionError):
              mod.${dive}
          with raises(RecursionError):
              mod.call(lambda: mod.${dive})
          works()
      `,
    ),
  ),
  edgeTest(
    "Mutual recursion of Python and TypeScript is Python's RecursionError",
    `
    depths = []
    def nest(depth):
        depths.append(depth)
        return mod.call(lambda: nest(depth + 1))
    with raises(RecursionError):
        nest(0)
    assert max(depths) > 20
    works()
    def nest_with(depth):
        return mod.call_with(nest_with, depth + 1)
    with raises(RecursionError):
        nest_with(0)
    works()
    def nest_rethrowing():
        return mod.call_and_rethrow(nest_rethrowing)
    with raises(RecursionError):
        nest_rethrowing()
    def nest_below():
        return mod.call_below(nest_below, 20)
    with raises(RecursionError):
        nest_below()
    `,
  ),
  ...Object.entries({
    "a sort key": `
    def key(item):
        return mod.sort([2, 1], key)
    with raises(RecursionError):
        mod.sort([2, 1], key)
    `,
    __getattr__: `
    class Attribute:
        def __getattr__(self, name):
            return mod.get(self)
    with raises(RecursionError):
        mod.get(Attribute())
    `,
    __repr__: `
    class Repr:
        def __repr__(self):
            return mod.repr(self)
    with raises(RecursionError):
        repr(Repr())
    `,
    "an operator": `
    class Sum:
        def __add__(self, other):
            return mod.add(self, other)
    with raises(RecursionError):
        Sum() + 1
    `,
    "a list that contains itself": `
    class Nested(list):
        def __repr__(self):
            return mod.repr([self])
    with raises(RecursionError):
        mod.repr(Nested())
    `,
  }).map(([name, body]) => edgeTest(`Recursion through ${name} is a RecursionError`, body)),
  edgeTest(
    "A RecursionError that Python catches half-way lets the recursion end well",
    `
    def deep(depth):
        try:
            return mod.call(lambda: deep(depth + 1))
        except RecursionError:
            return depth
    assert deep(0) > 20
    assert mod.call_and_catch(lambda: deep(0)) is None
    def overflow():
        mod.arm("overflow")
        return mod.noargs()
    [kind, message, *_] = mod.call_and_catch(overflow)
    assert kind == "RecursionError" and "in JavaScript" in message
    `,
  ),
  edgeTest(
    "Deep recursion in Python below TypeScript is what it is elsewhere",
    `
    def down(n):
        return 0 if n == 0 else 1 + down(n - 1)
    assert mod.call_with(down, 500) == 500
    with raises(RecursionError, "maximum recursion depth exceeded"):
        mod.call_with(down, 100_000)
    with raises(RecursionError):
        mod.call_below(lambda: down(100_000), 1000)
    `,
  ),
];

/** Suspending Python, and TypeScript frames that cannot be. */
export const suspension: readonly Test[] = [
  edgeTest(
    "run_sync() below a TypeScript frame raises RuntimeError, and works again outside of it",
    `
    from pyodide.ffi import can_run_sync, run_sync
    async def wait():
        await asyncio.sleep(0.001)
        return "waited"
    def below():
        coroutine = wait()
        try:
            return run_sync(coroutine)
        finally:
            coroutine.close()
    assert can_run_sync() is True
    assert run_sync(wait()) == "waited"
    for call in (mod.call, mod.call_and_rethrow, lambda f: mod.call_below(f, 3), lambda f: mod.call(lambda: mod.call(f))):
        with raises(RuntimeError, "[Cc]annot stack switch"):
            call(below)
        assert mod.call(can_run_sync) is False
        assert can_run_sync() is True
        assert run_sync(wait()) == "waited"
    [kind, _, is_set, *_] = mod.call_and_catch(below)
    assert (kind, is_set) == ("RuntimeError", False)
    assert run_sync(wait()) == "waited"
    `,
    { asynchronous: true },
  ),
  edgeTest(
    "run_sync() works again after a TypeScript frame that ended by an exception",
    `
    from pyodide.ffi import can_run_sync, run_sync
    async def wait():
        await asyncio.sleep(0.001)
        return "waited"
    for behaviour, exception in (("error", RuntimeError), ("overflow", RecursionError), ("python", KeyError),
                                 ("context overflow", RecursionError), ("trap", SystemError)):
        mod.arm(behaviour)
        with raises(exception):
            mod.o(1)
        assert can_run_sync() is True
        assert run_sync(wait()) == "waited"
    with unraisable() as caught:
        mod.capsule("error")
    assert len(caught) == 1
    assert run_sync(wait()) == "waited"
    `,
    { asynchronous: true },
  ),
];

import type { Test } from "../../suite.ts";
import { edgeTest } from "./works.ts";

/** Python's exceptions on their way through TypeScript. */
export const exceptions: readonly Test[] = [
  edgeTest(
    "KeyboardInterrupt, SystemExit and everything else pass through TypeScript frames as the same object",
    `
    class Custom(BaseException):
        pass
    def fail():
        raise error
    for error in (KeyboardInterrupt("stop"), SystemExit(3), GeneratorExit(), StopIteration(5), Custom(), KeyError("key"),
                  ExceptionGroup("group", [ValueError(1)]), asyncio.CancelledError()):
        for call in (mod.call, mod.call_and_rethrow, lambda f: mod.call_finally(f, lambda _: None),
                     lambda f: mod.call_below(f, 100), lambda f: mod.call(lambda: mod.call_and_rethrow(f))):
            with raises(type(error)) as caught:
                call(fail)
            assert caught.value is error
            assert error.__cause__ is None and error.__context__ is None
            assert not hasattr(error, "__notes__")
    del caught, error
    `,
  ),
  edgeTest(
    "An exception keeps its traceback, cause, context and notes on its way through TypeScript",
    `
    import traceback
    def fail():
        try:
            1 / 0
        except ZeroDivisionError as error:
            wrapped = ValueError("wrapped")
            wrapped.add_note("a note")
            raise wrapped from error
    try:
        mod.call_and_rethrow(lambda: mod.call(fail))
    except ValueError as error:
        names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        assert names[-1] == "fail" and names[0] == "<module>" and "<lambda>" in names
        assert type(error.__cause__) is ZeroDivisionError
        assert error.__context__ is error.__cause__
        assert error.__notes__ == ["a note"]
    else:
        raise AssertionError("nothing was raised")
    `,
  ),
  edgeTest(
    "try/finally in TypeScript runs with a clean error indicator, and the exception goes on",
    `
    calls = []
    def fail():
        raise KeyboardInterrupt("stop")
    with raises(KeyboardInterrupt, "stop"):
        mod.call_finally(fail, calls.append)
    assert calls == [False]
    assert mod.call_finally(lambda: "result", calls.append) == "result"
    assert calls == [False, False]
    def fail_too(_):
        raise LookupError("in finally")
    with raises(LookupError, "in finally"):
        mod.call_finally(fail, fail_too)
    `,
  ),
  edgeTest(
    "A TypeScript catch of a PythonError handles it: the error indicator is clean, and the call goes on",
    `
    error = KeyError("key")
    def fail():
        raise error
    assert mod.call_and_catch(fail) == ["KeyError", "'key'", False, True, error]
    assert mod.call_and_catch(lambda: 1 / 0)[:4] == ["ZeroDivisionError", "division by zero", False, False]
    assert mod.call_and_catch(lambda: 5) is None
    class Unprintable(KeyError):
        def __str__(self):
            raise ValueError("no words")
    def fail_without_words():
        raise Unprintable
    assert mod.call_and_catch(fail_without_words)[:4] == ["Unprintable", "", False, True]
    error.__traceback__ = None
    `,
  ),
  edgeTest(
    "A caught KeyboardInterrupt or SystemExit is handled too, if TypeScript says so",
    `
    def fail():
        raise SystemExit(3)
    assert mod.call_and_catch(fail)[:4] == ["SystemExit", "3", False, False]
    `,
  ),
];

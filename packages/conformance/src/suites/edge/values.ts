import type { Test } from "../../suite.ts";
import { edgeTest } from "./works.ts";

/** What can be thrown. */
export const thrown: readonly Test[] = [
  edgeTest(
    "Any thrown value becomes a RuntimeError that says what it was",
    String.raw`
    def run(behaviour):
        mod.arm(behaviour)
        return mod.noargs()
    for behaviour, text in (
            ("type error", "TypeError: from noargs"), ("own error", "OwnError: from noargs"),
            ("surrogate", "Error: lone \ud800 and NUL \0."), ("no stack", "Error: without a stack"),
            ("hostile error", "(it cannot be converted to a string): (it cannot be converted to a string)"),
            ("false error", "Error: "),
            ("text", "JavaScript threw a value that is not an Error: a text"),
            ("undefined", "JavaScript threw a value that is not an Error: undefined"),
            ("null", "JavaScript threw a value that is not an Error: null"),
            ("number", "JavaScript threw a value that is not an Error: 42"),
            ("symbol", "JavaScript threw a value that is not an Error: Symbol(a symbol)"),
            ("bare", "JavaScript threw a value that is not an Error: (it cannot be converted to a string)"),
            ("unprintable", "JavaScript threw a value that is not an Error: (it cannot be converted to a string)"),
            ("revoked", "JavaScript threw a value that is not an Error: (it cannot be converted to a string)")):
        with raises(RuntimeError) as caught:
            run(behaviour)
        assert str(caught.value) == text
        assert type(caught.value) is RuntimeError
        works()
    del caught
    `,
  ),
  edgeTest(
    "What Python functions raise below TypeScript passes through it",
    `
    mod.arm("python function")
    with raises(TypeError, "str"):
        mod.noargs()
    `,
  ),
  edgeTest(
    "A JavaScript error that wraps a Python exception is a RuntimeError",
    `
    def fail():
        raise KeyError("cause")
    with raises(RuntimeError, "Error: wrapped"):
        mod.call_and_wrap(fail)
    `,
  ),
  edgeTest(
    "What is thrown outside of Python, between leaving and re-entering, finds Python again",
    `
    for behaviour, exception in (("error", RuntimeError), ("text", RuntimeError), ("overflow", RecursionError),
                                 ("trap", SystemError), ("revoked", RuntimeError)):
        with raises(exception):
            mod.outside_python(behaviour)
        works()
    assert mod.outside_python("return 1.5") == 1.5
    `,
  ),
  edgeTest(
    "What is thrown after HPy_LeavePythonExecution, without HPy_ReenterPythonExecution, finds Python again",
    `
    with raises(RuntimeError, "Error: outside of Python"):
        mod.never_reentered()
    `,
    { leaks: "the thread state is never handed back, which is what is tested; the edge re-enters by itself" },
  ),
];

/** What can be returned. */
export const results: readonly Test[] = [
  edgeTest(
    "What a method returns becomes the Python object that says the same",
    String.raw`
    def run(behaviour):
        mod.arm(behaviour)
        return mod.noargs()
    import math
    assert run("return undefined") is None
    assert run("return null") is None
    assert run("return true") is True
    assert run("return text") == "a text"
    assert run("return surrogate") == "lone \ud800 and NUL \0."
    assert math.isnan(run("return NaN"))
    assert run("return infinity") == math.inf
    assert repr(run("return -0")) == "-0.0"
    assert repr(run("return 1.5")) == "1.5"
    assert repr(run("return -1")) == "-1"
    assert repr(run("return 2**31")) == str(2 ** 31)
    assert repr(run("return 2**53")) == str(float(2 ** 53))
    assert run("return huge") == 1e300
    assert run("return bigint") == -2 ** 100
    `,
  ),
  edgeTest(
    "A handle of another module is refused, as an argument and as a result, and so is a handle of an earlier call",
    `
    lender = load("edge-lender")
    def run(behaviour):
        mod.arm(behaviour)
        return mod.noargs()
    for behaviour in ("lent handle", "return lent"):
        with raises(RuntimeError, "HandleError: This handle belongs to another context"):
            lender.lend([1], lambda: run(behaviour))
    lender.lend_spent([1])
    for behaviour in ("lent handle", "return lent"):
        with raises(RuntimeError, "HandleError: "):
            run(behaviour)
    lender.forget()
    `,
    { loads: true },
  ),
  edgeTest(
    "A handle that is being closed cannot be closed by what that runs",
    `
    for by_hand, why in ((True, "it was closed already"), (False, "its call or scope has ended")):
        with unraisable() as caught:
            mod.cling(by_hand)
        [(kind, text, _)] = caught
        assert kind is RuntimeError
        assert "Cannot close a handle that is not open: " + why in text
    `,
  ),
  edgeTest(
    "undefined where a handle is needed, and a handle closed twice, are errors that say so",
    `
    def run(behaviour):
        mod.arm(behaviour)
        return mod.noargs()
    with raises(RuntimeError, "HandleError: A handle is needed here, not undefined"):
        run("no handle")
    with raises(RuntimeError, "HandleError: Cannot close a handle that is not open: it was closed already"):
        run("closed twice")
    with raises(RuntimeError, "HandleError: Cannot use this handle: it was closed already"):
        run("return closed")
    `,
  ),
];

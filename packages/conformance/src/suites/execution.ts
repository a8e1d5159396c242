import { type Suite, suite, test } from "../suite.ts";

/**
 * Leaving Python and coming back: `HPy_LeavePythonExecution`, `HPy_ReenterPythonExecution`.
 *
 * Fixture `execution`:
 * - `work(count)`: HPy_LeavePythonExecution, adds the numbers below the int `count` up, HPy_ReenterPythonExecution;
 *   returns the sum plus `count`, added with HPy_Add
 * - `work_in_block(count)`: the same with HPy_BEGIN_LEAVE_PYTHON and HPy_END_LEAVE_PYTHON
 * - `call_after(callable)`: leaves and re-enters three times, then returns what the callable returns
 *
 * Fixture `execution-raw`:
 * - `same_state()`: leaves and re-enters twice; whether the thread state was the same both times, and not null
 */
export const execution: Suite = suite("execution", [
  test(
    "HPy_LeavePythonExecution() lets the extension work outside of Python, and HPy_ReenterPythonExecution() comes back",
    `
    assert mod.work(1000) == sum(range(1000)) + 1000
    assert mod.work_in_block(1000) == sum(range(1000)) + 1000
    `,
  ),
  test(
    "HPy_LeavePythonExecution() gives the thread state, which is the same each time",
    `
    assert mod.same_state() is True
    `,
    { fixture: "execution-raw" },
  ),
  test(
    "HPy_ReenterPythonExecution() leaves the interpreter as it was: Python runs, raises and re-enters the extension",
    `
    assert mod.call_after(lambda: "result") == "result"
    assert mod.call_after(lambda: mod.call_after(lambda: mod.work(10))) == 55
    with raises(ZeroDivisionError):
        mod.call_after(lambda: 1 / 0)
    with raises(TypeError):
        mod.work("ten")
    gc.collect()
    `,
  ),
]);

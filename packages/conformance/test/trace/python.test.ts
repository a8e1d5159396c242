import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rawModule } from "../../fixtures/raw.ts";
import { numbers, type OpenedTrace, openTrace } from "./open-trace.ts";

let opened: OpenedTrace;
let run: OpenedTrace["run"];

beforeAll(async () => {
  opened = await openTrace();
  ({ run } = opened);
  opened.load(numbers, ["trace"]);
  run(`
import hpy.trace, importlib.util, numbers_raw as mod
from collections import Counter
from hpy.trace import get_call_counts, get_durations, get_frequency, set_trace_functions

def delta(before, after):
    return {name: after[name] - before[name] for name in after if after[name] != before[name]}

def raised(f, *args, **kwargs):
    try:
        f(*args, **kwargs)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
`);
});

beforeEach(() => {
  run("set_trace_functions(None, None)");
});

describe("hpy.trace", () => {
  test("is the module that hpy.universal names", () => {
    run(`
import hpy.universal, sys
module = sys.modules["hpy.trace._trace"]
assert module is hpy.universal._trace
assert module.__name__ == "hpy.trace._trace" and module.__doc__ == "HPy trace mode"
assert hpy.trace.get_call_counts is module.get_call_counts
`);
  });

  test("get_call_counts() has 189 ints, which grow by what an extension calls", () => {
    run(`
before = get_call_counts()
assert len(before) == 189 and all(type(value) is int for value in before.values())
assert next(iter(before)) == "ctx_Dup"
assert mod.add(1, 2) == 3
assert delta(before, get_call_counts()) == {"ctx_Add": 1}
assert mod.add(10, 20) == 30
assert delta(before, get_call_counts()) == {"ctx_Add": 2}
assert raised(mod.add, 1, 2, 3) == "TypeError: expected exactly two args"
assert delta(before, get_call_counts()) == {"ctx_Add": 2, "ctx_Err_SetString": 1}
`);
  });

  test("get_durations() has nanoseconds, calls inside included", () => {
    run(`
import time
before = get_durations()
def callback():
    time.sleep(0.05)
    return 123
assert mod.call(callback) == 123
changed = delta(before, get_durations())
assert all(type(value) is int for value in get_durations().values())
assert 45e6 < changed["ctx_CallTupleDict"] < 5e9, changed
assert set(changed) <= {"ctx_CallTupleDict", "ctx_Callable_Check"}, changed
`);
  });

  test("get_frequency() is 1 GHz on Node", () => {
    expect(run("get_frequency()")).toBe(1_000_000_000);
  });

  test("what the loader and hpy.trace itself call is not counted", () => {
    run("before = get_call_counts()");
    const idle = rawModule("idle", () => ({}));
    opened.load(idle, ["trace"]);
    opened.load(idle, ["trace"], "idle_again");
    run(`
import idle, idle_again
get_call_counts(), get_durations(), set_trace_functions(print), set_trace_functions(None)
assert delta(before, get_call_counts()) == {}, delta(before, get_call_counts())
`);
  });
});

test("an extension is traced also when it is loaded again, or imported later", () => {
  opened.register(numbers, ["trace"], "numbers_later");
  run(`
import importlib, numbers_later, sys
again = importlib.util.module_from_spec(importlib.util.find_spec("numbers_later"))
assert again is not numbers_later
for module in numbers_later, again:
    before = get_call_counts()
    assert module.add(1, 2) == 3
    assert delta(before, get_call_counts()) == {"ctx_Add": 1}
`);
});

describe("set_trace_functions()", () => {
  test("calls functions before and after; omitted leaves unchanged, None clears", () => {
    run(`
seen = []
def on_enter(name): seen.append(("enter", name))
def on_exit(name): seen.append(("exit", name))
enter, exit = ("enter", "ctx_Add"), ("exit", "ctx_Add")

assert set_trace_functions(on_enter) is None
assert seen == [] and mod.add(1, 2) == 3 and seen == [enter]
set_trace_functions(on_exit=on_exit)
assert mod.add(2, 3) == 5 and seen == [enter, enter, exit]
set_trace_functions()
assert mod.add(2, 3) == 5 and seen == [enter, enter, exit, enter, exit]
set_trace_functions(on_enter=None)
assert mod.add(2, 3) == 5 and seen == [enter, enter, exit, enter, exit, exit]
`);
  });

  test("refuses what is not callable, and then changes nothing", () => {
    run(`
seen = []
set_trace_functions(seen.append)
assert raised(set_trace_functions, 1) == "TypeError: Expected a callable object or None"
assert raised(set_trace_functions, on_enter=None, on_exit="no") == "TypeError: Expected a callable object or None"
assert raised(set_trace_functions, nothing=None).startswith("TypeError: set_trace_functions()")
assert raised(set_trace_functions, None, None, None).startswith("TypeError: set_trace_functions()")
mod.add(1, 2)
assert seen == ["ctx_Add"]
`);
  });

  test("keeps the exception that an extension has set", () => {
    run(`
seen = []
set_trace_functions(lambda name: seen.append(name), lambda name: seen.append(name))
assert raised(mod.add) == "TypeError: expected exactly two args"
assert seen == ["ctx_Err_SetString"] * 2
`);
  });

  test("calls nothing while the extension has left Python", () => {
    run(`
seen = []
set_trace_functions(lambda name: seen.append(">" + name), lambda name: seen.append("<" + name))
mod.away()
assert seen == [">ctx_LeavePythonExecution", "<ctx_ReenterPythonExecution", ">ctx_Dup", "<ctx_Dup"], seen
`);
  });

  test("a function may replace itself, and functions are let go of", () => {
    run(`
import gc, weakref
def once(name):
    set_trace_functions(None)
    seen.append(name)
seen = []
gone = weakref.ref(once)
set_trace_functions(once)
del once
mod.add(1, 2), mod.add(1, 2)
gc.collect()
assert seen == ["ctx_Add"] and gone() is None
`);
  });

  test("JavaScript's functions are called beside Python's", () => {
    const seen: string[] = [];
    opened.trace.setTraceFunctions({ onEnter: (name) => seen.push(name) });
    run("seen = []; set_trace_functions(seen.append); mod.add(1, 2); assert seen == ['ctx_Add']");
    opened.trace.setTraceFunctions({ onEnter: null });
    expect(seen).toEqual(["ctx_Add"]);
  });
});

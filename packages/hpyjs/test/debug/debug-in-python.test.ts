import { describe, expect, test } from "vitest";
import { startDebugPython } from "./debug-python.ts";
import { rawExtension } from "./raw-extension.ts";

const { run, load, reports, debug } = await startDebugPython();
load(rawExtension());
run(`
import raw, hpy.debug
from hpy.universal import _debug
from hpy.debug import HPyDebugError, HPyLeakError, LeakDetector
`);

/** What an expression in Python gives. */
const value = (expression: string): unknown => run(expression);

/** The message of what Python code raises. */
function raised(code: string): string {
  return String(
    run(`
def attempt():
    try:
        ${code.replaceAll("\n", "\n        ")}
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
attempt()
`),
  );
}

describe("hpy.debug._debug", () => {
  test("is hpy.universal._debug, too", () => {
    expect(value("import hpy.debug._debug as other; other is _debug and other.__name__")).toBe(
      "hpy.debug._debug",
    );
    expect(value("_debug.__doc__")).toBe("HPy debug mode");
  });

  test("get_open_handles() gives the handles of a generation, the oldest first", () => {
    run("first = _debug.new_generation(); raw.leak('hello'); raw.leak('world')");
    run("second = _debug.new_generation(); raw.leak('younger')");
    expect(value("str([h.obj for h in _debug.get_open_handles(first)])")).toBe(
      "['hello', 'world', 'younger']",
    );
    expect(value("str([h.obj for h in _debug.get_open_handles(second)])")).toBe("['younger']");
    expect(value("len(_debug.get_open_handles(0)) - len(_debug.get_open_handles(1)) >= 84")).toBe(true);
    run("for h in _debug.get_open_handles(first): h._force_close()");
    expect(value("_debug.get_open_handles(first) == []")).toBe(true);
  });

  test("DebugHandle compares by the handle that it shows", () => {
    run("generation = _debug.new_generation(); raw.leak('a'); raw.leak('a')");
    run("one, other = _debug.get_open_handles(generation); again, _ = _debug.get_open_handles(generation)");
    expect(value("one is not again and one == again and one != other and one.id == again.id")).toBe(true);
    expect(value("one != 'a' and not one == 'a'")).toBe(true);
    expect(raised("one < other")).toContain("TypeError");
    expect(value("repr(one).startswith('<DebugHandle 0x%x for ' % one.id)")).toBe(true);
    expect(value("repr(one)")).toContain("hpy.debug.set_handle_stack_trace_limit");
    run("one._force_close(); other._force_close()");
    expect(value("one.is_closed and one in _debug.get_closed_handles()")).toBe(true);
    expect(value("repr(one).startswith('<DebugHandle 0x%x CLOSED>' % one.id)")).toBe(true);
    expect(raised("one.obj")).toBe("ValueError: the handle is closed; its object may be gone");
  });

  test("get_closed_handles() takes a generation, and as many handles are remembered as was said", () => {
    expect(raised("_debug.get_closed_handles(1, 2)")).toBe(
      "TypeError: get_closed_handles expects no arguments or exactly one argument",
    );
    expect(value("_debug.get_closed_handles_queue_max_size()")).toBe(1024);
    run("before = len(_debug.get_closed_handles()); _debug.set_closed_handles_queue_max_size(before + 7)");
    run(
      "counts = []\nfor _ in range(4):\n    raw.keep('x')\n    counts.append(len(_debug.get_closed_handles()) - before)",
    );
    expect(value("str(counts)")).toBe("[3, 6, 7, 7]");
    run("_debug.set_closed_handles_queue_max_size(1024)");
  });

  test("protected raw data is kept up to a limit", () => {
    expect(value("_debug.get_protected_raw_data_max_size()")).toBe(10_485_760);
    run("_debug.set_protected_raw_data_max_size(40); generation = _debug.new_generation()");
    run("raw.keep_text('a' * 31); raw.keep_text('b' * 31)");
    expect(value("str(sorted(h.raw_data_size for h in _debug.get_closed_handles(generation)))")).toBe(
      "[-1, -1, -1, -1, -1, 32]",
    );
    run("_debug.set_protected_raw_data_max_size(10485760)");
  });

  test("set_on_invalid_handle() has a function called, and the extension goes on", () => {
    expect(raised("_debug.set_on_invalid_handle(42)")).toBe("TypeError: Expected a callable object");
    run("seen = []; _debug.set_on_invalid_handle(lambda: seen.append('handle'))");
    run("raw.close_twice('x'); raw.close_argument('x'); raw.return_argument('x')");
    expect(value("len(seen)")).toBe(3);
    run("_debug.set_on_invalid_handle(None)");
    expect(reports()).toHaveLength(3);
  });

  test("set_on_invalid_builder_handle() does the same; the builder gives MemoryError", () => {
    run("seen = []; _debug.set_on_invalid_builder_handle(lambda: seen.append('builder'))");
    expect(raised("raw.build_twice(0)")).toContain("MemoryError");
    run("_debug.set_on_invalid_builder_handle(None)");
    expect(value("str(seen)")).toBe("['builder']");
    expect(reports()).toHaveLength(1);
  });

  test("a hook that raises is printed, and the extension goes on", () => {
    run("import contextlib, io, sys; output = io.StringIO(); _debug.set_on_invalid_handle(lambda: 1 / 0)");
    run("with contextlib.redirect_stderr(output): raw.close_twice('x')");
    run("_debug.set_on_invalid_handle(None)");
    expect(value("output.getvalue()")).toContain("Error when executing the on_invalid_handle callback");
    expect(value("output.getvalue()")).toContain("ZeroDivisionError");
    reports();
  });
});

describe("hpy.debug", () => {
  test("LeakDetector raises HPyLeakError with the handles", () => {
    run("detector = LeakDetector(); detector.start(); raw.leak('hello')");
    expect(raised("detector.start()")).toBe("ValueError: LeakDetector already started");
    expect(raised("detector.stop()")).toContain("HPyLeakError: 1 unclosed handle:\n    <DebugHandle 0x");
    expect(raised("LeakDetector().stop()")).toBe("ValueError: LeakDetector not started yet");
    expect(raised("with LeakDetector():\n    raw.leak('foo'); raw.leak('bar')")).toMatch(
      /HPyLeakError: 2 unclosed handles:[\s\S]*'foo'[\s\S]*'bar'/,
    );
    expect(value("issubclass(HPyLeakError, HPyDebugError)")).toBe(true);
  });

  test("set_handle_stack_trace_limit() shows where a handle was opened", () => {
    run("hpy.debug.set_handle_stack_trace_limit(16); generation = _debug.new_generation(); raw.leak('x')");
    run("hpy.debug.disable_handle_stack_traces()");
    expect(value("repr(_debug.get_open_handles(generation)[0])")).toMatch(
      /Allocation stacktrace:[\s\S]*raw-extension\.ts/,
    );
    expect(debug.settings.stackFrames).toBe(0);
  });
});

/**
 * A hostile module against the sandbox: whatever it tries, Python gets an exception, and the interpreter is unharmed. So it
 * is with each way in which the boundary is made.
 */

import type { SandboxedPolicy } from "@hpyjs/abi-universal";
import { beforeAll, describe, expect, test } from "vitest";
import { compileHere, openSandbox, type SandboxBench } from "./open-sandbox.ts";

const packageName = "pyodide-314";

const boundaries = [
  ["linked into the module", {}],
  ["as WebAssembly beside the module", { linkCalls: false }],
  ["in JavaScript", { boundary: "javascript" }],
] as const satisfies readonly (readonly [string, Omit<SandboxedPolicy, "flavour">])[];

describe.each(boundaries)("with the boundary %s", (_name, policy) => {
  let bench: SandboxBench;

  beforeAll(async () => {
    const bytes = await compileHere("hostile.c");
    bench = await openSandbox(packageName, "hostile.hpy0.wasm", bytes, policy);
  });

  function attempt(source: string): string | null {
    bench.load();
    const raised = bench.raises(source);
    bench.python("mod = None");
    bench.assertUnharmed();
    return raised;
  }

  describe("authority without a grant", () => {
    test.each([
      ["mod.import_module('ctypes')", "import 'ctypes'"],
      ["mod.import_module('js')", "import 'js'"],
      ["mod.subclasses()", "'__subclasses__'"],
      ["mod.subclasses_by_method()", "'__subclasses__'"],
      ["mod.attribute_of_object('__subclasses__')", "'__subclasses__'"],
      ["class S(str): pass\nmod.attribute_of_object(S('__getattribute__'))", "'__getattribute__'"],
      ["mod.globals_of(lambda: 0)", "'__globals__'"],
      ["mod.builtins()", 'not granted "builtins"'],
      ["mod.return_builtins()", 'not granted "builtins"'],
      ["mod.compile()", 'not granted "eval"'],
      ["mod.evaluate(compile('1', 'x', 'eval'))", 'not granted "eval"'],
      ["mod.fatal()", 'not granted "fatal-error"'],
      ["mod.print()", 'not granted "stdout"'],
      ["mod.tell_time()", 'not granted "clock"'],
    ])("%s is a PermissionError", (source, words) => {
      const raised = attempt(source);
      expect(raised).toContain("PermissionError");
      expect(raised).toContain(words);
    });
  });

  describe("handles that are none", () => {
    test.each([
      ["for n in (-1, 1, 85, 4711, 0x7fffffff, -0x80000000): mod.forged(n)", "SystemError"],
      // The API has a representation for the null handle.
      ["assert mod.forged(0) != '<NULL>'", "AssertionError"],
      ["mod.used_after_close()", "closed already"],
      ["mod.closed_twice()", "closed already"],
      ["mod.close_argument([])", "belongs to the caller"],
      ["mod.return_argument([])", "HPy_Dup"],
      ["mod.keep([]); mod.use_kept()", "closed already"],
      ["mod.null_handle()", "null handle"],
      ["mod.null_check()", "SystemError"],
      ["mod.native_object()", "no access"],
      ["mod.from_native_object()", "no access"],
    ])("%s", (source, words) => {
      expect(attempt(source)).toContain(words);
    });

    test("closing constants a thousand times does nothing", () => {
      expect(attempt("assert mod.close_constants() is None")).toBeNull();
    });
  });

  describe("addresses, lengths and numbers out of range", () => {
    test.each([
      ["mod.string_outside()", "outside of the module's memory"],
      ["mod.bytes_outside()", "outside of the module's memory"],
      ["mod.bytes_negative()", "negative length"],
      ["mod.size_outside()", "outside of the module's memory"],
      ["mod.array_outside()", "outside of the module's memory"],
      ["mod.array_too_long()", "outside of the module's memory"],
      ["mod.call_too_many()", "outside of the module's memory"],
      ["mod.wide_outside()", "outside of the module's memory"],
      ["mod.compare()", "no comparison operator"],
      ["mod.call_with_names((1, 2))", "kwnames"],
      ["mod.call_with_names('ab')", "kwnames"],
      ["mod.capsule_key()", "no HPyCapsule_key"],
      ["mod.field_outside(mod.make_thing_type()())", "outside of the module's memory"],
      ["mod.forged_field(mod.make_thing_type()())", "no field"],
      ["mod.forged_global()", "no global"],
      ["mod.global_outside()", "outside of the module's memory"],
      ["mod.forged_builder()", "HPyListBuilder"],
      ["mod.built_twice()", "HPyTupleBuilder"],
      ["mod.builder_index()", "SystemError"],
      ["mod.forged_tracker()", "HPyTracker"],
      ["mod.close_tracked()", "tracker closes"],
    ])("%s", (source, words) => {
      expect(attempt(source)).toContain(words);
    });
  });

  describe("objects of the wrong kind", () => {
    test.each([
      ["mod.is_subtype(5)", "TypeError"],
      ["mod.type_check(5)", "TypeError"],
      ["mod.type_name(5)", "TypeError"],
      ["mod.next([1])", "TypeError"],
      ["mod.substring(5)", "TypeError"],
      ["mod.unpack_slice(5)", "TypeError"],
      ["mod.bytes_of(5)", "TypeError"],
      ["mod.new_exception(5)", "TypeError"],
      ["mod.as_struct(5)", "no struct of this module"],
      ["mod.as_struct(object)", "no struct of this module"],
      ["mod.new_of(list)", "not made by this module"],
      ["import datetime, unicodedata; mod.capsule_pointer(unicodedata._ucnhash_CAPI)", "means nothing here"],
    ])("%s", (source, words) => {
      expect(attempt(source)).toContain(words);
    });
  });

  describe("execution that does not end well", () => {
    test.each([
      ["mod.endless_recursion()", /RecursionError|SystemError/],
      ["mod.recurse_through_python(mod.recurse_through_python)", /RecursionError/],
      ["def f(g): return mod.recurse_through_python(g)\nf(f)", /RecursionError/],
      ["mod.trap()", /SystemError/],
      ["mod.divide()", /SystemError/],
      ["mod.read_outside()", /SystemError/],
      ["mod.abort_now()", /SystemError/],
      ["mod.call_nothing()", /SystemError/],
      ["mod.api_while_left()", /has left Python/],
      ["mod.return_while_left()", /without HPy_ReenterPythonExecution/],
      ["mod.reenter_only()", /has not left Python/],
      ["mod.bad_context()", /SystemError/],
      ["mod.spoil_context()", /SystemError/],
    ])("%s", (source, words) => {
      expect(attempt(source)).toMatch(words);
    });
  });

  describe("definitions that make no sense", () => {
    test.each([
      ["mod.type_flags()", "flags"],
      ["mod.type_size()", "OverflowError"],
      ["mod.type_member_outside()", "outside of the struct"],
      ["mod.type_bad_function()", "no function of the module"],
      ["mod.type_wrong_function()().f()", "Error"],
      ["mod.type_bad_kind()", "HPyDef_Kind"],
      ["mod.type_bad_slot()", "HPySlot_Slot"],
      ["mod.type_outside()", "outside of the extension's memory"],
      ["mod.type_name_outside()", "outside of the extension's memory"],
    ])("%s", (source, words) => {
      expect(attempt(source)).toContain(words);
    });

    test("a traverse that lies is never called", () => {
      const source = `
Thing = mod.make_thing_type()
class Sub(Thing): pass
item = ["an item that must live"]
things = [Sub(item) for _ in range(20)]
for thing in things: thing.me = thing
for _ in range(5): gc.collect()
assert item == ["an item that must live"]
del things, thing; gc.collect()
assert item == ["an item that must live"]
`;
      expect(attempt(source)).toBeNull();
    });

    test.each(["len(thing)", "repr(thing)"])(
      "%s of a slot that returns nonsense is a SystemError",
      (source) => {
        expect(attempt(`thing = mod.make_thing_type()()\n${source}`)).toContain("SystemError");
      },
    );

    test("a hash of -1 without an exception is a SystemError, as for a module in C that is not sandboxed", () => {
      expect(attempt("hash(mod.make_thing_type()())")).toContain("SystemError");
    });
  });

  describe("buffers that lie", () => {
    test("an honest one works", () => {
      expect(attempt("assert memoryview(mod.make_thing_type()()).tolist() == [0] * 16")).toBeNull();
    });

    test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])("lie %i is refused", (lie) => {
      expect(attempt(`mod.set_lie(${lie}); memoryview(mod.make_thing_type()())`)).toMatch(
        /SystemError|BufferError/,
      );
    });
  });

  test("a module that was unloaded leaves the interpreter as it was", () => {
    bench.python("mod = Thing = Sub = thing = None\ngc.collect()");
    bench.extension.unload();
    bench.assertUnharmed();
  });
});

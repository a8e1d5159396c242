import { createDebug, HPyDebugError, HPyLeakError } from "@hpyjs/debug";
import { type HPy, HPyModule, HPyType } from "@hpyjs/extension";
import { describe, expect, test } from "vitest";
import { rawModule, startDebugPython } from "./debug-python.ts";
import { rawExtension } from "./raw-extension.ts";

const python = await startDebugPython();
const { run, reports, debug } = python;

python.load(rawExtension());
run("import raw");

/** Runs code that breaks a rule, and gives the one report of it. */
function violation(code: string): ReturnType<typeof reports>[number] {
  expect(() => run(code)).toThrow("HPyDebugError");
  const found = reports();
  expect(found).toHaveLength(1);
  return found[0] as (typeof found)[number];
}

describe("createDebug().mode reports", () => {
  test.each([
    ["raw.close_twice('thing')", "handle", "HPy_Close", "was closed before", "'thing'"],
    ["raw.use_after_close(0)", "handle", "HPy_Repr", "was closed before", "4711"],
    ["raw.close_argument('thing')", "handle", "HPy_Close", "argument was closed", "'thing'"],
    ["raw.return_argument('thing')", "handle", "raw.return_argument", "argument was returned", "'thing'"],
    ["raw.close_constant(0)", "handle", "HPy_Close", "h_True was closed", "True"],
    ["raw.return_constant(0)", "handle", "raw.return_constant", "h_None was returned", "None"],
    ["raw.use_foreign(0)", "foreign-handle", "HPy_Repr", "no handle of this context", null],
    ["raw.build_twice(0)", "builder", "HPyListBuilder_Build", "built or cancelled before", null],
    ["raw.closed_tracker(0)", "tracker", "HPyTracker_Close", "was closed, or never opened", null],
    ["raw.write_text('text')", "raw-data", "HPy_Close", "the byte at 0 of 5", "'text'"],
    ["raw.write_behind_text('text')", "raw-data", "HPy_Close", "1 bytes behind", "'text'"],
    ["raw.check_type('no type')", "argument", "HPy_TypeCheck", "no type", "'no type'"],
    ["raw.is_subtype('no type')", "argument", "HPyType_IsSubtype", "no type", "'no type'"],
    ["raw.type_name('no type')", "argument", "HPyType_GetName", "no type", "'no type'"],
    ["raw.substring(b'bytes')", "argument", "HPyUnicode_Substring", "no str", "b'bytes'"],
    ["raw.keyword_names(dict)", "argument", "HPy_Call", "it is none", "<class 'dict'>"],
    ["raw.as_list(raw.right_field(1))", "struct", "_HPy_AsStruct_List", "another shape", "raw.Right object"],
    ["raw.use_while_left(0)", "execution", "HPyLong_FromInt32_t", "after HPy_LeavePythonExecution", null],
    ["raw.reenter(0)", "execution", "HPy_ReenterPythonExecution", "was not left", null],
    ["raw.never_reenter(0)", "execution", "raw.never_reenter", "did not come back", null],
    ["raw.store_unlisted('thing')", "global", "HPyGlobal_Store", "no module's list", "'thing'"],
    ["raw.load_foreign(0)", "global", "HPyGlobal_Load", "another interpreter's", null],
    [
      "raw.missing_field(1)",
      "traverse",
      "raw.missing_field",
      "does not visit the field at offset 4",
      "raw.Missing",
    ],
    [
      "raw.repeated_field(1)",
      "traverse",
      "raw.repeated_field",
      "offset 4 of the struct twice",
      "raw.Repeated",
    ],
  ])("%s", (code, kind, where, problem, object) => {
    const report = violation(code);
    expect(report).toMatchObject({ kind, where, within: code.slice(0, code.indexOf("(")) });
    expect(report.problem).toContain(problem);
    if (object === null) expect(report.object).toBeNull();
    else expect(report.object).toContain(object);
    // What is found after the extension has returned has no frame of it.
    if (report.where !== report.within) expect(report.stack).toContain("raw-extension.ts");
  });

  test("an argument that is used in a later call, with the places where it was opened and closed", () => {
    run("raw.keep('thing')");
    const report = violation("raw.use_kept(0)");
    expect(report).toMatchObject({
      problem: expect.stringContaining("argument of a call that has ended"),
      opened: { by: "raw.keep", in: "raw.keep" },
      closed: { by: "raw.keep", in: "raw.keep" },
    });
  });

  test("raw data that is passed to the API after its handle was closed", () => {
    run("raw.keep_text('thing')");
    expect(violation("raw.use_text(0)")).toMatchObject({
      kind: "raw-data",
      where: "HPyUnicode_FromString",
      opened: { by: "raw.keep_text" },
    });
  });

  test("nothing for what is right", () => {
    run("assert isinstance(raw.right_field(1), object)");
    expect(reports()).toEqual([]);
  });

  test("the frames of where a handle was opened and closed, where that is asked for", () => {
    debug.settings.stackFrames = 8;
    const report = violation("raw.close_twice('thing')");
    debug.settings.stackFrames = 0;
    expect(report.opened?.stack).toContain("raw-extension.ts");
    expect(report.closed?.stack).toContain("raw-extension.ts");
  });
});

describe("detectLeaks()", () => {
  test("stop() throws HPyLeakError with the handles that are open", () => {
    const detector = debug.detectLeaks();
    run("raw.leak('hello'); raw.leak('world')");
    expect(detector.leaks).toHaveLength(2);
    const { leaks } = catchLeaks(() => detector.stop());
    expect(leaks.map(({ object }) => object)).toEqual(["'hello'", "'world'"]);
    expect(leaks[0]?.opened).toEqual({ by: "HPy_Dup", in: "raw.leak", stack: "" });
    for (const leak of leaks) leak.forceClose();
  });

  test("`using` stops at the end of the block", () => {
    const work = (code: string): void => {
      using _leaks = debug.detectLeaks();
      run(code);
    };
    work("raw.keep(1)");
    for (const leak of catchLeaks(() => work("raw.leak('x')")).leaks) leak.forceClose();
  });

  test("expectNoLeaks() gives the result of what does not leak", () => {
    expect(debug.expectNoLeaks(() => run("raw.keep(1)"))).toBeUndefined();
    const { leaks } = catchLeaks(() => debug.expectNoLeaks(() => run("raw.leak('x')")));
    for (const leak of leaks) leak.forceClose();
  });
});

describe("extensions of @hpyjs/extension", () => {
  test("leave nothing open, with types, fields, globals and callables", () => {
    const Node: HPyType<undefined, "next"> = HPyType("good.Node", {
      fields: ["next"],
      methods: { link: { O: (_ctx, self, next) => self.store("next", next) } },
      getsets: { next: { get: (ctx, self): HPy => self.load("next") ?? ctx.h_None } },
    });
    python.load(
      HPyModule("good", {
        types: [Node],
        globals: ["last"],
        methods: {
          sum: { VARARGS: (ctx, _self, args) => args.reduce((sum, arg) => sum + ctx.Float_AsDouble(arg), 0) },
          text: { O: (ctx, _self, text) => ctx.Unicode_AsUTF8AndSize(text).toUpperCase() },
          caller: { NOARGS: (ctx) => ctx.callable("double", (inner, [x]) => inner.Add(x as HPy, x as HPy)) },
        },
      }),
    );
    debug.expectNoLeaks(() =>
      run(`
import good
one, other = good.Node(), good.Node()
one.link(other)
assert one.next is other
assert good.sum(1, 2.5) == 3.5 and good.text("abc") == "ABC" and good.caller()(4) == 8
`),
    );
    expect(reports()).toEqual([]);
  });

  test("memory stays bounded over many calls with closed handles remembered", () => {
    run("import good\nfor _ in range(20000): good.text('abc')");
    expect(debug.closedHandles().length).toBeLessThanOrEqual(1024);
    expect(debug.shared.rawData.bytes).toBeLessThanOrEqual(1024 * 4);
    expect(debug.openHandles().length).toBeLessThan(300);
  });
});

describe("contexts", () => {
  test("a context that is used outside of any call", () => {
    let use = (): unknown => null;
    python.load(
      rawModule("outside", (api) => {
        use = () => api.Long_FromInt32_t(1);
        return {};
      }),
    );
    expect(use).toThrow(HPyDebugError);
    expect(reports()).toMatchObject([{ kind: "context", where: "HPyLong_FromInt32_t" }]);
    run("raw.keep(1)");
    expect(reports()).toEqual([]);
  });

  test("debug mode around debug mode is refused", () => {
    const inner = debug.contexts[0]?.inner;
    const other = createDebug();
    const layer = other.mode(inner as NonNullable<typeof inner>);
    expect(() => debug.mode(layer)).toThrow("Cannot put debug mode around debug mode");
  });
});

function catchLeaks(work: () => unknown): HPyLeakError {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof HPyLeakError) return thrown;
    throw thrown;
  }
  throw new Error("no leak was found");
}

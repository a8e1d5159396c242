/** Extensions in C, with one planted mistake for each function, linked and sandboxed. */

import { readFileSync } from "node:fs";
import { libcModule } from "@hpyjs/devel";
import { createTrace } from "@hpyjs/trace";
import { describe, expect, test } from "vitest";
import { compileFile } from "../c-extensions.ts";
import { startDebugPython } from "./debug-python.ts";

const text = readFileSync(new URL("planted.c", import.meta.url), "utf8");
const [bytes, library] = await Promise.all([
  compileFile({
    name: "planted",
    sources: [{ file: "planted.c", text }],
    flags: ["-Wall", "-Wextra", "-Werror"],
  }),
  libcModule(),
]);

type Mistake = readonly [code: string, kind: string, where: string, problem: string, object: string | null];

const everywhere: readonly Mistake[] = [
  ["close_twice('thing')", "handle", "HPy_Close", "was closed before", "'thing'"],
  ["use_after_close(0)", "handle", "HPy_Repr", "was closed before", "4711"],
  ["return_closed(0)", "handle", "planted.return_closed", "closed before", "4711"],
  ["close_argument('thing')", "handle", "HPy_Close", "argument was closed", "'thing'"],
  ["return_argument('thing')", "handle", "planted.return_argument", "argument was returned", "'thing'"],
  ["close_constant(0)", "handle", "HPy_Close", "h_True was closed", "True"],
  ["return_constant(0)", "handle", "planted.return_constant", "h_None was returned", "None"],
  ["build_twice(0)", "builder", "HPyListBuilder_Build", "built or cancelled before", null],
  ["set_after_cancel(0)", "builder", "HPyTupleBuilder_Set", "built or cancelled before", null],
  ["check_type('no type')", "argument", "HPy_TypeCheck", "no type", "'no type'"],
  ["is_subtype('no type')", "argument", "HPyType_IsSubtype", "no type", "'no type'"],
  ["type_name('no type')", "argument", "HPyType_GetName", "no type", "'no type'"],
  ["substring(b'bytes')", "argument", "HPyUnicode_Substring", "no str", "b'bytes'"],
  ["store_unlisted('thing')", "global", "HPyGlobal_Store", "no module's list", "'thing'"],
  ["wrong_struct(0)", "struct", "_HPy_AsStruct_List", "another shape", "planted.Pair object"],
];

/** What a sandbox refuses itself, or keeps on its own side of the boundary. */
const linkedOnly: readonly Mistake[] = [
  ["write_text('text')", "raw-data", "HPy_Close", "the byte at 0 of 5", "'text'"],
  ["use_while_left(0)", "execution", "HPyLong_FromInt32_t", "after HPy_LeavePythonExecution", null],
  [
    "missing_field(1)",
    "traverse",
    "planted.missing_field",
    "does not visit the field at offset 4",
    "planted.Missing",
  ],
  [
    "repeated_field(1)",
    "traverse",
    "planted.repeated_field",
    "offset 4 of the struct twice",
    "planted.Twice",
  ],
];

describe.each([
  ["linked", { flavour: "linked" }],
  ["sandboxed", { flavour: "sandboxed", library }],
] as const)("mistakes of an extension in C, %s", async (flavour, policy) => {
  const { debug, openFile, reports, run } = await startDebugPython();
  openFile({ path: "planted.hpy0.wasm", bytes }, policy);
  run("import planted");

  test.each([...everywhere, ...(flavour === "linked" ? linkedOnly : [])])(
    "%s",
    (code, kind, where, problem, object) => {
      expect(() => run(`planted.${code}`)).toThrow("HPyDebugError");
      const found = reports();
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject({ kind, where, within: `planted.${code.slice(0, code.indexOf("("))}` });
      expect(found[0]?.problem).toContain(problem);
      if (object === null) expect(found[0]?.object).toBeNull();
      else expect(found[0]?.object).toContain(object);
      // The name section says which function of the extension it was.
      if (where.startsWith("HPy"))
        expect(found[0]?.stack).toContain(`${code.slice(0, code.indexOf("("))}_impl`);
    },
  );

  test("an argument that is kept, with the places where it was opened and closed", () => {
    run("planted.keep('thing')");
    expect(() => run("planted.use_kept(0)")).toThrow("HPyDebugError");
    expect(reports()).toMatchObject([
      { kind: "handle", opened: { by: "planted.keep" }, closed: { by: "planted.keep" } },
    ]);
  });

  test("leaks, with where each was opened", () => {
    const detector = debug.detectLeaks();
    run("planted.leak('thing')");
    expect(() => run("planted.leak_on_error(5)")).toThrow("AttributeError");
    const leaks = detector.leaks.map(({ object, opened }) => [object, opened.by, opened.in]);
    expect(leaks).toEqual([
      ["'thing'", "HPy_Dup", "planted.leak"],
      ["'5'", "HPy_Repr", "planted.leak_on_error"],
    ]);
    for (const leak of detector.leaks) leak.forceClose();
    detector.stop();
  });

  test("another call's context", () => {
    run("planted.keep_context(0)");
    expect(() => run("planted.use_kept_context(0)")).toThrow("HPyDebugError");
    expect(reports()).toMatchObject([{ kind: "context", problem: expect.stringContaining("another call") }]);
  });

  test.runIf(flavour === "linked")("text that is used after its handle was closed", () => {
    run("planted.keep_text('thing')");
    expect(() => run("planted.use_text(0)")).toThrow("HPyDebugError");
    expect(reports()).toMatchObject([{ kind: "raw-data", where: "HPyUnicode_FromString" }]);
  });

  test("nothing where nothing is wrong", () => {
    debug.expectNoLeaks(() => run("import gc; [planted.right(n) for n in range(100)]; gc.collect()"));
    expect(reports()).toEqual([]);
  });
});

test.each([
  ["linked", { flavour: "linked" }],
  ["sandboxed", { flavour: "sandboxed", library }],
] as const)("trace mode counts the same inside of debug mode and around it, %s", async (_flavour, policy) => {
  const counts: unknown[] = [];
  for (const modes of [["trace"], ["trace", "debug"], ["debug", "trace"]]) {
    const trace = createTrace();
    const { openFile, run } = await startDebugPython({}, { trace: trace.mode });
    openFile({ path: "planted.hpy0.wasm", bytes }, policy, modes);
    run(
      "import planted; [planted.right(n) for n in range(10)]; planted.check_type(int); planted.leak(planted)",
    );
    run("try: planted.leak_on_error(5)\nexcept AttributeError: pass");
    counts.push(trace.getCallCounts());
  }
  expect(counts[0]).toMatchObject({
    ctx_Repr: 11,
    ctx_ListBuilder_Set: 20,
    ctx_Tracker_Close: 10,
    ctx_Close: 0,
  });
  expect(counts[1]).toEqual(counts[0]);
  expect(counts[2]).toEqual(counts[0]);
});
